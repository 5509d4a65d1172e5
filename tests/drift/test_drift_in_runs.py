"""`--portone-drift`, and the fixture: what goes over the network in tests is judged, and what cassettes replay."""

import json
from textwrap import dedent

import pytest

HEAD = """
import asyncio
import aiohttp, httpx, httpx2, pytest, requests

URL = {url!r}

def get(path="/payments/order-1"):
    return requests.get(f"{{URL}}{{path}}", timeout=5).json()
"""
PAYMENT = {"status": "PAID", "id": "order-1"}


@pytest.fixture
def run(pytester, live_store):
    """Runs tests against a store of their own: the result, and what the report as JSON says."""
    live_store.answer = {**PAYMENT, "nuance": 1}
    pytester.makeini(f"[pytest]\nportone_base_urls = {live_store.url}")

    def running(text, *words, drift="--portone-drift", subprocess=False):
        pytester.makepyfile(test_live=HEAD.format(url=live_store.url) + dedent(text))
        options = [drift, "--portone-drift-report=drift.json"] if drift else []
        runner = pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess
        result = runner(*options, *words)
        path = pytester.path / "drift.json"
        return result, json.loads(path.read_text()) if path.exists() else None

    return running


def places(found, rule="output-field-unannounced"):
    return [(each["path"], each["sources"]) for each in found if each["rule"] == rule]


CLIENTS = """
    async def with_aiohttp():
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{URL}/payments/order-1") as answer:
                return await answer.json()

    CLIENTS = {
        "requests": lambda: get(),
        "httpx": lambda: httpx.get(f"{URL}/payments/order-1").json(),
        "httpx2": lambda: httpx2.get(f"{URL}/payments/order-1").json(),
        "aiohttp": lambda: asyncio.run(with_aiohttp()),
    }

    @pytest.mark.parametrize("client", CLIENTS)
    def test_get(client):
        assert CLIENTS[client]()["status"] == "PAID"
"""


def test_whatever_the_client_is_live_exchanges_are_judged(run, live_store):
    result, found = run(CLIENTS)
    result.assert_outcomes(passed=4)
    tests = [f"test_live.py::test_get[{each}]" for each in ("requests", "httpx", "httpx2", "aiohttp")]
    assert places(found) == [("$.nuance", tests)]
    assert "output-field-missing" in {each["rule"] for each in found}
    assert live_store.calls == 4
    result.stdout.fnmatch_lines(
        [
            "portone: traffic is judged by contract 2026-07-03",
            "*= PortOne drift =*",
            "traffic against 2026-07-03: * breaking, 0 review, 0 exempt, 1 allowed",
            "judged: 4 exchanges",
            "*getPayment $.nuance (test_live.py::test_get?requests?, *",
        ]
    )


CASSETTES = """
    import vcr

    @pytest.mark.parametrize("module", [requests, httpx, httpx2])
    @pytest.mark.parametrize("time", ["recorded", "replayed"])
    def test_get(time, module, tmp_path_factory):
        path = tmp_path_factory.getbasetemp() / f"{module.__name__}.yaml"
        with vcr.use_cassette(str(path), record_mode="once") as cassette:
            assert module.get(f"{URL}/payments/order-1", timeout=5).json()["status"] == "PAID"
        assert cassette.play_count == (time == "replayed")
"""


def test_recording_is_judged_and_so_is_what_a_cassette_replays(run, live_store):
    result, found = run(CASSETTES)
    result.assert_outcomes(passed=6)
    ((_, sources),) = places(found)
    assert sorted(sources) == sorted(
        f"test_live.py::test_get[{time}-{module}]"
        for time in ("recorded", "replayed")
        for module in ("requests", "httpx", "httpx2")
    )
    assert live_store.calls == 3


NOT_LIVE = """
    def test_sandbox(portone, portone_client):
        assert portone_client.get("/payments/order-1?storeID=s").status_code == 404

    def test_mock(portone_mock):
        portone_mock["getPayment"].respond(404, json={"type": "PAYMENT_NOT_FOUND", "nuance": 1})
        assert httpx.get("https://api.portone.io/payments/order-1").status_code == 404

    def test_own_mock(respx_mock):
        respx_mock.get(f"{URL}/payments/order-1").respond(json={"nuance": 1})
        assert httpx.get(f"{URL}/payments/order-1").json() == {"nuance": 1}

    def test_server(portone_server):
        assert requests.get(f"{portone_server.url}/payments/order-1", timeout=5).status_code == 401
"""


def test_mocks_and_the_sandbox_are_not_judged(run):
    result, found = run(NOT_LIVE)
    result.assert_outcomes(passed=4)
    assert found == []
    result.stdout.fnmatch_lines(["traffic against 2026-07-03: 0 breaking, 0 review, 0 exempt, 0 allowed"])


BOTH = """
    def test_breaks():
        get()

    def test_unknown(monkeypatch):
        get("/sing")

    def test_other():
        pass

    @pytest.fixture
    def paid():
        return get()

    def test_setup(paid):
        pass

    @pytest.mark.xfail(strict=True)
    def test_expected():
        get()
        assert False
"""


def test_fail_fails_the_tests_that_meet_what_is_forbidden(run):
    result, _ = run(BOTH, drift="--portone-drift=fail")
    result.assert_outcomes(failed=1, errors=1, passed=2, xfailed=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at setup of test_setup*",
            "*_ test_breaks _*",
            "this test's traffic against 2026-07-03: * breaking, 0 review, 0 exempt, 1 allowed",
            "*output-field-missing: an answer lacks a field that is required",
            "*PaidPayment.amount: an object (PaymentAmount) -> nothing *",
            "*PaidPayment.nuance: nothing -> an integer *",
        ]
    )


def test_the_ini_option_says_the_same_and_accepted_drift_fails_nothing(run, pytester, live_store):
    _, found = run("def test_breaks():\n    get()\n")
    marks = {each["fingerprint"] for each in found if each["verdict"] == "breaking"}
    accepted = "".join(f"\n    {each} 9999-12-31 asked about it" for each in marks)
    pytester.makeini(
        f"[pytest]\nportone_base_urls = {live_store.url}\nportone_drift = fail\nportone_accepted_drift ={accepted}"
    )
    result, _ = run("def test_breaks():\n    get()\n", drift=None)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*15 breaking*; 15 accepted" if len(marks) == 15 else f"*; {len(marks)} accepted"])


def test_under_xdist_the_controller_tells_what_the_workers_met(run):
    pytest.importorskip("xdist")
    result, found = run(CLIENTS, "-n2", subprocess=True)
    result.assert_outcomes(passed=4)
    ((_, sources),) = places(found)
    assert len(sources) == 4
    result.stdout.fnmatch_lines(["judged: 4 exchanges"])


def test_the_gate_may_change_answers_and_they_are_still_judged_as_they_came(run):
    result, found = run("def test_get():\n    assert get()['status']\n", "--portone-compat")
    result.assert_outcomes(passed=1)
    assert places(found) == [("$.nuance", ["test_live.py::test_get"])]
    result.stdout.fnmatch_lines(["* changes survived in 1 test: no break"])
    result.stdout.fnmatch_lines(["judged: 1 exchange"])


REPLAYED = """
    import vcr

    @pytest.fixture(scope="session", params=[requests, httpx])
    def recorded(request, tmp_path_factory):
        path = str(tmp_path_factory.mktemp("cassettes") / "paid.yaml")
        with vcr.use_cassette(path):
            request.param.get(f"{URL}/payments/order-1")
        return request.param, path

    def test_get(recorded, portone_drift):
        module, path = recorded
        with vcr.use_cassette(path, record_mode="none"):
            module.get(f"{URL}/payments/order-1")
        assert {each.field for each in portone_drift.findings if each.verdict == "allowed"} == {"nuance"}
"""


def test_each_run_of_a_test_at_the_gate_hears_what_came_and_no_more(run):
    result, _ = run(REPLAYED, "--portone-compat=change")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["* changes survived in 2 tests: no break", "judged: 4 exchanges"])


def test_what_comes_between_tests_is_nobodys(run):
    result, found = run("get()\n\ndef test_it(portone_drift):\n    assert portone_drift.findings == ()\n")
    result.assert_outcomes(passed=1)
    assert found == []
    result.stdout.fnmatch_lines(["judged: 0 exchanges"])


FIXTURE = """
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.traffic import Exchange

    def test_before(portone_drift):
        portone_drift.assert_clean("any")

    def test_findings(portone_drift):
        assert portone_drift.findings == ()
        get()
        rules = {each.rule for each in portone_drift.findings}
        assert {"output-field-missing", "output-field-unannounced"} == rules
        with pytest.raises(AssertionError, match="PaidPayment.amount"):
            portone_drift.assert_clean()

    def test_fail_on(portone_drift):
        get("/sing")
        portone_drift.assert_clean()
        with pytest.raises(AssertionError, match="operation-unknown"):
            portone_drift.assert_clean(fail_on="review")

    def test_check(portone_drift):
        sent = Request("GET", "/payments/order-1", "", {"authorization": "PortOne s"})
        exchange = Exchange(sent, Response(202), "api.portone.io", "by hand")
        (found,) = portone_drift.check(exchange)
        assert (found.rule, found.places[0].sources) == ("success-unknown", ("by hand",))
        assert portone_drift.findings == (found,)
"""


@pytest.mark.parametrize("drift", ["--portone-drift", None])
def test_the_fixture_gives_the_findings_of_its_test(run, drift):
    result, found = run(FIXTURE, drift=drift)
    result.assert_outcomes(passed=4)
    if drift:
        assert places(found) == [("$.nuance", ["test_live.py::test_findings"])]


def test_without_the_option_nothing_listens_and_nothing_is_said(run):
    result, _ = run("def test_get():\n    get()\n", drift=None)
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*drift*")


FORMATS = {
    "json": '"rule"',
    "md": "PaidPayment",
    "html": "<html",
    "sarif": '"runs"',
    "xml": "<testsuite",
    "txt": "judged: 1",
}


def test_reports_are_written_as_their_suffixes_say(run, pytester):
    words = [f"--portone-drift-report=out/drift.{each}" for each in FORMATS]
    run("def test_get():\n    get()\n", *words)
    for suffix, part in FORMATS.items():
        assert part in (pytester.path / "out" / f"drift.{suffix}").read_text("utf-8")


def test_a_report_that_can_not_be_written_is_told(run, pytester):
    (pytester.path / "file").write_text("")
    result, _ = run("def test_get():\n    get()\n", "--portone-drift-report=file/drift.md")
    assert result.ret == pytest.ExitCode.INTERNAL_ERROR
    result.stdout.fnmatch_lines(["--portone-drift-report: file/drift.md can't be written: *"])


WRONG = {
    "--portone-drift-report=a.json": "*there is nothing to report without --portone-drift",
    "--portone-drift --portone-drift-report=a.pdf": "*received 'a.pdf', expected a file that ends in .json, .md, *",
    "-o portone_drift=loud": "*--portone-drift: received 'loud', expected report or fail",
    "--portone-drift -o portone_accepted_drift=oops": "*received 'oops', expected FINGERPRINT YYYY-MM-DD REASON",
}


@pytest.mark.parametrize("words", WRONG)
def test_wrong_options_are_refused(pytester, words):
    result = pytester.runpytest_inprocess(*words.split())
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([WRONG[words]])


def test_a_path_behind_the_option_is_collected(run, pytester):
    result, _ = run("def test_get():\n    get()\n", "--portone-drift", "test_live.py", drift=None)
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["judged: 1 exchange"])
