"""Transfers, from the order to the partner settlement."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from documented_errors.platform import CONTRACT_BODY, PARTNER
from documented_errors.transfers import (
    CANCEL,
    DAILY,
    HALF,
    LINE,
    ORDER,
    call,
    cancelled,
    lined,
    made,
    manual,
    market,
    order,
    ordered,
    outside,
    quantity,
    ready,
    setting,
    settlements,
    withdraw,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox.stand_in import StandIn


def transfer(merchant, number="t-1"):
    return made(call(merchant, "GET", f"/platform/transfers/{number}"))


def summaries(merchant, **wanted):
    return made(call(merchant, "GET", "/platform/transfer-summaries", wanted={"filter": wanted}))["transferSummaries"]


def settlement_of(response):
    return made(response)["transfer"]["amount"]["settlement"]


def test_an_order_is_settled_line_by_line(merchant):
    hat = LINE | {"product": {"id": "hat", "name": "hat", "amount": 4_000}, "quantity": 1}
    shown = made(order(ready(merchant, 14_000), lines=[LINE, hat]))["transfer"]

    assert [each["amount"]["settlement"] for each in shown["orderLines"]] == [8_900, 3_560]
    assert shown["amount"]["settlement"] == 12_460
    assert shown["payment"] | {"paidAt": ""} == {
        "type": "PORT_ONE",
        "id": "pay-1",
        "storeId": merchant.sandbox.settings.store_id,
        "channelKey": "channel-key-1",
        "orderName": "shoes",
        "method": {"type": "CARD"},
        "currency": "KRW",
        "paidAt": "",
    }


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 8_900),
        ({"discounts": [HALF]}, 7_900),
        ({"additionalFees": [{"policyId": "five"}]}, 8_350),
    ],
)
def test_a_worked_example(merchant, changes, expected):
    assert settlement_of(order(ready(merchant), **changes)) == expected


def test_what_changes_the_amount_can_be_left_out_and_nothing_else(merchant):
    ready(merchant)
    body = {"partnerId": "p-1", "paymentId": "pay-1", "orderDetail": {"orderAmount": 10_000}}
    assert settlement_of(call(merchant, "POST", ORDER, body | {"id": "t-1"})) == 8_900
    cancellation = {"transferId": "t-1", "cancellationId": cancelled(merchant), "orderDetail": {"all": {}}}
    assert settlement_of(call(merchant, "POST", CANCEL, cancellation)) == 8_900
    refused = call(merchant, "POST", ORDER, body | {"discounts": [{}]}).json()
    assert refused["type"] == "INVALID_REQUEST"
    assert "sharePolicyId" in refused["message"]
    assert "additionalFees" not in refused["message"]


def test_a_half_is_cancelled(merchant):
    ordered(merchant)
    shown = made(withdraw(merchant, {"orderAmount": 5_000}, cancellation=cancelled(merchant, 5_000)))["transfer"]
    assert (shown["type"], shown["amount"]["settlement"]) == ("ORDER_CANCEL", 4_450)
    assert shown["cancellation"]["id"] == merchant.payment("pay-1")["cancellations"][0]["id"]


def test_all_that_is_left_is_cancelled(merchant):
    ordered(merchant, discounts=[HALF])
    made(withdraw(merchant, {"orderAmount": 3_333}, cancellation=cancelled(merchant, 3_333)))
    rest = made(withdraw(merchant, {"all": {}}, cancellation=cancelled(merchant, 6_667)))["transfer"]
    assert (rest["amount"]["order"], rest["amount"]["discount"]) == (6_667, 2_000)


def test_a_cancellation_of_a_discount_alone_gives_the_share_back(merchant):
    ordered(merchant, discounts=[HALF])
    shown = made(withdraw(merchant, discounts=[HALF]))["transfer"]
    assert (shown["amount"]["order"], shown["amount"]["settlement"]) == (0, -1_000)


def test_a_line_is_cancelled_by_quantity(merchant):
    lined(merchant, discounts=[HALF | {"amount": 500}])
    shown = made(withdraw(merchant, quantity(2, discounts=[HALF | {"amount": 500}])))["transfer"]
    line = shown["orderLines"][0]
    assert (line["quantity"], line["amount"]["order"], line["discounts"][0]["amount"]) == (2, 4_000, 1_000)
    assert shown["amount"]["settlement"] == 4_000 - 440 - 500


def test_the_discount_of_a_line_can_be_given_once(merchant_of):
    merchant = ready(merchant_of(line_discounts="per-line"))
    shown = made(order(merchant, lines=[LINE | {"discounts": [HALF]}]))["transfer"]
    assert shown["amount"]["discount"] == 2_000


def test_a_payment_outside_is_settled_from_when_it_was_paid(merchant):
    shown = made(outside(market(merchant)))["transfer"]
    assert (shown["payment"]["type"], shown["settlementStartDate"]) == ("EXTERNAL", "2026-01-01")
    assert shown["settlementDate"] == "2026-01-02"


def test_the_clock_moves_a_transfer(merchant):
    days = {"settlementStartDate": "2026-01-03", "settlementDate": "2026-01-05"}
    seen = [made(order(ready(merchant), id="t-1", **days))["transfer"]["status"]]
    for _ in range(4):
        merchant.sandbox.clock.advance(days=1)
        seen.append(transfer(merchant)["status"])
    assert seen == ["SCHEDULED", "SCHEDULED", "IN_PROCESS", "IN_PROCESS", "SETTLED"]


def test_a_transfer_comes_into_a_partner_settlement_with_the_next_hour(merchant):
    ordered(merchant)
    merchant.sandbox.clock.advance_to(merchant.sandbox.clock.now.replace(hour=15))
    assert transfer(merchant)["status"] == "SETTLED"
    assert settlements(merchant) == []
    merchant.sandbox.clock.advance(hours=1)
    (found,) = settlements(merchant)
    assert (found["type"], found["status"], found["amount"]["settlement"]) == ("ORDER", "PAYOUT_PREPARED", 8_900)
    assert found["settlementStartDateRange"] == {"from": "2026-01-01", "until": "2026-01-01"}


def test_transfers_of_one_day_are_settled_together(merchant):
    market(merchant)
    for amount in (1_000, 200, -30):
        made(manual(merchant, amount))
    made(manual(merchant, 4, settlementDate="2025-12-31"))
    assert sorted(each["amount"] for each in settlements(merchant)) == [4, 1_170]


def test_manual_transfers_can_be_settled_one_by_one(merchant):
    setting(market(merchant), manualSettlementPerTransfer=True)
    for amount in (1_000, 200):
        made(manual(merchant, amount))
    assert sorted(each["amount"] for each in settlements(merchant)) == [200, 1_000]


def test_a_transfer_that_is_deleted_leaves_its_partner_settlement(merchant):
    market(merchant)
    numbers = [made(manual(merchant, amount))["transfer"]["id"] for amount in (1_000, 200)]
    call(merchant, "DELETE", f"/platform/transfers/{numbers[0]}")
    assert [each["amount"] for each in settlements(merchant)] == [200]
    call(merchant, "DELETE", f"/platform/transfers/{numbers[1]}")
    assert settlements(merchant) == []
    assert summaries(merchant) == []


def test_live_and_test_data_are_apart(merchant):
    ordered(merchant)
    assert merchant.get("/platform/transfers/t-1").json()["type"] == "PLATFORM_TRANSFER_NOT_FOUND"
    assert merchant.get("/platform/transfer-summaries").json()["transferSummaries"] == []


FILTERS = {
    "settlementStartDateRange": (
        {"from": "2026-01-01", "until": "2026-01-01"},
        {"from": "2026-02-01", "until": "2026-02-02"},
    ),
    "settlementDateRange": (
        {"from": "2026-01-02", "until": "2026-01-02"},
        {"from": "2026-02-01", "until": "2026-02-02"},
    ),
    "partnerTags": (["fruit"], ["fish"]),
    "contractIds": (["c-1"], ["c-2"]),
    "discountSharePolicyIds": (["half"], ["third"]),
    "additionalFeePolicyIds": (["five"], ["fixed"]),
    "paymentMethodTypes": (["CARD"], ["MOBILE"]),
    "channelKeys": (["channel-key-1"], ["channel-key-9"]),
    "types": (["ORDER"], ["MANUAL"]),
    "statuses": (["IN_PROCESS"], ["SETTLED"]),
    "userDefinedProperty": ({"key": "colour", "value": "red"}, {"key": "colour", "value": "blue"}),
    **{
        f"keyword.{name}": ({name: right}, {name: "nothing"})
        for name, right in {
            "all": "pay-",
            "paymentId": "pay-1",
            "transferId": "t-1",
            "transferMemo": "gift",
            "productId": "shoe",
            "productName": "sho",
            "partnerId": "p-1",
            "partnerName": "Orch",
        }.items()
    },
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter(merchant, name):
    red = [{"key": "colour", "value": {"string": "red"}}]
    rest = {"memo": "a gift", "userDefinedProperties": red, "additionalFees": [{"policyId": "five"}]}
    ordered(merchant, lines=[LINE], discounts=[HALF], **rest)
    right, wrong = FILTERS[name]
    field = name.partition(".")[0]
    assert [each["id"] for each in summaries(merchant, **{field: right})] == ["t-1"]
    assert summaries(merchant, **{field: wrong}) == []


def test_a_list_takes_one_range_only(merchant):
    days = {"from": "2026-01-01", "until": "2026-01-01"}
    wanted = {"filter": {"settlementStartDateRange": days, "settlementDateRange": days}}
    response = call(market(merchant), "GET", "/platform/transfer-summaries", wanted=wanted)
    assert response.json()["type"] == "INVALID_REQUEST"


def test_a_sheet_has_the_columns_that_are_asked_for(merchant):
    ordered(merchant, memo='a "gift", red')
    made(manual(merchant, settlementDate="2026-02-01"))
    wanted = {"fields": ["type", "paymentId", "settlementAmount", "memo"]}
    response = call(merchant, "GET", "/platform/transfer-summaries/sheet-file", wanted=wanted)
    assert response.headers["content-type"] == "text/csv"
    assert list(csv.reader(StringIO(response.body.decode()))) == [
        wanted["fields"],
        ["MANUAL", "", "1000", ""],
        ["ORDER", "pay-1", "8900", 'a "gift", red'],
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_the_steps_an_order_is_cancelled_in_they_sum_up_to_it(merchant_of, data):
    rounding = data.draw(st.sampled_from(["down", "half-up", "up"]))
    merchant = merchant_of(settlement_rounding=rounding)
    total = data.draw(st.integers(10, 99_999))
    fees = data.draw(st.sampled_from([[], [{"policyId": "five"}], [{"policyId": "five"}, {"policyId": "fixed"}]]))
    ready(merchant, total, subtractPaymentVatAmount=data.draw(st.booleans()))
    whole = made(order(merchant, total, id="t-1", additionalFees=fees))["transfer"]["amount"]
    steps = []
    left = total
    while left:
        step = data.draw(st.integers(1, left)) if len(steps) < 3 else left
        steps.append(
            made(withdraw(merchant, {"orderAmount": step}, cancellation=cancelled(merchant, step)))["transfer"]
        )
        left -= step
    for name in whole.keys() - {"userDefinedFormulas"}:
        assert sum(each["amount"][name] for each in steps) == whole[name]


def test_each_contract_tells_the_whole_story(merchant_of, contract, monkeypatch):
    """Live data: the oldest contract has no other way to ask. Nothing of an answer is made up."""
    monkeypatch.setattr(StandIn, "fill", _made_up(StandIn.fill))
    merchant = merchant_of(contract, channel_type="LIVE")
    contact = {"name": "Kim", "email": "kim@example.com", "phoneNumber": "010-1234-5678"}
    made(merchant.post("/platform/contracts", CONTRACT_BODY | {"settlementCycle": DAILY}))
    made(merchant.post("/platform/partners", PARTNER | {"contact": contact}))
    made(merchant.instant("pay-1", amount={"total": 10_000}))
    names = {"partnerId": "p-1", "paymentId": "pay-1", "discounts": []}
    whole = {"orderDetail": {"orderAmount": 10_000}, "additionalFees": []}
    assert settlement_of(merchant.post("/platform/transfers/order", names | whole)) == 8_900
    half = {"orderDetail": {"orderAmount": 5_000}, "cancellationId": cancelled(merchant, 5_000)}
    assert settlement_of(merchant.post("/platform/transfers/order-cancel", names | half)) == 4_450
    by_hand = {"partnerId": "p-1", "settlementAmount": 1_000, "settlementDate": "2026-01-01"}
    number = made(merchant.post("/platform/transfers/manual", by_hand))["transfer"]["id"]
    merchant.sandbox.clock.advance(days=3)
    bulk = merchant.sandbox.console.confirm_payout(_settled(merchant, contract))
    confirmed = made(merchant.get(f"/platform/transfers/{number}"))["status"]
    assert confirmed == ("PAYOUT_CONFIRMED" if contract.version == contracts.versions()[-1] else "SETTLED")
    merchant.sandbox.console.pay_out(bulk.id)
    merchant.sandbox.clock.advance(minutes=1)
    assert made(merchant.get(f"/platform/transfers/{number}"))["status"] == "PAID_OUT"
    if contract.version != contracts.versions()[0]:
        for what in ("payouts", "bulk-payouts", "account-transfers"):
            assert len(made(merchant.get(f"/platform/{what}"))["items"]) == 1


def _settled(merchant, contract):
    """The ids of the partner settlements: of the oldest contract, which lists none, those of the sandbox's own."""
    if contract.version == contracts.versions()[0]:
        return [each.id for each in merchant.sandbox._state.partner_settlements.of("live").values()]
    wanted = {"filter": {}, "isForTest": False}
    return [each["id"] for each in made(merchant.get("/platform/partner-settlements", wanted=wanted))["items"]]


def _made_up(fill):
    def strict(self, expr, sent):
        assert sent, f"a value of {expr} was made up"
        return fill(self, expr, sent)

    return strict


@pytest.fixture
def old(merchant_of):
    """A merchant of the oldest contract, with a partner and a payment."""
    merchant = merchant_of(contracts.load(contracts.versions()[0]), channel_type="LIVE")
    contact = {"name": "Kim", "email": "kim@example.com", "phoneNumber": "010-1234-5678"}
    made(merchant.post("/platform/contracts", CONTRACT_BODY | {"settlementCycle": DAILY}))
    made(merchant.post("/platform/partners", PARTNER | {"contact": contact}))
    policy = {"id": "half", "name": "half", "partnerShareRate": 50_000}
    made(merchant.post("/platform/discount-share-policies", policy))
    made(merchant.instant("pay-1", amount={"total": 10_000}))
    return merchant


def test_the_oldest_contract_has_its_own_names_for_errors(old):
    names = {"partnerId": "p-1", "paymentId": "pay-1", "additionalFees": []}
    discount = {"sharePolicyId": "half", "amount": 2_000}

    def ordered(amount):
        body = names | {"orderDetail": {"orderAmount": amount}, "discounts": [discount]}
        return old.post("/platform/transfers/order", body)

    assert ordered(1_000).json()["type"] == "PLATFORM_DISCOUNT_EXCEEDED_ORDER_AMOUNT"
    made(ordered(10_000))
    part = {"orderDetail": {"orderAmount": 1_000}, "discounts": [discount], "cancellationId": cancelled(old)}
    refused = old.post("/platform/transfers/order-cancel", {**names, **part})
    assert refused.json()["type"] == "PLATFORM_DISCOUNT_CANCEL_EXCEEDED_ORDER_CANCEL_AMOUNT"
    past = {"partnerId": "p-1", "settlementAmount": 1, "settlementDate": "2025-12-31"}
    refused = old.post("/platform/transfers/manual", past)
    assert refused.json()["type"] == "PLATFORM_UNAVAILABLE_SETTLEMENT_DATE"
    refused = old.post("/platform/transfers/manual", past | {"settlementDate": "soon"})
    assert "a day as yyyy-MM-dd" in refused.json()["message"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-12-31", "2200-01-01"])
def test_there_are_no_settlements_at_the_ends_of_time(merchant, day):
    market(merchant)
    answers = [
        manual(merchant, settlementDate=day),
        order(merchant, settlementStartDate=day),
        order(merchant, externalPaymentDetail={"currency": "KRW", "paidAt": f"{day}T00:00:00Z"}),
        withdraw(
            merchant, {"all": {}}, cancellation="x", externalCancellationDetail={"cancelledAt": f"{day}T12:00:00Z"}
        ),
    ]
    assert {each.json()["type"] for each in answers} == {"INVALID_REQUEST"}
