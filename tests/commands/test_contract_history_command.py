"""`pytest-portone contract history` as a user types it."""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ET

import jsonschema_rs
import pytest

from pytest_portone import cli, contracts
from pytest_portone.contracts import openapi
from pytest_portone.history import as_json, weights
from pytest_portone.history.building import build
from pytest_portone.history.sources import named


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main(["contract", "history", *[str(each) for each in words]])
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def api(tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load())))
    return path


def test_the_timeline_the_changelog_and_the_numbers(run):
    code, out, err = run()
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("3 versions, 2024-04-18 -> 2026-07-03 (26 months): ")
    assert lines[1] == "bundled contracts"
    newest = lines.index(next(each for each in lines if each.startswith("2024-10-24 -> 2026-07-03: ")))
    oldest = lines.index(next(each for each in lines if each.startswith("2024-04-18 -> 2024-10-24: ")))
    assert newest < oldest < lines.index("What the gate tries, as it really happened")
    assert "\x1b" not in out
    assert any(" output-field-added: " in each and each.endswith(" more") for each in lines)


def test_versions_in_the_order_given(run, api):
    code, out, _ = run("2026-07-03", "2024-10-24", api, "--format=json")
    told = json.loads(out)
    assert code == 0
    assert [each["label"] for each in told["versions"]] == ["2026-07-03", "2024-10-24", str(api)]
    assert [each["day"] for each in told["versions"]] == ["2026-07-03", "2024-10-24", "2026-07-03"]
    assert told["months"] is None
    jsonschema_rs.validate(as_json.schema(), told)


def test_all_lists_what_was_added(run):
    _, short, _ = run("--format=md")
    _, whole, _ = run("--format=md", "--all")
    history = build(*named([]))
    added = [each for each in history.findings if each.verdict == "allowed"]
    assert whole.count("\n- ") - short.count("\n- ") > len(added) / 2


def test_the_suffix_of_the_file_names_the_format(run, tmp_path):
    for name, begins in {
        "h.svg": "<?xml",
        "h.html": "<!doctype html>",
        "h.md": "## ",
        "h.json": "{",
        "h.txt": "3 ",
    }.items():
        code, out, _ = run("--output", tmp_path / name)
        assert (code, out) == (0, "")
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    run("--output", tmp_path / "odd.md", "--format=svg")
    assert ET.fromstring((tmp_path / "odd.md").read_bytes()).tag.endswith("svg")  # noqa: S314 - made here
    assert "\x1b" not in (tmp_path / "h.txt").read_text(encoding="utf-8")


def test_nothing_fails_by_itself(run):
    assert [run(f"--fail-on={each}")[0] for each in ("none", "breaking", "review", "any")] == [0, 1, 1, 1]
    assert run("2026-07-03", "2026-07-03", "--fail-on=any")[0] == 0


def test_weights_are_written_besides(run, tmp_path):
    path = tmp_path / "weights.json"
    code, out, _ = run("--weights", path)
    assert code == 0
    assert out.startswith("3 versions, ")
    assert weights.read(path) == weights.weigh(build(*named([])))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["2026-07-03"], "a history needs two versions"),
        (["2026-07-03", "2026-07-33"], "2026-07-33: no contract, folder or OpenAPI file '2026-07-33'"),
        (["--since=HEAD"], "--since and --branch are for --git"),
        (["--git", ".", "api.json", "2026-07-03"], "give the one or the other"),
        (["--git", "nowhere", "api.json"], "nowhere is no folder"),
        (["--output=nowhere/h.md"], "there is no folder nowhere"),
        (["--weights=nowhere/w.json"], "there is no folder nowhere"),
    ],
)
def test_wrong_use_is_refused(run, tmp_path, monkeypatch, words, expected):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert expected in err


def test_what_can_not_be_read_is_listed_or_passed_over(run, api, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"openapi": "3.1.0", "paths": []}')
    old = tmp_path / "old.json"
    old.write_text('{"swagger": "2.0"}')
    code, out, err = run(api, bad, old, "2026-07-03")
    assert (code, out) == (2, "")
    assert "2 versions can't be read" in err
    assert f"{bad}: " in err
    assert f"{old}: " in err
    code, out, _ = run(api, bad, old, "2026-07-03", "--skip-unreadable")
    assert code == 0
    assert out.count(" can't be read: ") == 2


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not there")
def test_a_git_repository(run, api, tmp_path, monkeypatch):
    for name, value in {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}.items():
        monkeypatch.setenv(name, value)
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "tester")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tester")
        monkeypatch.setenv(f"GIT_{name}_DATE", "2026-07-03T12:00:00+09:00")

    def git(*words):
        subprocess.run(["git", "-C", tmp_path, *words], check=True, capture_output=True)

    git("init", "--quiet")
    for version in contracts.versions():
        api.write_text(json.dumps(openapi.write(contracts.load(version))))
        git("add", api.name)
        git("commit", "--quiet", "--message", version)
    code, out, err = run("--git", tmp_path, api.name)
    assert (code, err) == (0, "")
    assert out.splitlines()[1] == f"{api.name} in {tmp_path}"
    assert out.splitlines()[0].startswith("3 versions, 2026-07-03 ")
    code, out, _ = run("--git", tmp_path, api.name, "--since=HEAD~1", "--format=json")
    assert len(json.loads(out)["steps"]) == 1


def test_on_a_terminal_it_says_how_far_it_is(run, monkeypatch):
    written = []
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setattr("sys.stderr.write", written.append)
    run()
    assert written == ["\r\x1b[K1 of 3: 2024-04-18", "\r\x1b[K2 of 3: 2024-10-24", "\r\x1b[K"]


def test_colours_are_for_terminals(run, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[32m█" in run()[1]
    assert "\x1b" not in run("--format=json")[1]
