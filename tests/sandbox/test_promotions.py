"""Promotions: read, by the clock and by the console, out of a budget; and those of a gateway's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from documented_errors import POOR
from documented_errors.promotions import offered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone import contracts
from pytest_portone.sandbox import Band, Channel, Promotion
from pytest_portone.sandbox.console import Console
from pytest_portone.sandbox.promotions import GatewayPromotion, running
from pytest_portone.sandbox.promotions.budgets import borne
from pytest_portone.sandbox.promotions.running import TRANSITIONS
from pytest_portone.sandbox.refusals import Refusal

START = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
DAY = timedelta(days=1)
SEASON = Promotion(
    "season",
    (Band(1000, percent=10), Band(10_000, amount=2000)),
    maximum=1500,
    card_company="KOOKMIN_CARD",
    name="season",
    budget=250,
    starts=START + DAY,
    ends=START + 10 * DAY,
)
TENTH = Promotion("tenth", (Band(1000, percent=10),), budget=250)


def read(merchant, promotion_id):
    return merchant.get(f"/promotions/{promotion_id}").json()


def status(merchant, promotion_id):
    return read(merchant, promotion_id)["status"]


def spent(merchant, promotion_id="tenth"):
    return read(merchant, promotion_id)["spentAmount"]


def discount(merchant, payment_id):
    return merchant.payment(payment_id)["amount"]["discount"]


@pytest.fixture
def console_of():
    return lambda merchant: Console(merchant.sandbox._state, merchant.sandbox._lock)


def test_what_is_shown_of_a_promotion(merchant_of):
    assert read(merchant_of(promotions=(SEASON,)), "season") == {
        "type": "CARD",
        "id": "season",
        "storeId": "store-00000000-0000-4000-8000-000000000000",
        "name": "season",
        "discountPolicy": {
            "partitions": [
                {"amountFrom": 1000, "scheme": {"type": "PERCENT", "percent": 10}},
                {"amountFrom": 10_000, "scheme": {"type": "AMOUNT", "amount": 2000}},
            ]
        },
        "totalBudget": 250,
        "maxDiscountAmount": 1500,
        "spentAmount": 0,
        "currency": "KRW",
        "startAt": "2026-01-02T00:00:00.000Z",
        "endAt": "2026-01-11T00:00:00.000Z",
        "cardCompany": "KOOKMIN_CARD",
        "status": "SCHEDULED",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "recoverOption": {"type": "RECOVER"},
    }


def test_an_older_contract_shows_the_first_band(merchant_of):
    shown = read(merchant_of(contracts.load("2024-10-24"), promotions=(SEASON,)), "season")
    assert (shown["discountType"], shown["minPaymentAmount"]) == ({"type": "PERCENT", "percent": 10}, 1000)
    assert shown.keys() & {"discountPolicy", "recoverOption"} == set()


def test_one_without_bounds(merchant_of):
    shown = read(merchant_of(promotions=(Promotion("tenth", (Band(1, percent=10),), recovers=False),)), "tenth")
    assert (shown["totalBudget"], shown["endAt"]) == (2**53 - 1, "9999-12-31T00:00:00.000Z")
    assert (shown["status"], shown["recoverOption"]) == ("IN_PROGRESS", {"type": "NO_RECOVER"})


def test_a_promotion_runs_in_its_time(merchant_of):
    merchant = merchant_of(promotions=(SEASON,))
    seen = []
    for number in range(3):
        merchant.card("4111180000001111", f"p-{number}", amount={"total": 1000}, promotionId="season")
        seen.append((status(merchant, "season"), discount(merchant, f"p-{number}")))
        merchant.sandbox.clock.advance(days=5)
    assert seen == [("SCHEDULED", 0), ("IN_PROGRESS", 100), ("COMPLETED", 0)]


def test_a_paused_one_gives_nothing_until_it_is_resumed(merchant_of, console_of):
    merchant = merchant_of(promotions=(TENTH,))
    console = console_of(merchant)
    for number, act in enumerate([console.pause, console.resume, console.terminate]):
        act("tenth")
        merchant.instant(f"p-{number}", amount={"total": 1000}, promotionId="tenth")
    assert [discount(merchant, f"p-{number}") for number in range(3)] == [0, 100, 0]
    shown = read(merchant, "tenth")
    assert (shown["status"], shown["terminatedAt"]) == ("TERMINATED", "2026-01-01T00:00:00.000Z")
    with pytest.raises(ValueError, match="the promotion 'tenth' is TERMINATED, expected one that is not over"):
        console.resume("tenth")
    with pytest.raises(Refusal, match="PROMOTION_NOT_FOUND"):
        console.pause("promotion-id-9")


def test_one_that_is_paused_from_the_start_can_be_resumed(merchant_of, console_of):
    merchant = merchant_of(promotions=(Promotion("off", (Band(1, percent=50),), in_progress=False),))
    assert status(merchant, "off") == "PAUSED"
    console_of(merchant).resume("off")
    assert status(merchant, "off") == "IN_PROGRESS"


def pay(merchant, payment_id, total=1000, **changes):
    return merchant.instant(payment_id, amount={"total": total}, promotionId="tenth", **changes)


def test_without_enough_for_the_whole_there_is_no_discount(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    for number, total in enumerate([1000, 2000, 1500, 1000]):
        pay(merchant, f"p-{number}", total)
    assert [discount(merchant, f"p-{number}") for number in range(4)] == [100, 0, 150, 0]
    assert (spent(merchant), status(merchant, "tenth")) == (250, "BUDGET_EXHAUSTED")


def test_what_fails_gives_its_budget_back(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.card(POOR, "p-1", amount={"total": 1000}, promotionId="tenth")
    assert (merchant.payment("p-1")["status"], discount(merchant, "p-1"), spent(merchant)) == ("FAILED", 100, 0)


def test_an_open_payment_holds_its_budget(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.account("p-1", amount={"total": 2500}, promotionId="tenth")
    assert (spent(merchant), status(merchant, "tenth")) == (250, "BUDGET_EXHAUSTED")
    merchant.post("/payments/p-1/virtual-account/close")
    assert (spent(merchant), status(merchant, "tenth")) == (0, "IN_PROGRESS")


def test_what_is_approved_after_all_holds_no_more_than_is_left(merchant_of):
    merchant = merchant_of(promotions=(Promotion("tenth", (Band(100, percent=10),), budget=150),))
    merchant.sandbox.customer.fail("p-1", 1000, promotion="tenth")
    pay(merchant, "p-2")
    merchant.sandbox.customer.approve("p-1")
    assert (discount(merchant, "p-1"), spent(merchant)) == (100, 150)
    merchant.cancel("p-1", amount=200, promotionDiscountRetainOption="RETAIN")
    assert spent(merchant) == 150


@pytest.mark.parametrize(
    ("recovers", "option", "after"),
    [
        (True, "RETAIN", [200, 150, 0]),
        (True, "RELEASE", [200, 150, 0]),
        (False, "RETAIN", [200, 200, 200]),
    ],
)
def test_cancellations_give_back_as_the_option_says(merchant_of, recovers, option, after):
    merchant = merchant_of(promotions=(Promotion("tenth", (Band(500, percent=10),), budget=1000, recovers=recovers),))
    pay(merchant, "p-1", 2000)
    seen = [spent(merchant)]
    for amount in (500, 1500):
        answer = merchant.cancel("p-1", amount=amount, promotionDiscountRetainOption=option)
        assert answer.status == 200, answer.json()
        seen.append(spent(merchant))
    assert seen == after


def test_a_rest_below_the_first_band_gives_it_all_back(merchant_of):
    merchant = merchant_of(
        promotions=(Promotion("tenth", (Band(100, percent=1), Band(1000, percent=20)), budget=999),)
    )
    pay(merchant, "p-1", 1000)
    merchant.cancel("p-1", amount=500, promotionDiscountRetainOption="RELEASE")
    assert (discount(merchant, "p-1"), spent(merchant)) == (200, 5)


BOUNDS = st.sampled_from([None, 300, 1000])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("pay"), st.sampled_from("abcd"), st.sampled_from([900, 1000, 1700, 5000])),
        st.tuples(st.just("decline"), st.sampled_from("abcd"), st.sampled_from([1000, 1700])),
        st.tuples(st.just("account"), st.sampled_from("abcd"), st.just(1000)),
        st.tuples(st.just("close"), st.sampled_from("abcd"), st.just(0)),
        st.tuples(st.just("cancel"), st.sampled_from("abcd"), st.sampled_from([0, 300, 700])),
        st.tuples(st.just("pause"), st.just(""), st.just(0)),
        st.tuples(st.just("resume"), st.just(""), st.just(0)),
    ),
    max_size=14,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, budget=BOUNDS, recovers=st.booleans(), option=st.sampled_from(["RETAIN", "RELEASE"]))
def test_budgets_are_conserved(merchant_of, console_of, steps, budget, recovers, option):
    """What is spent is what payments hold, never more than the budget, and the status goes along the table."""
    promotion = Promotion("tenth", (Band(1000, percent=10), Band(5000, amount=300)), budget=budget, recovers=recovers)
    merchant = merchant_of(promotions=(promotion,))
    console, state, before = console_of(merchant), merchant.sandbox._state, "IN_PROGRESS"
    acts = {
        "pay": lambda name, total: pay(merchant, name, total),
        "decline": lambda name, total: merchant.card(POOR, name, amount={"total": total}, promotionId="tenth"),
        "account": lambda name, total: merchant.account(name, amount={"total": total}, promotionId="tenth"),
        "close": lambda name, _: merchant.post(f"/payments/{name}/virtual-account/close"),
        "cancel": lambda name, amount: merchant.cancel(
            name, promotionDiscountRetainOption=option, **({"amount": amount} if amount else {})
        ),
        "pause": lambda *_: console.pause("tenth"),
        "resume": lambda *_: console.resume("tenth"),
    }
    for act, *arguments in steps:
        acts[act](*arguments)
        held = sum(each.amount for each in state.discounts.values())
        owed = sum(borne(each) for each in state.payments_of(None).values())
        assert spent(merchant) == held == owed >= 0
        assert budget is None or held <= budget
        now = status(merchant, "tenth")
        assert now == before or now in TRANSITIONS[before]
        before = now


def test_a_cancellation_never_makes_a_discount_larger(merchant_of):
    """A band that takes off less than the one below it: what is left of the order would fall in that one."""
    merchant = merchant_of(promotions=(Promotion("tenth", (Band(1000, percent=10), Band(5000, amount=300))),))
    pay(merchant, "p-1", 5000)
    merchant.cancel("p-1", amount=300, promotionDiscountRetainOption="RELEASE")
    (cancellation,) = merchant.sandbox.payments["p-1"].cancellations
    assert (cancellation.total, cancellation.refund, spent(merchant)) == (300, 300, 300)


def test_statuses_are_those_of_the_contract():
    assert set(contracts.load().types["PromotionStatus"].values) == set(TRANSITIONS)
    assert all(later.keys() <= TRANSITIONS.keys() for later in TRANSITIONS.values())


@pytest.mark.parametrize("days", [1, 3, 20])
def test_time_goes_along_the_table(merchant_of, days):
    merchant = merchant_of(promotions=(SEASON,))
    before = status(merchant, "season")
    for _ in range(12):
        merchant.sandbox.clock.advance(days=days)
        now = status(merchant, "season")
        assert now == before or now in TRANSITIONS[before] or days == 20
        before = now
    assert before == "COMPLETED"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"bands": ()}, "bands: received 0, expected 1 to 5"),
        ({"bands": (Band(1),) * 6}, "bands: received 6, expected 1 to 5"),
        ({"budget": -1}, "budget: received -1, expected None, 0 or more"),
        ({"starts": datetime(2026, 1, 1)}, "expected datetimes with a zone"),  # noqa: DTZ001 - that is the point
        ({"starts": START, "ends": START}, "ends: received 2026-01-01 00:00:00.00:00, expected a time after"),
    ],
)
def test_what_is_no_promotion(wrong, message):
    with pytest.raises(ValueError, match=message):
        Promotion(**{"id": "x", "bands": (Band(1),)} | wrong)


def test_promotions_of_a_gateway(merchant_of):
    merchant = merchant_of(
        channels=(Channel("kcp", pg_provider="KCP_V2"), Channel("other", pg_provider="KCP_V2"), Channel("toss")),
        gateway_promotions=(
            GatewayPromotion("e-1", "SHINHAN_CARD", 1000, minimum=10_000),
            GatewayPromotion("e-2", "KAKAO_BANK", 500),
            GatewayPromotion("e-3", "KAKAO_BANK", 700, channel="other"),
        ),
    )

    def ids(*args, **query):
        return [each["promotionId"] for each in offered(merchant, *args, **query).json()["promotions"]]

    assert offered(merchant, "kcp", 10_000).json()["promotions"][0] == {
        "promotionId": "e-1",
        "cardCompany": "SHINHAN_CARD",
        "discountAmount": 1000,
        "minimumPaymentAmount": 10_000,
    }
    assert ids("kcp", 10_000) == ["e-1", "e-2"]
    assert ids("kcp", 9_999) == ["e-2"]
    assert ids("other", 10_000, cardCompany="KAKAO_BANK") == ["e-2", "e-3"]
    assert ids("kcp", 10_000, cardCompany="TOSS_BANK") == []
    answer = offered(merchant, "toss")
    assert (answer.status, answer.json()["type"]) == (400, "INVALID_REQUEST")
    assert "received 'toss', a channel of TOSSPAYMENTS, expected a channel of KCP_V2" in answer.json()["message"]


def test_a_channel_that_is_made_up_has_the_gateways_promotions(merchant_of):
    merchant = merchant_of(gateway_promotions=(GatewayPromotion("e-2", "KAKAO_BANK", 500),))
    assert len(offered(merchant, "any").json()["promotions"]) == 1
    assert offered(merchant, "any", 0).json()["message"].endswith("$.query.amount: received 0, expected 1 or more")


def test_promotions_come_back_with_the_world(merchant_of, console_of):
    merchant = merchant_of(promotions=(TENTH,))
    world = merchant.sandbox.snapshot()
    pay(merchant, "p-1")
    console_of(merchant).pause("tenth")
    merchant.sandbox.restore(world)
    assert (spent(merchant), status(merchant, "tenth")) == (0, "IN_PROGRESS")
    assert running.left(merchant.sandbox._state, TENTH) == 250


def test_the_diagram_is_the_table():
    page = Path(__file__).parents[2] / "docs" / "sandbox" / "promotions.md"
    assert f"```mermaid\n{mermaid(TRANSITIONS)}\n```" in page.read_text(encoding="utf-8")
