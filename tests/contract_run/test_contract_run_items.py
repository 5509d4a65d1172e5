"""The contract run in a session of pytest: its items, its text, its table, alone and under pytest-xdist."""

import inspect
import re

import pytest

from pytest_portone.sandbox import Response, Sandbox

QUICK = ("--portone-sandbox", "--portone-profile=quick")


def table(result):
    """The summary's rows: area -> cells."""
    lines = result.stdout.lines
    start = next(n for n, line in enumerate(lines) if line.startswith("area "))
    rows = {}
    for line in lines[start + 1 :]:
        name, *cells = re.split(r"\s{2,}", line.strip())
        rows[name] = cells
        if name == "total":
            return rows
    raise AssertionError(lines)


def test_empty_folder(pytester):
    result = pytester.runpytest(*QUICK, "-k", "(auth or getBankInfos) and not b2b and not platform")
    assert result.ret == pytest.ExitCode.OK
    result.assert_outcomes(passed=4, deselected=149)
    rows = table(result)
    assert list(rows) == ["auth", "auth, stateful", "common", "total"]
    assert rows["auth"][:3] == ["2", "2", "-"]
    assert rows["auth, stateful"][:3] == ["-", "1", "-"]
    assert rows["total"][:3] == ["3", "4", "-"]


def test_an_item_for_each_operation_of_every_contract(pytester):
    from pytest_portone import contracts

    for version in contracts.versions():
        result = pytester.runpytest("--portone-sandbox", f"--portone-contract={version}", "--collect-only", "-q")
        found = [line.split("::") for line in result.stdout.lines if line.startswith("portone::")]
        operations = [(area, name) for _, area, name in found if name != "stateful"]
        expected = [(each.area, each.id) for each in contracts.load(version).operations.values()]
        assert sorted(operations) == sorted(expected)
        assert ["portone", "payment", "stateful"] in found


def test_beside_the_users_own_tests(pytester):
    pytester.makepyfile(
        """
        def test_passes(): pass
        def test_fails(): assert 0
        """
    )
    result = pytester.runpytest(*QUICK, "-v", "-k", "passes or fails or getBankInfos")
    result.assert_outcomes(passed=2, failed=1, deselected=152)
    result.stdout.fnmatch_lines(
        ["*::test_passes PASSED*", "*::test_fails FAILED*", "portone::common::getBankInfos PASSED*"]
    )
    assert table(result)["total"][:3] == ["1", "1", "-"]


def test_items_are_chosen_by_their_node_ids(pytester):
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest(*QUICK, "portone::common", "portone::payment.promotion::getPromotion")
    result.assert_outcomes(passed=2)
    result = pytester.runpytest(*QUICK, "test_items_are_chosen_by_their_node_ids.py", "portone::common")
    result.assert_outcomes(passed=2)


def test_failed_checks_that_fall_under_an_exception_are_counted(pytester):
    rows = table(pytester.runpytest(*QUICK, "portone::payment::payInstantly", "portone::common"))
    assert rows["common"][5] == "-"
    assert int(rows["payment"][5].replace(",", "")) > 0
    assert rows["total"][5] == rows["payment"][5]


def test_xdist_runs_the_same_items_and_adds_up_the_same_numbers(pytester):
    chosen = ("portone::auth::loginViaApiSecret", "portone::common", "portone::payment.promotion")
    alone = table(pytester.runpytest(*QUICK, *chosen))
    shared = table(pytester.runpytest_subprocess(*QUICK, *chosen, "-n", "2"))
    assert {name: cells[:-1] for name, cells in alone.items()} == {name: cells[:-1] for name, cells in shared.items()}


def test_table_is_green_or_red(pytester):
    result = pytester.runpytest(*QUICK, "portone::common", "--color=yes")
    result.stdout.re_match_lines([r"\x1b\[32mcommon .*\x1b\[0m", r"\x1b\[32m\x1b\[1mtotal .*\x1b\[0m"])


class Faulty(Sandbox):
    """Names a bank with a number, and gives out half a pair of tokens."""

    def handle(self, request):
        response = super().handle(request)
        if request.path == "/banks" and response.status == 200:
            return Response(200, response.headers, b'{"items": [{"bank": "SHINHAN", "name": 1}, {}]}')
        if request.path == "/login/api-secret" and response.status == 200:
            return Response(200, response.headers, b'{"accessToken": "token-AbCd", "refreshToken": 3}')
        return response


FAULTY = f"""
import pytest_portone.sandbox as library
from pytest_portone.sandbox import Response, Sandbox

{inspect.getsource(Faulty)}

library.Sandbox = Faulty
"""


def test_failure_tells_everything(pytester, monkeypatch):
    monkeypatch.setattr("pytest_portone.sandbox.Sandbox", Faulty)
    result = pytester.runpytest(*QUICK, "--portone-seed=5", "portone::common", "portone::auth::loginViaApiSecret")
    result.assert_outcomes(failed=2)
    command = "  pytest --portone-sandbox --portone-contract=2026-07-03 --portone-profile=quick --portone-seed=5 "
    result.stdout.fnmatch_lines(
        [
            "*_ portone::auth::loginViaApiSecret _*",
            "1 finding: response_schema_conformance",
            "1. response_schema_conformance: Answer breaks the contract (*)",
            "   Operation: loginViaApiSecret",
            "   $.refreshToken: received 3, expected a string",
            """*PORTONE_API_SECRET" * --data-raw '{"apiSecret": "[[]secret]"}' http://127.0.0.1:8000/login/api-secret""",
            '     {"accessToken": "[[]secret]", "refreshToken": 3}',
            f"{command}portone::auth::loginViaApiSecret",
            "*_ portone::common::getBankInfos _*",
            "2 findings: response_schema_conformance",
            "   $.items[[]0].name: received 1, expected an object",
            "   $.items[[]1].bank: received nothing, expected Bank (required)",
            "   (the requests of 1)",
            "Repeat exactly this run:",
            f"{command}portone::common::getBankInfos",
            "FAILED portone::common::getBankInfos - Failed: 2 findings: respo*",
        ]
    )
    assert "token-AbCd" not in result.stdout.str()
    assert table(result)["total"][:3] == ["2", "-", "2"]


def test_printed_command_repeats_the_very_same_run_in_another_process(pytester, monkeypatch):
    pytester.makepyfile("WORDS = ['a word of the test suite', 424242]\ndef test_own(): pass")
    with monkeypatch.context() as patch:
        patch.setattr("pytest_portone.sandbox.Sandbox", Faulty)
        first = pytester.runpytest(*QUICK, "-k", "own or portone and auth").stdout.lines
    command = next(line.split() for line in first if line.endswith(" portone::auth::stateful"))
    pytester.makeconftest(FAULTY)
    monkeypatch.setenv("PYTHONHASHSEED", "77")
    second = pytester.runpytest_subprocess(*command[1:]).stdout.lines

    def told(lines):
        start = next(n for n, line in enumerate(lines) if "_ portone::auth::stateful _" in line)
        return lines[start : lines.index("Repeat exactly this run:", start)]

    assert told(first) == told(second)


def test_stop_of_the_user_stops_the_session(pytester, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pytest_portone.sandbox.Sandbox.handle", stop)
    result = pytester.runpytest_inprocess(*QUICK, "portone::common", "portone::auth", no_reraise_ctrlc=True)
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_fault_of_the_run_itself_is_a_failure_without_secrets(pytester, monkeypatch):
    def broken(_, settings):
        raise RuntimeError(f"no sandbox for {min(settings.secrets)}")

    monkeypatch.setattr("pytest_portone.sandbox.Sandbox", broken)
    result = pytester.runpytest(*QUICK, "portone::common", "--showlocals")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["the contract run itself failed", "RuntimeError: no sandbox for [[]secret]"])


def test_junit_report_holds_the_numbers(pytester):
    pytester.runpytest(*QUICK, "portone::common", "--junitxml=report.xml")
    report = pytester.path.joinpath("report.xml").read_text(encoding="utf-8")
    assert re.search(r'<property name="portone_cases" value="\d+" ?/>', report)
