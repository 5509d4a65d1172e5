"""Values that make sense: of payments, cancellations, billing keys and webhooks, in every contract."""

import re
from datetime import date, datetime
from uuid import UUID

import pytest
from hypothesis import strategies as st

from pytest_portone import contracts, strategies
from pytest_portone.contracts.currencies import minor_digits
from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import ObjectType, Ref
from pytest_portone.strategies.check_digits import business, luhn

CANCELLED = ("PARTIAL_CANCELLED", "CANCELLED")
UUID_PREFIXES = {
    "storeId": "store-",
    "billingKey": "billing-key-",
    "transactionId": "",
    "cancellationId": "",
    "promotionId": "promotion-id-",
}


def moment(text):
    return datetime.fromisoformat(text)


def in_order(*texts):
    moments = [moment(each) for each in texts if each is not None]
    return moments == sorted(moments)


def objects_of(contract, name, values):
    """(type name, object) of every object inside these values."""
    for value in values:
        for place in places(contract, name, value):
            if isinstance(place.type, ObjectType):
                yield place.type.name, place.value


def test_a_payment_adds_up(contract, for_all):
    def test(values):
        payment, amount = values[0], values[0]["amount"]
        status, total = payment["status"], amount["total"]
        done = [each for each in payment.get("cancellations", ()) if each["status"] == "SUCCEEDED"]
        paid = status == "PAID" or status in CANCELLED
        assert amount["paid"] == (total - amount["discount"] if paid else 0)
        assert amount["cancelled"] == sum(each["totalAmount"] for each in done)
        assert amount["cancelledTaxFree"] == sum(each["taxFreeAmount"] for each in done) <= amount["taxFree"] <= total
        assert (0 < amount["cancelled"] < total) is (status == "PARTIAL_CANCELLED")
        assert (amount["cancelled"] == total) is (status == "CANCELLED")
        assert amount.get("vat", 0) + amount.get("supply", 0) <= total - amount["taxFree"]
        if "vat" in amount and "supply" in amount:
            assert total == amount["taxFree"] + amount["supply"] + amount["vat"]
        receipt = payment.get("cashReceipt", {})
        assert receipt.get("totalAmount", total) == total
        assert receipt.get("currency", payment["currency"]) == payment["currency"]

    for_all(test, strategies.payments(contract=contract), examples=100)


def test_the_times_of_a_payment_are_in_order(contract, for_all):
    def test(values):
        (payment,) = values
        get = payment.get
        assert in_order(
            get("requestedAt"), get("paidAt"), get("cancelledAt"), get("statusChangedAt"), get("updatedAt")
        )
        assert in_order(get("requestedAt"), get("failedAt"), get("statusChangedAt"))
        for each in get("cancellations", ()):
            assert in_order(get("paidAt"), each["requestedAt"], each.get("cancelledAt"), get("statusChangedAt"))
        for each in get("disputes", ()):
            assert in_order(get("paidAt"), each["createdAt"], each.get("resolvedAt"))
        for each in get("webhooks", ()):
            request, response = each.get("request", {}), each.get("response", {})
            assert in_order(each.get("triggeredAt"), request.get("requestedAt"), response.get("respondedAt"))
        method, receipt = get("method", {}), get("cashReceipt", {})
        assert in_order(get("requestedAt"), method.get("issuedAt"), method.get("expiredAt"))
        assert in_order(get("paidAt"), receipt.get("issuedAt"), receipt.get("cancelledAt"))

    for_all(test, strategies.payments(contract=contract), examples=100)


def test_events_count_up_and_down(examples):
    """An event's amount is the payment's total, or less than nothing where something was cancelled."""
    kinds = set()
    for event in examples(strategies.types("PaymentEvent"), examples=60):
        kinds.add(event["type"])
        total = event["totalAmount"]
        expected = total["total"] if event["type"] == "PAID" else -total["cancelled"]
        assert event["eventAmount"] == expected != 0
        assert (total["cancelled"] == total["total"]) is (event["type"] == "CANCELLED")
        if "cancellation" in event:
            assert event["cancellation"]["totalAmount"] == total["cancelled"]
    assert kinds == {"PAID", "PARTIAL_CANCELLED", "CANCELLED"}


def test_an_amount_alone_adds_up(contract, examples):
    for each in examples(strategies.types("PaymentAmount", contract=contract)):
        assert each["paid"] == each["total"] - each["discount"]
        assert each["cancelledTaxFree"] <= each["cancelled"] <= each["total"]


def test_only_resolved_disputes_have_a_time_of_it(examples):
    disputes = examples(strategies.types("Dispute"), examples=60)
    assert {each["status"] for each in disputes if "resolvedAt" in each} == {"RESOLVED"}
    assert {each["status"] for each in disputes} == {"RESOLVED", "UNRESOLVED"}


def test_a_cancellation_adds_up(contract, examples):
    for each in examples(strategies.types("PaymentCancellation", contract=contract), examples=60):
        assert each["totalAmount"] >= 1
        assert each["taxFreeAmount"] + each["vatAmount"] <= each["totalAmount"]
        assert in_order(each["requestedAt"], each.get("cancelledAt"))
        assert each["status"] == "SUCCEEDED" or "cancelledAt" not in each


def test_a_billing_key_lives_in_order(contract, examples):
    name = "BillingKeyInfo"
    for each in examples(strategies.types(name, contract=contract), examples=60):
        assert in_order(each.get("requestedAt"), each["issuedAt"], each.get("deletedAt"))
        assert UUID(each["billingKey"].removeprefix("billing-key-")).version == 4


@pytest.mark.parametrize("name", ["Payment", "BillingKeyInfo", "Webhook"])
def test_ids_have_their_form(contract, name, examples):
    seen = set()
    values = examples(strategies.types(name, contract=contract), examples=60)
    for _, each in objects_of(contract, name, values):
        for field in UUID_PREFIXES.keys() & each.keys():
            assert each[field].startswith(UUID_PREFIXES[field])
            assert UUID(each[field].removeprefix(UUID_PREFIXES[field])).version == 4
            seen.add(field)
        if "paymentId" in each:
            assert re.fullmatch(r"[A-Za-z0-9_-]{6,40}", each["paymentId"])
    assert "storeId" in seen


def test_numbers_have_their_form(contract, examples):
    values = examples(strategies.types("Payment", contract=contract), examples=100)
    fields = {
        "phoneNumber": r"010\d{8}",
        "birthYear": r"(19|20)\d\d",
        "birthMonth": r"0[1-9]|1[0-2]",
        "birthDay": r"[0-2]\d",
        "zipcode": r"\d{5}",
        "email": r"[^@]+@[^@]+",
        "ipAddress": r"\d{1,3}(\.\d{1,3}){3}",
        "receiptUrl": r"https://\S+",
    }
    seen = set()
    for _, each in objects_of(contract, "Payment", values):
        for field in fields.keys() & each.keys():
            assert re.fullmatch(fields[field], each[field]), each
            seen.add(field)
    inside = [contract.types[name] for name in contract.reachable(Ref("Payment"))]
    known = {name for each in inside if isinstance(each, ObjectType) for name in each.fields}
    assert seen == fields.keys() & known


def test_cards_go_with_their_brand(examples):
    starts = {"VISA": "4", "MASTER": "5", "AMEX": "37", "DINERS": "36", "JCB": "35", "UNIONPAY": "62", "LOCAL": "9"}
    cards = examples(strategies.types("Card"), examples=150)
    for card in cards:
        start = starts[card.get("brand", "LOCAL")]
        assert card.get("bin", start).startswith(start)
        assert re.fullmatch(r"\d{6}\*+\d{4}", card.get("number", "000000*0000"))
        assert card.get("number", card.get("bin", "")).startswith(card.get("bin", ""))
    assert any({"bin", "number", "brand"} <= card.keys() for card in cards)


def test_card_numbers_that_are_sent_have_their_check_digit(examples):
    for each in examples(strategies.types("CardCredential"), examples=40):
        assert luhn(each["number"][:-1]) == each["number"][-1]
        assert len(each["number"]) == 16
        assert 1 <= int(each["expiryMonth"]) <= 12
        assert len(each["expiryYear"]) == 2


def test_business_numbers_have_their_check_digit(examples):
    numbers = {each["data"]["supplierBrn"] for each in examples(strategies.webhooks("TaxInvoice.Issued"))}
    assert len(numbers) > 5
    for each in numbers:
        assert re.fullmatch(r"\d{10}", each)
        assert business(each[:-1]) == each[-1]


def test_only_currencies_that_one_can_pay_with(contract, examples):
    codes = {each["currency"] for each in examples(strategies.payments(contract=contract), examples=100)}
    assert len(codes) > 5
    assert all(minor_digits(code) is not None for code in codes)


def test_tax_invoice_webhooks_tell_the_state_that_they_are_about(examples):
    told = {
        name: {each["data"]["status"] for each in examples(strategies.webhooks(f"TaxInvoice.{name}"))}
        for name in ("Requested", "Issued", "RequestCancelled", "IssuanceCancelled", "Refused", "SendingCompleted")
    }
    assert told == {
        "Requested": {"REQUESTED"},
        "Issued": {"ISSUED"},
        "RequestCancelled": {"REQUEST_CANCELLED"},
        "IssuanceCancelled": {"ISSUANCE_CANCELLED"},
        "Refused": {"REQUEST_REFUSED"},
        "SendingCompleted": {"SENDING_COMPLETED"},
    }
    for each in examples(strategies.webhooks("TaxInvoice.Manual")):
        data = each["data"]
        assert data["totalAmount"] == data["totalSupplyAmount"] + data["totalTaxAmount"]


def test_requested_amounts_hold_their_parts(examples):
    for body in (each.body for each in examples(strategies.requests("cancelPayment"), examples=80)):
        if "amount" in body:
            assert body.get("taxFreeAmount", 0) + body.get("vatAmount", 0) <= body["amount"]
    for body in (each.body for each in examples(strategies.requests("payWithBillingKey"), examples=80)):
        amount = body["amount"]
        assert amount.get("taxFree", 0) + amount.get("vat", 0) <= amount["total"]


def test_ranges_have_a_beginning_and_an_end(examples):
    for each in examples(strategies.types("DateTimeRange")):
        assert in_order(each["from"], each["until"])
    for each in examples(strategies.types("DateRange")):
        assert date.fromisoformat(each["from"]) <= date.fromisoformat(each["until"])


def test_groups_for_tests_have_another_prefix(examples):
    for each in examples(strategies.types("ChannelGroupSummary")):
        kind = "test" if each["isForTest"] else "live"
        assert UUID(each["id"].removeprefix(f"channel-group-{kind}-"))


@pytest.mark.parametrize("status", ["READY", "PAID", "PARTIAL_CANCELLED", "CANCELLED"])
def test_payments_as_wished(contract, status, examples):
    wished = strategies.payments(status=status, total=39_000, currency="KRW", payment_id="order-1", contract=contract)
    for each in examples(wished):
        assert (each["id"], each["status"], each["currency"]) == ("order-1", status, "KRW")
        assert each["amount"]["total"] == 39_000
        assert contract.is_valid("Payment", each)
        cancelled = {"PARTIAL_CANCELLED": range(1, 39_000), "CANCELLED": [39_000]}.get(status, [0])
        assert each["amount"]["cancelled"] in cancelled


def test_wishes_may_be_strategies(examples):
    wished = strategies.payments(
        total=st.integers(2, 9), currency=st.sampled_from(["USD", "EUR"]), payment_id=st.just("x")
    )
    found = examples(wished, examples=60)
    assert {each["amount"]["total"] for each in found} <= set(range(2, 10))
    assert {each["currency"] for each in found} == {"USD", "EUR"}
    assert {each["id"] for each in found} == {"x"}


def test_the_smallest_total_is_no_part_of_itself(examples):
    states = {each["status"] for each in examples(strategies.payments(total=1), examples=150)}
    assert states == {each for each in contracts.load().types["Payment"].cases if each != "PARTIAL_CANCELLED"}


def test_without_coherence_the_whole_range_comes(examples):
    loose = examples(strategies.payments(coherent=False), examples=300)
    assert any(each["amount"]["total"] < 0 for each in loose)
    assert any(not each["storeId"].startswith("store-") for each in loose)
    assert any(each["requestedAt"].endswith("+09:00") for each in loose)
    assert any(minor_digits(each["currency"]) is None for each in loose)
