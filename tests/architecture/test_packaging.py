"""What a user installs is what stands here, and what CI runs is what the README says."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_every_folder_of_code_is_a_package_of_the_wheel():
    setuptools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    expected = set()
    for floor in ("contracts", "strategies", "pytest_portone"):
        for path in (ROOT / floor).rglob("__init__.py"):
            parts = path.parent.relative_to(ROOT).parts
            expected.add(".".join(parts if floor == "pytest_portone" else ("pytest_portone", *parts)))
    assert set(setuptools["packages"]) == expected
    assert setuptools["packages"] == sorted(setuptools["packages"])
    mapped = {name for name in expected if name.split(".")[1:2] in (["contracts"], ["strategies"])}
    assert set(setuptools["package-dir"]) == {"pytest_portone", *mapped}


def readme_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    return [block.strip() for block in CONSOLE.findall(text)[:2]]


def test_ci_runs_the_two_commands_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    main_job, tests = readme_commands("README.md")
    assert "--portone-sandbox" in main_job
    assert main_job in script
    assert tests in script


def test_both_languages_of_the_readme_give_the_same_commands():
    assert readme_commands("README.md") == readme_commands("README.ko.md")


def test_the_version_has_an_entry_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert f"\n## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
