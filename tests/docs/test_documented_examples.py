"""Every example of the README and the documentation runs, exactly as it is printed.

On a page, a block in python, ini, toml or yaml whose first line is `# file: NAME` is that file; the files of a page
make one project, and its tests must pass. A block in console starts with `$ `: a `pytest-portone` command is run, or
`pytest` in that project, and the lines below it are what it prints, where `...` stands for any text.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from pytest_portone import cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"# file: (?P<name>\S+)\n")
ANY = "..."


def blocks(page, *languages):
    found = BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [each["text"] for each in found if each["language"] in languages]


def files(page):
    """Name -> text of the files that a page shows."""
    texts = blocks(page, "python", "ini", "toml", "yaml")
    named = [(FILE.match(each), each) for each in texts]
    return {found["name"]: text[found.end() :] for found, text in named if found}


def commands(page, program="pytest-portone"):
    """(words, expected lines) of a program's commands that a page shows with their output."""
    for text in blocks(page, "console"):
        for each in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
            command, *expected = each.rstrip("\n").splitlines()
            if command.startswith(f"{program} ") and expected:
                yield shlex.split(command)[1:], expected


def named(page):
    return str(page.relative_to(ROOT))


def matches(expected, received):
    pattern = ".*".join(re.escape(part) for part in "\n".join(expected).split(ANY))
    return re.fullmatch(pattern, received.rstrip("\n"), re.DOTALL) is not None


@pytest.fixture
def project(pytester):
    """Writes the files of a page; gives their texts."""

    def write(page):
        texts = files(page)
        for name, text in texts.items():
            path = pytester.path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        pytester.syspathinsert()
        return texts

    return write


@pytest.mark.parametrize("page", [each for each in PAGES if files(each)], ids=named)
def test_the_files_of_a_page_pass_as_a_project(page, project, pytester):
    texts = project(page)
    outcome = pytester.runpytest_subprocess("-q", "-p", "no:cacheprovider", "-W", "error")
    counts = outcome.parseoutcomes()
    assert outcome.ret == 0, named(page)
    assert counts.get("passed", 0) >= sum(text.count("def test_") for text in texts.values()) > 0


@pytest.mark.parametrize("page", [each for each in PAGES if list(commands(each, "pytest"))], ids=named)
def test_pytest_prints_in_the_project_of_a_page_what_it_says(page, project, pytester):
    project(page)
    for words, expected in commands(page, "pytest"):
        received = pytester.runpytest_subprocess("-p", "no:cacheprovider", *words).stdout.str()
        assert matches(expected, received), (words, received)


@pytest.mark.parametrize("page", [each for each in PAGES if list(commands(each))], ids=named)
def test_the_commands_of_a_page_print_what_it_says(page, capsys, monkeypatch):
    monkeypatch.chdir(ROOT)
    for words, expected in commands(page):
        assert cli.main(words) in (cli.FINE, cli.FINDINGS)
        received = capsys.readouterr().out
        assert matches(expected, received), (words, received)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_the_links_of_a_page_lead_somewhere(page):
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [each for each in targets if not (page.parent / each).exists()] == []


def test_every_python_example_is_a_file_that_runs():
    """None is left out by a forgotten first line."""
    loose = {named(page): text for page in PAGES for text in blocks(page, "python") if not FILE.match(text)}
    assert loose == {}
