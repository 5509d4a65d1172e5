"""VAT reports of PortOne's reconciliation: what is in them, when, and by which formulas."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from documented_errors.reconciliations import report
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.contracts import load
from pytest_portone.reconciliation.reading.asking import in_process
from pytest_portone.sandbox import Band, Channel, Promotion, Sandbox, Settings
from pytest_portone.sandbox.customer import CheckoutError
from pytest_portone.sandbox.reconciliations.models import METHODS, Sums, settled_on
from pytest_portone.sandbox.reconciliations.providers import COMPANIES
from pytest_portone.sandbox.reconciliations.views import KINDS

LIVE = Channel("channel-key-live", type="LIVE", pg_merchant_id="m-1")
SECOND = Channel("channel-key-second", type="LIVE", pg_provider="KCP_V2", pg_merchant_id="m-2")
TEST = Channel("channel-key-test")
TENTH = Promotion("tenth", (Band(5_000, percent=10),))
FIRST = {"from": "2026-01-01", "until": "2026-01-01"}
NOTHING = {"totalSupplyAmount": 0, "totalVatAmount": 0, "totalTaxFreeAmount": 0, "totalAmount": 0}


@pytest.fixture
def live(merchant_of):
    """A merchant with live channels."""
    return merchant_of(channels=(LIVE, SECOND, TEST), channel_type="LIVE")


def told(merchant, name="transactions", **wanted):
    """A report, when it is collected."""
    answer = report(merchant, name, **wanted)
    assert answer.status == 200, answer.json()
    return answer.json()


def total(merchant, name="transactions", **wanted):
    return told(merchant, name, **wanted)["summary"]["totalAmount"]


def test_a_report_has_an_item_for_each_method_and_says_whose_money_it_is(live):
    live.sandbox.customer.pay("p-1", 11_000)
    live.sandbox.customer.pay("p-2", 5_000, tax_free=1_700, method="TRANSFER", channel=SECOND)
    live.sandbox.customer.pay("p-3", 2_200, method="EASY_PAY")
    live.cancel("p-1", amount=1_000)
    live.sandbox.clock.advance(days=1)
    assert told(live) == {
        "items": [
            {
                "paymentMethod": "CARD",
                "supplyAmount": 9_091,
                "vatAmount": 909,
                "taxFreeAmount": 0,
                "totalAmount": 10_000,
            },
            {
                "paymentMethod": "TRANSFER",
                "supplyAmount": 3_000,
                "vatAmount": 300,
                "taxFreeAmount": 1_700,
                "totalAmount": 5_000,
            },
            {
                "paymentMethod": "ETC",
                "supplyAmount": 2_000,
                "vatAmount": 200,
                "taxFreeAmount": 0,
                "totalAmount": 2_200,
            },
        ],
        "summary": {
            "totalSupplyAmount": 14_091,
            "totalVatAmount": 1_409,
            "totalTaxFreeAmount": 1_700,
            "totalAmount": 17_200,
        },
        "pgSpecifiers": [
            {"pgMerchantId": "m-2", "pgProvider": "KCP"},
            {"pgMerchantId": "m-1", "pgProvider": "TOSSPAYMENTS"},
        ],
    }


def test_a_day_is_collected_when_the_next_one_begins_in_korea(live):
    live.sandbox.customer.pay("p-1", 11_000)
    live.sandbox.clock.advance(hours=14, minutes=59)
    assert told(live) == {"items": [], "summary": NOTHING, "pgSpecifiers": []}
    live.sandbox.clock.advance(minutes=1)
    assert total(live) == 11_000


def test_days_are_koreas(live):
    live.sandbox.clock.advance(hours=15)
    live.sandbox.customer.pay("p-1", 11_000)
    live.sandbox.clock.advance(days=1)
    assert total(live, days=FIRST) == 0
    assert total(live, days={"from": "2026-01-02", "until": "2026-01-02"}) == 11_000


def test_a_cancellation_counts_on_its_own_day(live):
    live.sandbox.customer.pay("p-1", 11_000)
    live.sandbox.clock.advance(days=1)
    live.cancel("p-1")
    live.sandbox.clock.advance(days=1)
    [item] = told(live, days={"from": "2026-01-02", "until": "2026-01-02"})["items"]
    assert (item["supplyAmount"], item["vatAmount"], item["totalAmount"]) == (-10_000, -1_000, -11_000)
    assert (total(live, days=FIRST), total(live)) == (11_000, 0)


def test_settlements_are_reported_two_business_days_later_and_collected_the_day_after(live):
    live.sandbox.clock.advance(days=7)  # a Thursday
    live.sandbox.customer.pay("p-1", 11_000)
    monday = {"from": "2026-01-12", "until": "2026-01-12"}
    live.sandbox.clock.advance_to(datetime(2026, 1, 12, 14, 59, tzinfo=UTC))
    assert total(live, "settlements", days=monday) == 0
    live.sandbox.clock.advance(minutes=1)
    assert total(live, "settlements", days=monday) == 11_000
    assert total(live, "settlements") == 11_000
    assert total(live, "settlements", days={"from": "2026-01-01", "until": "2026-01-11"}) == 0


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, date(2026, 2, 13)),  # a Friday
        (1, date(2026, 2, 19)),  # behind the weekend and three days of New Year
        (2, date(2026, 2, 20)),
    ],
)
def test_holidays_are_no_business_days(days, expected):
    assert settled_on(date(2026, 2, 13), days) == expected


def test_the_calendar_has_an_end():
    assert settled_on(date.max, 2) == date.max


def test_what_was_not_paid_or_is_no_won_or_is_a_test_is_left_out(live):
    customer = live.sandbox.customer
    customer.pay("p-usd", 11_000, currency="USD")
    customer.pay("p-test", 11_000, channel=TEST)
    customer.fail("p-failed", 11_000)
    customer.open("p-open", 11_000)
    customer.issue_virtual_account("p-waits", 11_000)
    live.sandbox.clock.advance(days=1)
    assert told(live) == {"items": [], "summary": NOTHING, "pgSpecifiers": []}


def test_a_cancellation_that_is_not_decided_or_failed_is_left_out(merchant_of):
    merchant = merchant_of(channels=(Channel("channel-key-1", type="LIVE", pg_provider="PAYPAL_V2"),))
    merchant.sandbox.customer.pay("p-1", 11_000)
    merchant.cancel("p-1", amount=1_000)
    merchant.cancel("p-1", amount=2_000)
    merchant.sandbox.customer.refuse_cancellation("p-1")
    merchant.sandbox.clock.advance(minutes=59)
    assert merchant.payment("p-1")["status"] == "PAID"
    merchant.sandbox.clock.advance(days=1)
    assert total(merchant) == 9_000


def test_settings_take_test_payments_too(merchant_of):
    merchant = merchant_of(test_reconciled=True)
    merchant.instant()
    merchant.sandbox.clock.advance(days=1)
    assert total(merchant) == 1_100


def test_of_gateways_that_portone_does_not_collect_from_nothing_is_told(merchant_of):
    merchant = merchant_of(channels=(Channel("channel-key-1", type="LIVE", pg_provider="SMARTRO_V2"),))
    merchant.instant()
    merchant.sandbox.clock.advance(days=1)
    assert told(merchant)["pgSpecifiers"] == []


def test_filters(merchant_of):
    findings = {"p-2": "NOT_MATCHED", "p-3": "INCOMPARABLE"}
    stores = {"stores": frozenset({"store-1", "store-2"}), "store_id": "store-1"}
    merchant = merchant_of(channels=(LIVE, SECOND), gateway_findings=findings, **stores)
    merchant.sandbox.customer.pay("p-1", 1)
    merchant.sandbox.customer.pay("p-2", 20, channel=SECOND)
    merchant.sandbox.customer.pay("p-3", 300, store_id="store-2")
    merchant.sandbox.clock.advance(days=7)
    accounts = [
        {"pgProvider": "KCP", "pgMerchantId": "m-2"},
        {"pgProvider": "KCP", "pgMerchantId": "m-1"},
        {"pgProvider": "INICIS", "pgMerchantId": "m-2"},
    ]
    assert total(merchant) == total(merchant, storeIds=[], pgSpecifiers=[], reconciliationStatuses=[]) == 321
    assert total(merchant, reconciliationStatuses=["MATCHED"]) == 1
    assert total(merchant, reconciliationStatuses=["NOT_MATCHED", "INCOMPARABLE"]) == 320
    assert total(merchant, reconciliationStatuses=["NOT_COLLECTED"]) == 0
    assert total(merchant, storeIds=["store-2"]) == 300
    assert total(merchant, storeIds=["store-1", "store-2", "store-2"]) == 321
    for name in ("transactions", "settlements"):
        assert total(merchant, name, pgSpecifiers=accounts) == 20
        assert total(merchant, name, storeIds=["store-1"], pgSpecifiers=None) == 21


def test_a_range_has_bounds(live):
    longest = {"from": "2026-07-01", "until": "2026-09-30"}
    assert report(live, days=longest).status == 200
    refused = report(live, days=longest | {"until": "2026-10-01"}).json()
    assert refused["type"] == "INVALID_REQUEST"
    assert "expected 92 days or fewer, both ends counted" in refused["message"]
    backwards = report(live, days={"from": "2026-01-02", "until": "2026-01-01"}).json()
    assert 'until: received "2026-01-01", expected 2026-01-02 or later' in backwards["message"]
    assert report(live, days={"from": "0000-01-01", "until": "0000-01-01"}).status == 200
    for day in ("2026-02-30", "2026-1-1", "20260101"):
        assert report(live, days={"from": day, "until": day}).json()["type"] == "INVALID_REQUEST"
    assert live.get("/payment-reconciliations/transactions/vat-report").json()["type"] == "INVALID_REQUEST"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"gateway_settlement_days": -1}, "gateway_settlement_days: received -1, expected 0 or more"),
        ({"longest_report": timedelta(hours=23)}, "longest_report: received 23:00:00, expected a day or longer"),
    ],
)
def test_settings_that_can_not_be(wrong, text):
    with pytest.raises(ValueError, match=text):
        Settings(**wrong)


def test_discounts_come_off_the_supply(merchant_of):
    merchant = merchant_of(channels=(LIVE,), promotions=(TENTH,))
    merchant.sandbox.customer.pay("p-1", 11_000, promotion="tenth")
    merchant.sandbox.clock.advance(days=1)
    [item] = told(merchant)["items"]
    assert (item["supplyAmount"], item["vatAmount"], item["totalAmount"]) == (8_900, 1_000, 9_900)


@pytest.mark.parametrize(
    ("amount", "tax_free", "discount", "sums"),
    [
        (11_000, 0, 0, Sums(10_000, 1_000, 0)),
        (1_000, 0, 0, Sums(909, 91, 0)),
        (16, 0, 0, Sums(15, 1, 0)),
        (17, 0, 0, Sums(15, 2, 0)),
        (10_000, 10_000, 0, Sums(0, 0, 10_000)),
        (11_000, 5_500, 1_100, Sums(3_900, 500, 5_500)),
    ],
)
def test_the_formulas(amount, tax_free, discount, sums):
    assert Sums.of(amount, tax_free, discount) == sums
    assert sums.total == amount - discount


def test_companies_and_methods_are_the_contracts():
    contract = load()
    assert set(COMPANIES) <= set(contract.types["PgProvider"].values)
    assert set(COMPANIES.values()) == set(contract.types["ReconciliationPgProvider"].values)
    assert set(KINDS) == set(contract.types["SimplifiedPaymentMethodType"].values)
    tags = {*contract.types["PaymentMethod"].cases, *contract.types["PaymentMethodEasyPayMethod"].cases}
    assert set(METHODS) <= tags


PARTS = st.floats(0, 1)
PAYMENTS = st.tuples(st.integers(1, 100_000), PARTS, PARTS, st.sampled_from(["CARD", "TRANSFER"]), st.booleans())


@settings(deadline=None, max_examples=20)
@given(payments=st.lists(PAYMENTS, min_size=1, max_size=5), hours=st.integers(0, 72))
def test_whatever_is_paid_and_cancelled_both_reports_come_to_the_money_that_moved(payments, hours):
    portone = Sandbox(settings=Settings(channels=(LIVE,), promotions=(TENTH,)))
    for number, (amount, tax_free, cancelled, method, promoted) in enumerate(payments):
        payment_id, promotion = f"p-{number}", TENTH.id if promoted and method == "CARD" else None
        portone.customer.pay(payment_id, amount, tax_free=int(amount * tax_free), method=method, promotion=promotion)
        portone.clock.advance(hours=hours)
        with suppress(CheckoutError):  # what is kept may be worth more than what was paid
            portone.customer.cancel_in_console(payment_id, max(1, int(amount * cancelled * (1 - tax_free))))
    portone.clock.advance(days=30)
    moved = sum(each.paid - sum(back.refund for back in each.succeeded) for each in portone.payments.values())
    wanted = json.dumps({"dateRange": {"from": "2026-01-01", "until": "2026-02-28"}})
    for name in ("transactions", "settlements"):
        answer = in_process(portone)(f"/payment-reconciliations/{name}/vat-report", {"requestBody": wanted})
        summary = answer["summary"]
        parts = (summary["totalSupplyAmount"], summary["totalVatAmount"], summary["totalTaxFreeAmount"])
        assert summary["totalAmount"] == sum(parts) == moved
        assert sum(each["totalAmount"] for each in answer["items"]) == moved
