"""`pytest-portone contract diff` as a user types it."""

import json

import pytest

from pytest_portone import cli, contracts
from pytest_portone.contracts import openapi
from pytest_portone.contracts.changes import compare


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main(["contract", "diff", *[str(each) for each in words]])
        return code, *capsys.readouterr()

    return command


def test_the_worst_comes_first_and_each_cause_once(run):
    code, out, err = run("2024-10-24", "2026-07-03")
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert lines[0].startswith("2024-10-24 -> 2026-07-03: ")
    assert [each for each in lines if each in ("breaking", "review", "exempt", "allowed")] == [
        "breaking",
        "review",
        "exempt",
    ]
    gone = lines.index("  operation-removed: getPlatform: GET /platform -> nothing")
    assert lines[gone + 1].startswith("    an operation is gone; clause 1 (input): ")
    assert lines[gone + 2] == "    getPlatform $"
    for section in out.split("\n\n")[1:]:
        causes = [each for each in section.splitlines() if each.startswith("  ") and each[2] != " "]
        assert len(causes) == len(set(causes)) > 0


def test_json_for_machines(run):
    _, out, _ = run("2024-10-24", "2026-07-03", "--format=json")
    found = json.loads(out)
    assert len(found) == len(compare(contracts.load("2024-10-24"), contracts.load()))
    asked = {"rule", "clause", "verdict", "operation", "direction", "path", "type", "field", "before", "after"}
    assert all(asked <= each.keys() for each in found)


def test_what_fails_is_the_users_choice(run):
    assert run("2026-07-03", "2026-07-03", "--fail-on=any")[0] == 0
    code, out, _ = run("2024-04-18", "2024-10-24", "--all", "--fail-on=review")
    assert code == 1
    assert "allowed" in out.splitlines()


def test_openapi_files_and_bundled_dates(run, tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load())))
    code, out, _ = run("2026-07-03", path)
    assert code == 0
    assert out == "2026-07-03 -> 2026-07-03: 0 breaking, 0 review, 0 exempt, 0 allowed\n"


def test_an_unknown_contract_is_refused(run):
    code, _, err = run("2024-10-25", "2026-07-03")
    assert code == 2
    assert "2024-10-25" in err
