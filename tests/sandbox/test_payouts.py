"""Payouts: what partners are paid, and how the money gets to them."""

from __future__ import annotations

import json

import pytest
from documented_errors.platform import PARTNER, partner
from documented_errors.transfers import (
    HALF,
    call,
    complete,
    lined,
    made,
    manual,
    market,
    quantity,
    setting,
    settlements,
    withdraw,
)

from pytest_portone.sandbox.payouts.arithmetic import Terms, pay
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.contents import Money


def listed(merchant, what, **wanted):
    return made(call(merchant, "GET", f"/platform/{what}", wanted={"filter": wanted} if wanted else {}))


def prepared(merchant, amount=10_000):
    """The id of a partner settlement of a market."""
    made(manual(market(merchant), amount))
    return settlements(merchant)[0]["id"]


def statuses(merchant):
    """How far everything is, from the transfer to the bank."""
    shown = made(call(merchant, "GET", "/platform/transfer-summaries"))["transferSummaries"]
    found = [shown[0]["status"], settlements(merchant)[0]["status"]]
    for what in ("payouts", "bulk-payouts", "account-transfers", "bulk-account-transfers"):
        found += [each["status"] for each in listed(merchant, what)["items"][:1]]
    return found


@pytest.mark.parametrize(
    ("net", "withheld", "expected"),
    [(False, True, 967_000), (True, True, 1_063_700), (False, False, 1_000_000), (True, False, 1_100_000)],
)
def test_a_worked_example(net, withheld, expected):
    assert pay(Money(1_000_000), Terms(vat=net, net=net, withheld=withheld)).amount == expected


def test_the_vat_of_a_business_is_told_apart(merchant):
    portone, number = merchant.sandbox, prepared(merchant, 11_000)
    portone.console.confirm_payout(number, test=True)
    (payout,) = listed(merchant, "payouts")["items"]
    assert [payout[f"{each}Amount"] for each in ("supply", "vat", "incomeTax")] == [10_000, 1_000, 0]
    assert (payout["amount"], payout["account"]["number"]) == (11_000, "110-123")


def test_tax_is_withheld_from_who_pays_it_so(merchant):
    setting(market(merchant), settlementAmountType="NET")
    made(call(merchant, "POST", "/platform/partners", PARTNER | {"id": "p-2", "type": {"whtPayer": {}}}))
    made(manual(merchant, 1_000_000, partnerId="p-2"))
    made(complete(merchant, settlements(merchant)[0]["id"]))
    (payout,) = listed(merchant, "payouts")["items"]
    taxes = payout["incomeTaxAmount"], payout["localIncomeTaxAmount"]
    assert (payout["amount"], payout["vatAmount"], *taxes) == (967_000, 0, 30_000, 3_000)


def test_a_payout_goes_its_way(merchant):
    portone, number = merchant.sandbox, prepared(merchant)
    bulk = portone.console.confirm_payout(number, test=True)
    assert statuses(merchant) == ["PAYOUT_CONFIRMED", "CONFIRMED", "CONFIRMED", "PREPARED"]
    portone.console.pay_out(bulk.id, test=True)
    assert statuses(merchant) == ["IN_PAYOUT", "IN_PAYOUT", "PROCESSING", "ONGOING", "PROCESSING", "ONGOING"]
    portone.clock.advance(minutes=1)
    assert statuses(merchant) == ["PAID_OUT", "PAID_OUT", "SUCCEEDED", "COMPLETED", "SUCCEEDED", "COMPLETED"]


def test_a_transfer_names_the_payout_that_it_is_in(merchant):
    transfer = made(manual(market(merchant)))["transfer"]
    assert "payoutId" not in transfer
    made(complete(merchant, settlements(merchant)[0]["id"]))
    (payout,) = listed(merchant, "payouts")["items"]
    shown = made(call(merchant, "GET", f"/platform/transfers/{transfer['id']}"))
    assert (shown["payoutId"], shown["payoutGraphqlId"]) == (payout["id"], payout["graphqlId"])


def test_a_payout_can_wait_for_its_time(merchant):
    portone, number = merchant.sandbox, prepared(merchant)
    bulk = portone.console.confirm_payout(number, test=True)
    portone.console.pay_out(bulk.id, at=portone.clock.now.replace(day=2), test=True)
    expected = ["PAYOUT_CONFIRMED", "PAYOUT_SCHEDULED", "SCHEDULED", "PREPARED", "SCHEDULED", "SCHEDULED"]
    assert statuses(merchant) == expected
    with pytest.raises(ValueError, match="is to be paid at"):
        portone.console.pay_out(bulk.id, test=True)
    portone.clock.advance(days=1, minutes=1)
    assert statuses(merchant)[:3] == ["PAID_OUT", "PAID_OUT", "SUCCEEDED"]


@pytest.mark.parametrize("later", [False, True])
def test_a_payout_can_be_cancelled_and_made_again(merchant, later):
    portone, number = merchant.sandbox, prepared(merchant)
    bulk = portone.console.confirm_payout(number, test=True)
    if later:
        portone.console.pay_out(bulk.id, at=portone.clock.now.replace(day=2), test=True)
    portone.console.cancel_payout(bulk.id, test=True)
    assert statuses(merchant)[:4] == ["SETTLED", "CANCELLED", "CANCELLED", "CANCELLED"]
    portone.clock.advance(days=2)
    portone.console.release(number, test=True)
    again = portone.console.confirm_payout(number, test=True)
    portone.console.pay_out(again.id, test=True)
    portone.clock.advance(minutes=1)
    assert statuses(merchant)[:4] == ["PAID_OUT", "PAID_OUT", "SUCCEEDED", "COMPLETED"]


def test_a_bank_that_refuses_fails_a_live_payout_only(merchant_of):
    merchant = merchant_of(payout_failures={"110-123": "no such account"})
    portone = merchant.sandbox
    for query in ({}, {"test": "true"}):
        body = {"partnerId": "p-1", "settlementAmount": 1_000, "settlementDate": "2026-01-01"}
        if query:
            market(merchant)
        else:
            live(merchant)
        made(merchant.post("/platform/transfers/manual", body, query=query))
    made_live = merchant.get("/platform/partner-settlements").json()["items"][0]["id"]
    for number, test in ((made_live, False), (settlements(merchant)[0]["id"], True)):
        portone.console.pay_out(portone.console.confirm_payout(number, test=test).id, test=test)
    portone.clock.advance(minutes=1)
    failed = merchant.get("/platform/payouts").json()["items"][0]
    assert (failed["status"], failed["failReason"]) == ("FAILED", "no such account")
    assert merchant.get("/platform/partner-settlements").json()["items"][0]["status"] == "PAYOUT_FAILED"
    assert listed(merchant, "payouts")["items"][0]["status"] == "SUCCEEDED"


def live(merchant):
    """A partner with a contract among the live data."""
    made(partner(merchant))


@pytest.mark.parametrize(("act", "status"), [("withhold", "PAYOUT_WITHHELD"), ("exclude", "PAYOUT_EXCLUDED")])
def test_a_settlement_that_is_kept_back_can_not_be_paid(merchant, act, status):
    console, number = merchant.sandbox.console, prepared(merchant)
    assert getattr(console, act)(number, test=True).status == status
    with pytest.raises(Refusal, match="NON_PAYABLE"):
        console.confirm_payout(number, test=True)
    console.release(number, test=True)
    assert console.confirm_payout(number, test=True).total == 10_000


def test_what_is_paid_out_can_not_be_withheld(merchant):
    console, number = merchant.sandbox.console, prepared(merchant)
    made(complete(merchant, number))
    with pytest.raises(ValueError, match=r"is PAID_OUT, which can become nothing"):
        console.withhold(number, test=True)


def test_a_transfer_that_comes_late_is_settled_by_itself(merchant):
    console, number = merchant.sandbox.console, prepared(merchant)
    console.withhold(number, test=True)
    made(manual(merchant, 5))
    assert [each["amount"] for each in settlements(merchant)] == [5, 10_000]


def test_payouts_outside_are_complete_at_once(merchant):
    answer = made(complete(merchant, prepared(merchant)))
    assert (answer["payoutCount"], answer["partnerSettlementCount"]) == (1, 1)
    (bulk,) = listed(merchant, "bulk-payouts")["items"]
    assert (bulk["id"], bulk["method"], bulk["status"]) == ("b-1", "DIRECT", "COMPLETED")
    assert bulk["payoutStats"]["amount"]["succeeded"] == bulk["totalPayoutAmount"] == 10_000
    assert listed(merchant, "account-transfers")["items"] == []


def test_a_deposit_is_listed(merchant):
    merchant.sandbox.console.receive(500, "Kim", test=True)
    shown = listed(merchant, "account-transfers", types=["DEPOSIT"])
    assert (shown["items"][0]["depositorName"], shown["counts"]["succeeded"]) == ("Kim", 1)
    assert listed(merchant, "account-transfers", types=["WITHDRAWAL"])["items"] == []


FILTERS = {
    ("payouts", "statuses"): (["CONFIRMED"], ["FAILED"]),
    ("payouts", "partnerIds"): (["p-1"], ["p-2"]),
    ("payouts", "payoutAccountBanks"): (["SHINHAN"], ["KOOKMIN"]),
    ("payouts", "partnerTags"): (["fruit"], ["fish"]),
    ("payouts", "payoutCurrencies"): (["KRW"], ["USD"]),
    ("payouts", "partnerTypes"): (["BUSINESS"], ["WHT_PAYER"]),
    ("payouts", "partnerTaxationTypes"): (["NORMAL"], ["SIMPLE"]),
    ("payouts", "taxInvoiceStatuses"): (["NONE"], ["ISSUED"]),
    ("bulk-payouts", "statuses"): (["PREPARED"], ["ONGOING"]),
    ("bulk-payouts", "methods"): (["AGENCY"], ["DIRECT"]),
    ("account-transfers", "statuses"): (["SCHEDULED"], ["FAILED"]),
    ("account-transfers", "depositAccountHolder"): ("Hong", "Kim"),
    ("bulk-account-transfers", "statuses"): (["SCHEDULED"], ["ONGOING"]),
    ("partner-settlements", "settlementTypes"): (["MANUAL"], ["ORDER"]),
    ("partner-settlements", "partnerTags"): (["fruit"], ["fish"]),
    ("partner-settlements", "settlementDates"): (["2026-01-01"], ["2026-01-02"]),
    ("partner-settlements", "settlementCurrencies"): (["KRW"], ["USD"]),
}


@pytest.mark.parametrize(("what", "name"), FILTERS)
def test_a_filter(merchant, what, name):
    portone, number = merchant.sandbox, prepared(merchant)
    bulk = portone.console.confirm_payout(number, test=True)
    if what.endswith("account-transfers"):
        portone.console.pay_out(bulk.id, at=portone.clock.now.replace(day=2), test=True)
    right, wrong = FILTERS[what, name]
    criteria = {"criteria": {"bulkPayoutId": bulk.id}} if what == "payouts" else {}
    assert len(listed(merchant, what, **{name: right}, **criteria)["items"]) == 1
    assert listed(merchant, what, **{name: wrong}, **criteria)["items"] == []


def test_criteria_are_given_one_at_a_time(merchant):
    wanted = {"filter": {"criteria": {"payoutId": "x", "bulkPayoutId": "y"}}}
    response = call(merchant, "GET", "/platform/payouts", wanted=wanted)
    assert response.json()["type"] == "INVALID_REQUEST"


def test_a_saved_world_pays_what_the_first_one_would(merchant, merchant_of):
    lined(merchant, discounts=[HALF | {"amount": 500}])
    made(withdraw(merchant, quantity(2)))
    merchant.sandbox.clock.advance(days=2)
    bulk = merchant.sandbox.console.confirm_payout([each["id"] for each in settlements(merchant)], test=True)
    merchant.sandbox.console.pay_out(bulk.id, test=True)
    other = merchant_of()
    other.sandbox.load(json.loads(json.dumps(merchant.sandbox.dump())))
    for each in (merchant, other):
        each.sandbox.clock.advance(minutes=1)
    assert listed(other, "payouts")["items"][0]["status"] == "SUCCEEDED"
    assert other.sandbox.dump() == merchant.sandbox.dump()
    paths = ("transfer-summaries", "partner-settlements", "payouts", "account-transfers", "transfers/t-1")
    for path in paths:
        assert call(other, "GET", f"/platform/{path}").body == call(merchant, "GET", f"/platform/{path}").body
