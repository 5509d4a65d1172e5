"""How much of an order a cancellation asks for, and whether so much is left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.platform.models import DiscountSharePolicy, graphql_id
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.contents import Money, Taken
from pytest_portone.sandbox.transfers.drafts import money_of, refuse_duplicates, units

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.sandbox.settings import LineDiscounts
    from pytest_portone.sandbox.transfers.contents import Contents, Place

    Body = Mapping[str, Any]


def asked(contents: Contents, left: Taken, body: Body, rule: LineDiscounts) -> Taken:
    """What a body names of an order.

    Args:
        contents: the order.
        left: what is not cancelled of it.
        body: the request's.
        rule: what the discount of a line is given for.

    Raises:
        Refusal: `PLATFORM_ORDER_DETAIL_MISMATCHED`, `PLATFORM_PRODUCT_ID_DUPLICATED`,
            `PLATFORM_PRODUCT_ID_NOT_FOUND`, `PLATFORM_DISCOUNT_SHARE_POLICY_ID_DUPLICATED`,
            `PLATFORM_TRANSFER_DISCOUNT_SHARE_POLICY_NOT_FOUND`.
    """
    detail: Body = body.get("orderDetail", {})
    lines: Sequence[Body] = detail.get("orderLines", ())
    _refuse_mismatch(contents, body, detail)
    refuse_duplicates([each["productId"] for each in lines])
    known = {line.product.id for line in contents.lines}
    for each in lines:
        if each["productId"] not in known:
            message = f"The order has no product {each['productId']!r}"
            raise Refusal("PLATFORM_PRODUCT_ID_NOT_FOUND", message, {"id": each["productId"]})
    discounts = _discounts(contents, None, body, 1)
    for each in lines:
        discounts |= _discounts(contents, each["productId"], each, units(each["quantity"], rule))
    quantities = {each["productId"]: each["quantity"] for each in lines}
    taken = Taken(amount=detail.get("orderAmount", 0), quantities=quantities, discounts=discounts)
    return taken.plus(Taken(tax_free=_tax_free(contents, left, taken, body)))


def refuse_beyond(contents: Contents, left: Taken, taken: Taken) -> None:
    """Refuse to cancel more than is left.

    Raises:
        Refusal: `PLATFORM_CANCELLABLE_{PRODUCT_QUANTITY,AMOUNT,DISCOUNT_AMOUNT,DISCOUNT_TAX_FREE_AMOUNT}_EXCEEDED`.
    """
    for product_id, quantity in taken.quantities.items():
        most = left.quantities[product_id]
        if quantity > most:
            message = f"{quantity} of the product {product_id!r} requested, {most} left"
            details = {"productId": product_id, "cancellableQuantity": most}
            raise Refusal("PLATFORM_CANCELLABLE_PRODUCT_QUANTITY_EXCEEDED", message, details)
    order, most_of = contents.ordered(taken), contents.ordered(left)
    rows = (("SUPPLY_WITH_VAT", order.taxable, most_of.taxable), ("TAX_FREE", order.tax_free, most_of.tax_free))
    for kind, requested, cancellable in rows:
        if requested > max(cancellable, 0):
            details = {"cancellableAmount": cancellable, "requestAmount": requested, "amountType": kind}
            message = f"{kind}: {requested} requested, {cancellable} left"
            raise Refusal("PLATFORM_CANCELLABLE_AMOUNT_EXCEEDED", message, details)
    for place, money in taken.discounts.items():
        _refuse_discount(place, money, left.discounts[place])


def _refuse_discount(place: Place, asked_for: Money, left: Money) -> None:
    rows = (("", asked_for.amount, left.amount), ("TAX_FREE_", asked_for.tax_free, left.tax_free))
    for word, requested, cancellable in rows:
        if requested > cancellable:
            details = _named(*place) | {"cancellableAmount": cancellable, "requestAmount": requested}
            message = f"{requested} of the discount by the policy {place[1]!r} requested, {cancellable} left"
            raise Refusal(f"PLATFORM_CANCELLABLE_DISCOUNT_{word}AMOUNT_EXCEEDED", message, details)


def _refuse_mismatch(contents: Contents, body: Body, detail: Body) -> None:
    by_amount = contents.amount is not None
    way, other = ("orderAmount", "orderLines") if by_amount else ("orderLines", "orderAmount")
    if other in detail:
        raise Refusal("PLATFORM_ORDER_DETAIL_MISMATCHED", f"The order was registered by {way}, not by {other}")
    if "taxFreeAmount" in body and contents.tax_free is None and not by_amount:
        message = "The order was registered without taxFreeAmount: its lines say what is free of VAT"
        raise Refusal("PLATFORM_ORDER_DETAIL_MISMATCHED", message)


def _tax_free(contents: Contents, left: Taken, taken: Taken, body: Body) -> int:
    """What is cancelled of the order's own tax-free part; if the body does not say, as much as its lines have."""
    if "taxFreeAmount" in body:
        return int(body["taxFreeAmount"])
    if contents.amount is not None or contents.tax_free is None:
        return 0
    return min(contents.of_lines(taken).tax_free, left.tax_free)


def _discounts(contents: Contents, product_id: str | None, holder: Body, times: int) -> dict[Place, Money]:
    granted, found = {place for place, _ in contents.granted()}, dict[tuple[str | None, str], Money]()
    for each in holder.get("discounts", ()):
        policy_id, place = each["sharePolicyId"], (product_id, each["sharePolicyId"])
        if place in found:
            details = {"id": policy_id, "graphqlId": graphql_id(DiscountSharePolicy.number, policy_id)}
            message = f"The discount-share policy {policy_id!r} is there twice"
            raise Refusal("PLATFORM_DISCOUNT_SHARE_POLICY_ID_DUPLICATED", message, details)
        if place not in granted:
            message = f"The order has no discount by the policy {policy_id!r} there"
            raise Refusal("PLATFORM_TRANSFER_DISCOUNT_SHARE_POLICY_NOT_FOUND", message, _named(*place))
        found[place] = money_of(each).times(times)
    return found


def _named(product_id: str | None, policy_id: str) -> dict[str, Any]:
    other = graphql_id(DiscountSharePolicy.number, policy_id)
    named = {"discountSharePolicyId": policy_id, "discountSharePolicyGraphqlId": other, "productId": product_id}
    return {name: value for name, value in named.items() if value is not None}
