"""What a request to pay asks for: checked, and as an `Order`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import customers
from pytest_portone.sandbox.amounts import Amount, vat_of
from pytest_portone.sandbox.cash_receipts.following import wish_of
from pytest_portone.sandbox.payments.models import Order
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.promotions import Promotion
    from pytest_portone.sandbox.state import State

_EXTRAS = ("customData", "country", "products", "productCount", "isCulturalExpense")


def check(body: Mapping[str, Any]) -> Checks:
    """The rules that every request to pay has in common."""
    checks, amount = Checks(), body["amount"]
    checks.at_least(("amount", "total"), amount["total"], 1)
    checks.at_least(("amount", "taxFree"), amount.get("taxFree"), 0)
    checks.at_least(("amount", "vat"), amount.get("vat"), 0)
    checks.require(("orderName",), body["orderName"], "a name that is not blank", met=bool(body["orderName"].strip()))
    customers.check(body, checks)
    return checks


def amount_of(state: State, sent: Mapping[str, Any], promotion: Promotion | None) -> Amount:
    """A `PaymentAmountInput` with its defaults filled in.

    Raises:
        Refusal: `SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT`, `DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT`.
    """
    total, tax_free = sent["total"], sent.get("taxFree", 0)
    parts = tax_free + sent.get("vat", 0)
    if parts > total:
        message = f"amount: received parts (taxFree + vat) of {parts}, expected {total} or less, the total"
        raise Refusal("SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT", message)
    discount = promotion.discount(total) if promotion else 0
    if discount and discount >= total:
        message = f"amount.total: received {total}, expected more than the promotion's discount of {discount}"
        raise Refusal("DISCOUNT_AMOUNT_EXCEEDS_TOTAL_AMOUNT", message)
    vat = sent.get("vat", vat_of(total - tax_free, state.settings.vat_rounding))
    return Amount(total, tax_free, vat, discount)


def order_of(
    state: State,
    body: Mapping[str, Any],
    method: Mapping[str, Any],
    channel: Channel,
    **known: Any,
) -> Order:
    """The order that a body (`InstantPaymentInput`, `BillingKeyPaymentInput`) asks for.

    Args:
        state: the sandbox's state.
        body: the request's body.
        method: how it is paid, as `PaymentMethod`.
        channel: where.
        known: further fields of `Order`.

    Raises:
        Refusal: as `amount_of`; `PROMOTION_PAY_METHOD_DOES_NOT_MATCH`.
    """
    promotion = state.promotion(body.get("promotionId"))
    if promotion:
        _check_card_company(promotion, method)
    extras = {name: body[name] for name in _EXTRAS if name in body}
    return Order(
        name=body["orderName"],
        amount=amount_of(state, body["amount"], promotion),
        currency=body["currency"],
        method=method,
        channel=channel,
        customer=customers.customer_json(body.get("customer", {})),
        escrow=body.get("isEscrow", False),
        promotion=promotion,
        promotion_id=body.get("promotionId"),
        cash_receipt=wish_of(state.settings, body),
        notice_urls=tuple(body.get("noticeUrls", ())),
        extras=extras,
        **known,
    )


def _check_card_company(promotion: Promotion, method: Mapping[str, Any]) -> None:
    company = method.get("card", {}).get("issuer")
    if promotion.card_company in (None, company):
        return
    received = f"a card of {company}" if company else f"the method {method.get('type')}"
    message = f"promotionId: received {received}, expected a card of {promotion.card_company}, which it is for"
    raise Refusal("PROMOTION_PAY_METHOD_DOES_NOT_MATCH", message)
