"""Analytics of contract 2024-04-18: charts of the sandbox's own payments."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from documented_errors.analytics import CHARTS, RANGE, chart, overseas
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox import Channel
from pytest_portone.sandbox.analytics.aspects import COMPANIES
from pytest_portone.sandbox.analytics.buckets import start_of

CONTRACT = "2024-04-18"
NEW_YEAR = "2025-12-31T15:00:00.000Z"
"""When 2026 begins in Korea."""


@pytest.fixture
def shop_of(merchant_of):
    return lambda **settings: merchant_of(contracts.load(CONTRACT), **settings)


@pytest.fixture
def shop(shop_of):
    return shop_of()


def pay(shop, payment_id, total, **checkout):
    return shop.sandbox.customer.pay(payment_id, total=total, **checkout)


def read(shop, operation, **changes):
    response = chart(operation, shop, **changes)
    assert response.status == 200, response.json()
    assert shop.sandbox.calls[-1].provenance == "modelled"
    return response.json()


def stats(shop, operation, **changes):
    return read(shop, operation, **changes)["stats"]


@pytest.mark.parametrize("operation", CHARTS)
def test_without_payments_a_chart_is_empty(shop, operation):
    answer = read(shop, operation)
    for name in ("stats", "remainderStats"):
        assert answer.get(name, []) == []


def test_payments_by_time(shop):
    pay(shop, "p-1", 1000)
    pay(shop, "p-2", 500)
    shop.sandbox.clock.advance(hours=15)  # midnight in Korea
    pay(shop, "p-3", 300)
    first = {"timestamp": NEW_YEAR, "amount": 1500, "count": 2}
    second = {"timestamp": "2026-01-01T15:00:00.000Z", "amount": 300, "count": 1}
    assert stats(shop, "getAnalyticsPaymentChart") == [first, second]


@pytest.mark.parametrize(
    ("granularity", "start"),
    [
        ({"minute": {}}, "2026-05-20T22:47:00"),
        ({"hour": {}}, "2026-05-20T22:00:00"),
        ({"day": {"timezoneHourOffset": 0}}, "2026-05-20T00:00:00"),
        ({"day": {"timezoneHourOffset": 9}}, "2026-05-20T15:00:00"),
        ({"day": {"timezoneHourOffset": -10}}, "2026-05-20T10:00:00"),
        ({"week": {"timezoneHourOffset": 0}}, "2026-05-18T00:00:00"),
        ({"week": {"timezoneHourOffset": 9}}, "2026-05-17T15:00:00"),
        ({"month": {"timezoneHourOffset": 0}}, "2026-05-01T00:00:00"),
        ({"month": {"timezoneHourOffset": 9}}, "2026-04-30T15:00:00"),
    ],
)
def test_where_a_bucket_begins(granularity, start):
    moment = datetime.fromisoformat("2026-05-20T22:47:31.500+00:00")  # a Wednesday
    assert start_of(moment, granularity) == datetime.fromisoformat(f"{start}+00:00")


def test_the_end_of_the_range_is_not_in_it(shop):
    pay(shop, "p-1", 1000)
    now = RANGE["from"]  # the clock's start
    assert stats(shop, "getPaymentMethodChart", **{"from": now, "until": now}) == []
    assert stats(shop, "getPaymentMethodChart", **{"from": "2025-12-31T00:00:00Z", "until": now}) == []
    assert len(stats(shop, "getPaymentMethodChart", **{"from": now, "until": "2026-01-01T00:00:01Z"})) == 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"timeGranularity": {}}, "$.body.timeGranularity"),
        ({"timeGranularity": {"hour": {}, "minute": {}}}, "$.body.timeGranularity"),
        ({"timeGranularity": {"day": {"timezoneHourOffset": 15}}}, "$.body.timeGranularity.day.timezoneHourOffset"),
        ({"until": "2025-12-31T00:00:00Z"}, "$.body.until"),
    ],
)
def test_what_a_chart_can_not_be_asked_for(shop, changes, place):
    answer = chart("getAnalyticsPaymentChart", shop, **changes).json()
    assert answer["type"] == "INVALID_REQUEST"
    assert f"{place}: " in answer["message"]


def test_a_time_zone_of_an_insight_is_one(shop):
    answer = chart("getAnalyticsPaymentChartInsight", shop, timezoneHourOffset=-13).json()
    assert "$.body.timezoneHourOffset: received -13, expected hours from -12 to 14" in answer["message"]


def test_cancelled_payments_can_be_left_out(shop):
    pay(shop, "p-1", 1000)
    pay(shop, "p-2", 700)
    pay(shop, "p-3", 300, method="EASY_PAY")
    shop.cancel("p-2", amount=200)
    shop.cancel("p-3")
    gross = [
        {"paymentMethod": "CARD", "amount": 1700, "count": 2},
        {"paymentMethod": "EASY_PAY", "amount": 300, "count": 1},
    ]
    assert stats(shop, "getPaymentMethodChart") == gross
    assert stats(shop, "getPaymentMethodChart", excludeCancelled=True) == [gross[0] | {"amount": 1500}]
    assert read(shop, "getAnalyticsCancellationRate") == {"cancellationRate": 500 / 2000}


def test_only_what_was_paid_in_the_currency_counts(shop):
    pay(shop, "p-1", 1000)
    pay(shop, "p-2", 99, currency="USD")
    shop.card("9999990000000001", "p-3")
    shop.sandbox.customer.issue_virtual_account("p-4", total=1100)
    assert stats(shop, "getPaymentMethodChart") == [{"paymentMethod": "CARD", "amount": 1000, "count": 1}]
    assert stats(shop, "getPaymentMethodChart", currency="USD") == [
        {"paymentMethod": "CARD", "amount": 99, "count": 1}
    ]


def test_averages_by_payment_and_by_customer(shop):
    for number, customer in enumerate(({"id": "c-1"}, {"id": "c-1"}, {"name": "Lee"}, {"name": "Lee"})):
        pay(shop, f"p-{number}", 1000 + number, customer=customer)
    average = {"paymentAverageAmount": 4006 // 4, "customerAverageAmount": 4006 // 3}
    assert read(shop, "getAverageAmountChart") == {"stats": [{"timestamp": NEW_YEAR} | average], "summary": average}


def test_methods_by_time(shop):
    for method in ("CARD", "TRANSFER", "MOBILE", "EASY_PAY", "GIFT_CERTIFICATE"):
        pay(shop, method, 1000, method=method)
    found = stats(shop, "getPaymentMethodTrendChart")
    assert [each["paymentMethod"] for each in found] == ["CARD", "EASY_PAY", "GIFT_CERTIFICATE", "MOBILE", "TRANSFER"]
    assert {each["timestamp"] for each in found} == {NEW_YEAR}


def test_a_method_that_the_contract_does_not_know_has_no_name(shop):
    pay(shop, "p-1", 1000, method="CONVENIENCE_STORE")
    assert stats(shop, "getPaymentMethodChart") == [{"amount": 1000, "count": 1}]


def test_cards_and_their_companies(shop):
    pay(shop, "p-1", 1000, card_number="4111110000001111")
    pay(shop, "p-2", 500, card_number="4111120000001111")
    pay(shop, "p-3", 300, card_number="4111130000001111")
    pay(shop, "p-4", 100, method="EASY_PAY")
    first, second, third = (shop.payment(each)["method"]["card"]["issuer"] for each in ("p-1", "p-2", "p-3"))
    assert stats(shop, "getAnalyticsCardChart") == [{"timestamp": NEW_YEAR, "amount": 1800, "count": 3}]
    answer = read(shop, "getAnalyticsCardCompanyChart", cardCompanies=[first], excludesFromRemainders=[third])
    assert second not in {first, third}
    assert answer == {
        "stats": [{"timestamp": NEW_YEAR, "cardCompany": first, "amount": 1000, "count": 1}],
        "remainderStats": [{"timestamp": NEW_YEAR, "amount": 500, "count": 1}],
        "summary": {"totalAmount": 1500, "totalCount": 2},
    }


def test_wallets(shop):
    for name, total in (("KAKAOPAY", 1000), ("NAVERPAY", 500)):
        pay(shop, name, total, method={"type": "PaymentMethodEasyPay", "provider": name})
    pay(shop, "p-1", 100)
    assert stats(shop, "getAnalyticsEasyPayChart") == [{"timestamp": NEW_YEAR, "amount": 1500, "count": 2}]
    answer = read(shop, "getAnalyticsEasyPayProviderChart", easyPayProviders=["NAVERPAY"])
    assert answer["stats"] == [{"timestamp": NEW_YEAR, "easyPayProvider": "NAVERPAY", "amount": 500, "count": 1}]
    assert answer["remainderStats"] == [{"timestamp": NEW_YEAR, "amount": 1000, "count": 1}]
    assert answer["summary"] == {"totalAmount": 1500, "totalCount": 2}


GATEWAYS = ("KCP_V2", "TOSSPAYMENTS", "UPLUS", "TOSSPAY_V2", "HTML5_INICIS", "TRIPLE_A")


def test_gateways_by_their_companies(shop_of):
    shop = shop_of(channels=tuple(Channel(each, pg_provider=each) for each in GATEWAYS))
    for number, key in enumerate(GATEWAYS):
        pay(shop, key, 10**number, channel=key)
    found = {each["pgCompany"]: each["amount"] for each in stats(shop, "getPgCompanyChart")}
    # The contract knows no company of TRIPLE_A: its payments are left out.
    assert found == {"KCP": 1, "TOSSPAYMENTS": 110, "TOSSPAY": 1000, "INICIS": 10_000}
    trend = stats(shop, "getPgCompanyTrendChart", pgCompanies=["KCP"])
    assert trend == [{"timestamp": NEW_YEAR, "pgCompany": "KCP", "amount": 1, "count": 1}]
    assert len(stats(shop, "getPgCompanyTrendChart", pgCompanies=[])) == len(found)


def test_the_companies_are_those_of_the_contract():
    assert tuple(contracts.load(CONTRACT).types["PgCompany"].values) == COMPANIES


def test_every_status_counts_in_charts_of_statuses(shop):
    pay(shop, "p-1", 1000)
    pay(shop, "p-2", 2000)
    pay(shop, "p-3", 4000)
    pay(shop, "p-4", 500)
    shop.cancel("p-4")
    shop.card("9999990000000001", "p-5")
    shop.sandbox.customer.issue_virtual_account("p-6", total=1100)
    found = {each["paymentStatus"]: each for each in stats(shop, "getPaymentStatusChart")}
    assert {name: each["count"] for name, each in found.items()} == {
        "PAID": 3,
        "CANCELLED": 1,
        "FAILED": 1,
        "VIRTUAL_ACCOUNT_ISSUED": 1,
    }
    assert found["PAID"] == {
        "paymentStatus": "PAID",
        "amount": 7000,
        "count": 3,
        "averageRatio": 50,
        "firstQuantile": 1000,
        "median": 2000,
        "thirdQuantile": 4000,
    }
    clients = stats(shop, "getPaymentStatusByPaymentClientChart")
    assert {"paymentClientType": "SDK_PC", "paymentStatus": "PAID", "amount": 7000, "count": 3} in clients
    assert {"paymentClientType": "API", "paymentStatus": "FAILED", "amount": 1100, "count": 1} in clients
    methods = stats(shop, "getPaymentStatusByPaymentMethodChart")
    account = {
        "paymentMethod": "VIRTUAL_ACCOUNT",
        "paymentStatus": "VIRTUAL_ACCOUNT_ISSUED",
        "amount": 1100,
        "count": 1,
    }
    assert account in methods
    companies = stats(shop, "getPaymentStatusByPgCompanyChart")
    assert {"pgCompany": "TOSSPAYMENTS", "paymentStatus": "CANCELLED", "amount": 500, "count": 1} in companies


def test_a_payment_under_review_is_pending(shop_of):
    shop = shop_of(approval_waits={"TOSSPAYMENTS": None})
    pay(shop, "p-1", 1000)
    assert [each["paymentStatus"] for each in stats(shop, "getPaymentStatusChart")] == ["PENDING"]


def test_when_the_most_is_paid(shop):
    assert read(shop, "getAnalyticsPaymentChartInsight") == {"highestHourInDay": 0, "lowestHourInDay": 0}
    pay(shop, "p-1", 1000)  # Thursday, 09:00 in Korea
    shop.sandbox.clock.advance(days=1, hours=3)
    pay(shop, "p-2", 3000)  # Friday, 12:00
    shop.sandbox.clock.advance(days=7)
    pay(shop, "p-3", 100)
    assert read(shop, "getAnalyticsPaymentChartInsight") == {
        "highestDateInMonth": 2,
        "lowestDateInMonth": 9,
        "highestDayInWeek": "FRI",
        "lowestDayInWeek": "THU",
        "highestHourInDay": 12,
        "lowestHourInDay": 9,
    }


def test_payments_from_abroad(shop):
    pay(shop, "p-1", 1000)
    assert overseas(shop).json() == {"isUsing": False}
    pay(shop, "p-2", 100, currency="USD")
    assert overseas(shop).json() == {"isUsing": True}


def test_live_payments_alone_where_the_settings_say_so(shop_of):
    channels = (Channel("test"), Channel("live", type="LIVE"))
    for counted, amount in (("all", 1500), ("live", 500)):
        shop = shop_of(channels=channels, analytics_channels=counted)
        pay(shop, "p-1", 1000, channel="test")
        pay(shop, "p-2", 500, channel="live")
        assert [each["amount"] for each in stats(shop, "getPgCompanyChart")] == [amount]


@given(
    st.lists(st.tuples(st.integers(0, 47), st.sampled_from(["CARD", "EASY_PAY", "TRANSFER"])), max_size=6),
    st.integers(0, 48),
    st.booleans(),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_charts_of_adjoining_ranges_add_up(shop_of, payments, border, net):
    shop = shop_of()
    start = shop.sandbox.clock.now
    for number, (hour, method) in enumerate(sorted(payments)):
        shop.sandbox.clock.advance_to(start + timedelta(hours=hour))
        pay(shop, f"p-{number}", 100 + number, method=method)
        if number % 2:
            shop.cancel(f"p-{number}", amount=50)
    times = [(start + timedelta(hours=each)).isoformat() for each in (0, border, 48)]

    def total(operation, since, until):
        found = stats(shop, operation, **{"from": since, "until": until, "excludeCancelled": net})
        return sum(each["amount"] for each in found), sum(each["count"] for each in found)

    for operation in ("getAnalyticsPaymentChart", "getPaymentMethodChart", "getPgCompanyChart"):
        parts = [total(operation, since, until) for since, until in pairwise(times)]
        paid = sum(100 + number - (50 * (number % 2) if net else 0) for number in range(len(payments)))
        assert (
            total(operation, times[0], times[2]) == tuple(map(sum, zip(*parts, strict=True))) == (paid, len(payments))
        )
