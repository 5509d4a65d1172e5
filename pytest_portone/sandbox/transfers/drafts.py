"""What the body of a request says of an order, read and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.transfers.contents import Contents, Granted, Line, Money, Product
from pytest_portone.sandbox.transfers.days import read_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.platform.models import AdditionalFeePolicy, DiscountSharePolicy, Side
    from pytest_portone.sandbox.rules import Checks
    from pytest_portone.sandbox.settings import LineDiscounts
    from pytest_portone.sandbox.state import State

    Body = Mapping[str, Any]

YEARS = range(1970, 2200)
"""The years in which there are settlements: calendars of holidays are not for all times."""
_SPAN = f"from {YEARS[0]} to {YEARS[-1]}"


def check_order(body: Body, checks: Checks) -> None:
    """What the schema does not say of the order of an order transfer."""
    detail = body["orderDetail"]
    checks.exactly_one(("orderDetail",), detail, "orderAmount", "orderLines")
    checks.at_least(("orderDetail", "orderAmount"), detail.get("orderAmount"), 1)
    checks.at_least(("taxFreeAmount",), body.get("taxFreeAmount"), 0)
    check_discounts((), body, checks)
    lines = detail.get("orderLines")
    checks.require(("orderDetail", "orderLines"), lines, "one line or more", met=lines is None or bool(lines))
    for number, line in enumerate(lines or ()):
        path = ("orderDetail", "orderLines", number)
        checks.at_least((*path, "quantity"), line["quantity"], 1)
        checks.at_least((*path, "product", "amount"), line["product"]["amount"], 0)
        checks.at_least((*path, "product", "taxFreeAmount"), line["product"].get("taxFreeAmount"), 0)
        check_discounts(path, line, checks)


def check_discounts(path: Path, holder: Body, checks: Checks) -> None:
    """What the schema does not say of discounts."""
    for number, discount in enumerate(holder.get("discounts", ())):
        place = (*path, "discounts", number)
        checks.at_least((*place, "amount"), discount["amount"], 0)
        checks.at_least((*place, "taxFreeAmount"), discount.get("taxFreeAmount"), 0)


def check_distinct(path: Path, holder: Body, checks: Checks) -> None:
    """Each policy shares one discount of an order, or of a line of it."""
    ids = [each["sharePolicyId"] for each in holder.get("discounts", ())]
    met = len(ids) == len(set(ids))
    checks.require((*path, "discounts"), ids, "each sharePolicyId once", met=met)


def check_day(name: str, body: Body, checks: Checks) -> date | None:
    """A day that is given, read; older contracts take any text for one."""
    if name not in body:
        return None
    day = read_day(body[name])
    met = day is not None and day.year in YEARS
    checks.require((name,), body[name], f"a day as yyyy-MM-dd, {_SPAN}", met=met)
    return day


def check_moment(path: Path, sent: str | None, checks: Checks) -> None:
    """A moment, where it is given, is of a year in which there are settlements."""
    checks.require(path, sent, f"a moment {_SPAN}", met=sent is None or read(sent).year in YEARS)


def contents_of(state: State, side: Side, body: Body) -> Contents:
    """The order that a body describes.

    Raises:
        Refusal: `PLATFORM_ADDITIONAL_FEE_POLICIES_NOT_FOUND`, `PLATFORM_DISCOUNT_SHARE_POLICIES_NOT_FOUND`,
            `PLATFORM_PRODUCT_ID_DUPLICATED`.
    """
    lines: Sequence[Body] = body["orderDetail"].get("orderLines", ())
    holders = (body, *lines)
    shares = {each["sharePolicyId"] for holder in holders for each in holder.get("discounts", ())}
    fees = {each["policyId"] for holder in holders for each in holder.get("additionalFees", ())}
    policies = {each.id: each for each in finding.discount_share_policies(state, side, sorted(shares))}
    charges = {each.id: each for each in finding.additional_fee_policies(state, side, sorted(fees))}
    refuse_duplicates([line["product"]["id"] for line in lines])
    rule = state.settings.line_discounts
    return Contents(
        amount=body["orderDetail"].get("orderAmount"),
        lines=tuple(_line(each, policies, charges, rule) for each in lines),
        tax_free=body.get("taxFreeAmount"),
        discounts=_granted(body, policies, 1),
        fees=_fees(body, charges),
    )


def refuse_duplicates(product_ids: Iterable[str]) -> None:
    """Refuse an order, or a cancellation, that names a product twice.

    Raises:
        Refusal: `PLATFORM_PRODUCT_ID_DUPLICATED`, with the first that is.
    """
    seen: set[str] = set()
    for each in product_ids:
        if each in seen:
            raise Refusal("PLATFORM_PRODUCT_ID_DUPLICATED", f"The product {each!r} is there twice", {"id": each})
        seen.add(each)


def units(quantity: int, rule: LineDiscounts) -> int:
    """How many times the discount of a line is given."""
    return quantity if rule == "per-unit" else 1


def money_of(sent: Body) -> Money:
    """An amount with its tax-free part."""
    return Money(sent["amount"], sent.get("taxFreeAmount", 0))


def _line(
    sent: Body,
    policies: Mapping[str, DiscountSharePolicy],
    charges: Mapping[str, AdditionalFeePolicy],
    rule: LineDiscounts,
) -> Line:
    product, quantity = sent["product"], sent["quantity"]
    sold = Product(product["id"], product["name"], money_of(product), product.get("tag"))
    return Line(sold, quantity, _granted(sent, policies, units(quantity, rule)), _fees(sent, charges))


def _granted(holder: Body, policies: Mapping[str, DiscountSharePolicy], times: int) -> tuple[Granted, ...]:
    discounts = holder.get("discounts", ())
    return tuple(Granted(policies[each["sharePolicyId"]], money_of(each).times(times)) for each in discounts)


def _fees(holder: Body, charges: Mapping[str, AdditionalFeePolicy]) -> tuple[AdditionalFeePolicy, ...]:
    return tuple(charges[each["policyId"]] for each in holder.get("additionalFees", ()))
