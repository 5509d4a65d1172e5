"""The contract run against a server elsewhere: what is sent, how fast, what is found, and what is never printed."""

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.contract_run import carriers
from pytest_portone.contract_run.carriers import OverTheWire, Pace, WriteRefusedError
from pytest_portone.contract_run.plan import PROFILES, Plan, Target
from pytest_portone.contract_run.session import ContractRun
from pytest_portone.redaction import Redactor
from pytest_portone.sandbox import Response, Sandbox, Settings
from pytest_portone.server import running

SECRET = "s3cr3t/with+signs&more"
FAST = ("--portone-profile=quick", "--portone-rate=100000")


@pytest.fixture(autouse=True)
def _secret(monkeypatch):
    monkeypatch.setenv("PORTONE_API_SECRET", SECRET)


@dataclass
class Watched:
    """A sandbox behind a server, and all that was sent to it."""

    url: str = ""
    requests: list = field(default_factory=list)

    @property
    def methods(self):
        return {each.method for each in self.requests}


@contextmanager
def serving(change=lambda _, response: response):
    watched = Watched()
    sandbox = Sandbox(settings=Settings(secrets=frozenset({SECRET}), calls_kept=0))

    def handle(request):
        watched.requests.append(request)
        return change(request, sandbox.handle(request))

    with running(handle) as url:
        watched.url = url
        yield watched


@contextmanager
def another_process(version):
    """`pytest-portone serve` with another contract, in another process; yields its URL."""
    code = f"from pytest_portone.cli import main; main(['serve', '--contract', {version!r}, '--port', '0'])"
    process = subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", process.stdout.readline())[0]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def test_differences_to_another_contract_are_found_and_named(pytester):
    chosen = ("portone::platform.accountTransfer", "portone::common", "portone::payment.billingKey")
    with another_process("2024-10-24") as url:
        result = pytester.runpytest(f"--portone-sandbox={url}", *FAST, *chosen)
    result.assert_outcomes(failed=2, passed=2)
    result.stdout.fnmatch_lines_random(
        [
            "portone: contract 2026-07-03 against http://*, profile quick, seed 0",
            "   Operation: getPlatformAccountTransfers",
            "   $.counts: received nothing, expected PlatformAccountTransferStatusStats (required)",
            "   Operation: getBankInfos",
            "   Received: 404",
            "   Documented: 200, 400",
        ]
    )
    assert SECRET not in result.stdout.str()


def test_same_contract_has_no_findings(pytester):
    with serving() as server:
        result = pytester.runpytest(f"--portone-sandbox={server.url}", *FAST, "portone::payment.billingKey")
    result.assert_outcomes(passed=2)
    assert all(each.headers["authorization"] for each in server.requests[:1])


def test_only_safe_methods_are_sent_unless_writes_are_asked_for(pytester):
    arguments = (*FAST, "portone::platform.company")
    with serving() as server:
        pytester.runpytest(f"--portone-sandbox={server.url}", *arguments).assert_outcomes(passed=1)
    assert server.methods == {"GET", "OPTIONS"}
    with serving() as server:
        result = pytester.runpytest(f"--portone-sandbox={server.url}", "--portone-writes", *arguments)
    result.assert_outcomes(passed=2)
    assert server.methods == {"GET", "OPTIONS", "POST"}


def test_operation_that_writes_is_not_there_without_leave(pytester):
    with serving() as server:
        result = pytester.runpytest(f"--portone-sandbox={server.url}", "portone::payment::cancelPayment")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        ["*portone::payment::cancelPayment*only safe methods are sent without --portone-writes"]
    )
    assert server.requests == []


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT", "PATCH", "QUERY"])
def test_carrier_itself_holds_writes_back(method):
    plan = Plan(Target("http://portone.test", SECRET), PROFILES["quick"])
    carrier = OverTheWire(Redactor(), plan, Pace(0))
    with pytest.raises(WriteRefusedError, match=f"{method} was not sent"):
        carrier.send(SimpleNamespace(method=method))


def leaking(request, _):
    """Says in every answer what it was sent."""
    body = json.dumps({"type": "INVALID_REQUEST", "message": request.headers.get("authorization", "")})
    return Response(418, {"content-type": "application/json", "x-echo": SECRET}, body.encode())


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "xdist"])
def test_secret_is_printed_nowhere(pytester, workers):
    run = pytester.runpytest_subprocess if workers else pytester.runpytest
    chosen = ("portone::common", "portone::payment.promotion") if workers else ("portone::common", "portone::auth")
    with serving(leaking) as server:
        result = run(
            f"--portone-sandbox={server.url}",
            *FAST,
            "--portone-writes",
            *workers,
            *chosen,
            *("-vv", "-rA", "--showlocals", "--log-level=DEBUG", "--junitxml=report.xml", "-o", "junit_logging=all"),
        )
    text = (
        result.stdout.str() + result.stderr.str() + pytester.path.joinpath("report.xml").read_text(encoding="utf-8")
    )
    assert "Received: 418" in text
    assert any(each.headers.get("authorization") == f"PortOne {SECRET}" for each in server.requests)
    for spelling in (SECRET, "s3cr3t%2Fwith", "s3cr3t/with", json.dumps(SECRET)):
        assert spelling not in text
    assert '"message": "PortOne [secret]"' in text
    assert '-H "Authorization: PortOne $PORTONE_API_SECRET"' in text


def test_data_of_a_foreign_server_stays_out_of_the_report(pytester):
    def personal(*_):
        return Response(200, {"content-type": "application/json"}, b'{"items": 3, "of": "Hong Gil-dong"}')

    with serving(personal) as server:
        result = pytester.runpytest(f"--portone-sandbox={server.url}", *FAST, "portone::common")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["   $.items: received 3, expected an array", "     (35 bytes, not shown)"])
    assert "Hong" not in result.stdout.str()


def test_server_that_is_not_there(pytester):
    with serving() as server:
        url = server.url
    result = pytester.runpytest(f"--portone-sandbox={url}", *FAST, "portone::common")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["1 finding: error", "*ConnectionError*"])
    assert SECRET not in result.stdout.str()


def test_every_request_waits_for_its_turn(pytester, monkeypatch):
    turns = []
    monkeypatch.setattr(Pace, "wait", lambda self: turns.append(self.interval))
    with serving() as server:
        result = pytester.runpytest(
            f"--portone-sandbox={server.url}",
            "--portone-profile=quick",
            "portone::common",
            "portone::payment.promotion",
        )
    result.assert_outcomes(passed=2)
    assert turns == [0.2] * len(server.requests), "5 a second, unless asked for otherwise"


@given(
    interval=st.floats(0.001, 10),
    pauses=st.lists(st.floats(0, 30), max_size=20),
)
def test_requests_keep_their_distance(interval, pauses):
    now, sent = 100.0, []

    class Time:
        @staticmethod
        def monotonic():
            return now

        @staticmethod
        def sleep(seconds):
            nonlocal now
            assert seconds >= 0
            now += seconds

    pace = Pace(interval)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(carriers, "time", Time)
        for pause in [0.0, *pauses]:
            now += pause
            before = now
            pace.wait()
            sent.append(now)
            assert now - before <= interval + 1e-9, "nobody waits longer than the agreed distance"
    assert all(later - earlier >= interval - 1e-9 for earlier, later in pairwise(sent))


@pytest.mark.parametrize(("workers", "interval"), [(None, 0.25), (1, 0.25), (4, 1.0)])
def test_workers_share_the_rate(workers, interval):
    config = SimpleNamespace() if workers is None else SimpleNamespace(workerinput={"workercount": workers})
    plan = Plan(Target("http://portone.test", SECRET), PROFILES["quick"], rate=4)
    assert ContractRun(config, plan, ())._pace.interval == interval
