"""`pytest-portone contract diff` as a user types it."""

import json
import re
from datetime import date, timedelta

import jsonschema_rs
import pytest
from calling import Merchant
from documented_errors.transfers import credited

from pytest_portone import cli, contracts
from pytest_portone.contracts import openapi
from pytest_portone.contracts.changes import compare
from pytest_portone.findings import as_json
from pytest_portone.findings.formats import FORMATS
from pytest_portone.sandbox import Sandbox

DATES = ("2024-10-24", "2026-07-03")
FAR = date.today() + timedelta(days=400)  # noqa: DTZ011 - the command asks the user's calendar, too


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main(["contract", "diff", *[str(each) for each in words]])
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def found(run):
    return json.loads(run(*DATES, "--format=json")[1])


def test_the_worst_comes_first_and_each_cause_once(run):
    code, out, err = run(*DATES)
    assert (code, err) == (1, "")
    lines = out.splitlines()
    assert re.fullmatch(r"2024-10-24 -> 2026-07-03: \d+ breaking, \d+ review, \d+ exempt, \d+ allowed", lines[0])
    verdicts = [each.split(":")[0] for each in lines if re.match(r"[a-z]+: ", each)]
    assert verdicts == ["breaking", "review", "exempt"]
    start = lines.index("├─ operation-removed: an operation is gone")
    assert lines[start + 1].startswith("│  clause 1 (input): ")
    assert lines[start + 2].startswith("│  ├─ getPlatform: GET /platform -> nothing ")
    assert lines[start + 3] == "│  │    getPlatform $"
    marks = re.findall(r"\b[0-9a-f]{12}\b", out)
    assert len(marks) == len(set(marks)) > 0
    assert lines[-1].endswith(" allowed not listed; --all lists them")


def test_json_for_machines(found):
    assert len(found) == len(
        {(e.cause, e.verdict, e.operation, e.path) for e in compare(*map(contracts.load, DATES))}
    )
    jsonschema_rs.validate(as_json.schema(), found)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_every_breaking_change(run, found, name):
    _, out, _ = run(*DATES, f"--format={name}", "--all")
    breaking = {each["fingerprint"] for each in found if each["verdict"] == "breaking"}
    assert breaking
    assert all(each in out for each in breaking)


def test_what_fails_is_the_users_choice(run):
    assert run("2026-07-03", "2026-07-03", "--fail-on=any")[0] == 0
    code, out, _ = run("2024-04-18", "2024-10-24", "--all", "--fail-on=review")
    assert code == 1
    assert "\nallowed: the policy permits it\n" in out


def test_openapi_files_and_bundled_dates(run, tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load())))
    code, out, _ = run("2026-07-03", path)
    assert code == 0
    assert out == "2026-07-03 -> 2026-07-03: 0 breaking, 0 review, 0 exempt, 0 allowed\n"


def test_sarif_points_at_the_file_that_is_new(run, tmp_path):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi.write(contracts.load())))
    told = json.loads(run(DATES[0], path, "--format=sarif")[1])
    result = told["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


def test_an_unknown_contract_is_refused(run):
    code, _, err = run("2024-10-25", "2026-07-03")
    assert code == 2
    assert "2024-10-25" in err


def accepted_file(tmp_path, marks, until=FAR):
    path = tmp_path / "accepted.txt"
    path.write_text("# looked at in July\n\n" + "".join(f"{each} {until} 정산을 쓰지 않는다\n" for each in marks))
    return path


def test_what_is_accepted_fails_nothing(run, found, tmp_path):
    marks = sorted({each["fingerprint"] for each in found if each["verdict"] == "breaking"})
    code, out, _ = run(*DATES, "--accepted", accepted_file(tmp_path, marks))
    assert code == 0
    assert out.count("accepted: 정산을 쓰지 않는다") == len(marks)
    code, out, _ = run(*DATES, "--accepted", accepted_file(tmp_path, marks[1:]), "--format=json")
    assert code == 1
    assert {each["fingerprint"] for each in json.loads(out) if each["fails"]} == {marks[0]}


def test_what_is_accepted_in_vain_is_told(run, found, tmp_path):
    mark = next(each["fingerprint"] for each in found if each["verdict"] == "breaking")
    path = accepted_file(tmp_path, [mark], until="2026-01-31")
    path.write_text(path.read_text() + f"{'f' * 12} {FAR} never\n")
    code, out, _ = run(*DATES, "--accepted", path)
    assert code == 1
    assert "Accepted in vain: take it off the list, or look again" in out
    assert f"├─ {mark}: accepted until 2026-01-31: 정산을 쓰지 않는다" in out
    assert f"└─ {'f' * 12}: not found any more: never" in out


def test_every_wrong_line_of_the_list_is_named(run, tmp_path):
    path = tmp_path / "accepted.txt"
    path.write_text(
        f"abc 2026-01-01 x\n{'a' * 12} 2026-13-01 x\n{'a' * 12} {FAR}\n{'b' * 12} {FAR} x\n{'b' * 12} {FAR} y\n"
    )
    code, out, err = run(*DATES, "--accepted", path)
    assert (code, out) == (2, "")
    for number in (1, 2, 3):
        assert f"line {number}: received " in err
    assert err.count("expected FINGERPRINT YYYY-MM-DD REASON") == 3
    assert f"line 5: {'b' * 12} is listed in line 4 already" in err
    assert run(*DATES, "--accepted", tmp_path / "none.txt")[0] == 2


def test_colours_where_somebody_sees_them(run, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b" not in run(*DATES)[1]
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[31;1mbreaking: the policy forbids it\x1b[0m" in run(*DATES)[1]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run(*DATES)[1]


SHOP = """
import json
from pathlib import Path


def test_a_bulk_payout_is_looked_at(portone, portone_client):
    portone.load(json.loads(Path("world.json").read_text(encoding="utf-8")))
    (bulk,) = portone_client.get("/platform/bulk-payouts").json()["items"]
    assert bulk["status"] == "PREPARED"
"""


def world():
    """A world in which the payout of a partner was confirmed."""
    merchant = Merchant(Sandbox(contracts.load(DATES[0])))
    merchant.sandbox.console.confirm_payout(credited(merchant))
    return merchant.sandbox.dump()


def test_what_touches_the_merchant_is_marked(pytester, run, capsys):
    pytester.makepyfile(test_shop=SHOP)
    (pytester.path / "world.json").write_text(json.dumps(world()), encoding="utf-8")
    made = pytester.runpytest_subprocess("--portone-usage=usage.json", f"--portone-contract={DATES[0]}")
    made.assert_outcomes(passed=1)
    capsys.readouterr()
    code, out, _ = run(*DATES, "--usage", "usage.json", "--format=json")
    found = json.loads(out)
    marked = {each["operation"] for each in found if each["touches"]}
    assert marked == {"getPlatformBulkPayouts"}
    assert code == 1
    _, out, _ = run(*DATES, "--usage", "usage.json")
    lines = out.splitlines()
    assert re.search(r"; \d+ touch what you use, as usage.json tells$", lines[0])
    assert any("PlatformBulkPayout.arePayoutsGenerated" in each and "touches what you use" in each for each in lines)
    assert run(*DATES, "--usage", "none.json")[0] == 2
