"""Payment schedules: made, read, listed, run by the clock, revoked."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from documented_errors import POOR
from documented_errors.schedules import revoke, schedule, scheduled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import Band, Channel, Promotion
from pytest_portone.sandbox.payments import paying
from pytest_portone.sandbox.schedules.listing import FILTERS, TIMES
from pytest_portone.sandbox.schedules.models import OPEN, TRANSITIONS

DAY = timedelta(days=1)
START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def read(merchant, schedule_id):
    return merchant.get(f"/payment-schedules/{schedule_id}").json()


def told(merchant):
    return [each.type for each in merchant.sandbox._state.events]


def test_a_schedule_runs_when_its_time_has_come(merchant_of, contract):
    merchant = merchant_of(contract)
    key = merchant.issued()
    made = scheduled(merchant, key, customData="x", noticeUrls=["https://shop.example/hook"])
    waiting = read(merchant, made)
    merchant.sandbox.clock.advance(days=30, hours=23)
    assert merchant.get("/payments/p-1").status == 404
    merchant.sandbox.clock.advance(days=1)

    payment, done = merchant.payment("p-1"), read(merchant, made)
    assert (waiting["status"], done["status"]) == ("SCHEDULED", "SUCCEEDED")
    assert (waiting["timeToPay"], done["startedAt"], done["completedAt"]) == ("2026-02-01T00:00:00.000Z",) * 3
    assert (payment["status"], payment["scheduleId"], payment["billingKey"]) == ("PAID", made, key)
    assert (payment["paidAt"], payment["customData"]) == ("2026-02-01T00:00:00.000Z", "x")
    assert told(merchant) == ["BillingKey.Issued", "Transaction.Paid"]
    assert merchant.sandbox._state.events[-1].urls == ("https://shop.example/hook",)


def test_what_is_shown_of_a_schedule(merchant):
    customer = {"id": "c-1", "name": {"full": "Kim"}}
    amount = {"total": 1100, "taxFree": 100, "vat": 90}
    shown = read(merchant, scheduled(merchant, amount=amount, customer=customer, installmentMonth=3))
    assert {name: shown[name] for name in ("totalAmount", "taxFreeAmount", "vatAmount", "installmentMonth")} == {
        "totalAmount": 1100,
        "taxFreeAmount": 100,
        "vatAmount": 90,
        "installmentMonth": 3,
    }
    assert (shown["customer"], shown["customData"]) == ({"id": "c-1", "name": "Kim"}, "")
    assert (shown["isEscrow"], shown["isCulturalExpense"]) == (False, False)
    assert shown["createdAt"] == "2026-01-01T00:00:00.000Z"


def test_a_declined_run_fails_and_is_not_tried_again(merchant):
    made = scheduled(merchant, merchant.issued(POOR))
    merchant.sandbox.clock.advance(days=400)
    payment = merchant.payment("p-1")
    assert (payment["status"], payment["failure"]["pgCode"]) == ("FAILED", "INSUFFICIENT_FUNDS")
    assert payment["scheduleId"] == made
    assert read(merchant, made)["status"] == "FAILED"
    assert len(merchant.get("/payments/p-1/transactions").json()["items"]) == 1
    assert told(merchant)[1:] == ["Transaction.Failed"]


def test_a_failed_one_can_be_scheduled_again(merchant):
    key = merchant.issued(POOR)
    first = scheduled(merchant, key)
    merchant.sandbox.clock.advance(days=40)
    second = scheduled(merchant, key, time="2026-03-01T00:00:00Z")
    assert first != second
    merchant.sandbox.clock.advance(days=40)
    assert [read(merchant, each)["status"] for each in (first, second)] == ["FAILED", "FAILED"]


def test_one_that_finds_its_payment_paid_fails_and_leaves_it_alone(merchant):
    made = scheduled(merchant)
    merchant.sandbox.customer.pay("p-1", total=500)
    before = merchant.payment("p-1")
    merchant.sandbox.clock.advance(days=40)
    assert read(merchant, made)["status"] == "FAILED"
    assert merchant.payment("p-1") == before


def test_a_gateway_that_decides_later_has_it_pending(merchant_of):
    merchant = merchant_of(
        channels=(Channel("paypal", pg_provider="PAYPAL_V2"),), approval_waits={"PAYPAL_V2": 2 * DAY}
    )
    made = scheduled(merchant, merchant.issued(channelKey="paypal"))
    merchant.sandbox.clock.advance(days=32)
    pending = read(merchant, made)
    assert (pending["status"], merchant.payment("p-1")["status"]) == ("PENDING", "PAY_PENDING")
    assert revoke(merchant, scheduleIds=[made]).json()["type"] == "PAYMENT_SCHEDULE_ALREADY_PROCESSED"
    merchant.sandbox.clock.advance(days=2)
    assert read(merchant, made)["status"] == "SUCCEEDED"
    assert told(merchant)[1:] == ["Transaction.PayPending", "Transaction.Paid"]


def test_one_that_is_pending_is_begun_in_the_oldest_words(merchant_of):
    merchant = merchant_of(contracts.load("2024-04-18"), approval_waits={"TOSSPAYMENTS": None})
    made = scheduled(merchant)
    merchant.sandbox.clock.advance(days=32)
    assert read(merchant, made)["status"] == "STARTED"
    state = merchant.sandbox._state
    paying.decline(
        state, state.payments_of(None)["p-1"], paying._failure(next(iter(state.settings.declines.values())))
    )
    assert read(merchant, made)["status"] == "FAILED"


def test_a_promotion_is_judged_when_it_runs(merchant_of):
    tenth = Promotion("tenth", (Band(1000, percent=10),), starts=START + 10 * DAY)
    merchant = merchant_of(promotions=(tenth,))
    scheduled(merchant, amount={"total": 2000}, promotionId="tenth")
    merchant.sandbox.clock.advance(days=31)
    assert merchant.payment("p-1")["amount"]["discount"] == 200


def test_a_promotion_that_refuses_makes_a_failed_payment(merchant_of):
    merchant = merchant_of(promotions=(Promotion("all", (Band(1, amount=5000),)),))
    made = scheduled(merchant, promotionId="all")
    merchant.sandbox.clock.advance(days=31)
    payment = merchant.payment("p-1")
    assert (payment["status"], payment["promotionId"], payment["amount"]["discount"]) == ("FAILED", "all", 0)
    assert (
        payment["failure"]["reason"]
        == "amount.total: received 1100, expected more than the promotion's discount of 5000"
    )
    assert read(merchant, made)["status"] == "FAILED"


PAST = "2025-12-31T23:59:59Z"


def test_a_past_time_is_refused(merchant):
    response = schedule(merchant, time=PAST)
    assert (response.status, response.json()["type"]) == (400, "INVALID_REQUEST")
    assert response.json()["message"].endswith(
        "$.body.timeToPay: received 2025-12-31T23:59:59.000Z, expected 2026-01-01T00:00:00.000Z, "
        "the sandbox's time, or later"
    )


def test_the_oldest_contract_has_a_word_for_a_past_time(merchant_of):
    response = schedule(merchant_of(contracts.load("2024-04-18")), time=PAST)
    assert (response.status, response.json()["type"]) == (409, "PAST_PAYMENT_SCHEDULE")


@pytest.mark.parametrize("time", [PAST, "2026-01-01T00:00:00Z"])
def test_a_time_that_has_come_runs_at_once(merchant_of, time):
    merchant = merchant_of(past_schedules="run")
    made = scheduled(merchant, time=time)
    assert read(merchant, made)["status"] == "SUCCEEDED"
    assert merchant.payment("p-1")["paidAt"] == "2026-01-01T00:00:00.000Z"


def test_rules_are_told_at_their_place(merchant):
    violations = schedule(merchant, amount={"total": 0}, orderName=" ", installmentMonth=-1).json()["message"]
    for place in ("$.body.payment.amount.total", "$.body.payment.orderName", "$.body.payment.installmentMonth"):
        assert place in violations


def test_what_waits_for_a_deposit_cannot_be_scheduled(merchant):
    merchant.account()
    assert schedule(merchant).json() == {
        "type": "ALREADY_PAID_OR_WAITING",
        "message": "The payment 'p-1' is VIRTUAL_ACCOUNT_ISSUED; it can't be paid again",
    }


def test_another_channel_than_the_keys_is_refused(merchant):
    response = schedule(merchant, channelKey="channel-key-9")
    assert response.status == 400
    assert "CHANNEL_NOT_FOUND" in response.json()["message"]


def test_a_key_with_schedules_stays_until_they_are_revoked(merchant):
    key = merchant.issued()
    made = scheduled(merchant, key)
    response = merchant.delete(f"/billing-keys/{key}")
    assert (response.status, response.json()["type"]) == (409, "PAYMENT_SCHEDULE_ALREADY_EXISTS")
    assert made in response.json()["message"]
    assert revoke(merchant, billingKey=key).json() == {
        "revokedScheduleIds": [made],
        "revokedAt": "2026-01-01T00:00:00.000Z",
    }
    assert merchant.delete(f"/billing-keys/{key}").status == 200
    merchant.sandbox.clock.advance(days=40)
    assert merchant.get("/payments/p-1").status == 404
    assert read(merchant, made)["revokedAt"] == "2026-01-01T00:00:00.000Z"


def test_a_revoked_one_can_be_scheduled_again(merchant):
    key = merchant.issued()
    first = scheduled(merchant, key)
    revoke(merchant, scheduleIds=[first])
    second = scheduled(merchant, key)
    merchant.sandbox.clock.advance(days=40)
    assert [read(merchant, each)["status"] for each in (first, second)] == ["REVOKED", "SUCCEEDED"]


def test_revoking_by_key_takes_those_that_wait(merchant):
    key, other = merchant.issued(), merchant.issued()
    ran = scheduled(merchant, key, "p-1", time="2026-01-02T00:00:00Z")
    waits = [scheduled(merchant, key, "p-2"), scheduled(merchant, key, "p-3")]
    kept = scheduled(merchant, other, "p-4")
    merchant.sandbox.clock.advance(days=2)
    assert revoke(merchant, billingKey=key).json()["revokedScheduleIds"] == waits
    assert [read(merchant, each)["status"] for each in (ran, *waits, kept)] == [
        "SUCCEEDED",
        "REVOKED",
        "REVOKED",
        "SCHEDULED",
    ]
    assert revoke(merchant, billingKey=key).json()["type"] == "PAYMENT_SCHEDULE_NOT_FOUND"


def test_ids_must_all_be_the_keys(merchant):
    key, other = merchant.issued(), merchant.issued()
    mine, theirs = scheduled(merchant, key, "p-1"), scheduled(merchant, other, "p-2")
    response = revoke(merchant, billingKey=key, scheduleIds=[mine, theirs])
    assert response.json() == {
        "type": "PAYMENT_SCHEDULE_NOT_FOUND",
        "message": f"The billing key {key!r} has no schedule {theirs!r}",
    }
    assert revoke(merchant, billingKey=key, scheduleIds=[mine, mine]).json()["revokedScheduleIds"] == [mine]
    assert read(merchant, theirs)["status"] == "SCHEDULED"


def test_neither_key_nor_ids_is_nothing(merchant):
    assert "received nothing, expected billingKey or scheduleIds" in revoke(merchant).json()["message"]


@pytest.fixture
def shop(merchant_of):
    """Four schedules, made an hour apart."""
    merchant = merchant_of(
        channels=(Channel("channel-key-1"), Channel("live", "LIVE")),
        stores=frozenset({"store-1", "store-2"}),
        store_id="store-1",
    )
    first, live = merchant.issued(), merchant.issued(channelKey="live")
    poor = merchant.issued(POOR)
    plan = [
        ("paid", first, "2026-01-02T00:00:00Z"),
        ("failed", poor, "2026-01-03T00:00:00Z"),
        ("live", live, "2026-01-04T00:00:00Z"),
        ("gone", first, "2026-01-05T00:00:00Z"),
        ("later", first, "2026-06-01T00:00:00Z"),
    ]
    names = {}
    for name, key, time in plan:
        names[scheduled(merchant, key, name, time=time)] = name
        merchant.sandbox.clock.advance(hours=1)
    merchant.sandbox.clock.advance_to(START + 3.5 * DAY)
    revoke(merchant, scheduleIds=[next(each for each, name in names.items() if name == "gone")])
    merchant.sandbox.clock.advance_to(START + 10 * DAY)
    return merchant, names, first


def listed(shop, **wanted):
    merchant, names, _ = shop
    response = merchant.get("/payment-schedules", wanted=wanted)
    assert response.status == 200, response.json()
    return [names[each["id"]] for each in response.json()["items"]]


UNTIL = {"until": "2027-01-01T00:00:00Z", "from": "2025-01-01T00:00:00Z"}
CASES = [
    ({}, ["gone", "live", "failed", "paid"]),
    ({"until": "2026-06-01T00:00:00Z"}, ["later"]),
    (UNTIL, ["later", "gone", "live", "failed", "paid"]),
    ({"from": "2026-01-03T00:00:00Z"}, ["gone", "live", "failed"]),
    # No field of this filter chooses the time: the range is always of the time to pay.
    ({"from": "2026-01-03T00:00:00Z", "timeRangeField": "CREATED_AT"}, ["gone", "live", "failed"]),
    ({"status": ["SUCCEEDED"]}, ["live", "paid"]),
    ({"status": ["REVOKED", "FAILED"]}, ["gone", "failed"]),
    ({"status": ["SCHEDULED"]}, []),
    ({"status": [], "isForTest": True}, ["gone", "failed", "paid"]),
    ({"isForTest": False}, ["live"]),
    ({"storeId": "store-2"}, []),
]


@pytest.mark.parametrize(("wanted", "expected"), CASES, ids=lambda each: str(each)[:60])
def test_filters(shop, wanted, expected):
    assert listed(shop, filter=wanted) == expected


def test_the_filter_by_key(shop):
    assert listed(shop, filter=UNTIL | {"billingKey": shop[2]}) == ["later", "gone", "paid"]
    assert listed(shop, filter={"billingKey": "billing-key-9"}) == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ({}, ["later", "gone", "live", "failed", "paid"]),
        ({"by": "TIME_TO_PAY", "order": "ASC"}, ["paid", "failed", "live", "gone", "later"]),
        ({"by": "CREATED_AT"}, ["later", "gone", "live", "failed", "paid"]),
        ({"by": "COMPLETED_AT"}, ["live", "failed", "paid", "later", "gone"]),
        ({"by": "STATUS_TIMESTAMP"}, ["gone", "live", "failed", "paid", "later"]),
    ],
    ids=str,
)
def test_order(shop, sort, expected):
    assert listed(shop, sort=sort, filter=UNTIL) == expected


def test_pages(shop):
    merchant, *_ = shop
    body = merchant.get("/payment-schedules", wanted={"page": {"number": 1, "size": 3}}).json()
    assert (len(body["items"]), body["page"]) == (1, {"number": 1, "size": 3, "totalCount": 4})


def test_every_filter_and_every_order_is_known(contract):
    named = contract.types["PaymentScheduleFilterInput"]
    assert set(named.fields) <= {"storeId", "from", "until"} | FILTERS.keys()
    assert set(contracts.load().types["PaymentScheduleSortBy"].values) == set(TIMES)
    assert set(contracts.load().types["PaymentScheduleStatus"].values) == set(TRANSITIONS)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("schedule"), st.sampled_from(["p-1", "p-2"]), st.integers(0, 1), st.integers(1, 9)),
        st.tuples(st.just("wait"), st.integers(1, 5)),
        st.tuples(st.just("revoke"), st.lists(st.integers(0, 5), min_size=1, max_size=3)),
        st.tuples(st.just("revoke key"), st.integers(0, 1)),
        st.tuples(st.just("pay"), st.sampled_from(["p-1", "p-2"]), st.integers(0, 1)),
        st.tuples(st.just("delete"), st.integers(0, 1)),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_laws_of_schedules(merchant_of, steps):
    """Each runs once at most, along the table; revoking is all or nothing; a key ends only when none waits on it."""
    merchant = merchant_of()
    keys, made = [merchant.issued(), merchant.issued(POOR)], []
    known = {}
    for step in steps:
        before = {each: read(merchant, each)["status"] for each in made}
        act(merchant, step, keys, made, before)
        for each in made:
            now = read(merchant, each)["status"]
            assert now == known.get(each, "SCHEDULED") or reachable(known.get(each, "SCHEDULED"), now)
            known[each] = now
    merchant.sandbox.clock.advance(days=30)
    done = [read(merchant, each) for each in made]
    assert {each["status"] for each in done} <= {"SUCCEEDED", "FAILED", "REVOKED"}
    attempts = [
        each["scheduleId"]
        for payment_id in ("p-1", "p-2")
        for each in merchant.get(f"/payments/{payment_id}/transactions").json().get("items", ())
        if "scheduleId" in each
    ]
    assert len(attempts) == len(set(attempts))
    assert {each["id"] for each in done if each["status"] == "SUCCEEDED"} <= set(attempts)


def reachable(before, after):
    seen, ahead = set(), {before}
    while ahead:
        seen |= ahead
        ahead = {later for each in ahead for later in TRANSITIONS[each]} - seen
    return after in seen


def act(merchant, step, keys, made, before):
    match step:
        case ("schedule", payment_id, key, days):
            due = (merchant.sandbox.clock.now + days * DAY).isoformat()
            response = schedule(merchant, keys[key], payment_id, time=due)
            if response.status == 200:
                made.append(response.json()["schedule"]["id"])
        case ("wait", days):
            merchant.sandbox.clock.advance(days=days)
        case ("revoke", numbers):
            ids = [made[each] if each < len(made) else "schedule-9" for each in numbers]
            response = revoke(merchant, scheduleIds=ids)
            fits = all(before.get(each) == "SCHEDULED" for each in ids)
            assert (response.status == 200) == fits
            after = {each: read(merchant, each)["status"] for each in made}
            assert after == before | (dict.fromkeys(ids, "REVOKED") if fits else {})
        case ("revoke key", key):
            revoke(merchant, billingKey=keys[key])
        case ("pay", payment_id, key):
            merchant.pay_with(keys[key], payment_id)
        case ("delete", key):
            state = merchant.sandbox._state
            waits = any(
                each.billing_key == keys[key] and each.status in OPEN for each in state.schedules_of(None).values()
            )
            response = merchant.delete(f"/billing-keys/{keys[key]}")
            assert response.status == (409 if waits else 200)
            if response.status == 200:
                keys[key] = merchant.issued()


def test_a_world_with_schedules_can_be_gone_back_to(merchant):
    made = scheduled(merchant)
    world = merchant.sandbox.snapshot()
    for _ in range(2):
        merchant.sandbox.clock.advance(days=40)
        assert read(merchant, made)["status"] == "SUCCEEDED"
        merchant.sandbox.restore(world)
        assert read(merchant, made)["status"] == "SCHEDULED"


def test_the_diagram_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "sandbox" / "schedules.md"
    assert f"```mermaid\n{mermaid(TRANSITIONS)}\n```" in page.read_text(encoding="utf-8")
