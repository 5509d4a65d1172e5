"""Cancellations: defaults, the order of checks, promotions."""

from __future__ import annotations

import pytest

from pytest_portone import contracts
from pytest_portone.sandbox import Band, Channel, Decline, Promotion
from pytest_portone.sandbox.cards import DECLINES
from pytest_portone.sandbox.payments.rules import CANCELLATION_CHECKS

*_, STUCK, KEPT = DECLINES


@pytest.fixture
def paid(merchant):
    merchant.sandbox.customer.pay("p-1", total=1100, tax_free=220)
    return merchant


def test_everything_that_is_left_is_cancelled_by_default(paid):
    cancellation = paid.cancel().json()["cancellation"]
    payment = paid.payment("p-1")

    assert cancellation == {
        "status": "SUCCEEDED",
        "id": cancellation["id"],
        "pgCancellationId": cancellation["pgCancellationId"],
        "totalAmount": 1100,
        "taxFreeAmount": 220,
        "vatAmount": 80,
        "reason": "returned",
        "cancelledAt": "2026-01-01T00:00:00.000Z",
        "requestedAt": "2026-01-01T00:00:00.000Z",
        "receiptUrl": f"https://example.com/receipts/{cancellation['id']}",
        "trigger": "API",
    }
    assert payment["status"] == "CANCELLED"
    assert payment["cancellations"] == [cancellation]
    assert payment["amount"]["paid"] == 1100
    assert (payment["amount"]["cancelled"], payment["amount"]["cancelledTaxFree"]) == (1100, 220)


def test_a_part_is_taxable_by_default(paid):
    part = paid.cancel(amount=550).json()["cancellation"]
    assert (part["totalAmount"], part["taxFreeAmount"], part["vatAmount"]) == (550, 0, 50)
    assert paid.payment("p-1")["status"] == "PARTIAL_CANCELLED"

    paid.sandbox.clock.advance(days=1)
    rest = paid.cancel().json()["cancellation"]
    assert (rest["totalAmount"], rest["taxFreeAmount"], rest["vatAmount"]) == (550, 220, 30)
    assert paid.payment("p-1")["cancelledAt"] == "2026-01-02T00:00:00.000Z"


def test_parts_that_are_given_are_kept(paid):
    body = {"amount": 100, "taxFreeAmount": 60, "vatAmount": 4, "currentCancellableAmount": 1100}
    part = paid.cancel(**body).json()["cancellation"]
    assert (part["totalAmount"], part["taxFreeAmount"], part["vatAmount"]) == (100, 60, 4)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"currentCancellableAmount": 1}, "currentCancellableAmount: received 1, expected 1100, which is left"),
        ({"amount": 1101}, "amount: received 1101, expected 1100 or less, which is left"),
        (
            {"amount": 10, "taxFreeAmount": 5, "vatAmount": 6},
            "taxFreeAmount + vatAmount: received 11, expected 10 or less, which is to be cancelled",
        ),
        (
            {"amount": 300, "taxFreeAmount": 221},
            "taxFreeAmount: received 221, expected 220 or less, which is left of the tax-free part",
        ),
        (
            {"amount": 881},
            "amount - taxFreeAmount: received 881, expected 880 or less, which is left of the taxable part",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_numbers(paid, body, message):
    response = paid.cancel(**body)
    assert (response.status, response.json()["message"]) == (409, message)
    assert paid.payment("p-1")["status"] == "PAID"


WRONG_IN_EVERY_WAY = {
    "amount": 9000,
    "taxFreeAmount": 9000,
    "vatAmount": 1,
    "currentCancellableAmount": 1,
    "promotionDiscountRetainOption": "RETAIN",
}


def test_checks_come_in_the_documented_order(merchant_of):
    merchant = merchant_of(max_cancellations=1, promotions=(Promotion("half", (Band(6000, percent=50),)),))
    merchant.sandbox.customer.pay("p-1", total=8000, promotion="half")
    assert merchant.cancel(amount=100, promotionDiscountRetainOption="RELEASE").status == 200
    asked = []
    body = dict(WRONG_IN_EVERY_WAY)
    # Put right one thing after the other, as each is complained about.
    for change in (
        {"currentCancellableAmount": 7900},
        {"amount": 7899, "taxFreeAmount": 7899},
        {"vatAmount": 0},
        {"taxFreeAmount": 0},
    ):
        asked.append(merchant.cancel(**body).json()["type"])
        body |= change
    asked.append(merchant.cancel(**body).json()["type"])

    assert asked == [
        "CANCELLABLE_AMOUNT_CONSISTENCY_BROKEN",
        "CANCEL_AMOUNT_EXCEEDS_CANCELLABLE_AMOUNT",
        "SUM_OF_PARTS_EXCEEDS_CANCEL_AMOUNT",
        "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT",
        "MAX_CANCEL_COUNT_REACHED",
    ]


def test_the_order_of_checks_is_a_setting(merchant_of):
    merchant = merchant_of(cancellation_checks=CANCELLATION_CHECKS[::-1])
    merchant.sandbox.customer.pay("p-1", total=8000)
    response = merchant.cancel(**WRONG_IN_EVERY_WAY)
    assert response.json()["type"] == "CANCEL_TAX_FREE_AMOUNT_EXCEEDS_CANCELLABLE_TAX_FREE_AMOUNT"


def test_the_state_comes_before_the_amounts(paid):
    paid.cancel()
    assert paid.cancel(amount=1).json() == {
        "type": "PAYMENT_ALREADY_CANCELLED",
        "message": "The payment 'p-1' is CANCELLED, nothing is left",
    }


@pytest.mark.parametrize("status", ["READY", "FAILED", "VIRTUAL_ACCOUNT_ISSUED"])
def test_only_what_was_paid_can_be_cancelled(merchant, status):
    customer = merchant.sandbox.customer
    act = {"READY": customer.open, "FAILED": customer.fail, "VIRTUAL_ACCOUNT_ISSUED": customer.issue_virtual_account}
    act[status]("p-1", total=100)
    assert merchant.cancel().json() == {
        "type": "PAYMENT_NOT_PAID",
        "message": f"The payment 'p-1' is {status}, expected PAID",
    }


def test_a_blank_reason_is_none(paid):
    response = paid.cancel(reason=" ")
    assert (response.status, response.json()["message"]) == (
        400,
        'The request is wrong in 1 place: $.body.reason: received " ", expected a reason that is not blank',
    )


def test_a_cancellation_that_the_gateway_refuses_is_listed_as_failed(merchant):
    merchant.card(STUCK)
    refused = merchant.cancel(amount=100)
    payment = merchant.payment("p-1")

    assert (refused.status, refused.json()["pgCode"]) == (502, "CANCEL_REFUSED")
    assert payment["status"] == "PAID"
    assert [(each["status"], each["totalAmount"]) for each in payment["cancellations"]] == [("FAILED", 100)]
    assert payment["amount"]["cancelled"] == 0


@pytest.mark.parametrize(("required", "status"), [(True, 502), (False, 200)])
def test_a_virtual_account_is_refunded_to_an_account(merchant_of, required, status):
    merchant = merchant_of(refund_account_required=required)
    merchant.sandbox.customer.issue_virtual_account("p-1", total=100)
    merchant.sandbox.customer.deposit("p-1")
    response = merchant.cancel(amount=10)
    account = {"bank": "WOORI", "number": "1", "holderName": "Kim"}

    assert response.status == status
    assert merchant.cancel(amount=10, refundAccount=account).status == 200


TENTH = Promotion("tenth", (Band(5000, percent=10),))
FIXED = Promotion("fixed", (Band(5000, amount=1000),))
LARGE = Promotion("large", (Band(10_000, percent=10),))


def refunded(merchant, promotion, total, **body):
    merchant.sandbox.customer.pay("p-1", total=total, promotion=promotion)
    response = merchant.cancel(**body)
    assert response.status == 200, response.json()
    return merchant.sandbox.payments["p-1"].cancellations[-1].refund


@pytest.mark.parametrize(
    ("promotion", "body", "refund"),
    [
        ("tenth", {"amount": 2000, "promotionDiscountRetainOption": "RETAIN"}, 1800),
        ("tenth", {"amount": 2000, "promotionDiscountRetainOption": "RELEASE"}, 1400),
        ("tenth", {"amount": 6000, "promotionDiscountRetainOption": "RETAIN"}, 5400),
        ("tenth", {"amount": 6000}, 5400),
        ("fixed", {"amount": 2000}, 1000),
        ("fixed", {"amount": 2000, "promotionDiscountRetainOption": "RETAIN"}, 1800),
        ("fixed", {}, 5000),
    ],
)
def test_refunds_of_discounted_payments_follow_the_guide(merchant_of, promotion, body, refund):
    merchant = merchant_of(promotions=(TENTH, FIXED))
    assert refunded(merchant, promotion, 6000, **body) == refund


def test_a_refund_that_would_be_negative(merchant_of):
    merchant = merchant_of(promotions=(LARGE,))
    merchant.sandbox.customer.pay("p-1", total=10_000, promotion="large")
    assert merchant.cancel(amount=500).json() == {
        "type": "NEGATIVE_PROMOTION_ADJUSTED_CANCEL_AMOUNT",
        "message": "With the promotion's discount worked out anew, the refund would be -500",
    }


def test_an_event_tells_what_was_cancelled_of_the_order(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.sandbox.customer.pay("p-1", total=20_000, promotion="tenth")
    merchant.cancel(amount=5000)
    merchant.cancel()
    told = [(each.type, each.amount) for each in merchant.sandbox.events[1:]]
    assert told == [
        ("Transaction.Paid", 18_000),
        ("Transaction.PartialCancelled", -5000),
        ("Transaction.Cancelled", -15_000),
    ]


def test_a_rest_from_which_on_the_promotion_holds_is_large_enough(merchant_of):
    merchant = merchant_of(contracts.load("2024-10-24"), promotions=(TENTH,))
    merchant.sandbox.customer.pay("p-1", total=6000, promotion="tenth")
    assert merchant.cancel(amount=1001).json()["type"] == "REMAINED_AMOUNT_LESS_THAN_PROMOTION_MIN_PAYMENT_AMOUNT"
    assert merchant.cancel(amount=1000).status == 200


def test_amounts_are_those_of_the_order(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.sandbox.customer.pay("p-1", total=20_000, promotion="tenth")
    merchant.cancel(amount=10_000)
    assert merchant.cancel(currentCancellableAmount=10_000).status == 200
    assert merchant.payment("p-1")["amount"] | {"vat": 0, "supply": 0} == {
        "total": 20_000,
        "taxFree": 0,
        "vat": 0,
        "supply": 0,
        "discount": 2000,
        "paid": 18_000,
        "cancelled": 20_000,
        "cancelledTaxFree": 0,
    }
    assert sum(each.refund for each in merchant.sandbox.payments["p-1"].cancellations) == 18_000


def test_the_option_is_settled_by_the_first_cancellation(merchant_of):
    merchant = merchant_of(promotions=(TENTH,))
    merchant.sandbox.customer.pay("p-1", total=20_000, promotion="tenth")
    merchant.cancel(amount=100, promotionDiscountRetainOption="RETAIN")
    assert merchant.cancel(amount=100).json() == {
        "type": "PROMOTION_DISCOUNT_RETAIN_OPTION_SHOULD_NOT_BE_CHANGED",
        "message": "promotionDiscountRetainOption: received RELEASE, expected RETAIN, as in the first cancellation",
    }


def test_the_last_part_takes_the_vat_that_is_left(merchant):
    merchant.sandbox.customer.pay("p-1", total=1000)
    parts = [merchant.cancel(**body).json()["cancellation"] for body in ({"amount": 333}, {"amount": 333}, {})]
    assert [(each["totalAmount"], each["vatAmount"]) for each in parts] == [(333, 30), (333, 30), (334, 31)]
    assert merchant.payment("p-1")["amount"]["vat"] == 91


def test_a_cancellation_that_failed_is_one_of_those_that_a_payment_may_have(merchant_of):
    merchant = merchant_of(max_cancellations=2)
    merchant.card(STUCK)
    assert [merchant.cancel(amount=1).json()["type"] for _ in range(3)] == [
        "PG_PROVIDER",
        "PG_PROVIDER",
        "MAX_CANCEL_COUNT_REACHED",
    ]


STUBBORN = Channel("stubborn", decline=Decline(frozenset({"cancel"}), "NO", "this gateway cancels nothing"))


def paid_by_a_schedule(merchant):
    key = merchant.issued(channelKey="stubborn")
    payment = {"billingKey": key, "orderName": "shoes", "amount": {"total": 1100}, "currency": "KRW"}
    merchant.post("/payments/p-1/schedule", {"payment": payment, "timeToPay": "2026-01-02T00:00:00Z"})
    merchant.sandbox.clock.advance(days=1)


@pytest.mark.parametrize(
    "pay",
    [
        lambda merchant: merchant.instant(channelKey="stubborn"),
        lambda merchant: merchant.card(KEPT, channelKey="stubborn"),
        lambda merchant: merchant.pay_with(merchant.issued(channelKey="stubborn")),
        lambda merchant: merchant.sandbox.customer.pay("p-1", total=1100),
        paid_by_a_schedule,
    ],
    ids=["instant", "a card with a no of its own", "billing key", "window", "schedule"],
)
def test_a_gateway_that_cancels_nothing_does_so_however_it_was_paid(merchant_of, pay):
    merchant = merchant_of(channels=(STUBBORN,))
    pay(merchant)
    assert merchant.payment("p-1")["status"] == "PAID"
    refused = merchant.cancel()
    assert (refused.status, refused.json()["type"], refused.json()["pgCode"]) == (502, "PG_PROVIDER", "NO")
    assert merchant.payment("p-1")["status"] == "PAID"
