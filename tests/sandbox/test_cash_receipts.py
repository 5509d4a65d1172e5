"""Cash receipts: by hand, with payments in cash, in lists; and the law that a payment and its receipt agree."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from documented_errors import DECLINED, STUCK
from documented_errors.cash_receipts import PHONE, cancel, issue, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from state_diagrams import mermaid

from pytest_portone.sandbox import Channel
from pytest_portone.sandbox.cash_receipts.models import TRANSITIONS

PAGE = Path(__file__).parents[2] / "docs" / "sandbox" / "cash-receipts.md"
ACCOUNT = {"bank": "SHINHAN", "expiry": {"validHours": 24}, "option": {"type": "NORMAL"}}


def account(merchant, payment_id="p-1", kind="PERSONAL", number=PHONE, **changes):
    """Issue a virtual account, with a cash receipt asked for."""
    wish = {"type": kind, "customerIdentityNumber": number}
    return merchant.instant(payment_id, method={"virtualAccount": ACCOUNT | {"cashReceipt": wish}}, **changes)


def deposited(merchant, payment_id="p-1", **changes):
    """A payment into a virtual account, as it is read after the deposit."""
    assert account(merchant, payment_id, **changes).status == 200
    merchant.sandbox.customer.deposit(payment_id)
    return merchant.payment(payment_id)


def listed(merchant, **wanted):
    """The payment ids of a list of receipts."""
    answer = merchant.get("/cash-receipts", wanted={"filter": wanted})
    assert answer.status == 200, answer.json()
    return [each["paymentId"] for each in answer.json()["items"]]


def payments(merchant, **wanted):
    """The ids of a list of payments."""
    answer = merchant.get("/payments", wanted={"filter": wanted})
    assert answer.status == 200, answer.json()
    return [each["id"] for each in answer.json()["items"]]


def test_a_receipt_that_is_issued_by_hand_can_be_read(merchant):
    summary = issue(merchant, amount={"total": 1100, "taxFree": 100}).json()["cashReceipt"]
    assert re.fullmatch("[0-9]{9}", summary["issueNumber"])
    assert read(merchant).json() == {
        "status": "ISSUED",
        "merchantId": "merchant-00000000-0000-4000-8000-000000000000",
        "storeId": "store-00000000-0000-4000-8000-000000000000",
        "paymentId": "p-1",
        "channel": Channel("channel-key-1").json(),
        "amount": 1100,
        "taxFreeAmount": 100,
        "vatAmount": 91,
        "currency": "KRW",
        "orderName": "shoes",
        "isManual": True,
        "type": "PERSONAL",
        "issuedAt": "2026-01-01T00:00:00.000Z",
        "statusUpdatedAt": "2026-01-01T00:00:00.000Z",
        **summary,
    }


@pytest.mark.parametrize("amount", [{"total": 1}, {"total": 10, "taxFree": 10, "vat": 0}, {"total": 10, "vat": 10}])
def test_amounts_at_their_bounds(merchant, amount):
    assert issue(merchant, amount=amount).status == 200
    shown = read(merchant).json()
    assert (shown["taxFreeAmount"], shown["vatAmount"]) == (amount.get("taxFree", 0), amount.get("vat", 0))


@pytest.mark.parametrize("amount", [{"total": 10, "taxFree": -1}, {"total": 10, "vat": -1}])
def test_amounts_beyond_their_bounds(merchant, amount):
    assert issue(merchant, amount=amount).status == 400


def test_every_contract_issues_reads_and_cancels(merchant_of, contract):
    merchant = merchant_of(contract)
    assert issue(merchant).status == 200
    assert cancel(merchant).json()["cancelledAmount"] == 1100
    assert read(merchant).json()["status"] == "CANCELLED"


def test_a_receipt_that_was_cancelled_can_be_issued_again(merchant):
    first = issue(merchant).json()["cashReceipt"]["issueNumber"]
    merchant.sandbox.clock.advance(hours=1)
    assert cancel(merchant).json() == {"cancelledAmount": 1100, "cancelledAt": "2026-01-01T01:00:00.000Z"}
    assert cancel(merchant).json()["type"] == "CASH_RECEIPT_NOT_ISSUED"
    again = issue(merchant, amount={"total": 500}).json()["cashReceipt"]["issueNumber"]
    assert again != first
    assert (read(merchant).json()["amount"], read(merchant).json()["status"]) == (500, "ISSUED")


def test_one_that_the_gateway_declined_is_kept_and_can_be_tried_again(merchant):
    refused = issue(merchant, number=DECLINED)
    assert (refused.status, refused.json()["pgCode"]) == (502, "CARD_DECLINED")
    failed = read(merchant).json()
    assert failed["status"] == "ISSUE_FAILED"
    assert failed.keys().isdisjoint({"issueNumber", "issuedAt"})
    assert issue(merchant, number=DECLINED).status == 502
    assert issue(merchant).status == 200
    assert read(merchant).json()["status"] == "ISSUED"


def test_all_that_is_wrong_with_a_request_is_listed_and_the_number_is_not_shown(merchant):
    wrong = issue(merchant, number=" ", orderName=" ", amount={"total": 10, "taxFree": 8, "vat": 3})
    message = wrong.json()["message"]
    assert "The request is wrong in 3 places" in message
    assert "expected taxFree + vat of total or less" in message
    assert "identityNumber: received a value that is not shown" in message


def test_a_deposit_has_the_receipt_issued_that_its_account_was_asked_for_with(merchant):
    account(merchant)
    assert read(merchant).status == 404
    assert "cashReceiptIssuanceStatus" not in merchant.payment("p-1")

    merchant.sandbox.customer.deposit("p-1")
    receipt, payment = read(merchant).json(), merchant.payment("p-1")
    assert (receipt["status"], receipt["isManual"], receipt["amount"]) == ("ISSUED", False, 1100)
    assert payment["cashReceiptIssuanceStatus"] == "ISSUED"
    assert payment["cashReceipt"] == {
        "status": "ISSUED",
        "type": "PERSONAL",
        "pgReceiptId": receipt["pgReceiptId"],
        "issueNumber": receipt["issueNumber"],
        "totalAmount": 1100,
        "taxFreeAmount": 0,
        "currency": "KRW",
        "url": receipt["url"],
        "issuedAt": "2026-01-01T00:00:00.000Z",
    }
    (transaction,) = merchant.get("/payments/p-1/transactions").json()["items"]
    assert transaction["cashReceipt"] == payment["cashReceipt"]


def test_a_customer_asks_for_one_where_cash_moves(merchant):
    customer = merchant.sandbox.customer
    transfer = {"type": "PaymentMethodTransfer"}
    charge = {"type": "PaymentMethodEasyPay", "provider": "TOSSPAY", "easyPayMethod": transfer}
    customer.pay("transfer", 1100, method="TRANSFER", cash_receipt="CORPORATE")
    customer.pay("charge", 1100, method=charge, cash_receipt="PERSONAL")
    customer.pay("card", 1100, cash_receipt="PERSONAL")
    customer.pay("silent", 1100, method="TRANSFER")
    customer.pay("refused", 1100, method="TRANSFER", cash_receipt="NO_RECEIPT")

    assert merchant.payment("transfer")["cashReceipt"]["type"] == "CORPORATE"
    assert merchant.payment("charge")["cashReceiptIssuanceStatus"] == "ISSUED"
    assert "cashReceiptIssuanceStatus" not in merchant.payment("card")
    assert merchant.payment("silent")["cashReceiptIssuanceStatus"] == "NOT_ISSUED"
    assert list(merchant.sandbox.cash_receipts) == ["transfer", "charge"]


def test_a_receipt_is_over_what_was_paid_in_cash(merchant):
    merchant.sandbox.customer.pay(
        "p-1", 1100, tax_free=1050, discount=100, method="TRANSFER", cash_receipt="PERSONAL"
    )
    merchant.sandbox.customer.pay("p-2", 1100, discount=110, method="TRANSFER", cash_receipt="PERSONAL")
    shown = [read(merchant, each).json() for each in ("p-1", "p-2")]
    assert [(each["amount"], each["taxFreeAmount"], each["vatAmount"]) for each in shown] == [
        (1000, 1000, 0),
        (990, 0, 90),
    ]


def test_some_gateways_issue_one_by_themselves(merchant_of):
    merchant = merchant_of(self_issued_receipts=frozenset({"TOSSPAYMENTS"}))
    assert deposited(merchant, kind="NO_RECEIPT")["cashReceipt"]["type"] == "PERSONAL"


def test_a_receipt_that_fails_leaves_its_payment_paid(merchant):
    payment = deposited(merchant, number=DECLINED)
    assert (payment["status"], payment["cashReceiptIssuanceStatus"]) == ("PAID", "NOT_ISSUED")
    assert "cashReceipt" not in payment
    assert read(merchant).json()["status"] == "ISSUE_FAILED"


def refund(merchant, **body):
    """Cancel a payment into a virtual account."""
    back = {"bank": "SHINHAN", "number": "1", "holderName": "Kim"}
    answer = merchant.cancel(refundAccount=back, **body)
    assert answer.status == 200, answer.json()


def test_a_payment_takes_its_receipt_along_when_all_of_it_is_cancelled(merchant):
    deposited(merchant)
    refund(merchant, amount=100)
    assert merchant.payment("p-1")["cashReceipt"]["status"] == "ISSUED"
    merchant.sandbox.clock.advance(hours=1)
    refund(merchant)
    payment = merchant.payment("p-1")
    assert (payment["status"], payment["cashReceiptIssuanceStatus"]) == ("CANCELLED", "NOT_ISSUED")
    assert (payment["cashReceipt"]["status"], payment["cashReceipt"]["cancelledAt"]) == (
        "CANCELLED",
        "2026-01-01T01:00:00.000Z",
    )


def test_the_receipt_stays_where_the_gateway_leaves_it_or_declines(merchant_of):
    merchant = merchant_of(channels=(Channel("channel-key-1", pg_provider="KSNET"),))
    deposited(merchant)
    refund(merchant)
    assert merchant.payment("p-1")["cashReceiptIssuanceStatus"] == "ISSUED"

    merchant = merchant_of()
    deposited(merchant, number=STUCK)
    refund(merchant)
    assert read(merchant).json()["status"] == "ISSUED"


def test_a_receipt_by_hand_is_left_alone_by_its_payment(merchant):
    merchant.sandbox.customer.pay("p-1", 1100, method="TRANSFER")
    issue(merchant)
    assert merchant.payment("p-1")["cashReceipt"]["status"] == "ISSUED"
    merchant.cancel()
    assert read(merchant).json()["status"] == "ISSUED"
    account(merchant, "p-2")
    by_hand = issue(merchant, "p-2").json()["cashReceipt"]["issueNumber"]
    merchant.sandbox.customer.deposit("p-2")
    assert merchant.payment("p-2")["cashReceipt"]["issueNumber"] == by_hand


@pytest.fixture
def shop(merchant_of):
    """A merchant with a receipt an hour: by hand, declined, with a deposit, and one that was cancelled."""
    channels = (Channel("channel-key-1"), Channel("live", "LIVE", "NICE_V2", "mid-9"))
    merchant = merchant_of(channels=channels, stores=frozenset({"store-1", "store-2"}), store_id="store-1")
    issue(merchant, "hand", orderName="red shoes")
    merchant.sandbox.clock.advance(hours=1)
    issue(merchant, "failed", number=DECLINED, type="CORPORATE")
    merchant.sandbox.clock.advance(hours=1)
    deposited(merchant, "deposit", channelKey="live")
    merchant.sandbox.clock.advance(hours=1)
    issue(merchant, "gone", storeId="store-2")
    merchant.sandbox.clock.advance(hours=1)
    cancel(merchant, "gone", storeId="store-2")
    return merchant


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, ["gone", "deposit", "failed", "hand"]),
        ({"storeId": "store-1"}, ["deposit", "failed", "hand"]),
        ({"paymentId": "hand"}, ["hand"]),
        ({"isTest": False}, ["deposit"]),
        ({"orderName": "red"}, ["hand"]),
        ({"statuses": ["FAILED", "CANCELLED"]}, ["gone", "failed"]),
        ({"statuses": []}, ["gone", "deposit", "failed", "hand"]),
        ({"isManual": False}, ["deposit"]),
        ({"pgMerchantId": "mid-9"}, ["deposit"]),
        ({"pgProviders": ["NICE_V2"]}, ["deposit"]),
        ({"pgCompanies": ["NICE"]}, ["deposit"]),
        ({"pgReceiptId": "1"}, []),
        ({"version": "V1"}, []),
        ({"types": ["CORPORATE"]}, ["failed"]),
        ({"until": "2026-01-01T01:30:00Z"}, ["failed", "hand"]),
        ({"from": "2026-01-01T01:30:00Z"}, ["gone", "deposit"]),
        ({"timeRangeField": "CANCELLED_AT", "from": "2026-01-01T00:00:00Z"}, ["gone"]),
        ({"timeRangeField": "STATUS_UPDATED_AT", "from": "2026-01-01T04:00:00Z"}, ["gone"]),
    ],
    ids=json.dumps,
)
def test_the_list_is_filtered(shop, wanted, found):
    assert listed(shop, **wanted) == found


def test_the_list_reaches_back_for_90_days(shop):
    shop.sandbox.clock.advance(days=90)
    assert listed(shop) == []
    assert len(listed(shop, **{"from": "2026-01-01T00:00:00Z"})) == 4


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ({"order": "ASC"}, ["hand", "failed", "deposit", "gone"]),
        ({"by": "STATUS_UPDATED_AT"}, ["gone", "deposit", "failed", "hand"]),
        ({"by": "CANCELLED_AT", "order": "ASC"}, ["hand", "failed", "deposit", "gone"]),
    ],
    ids=json.dumps,
)
def test_the_list_is_sorted_and_paged(shop, order, found):
    pages = [
        shop.get("/cash-receipts", wanted={"sort": order, "page": {"number": number, "size": 3}}).json()
        for number in range(3)
    ]
    assert [each["page"]["totalCount"] for each in pages] == [4, 4, 4]
    got = [each["paymentId"] for page in pages for each in page["items"]]
    assert sorted(got) == sorted(found)
    assert got[-1] == found[-1]


HOUR = {"from": "2026-01-01T02:00:00Z", "until": "2026-01-01T02:59:00Z"}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"cashReceiptType": "PERSONAL"}, ["deposit"]),
        ({"cashReceiptType": "NO_RECEIPT"}, ["none"]),
        ({"cashReceiptStatus": "ISSUED"}, ["deposit"]),
        ({"cashReceiptStatus": "CANCELLED"}, []),
        ({"cashReceiptIssuedAtRange": HOUR}, ["deposit"]),
        ({"cashReceiptCancelledAtRange": HOUR}, []),
    ],
    ids=json.dumps,
)
def test_payments_are_found_by_their_receipts(shop, wanted, found):
    shop.sandbox.customer.pay("none", 1100, method="TRANSFER", cash_receipt="NO_RECEIPT")
    assert payments(shop, **wanted) == found


def test_a_receipt_comes_back_with_the_world(merchant, merchant_of):
    deposited(merchant)
    other = merchant_of()
    other.sandbox.load(json.loads(json.dumps(merchant.sandbox.dump())))
    assert read(other).body == read(merchant).body
    assert PHONE not in json.dumps(merchant.sandbox.dump())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["issue", "decline", "cancel", "account", "deposit", "refund"]),
        st.sampled_from(["p-1", "p-2"]),
    ),
    max_size=12,
)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_a_payment_and_its_receipt_agree_whatever_happens(merchant_of, steps):
    merchant = merchant_of()
    acts = {
        "issue": lambda name: issue(merchant, name),
        "decline": lambda name: issue(merchant, name, number=DECLINED),
        "cancel": lambda name: cancel(merchant, name),
        "account": lambda name: account(merchant, name),
        "deposit": lambda name: _deposit(merchant, name),
        "refund": lambda name: merchant.cancel(name, refundAccount={"bank": "KDB", "number": "1", "holderName": "K"}),
    }
    before = {}
    for act, name in steps:
        acts[act](name)
        receipt, payment = read(merchant, name).json(), merchant.payment(name)
        now = receipt.get("status")
        assert now == before.get(name) or before.get(name) is None or now in TRANSITIONS[before[name]]
        before[name] = now
        shown = payment.get("cashReceipt", {})
        if "paidAt" in payment:
            assert payment["cashReceiptIssuanceStatus"] == ("ISSUED" if now == "ISSUED" else "NOT_ISSUED")
            assert shown.get("issueNumber") == receipt.get("issueNumber")
            assert shown.get("status", now) == now


def _deposit(merchant, name):
    payment = merchant.sandbox.payments.get(name)
    if payment is not None and payment.status == "VIRTUAL_ACCOUNT_ISSUED":
        merchant.sandbox.customer.deposit(name)


def test_the_diagram_is_that_of_the_table(contract):
    diagrams = re.findall(r"```mermaid\n(.*?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert diagrams == [mermaid(TRANSITIONS, "ISSUED", "ISSUE_FAILED")]
    assert set(contract.types["CashReceipt"].cases) == set(TRANSITIONS)
