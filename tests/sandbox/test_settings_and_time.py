"""Settings, the clock, what a sandbox keeps, and that nothing is left to chance."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox import Request, Settings, clock


def test_the_clock_stands_still_until_it_is_told_to_go_on(merchant_of):
    portone = merchant_of(start=datetime(2030, 5, 6, 7, 8, 9, 123456, tzinfo=timezone(timedelta(hours=9)))).sandbox
    portone.customer.pay("p-1", total=1)
    assert portone.clock.now == datetime(2030, 5, 5, 22, 8, 9, 123456, tzinfo=UTC)
    assert portone.clock.advance(days=1, hours=2) == portone.clock.now
    portone.customer.pay("p-2", total=1)

    assert portone.payments["p-2"].paid_at - portone.payments["p-1"].paid_at == timedelta(hours=26)


def test_time_does_not_run_backwards(portone):
    with pytest.raises(ValueError, match="received a step of -1 day, 0:00:00, expected one forward in time"):
        portone.clock.advance(days=-1)
    portone.clock.advance(seconds=0)


def test_moments_are_written_in_utc_with_milliseconds():
    moment = datetime(2030, 1, 1, 0, 0, 0, 999999, tzinfo=timezone(timedelta(hours=9)))
    assert clock.written(moment) == "2029-12-31T15:00:00.999Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01T00:00:00Z", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-01-01t09:00:00.5+09:00", datetime(2026, 1, 1, 0, 0, 0, 500_000, tzinfo=UTC)),
        ("2016-12-31T23:59:60z", datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("0000-02-29T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("2026-01-01T00:00:00.123456789Z", datetime(2026, 1, 1, 0, 0, 0, 123_456, tzinfo=UTC)),
    ],
)
def test_moments_that_are_read(text, moment):
    assert clock.read(text) == moment


@given(st.datetimes(timezones=st.timezones()))
def test_what_is_written_can_be_read(moment):
    if not datetime(2, 1, 1, tzinfo=UTC) < moment < datetime(9999, 12, 30, tzinfo=UTC):
        return
    assert timedelta() <= moment - clock.read(clock.written(moment)) < timedelta(milliseconds=1)


@given(st.datetimes(timezones=st.just(UTC)), st.integers(0, 10**5))
def test_days_earlier_end_with_the_first_moment(moment, days):
    assert datetime.min.replace(tzinfo=UTC) <= clock.earlier(moment, days=days) <= moment


def test_all_that_is_wrong_with_settings_is_listed():
    with pytest.raises(ValueError, match="settings") as caught:
        Settings(
            start=datetime(2026, 1, 1),  # noqa: DTZ001 - what is refused
            secrets=frozenset({"hidden-1", " "}),
            stores=frozenset({"a"}),
            max_transactions=0,
            max_cancellations=0,
            calls_kept=-1,
            cancellation_checks=("PAYMENT_NOT_PAID",),
        )
    message = str(caught.value)
    for name in ("start", "secrets", "stores", "max_transactions", "max_cancellations", "calls_kept"):
        assert f"{name}: received" in message
    assert "cancellation_checks: received ('PAYMENT_NOT_PAID',), expected each of PAYMENT_NOT_PAID, " in message
    assert "hidden-1" not in message


def test_a_sandbox_that_no_secret_opens():
    with pytest.raises(ValueError, match="secrets: received none, or a blank one, expected one or more, none blank"):
        Settings(secrets=frozenset())


def test_the_default_contract_is_the_newest(portone):
    assert portone.contract is contracts.load()
    assert repr(portone) == "<Sandbox of 2026-07-03, 0 calls>"


def test_calls_are_kept_oldest_first(merchant):
    merchant.instant("p-1")
    merchant.get("/payments/p-2")
    merchant.get("/nothing")
    assert [(each.operation, each.response.status, each.provenance) for each in merchant.sandbox.calls] == [
        ("payInstantly", 200, "modelled"),
        ("getPayment", 404, "modelled"),
        (None, 404, "refused"),
    ]
    assert merchant.sandbox.calls[0].request.path == "/payments/p-1/instant"


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_only_the_latest_calls_may_be_kept(merchant_of, kept):
    merchant = merchant_of(calls_kept=kept)
    for number in range(20):
        merchant.get(f"/payments/p-{number}")
        assert len(merchant.sandbox.calls) <= kept
    paths = [each.request.path for each in merchant.sandbox.calls]
    assert paths == [f"/payments/p-{number}" for number in range(20 - kept, 20)]


def life(merchant):
    """Some of everything; the answers."""
    merchant.instant("p-1")
    merchant.cancel("p-1", amount=3)
    merchant.pay_with(merchant.issued(), "p-2")
    merchant.post("/login/api-secret", {"apiSecret": "s"})
    merchant.sandbox.customer.pay("p-3", total=5)
    merchant.sandbox.clock.advance(days=1)
    merchant.account("p-4")
    merchant.get("/payments")
    merchant.get("/banks")
    return [call.response for call in merchant.sandbox.calls]


def test_the_same_seed_and_calls_give_the_same_bytes(merchant_of):
    assert life(merchant_of(seed=7)) == life(merchant_of(seed=7))
    assert life(merchant_of(seed=7)) != life(merchant_of(seed=8))


SCRIPT = """
from pytest_portone.sandbox import Request, Sandbox
sandbox = Sandbox()
sandbox.customer.pay("p-1", total=1)
for path in ("/payments/p-1", "/banks", "/platform/partners/x"):
    print(sandbox.handle(Request("GET", path, "", {"authorization": "PortOne x"})).body)
"""


def test_the_same_bytes_in_every_process():
    """Nothing hangs on the order of a set, or on the hash of a string."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_memory_is_linear_in_payments(merchant_of):
    merchant = merchant_of(calls_kept=0)

    def grow(first, last):
        before = tracemalloc.get_traced_memory()[0]
        for number in range(first, last):
            merchant.instant(f"p-{number}", customer={"id": f"c-{number}", "email": f"{number}@example.com"})
            merchant.get(f"/payments/p-{number}")
        return (tracemalloc.get_traced_memory()[0] - before) / (last - first)

    grow(0, 50)
    tracemalloc.start()
    try:
        per_payment = [grow(50, 400), grow(400, 750)]
    finally:
        tracemalloc.stop()
    assert max(per_payment) < 4096


def test_an_answer_that_would_break_the_contract_is_not_sent(merchant, monkeypatch):
    from pytest_portone.sandbox import ContradictionError
    from pytest_portone.sandbox.payments import wire

    monkeypatch.setattr(wire, "shown", lambda *_: {"status": "PAID", "id": 1})
    merchant.instant()
    with pytest.raises(ContradictionError, match=r"please report this. getPayment 200: invalid\n  \$.id: received 1"):
        merchant.get("/payments/p-1")


def test_threads_take_turns(portone):
    from concurrent.futures import ThreadPoolExecutor

    portone.customer.pay("p-1", total=1000)
    body = b'{"reason": "r", "amount": 1}'
    request = Request("POST", "/payments/p-1/cancel", "", {"authorization": "PortOne x"}, body)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: portone.handle(request).status, range(90)))

    assert statuses == [200] * 90
    assert portone.payments["p-1"].cancelled == 90
