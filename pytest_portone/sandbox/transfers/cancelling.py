"""Order-cancel transfers: what a partner owes of what was cancelled of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.platform import finding
from pytest_portone.sandbox.platform.preferences import setting_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers import book, drafts, limits, moving, purchases, withdrawing
from pytest_portone.sandbox.transfers.contents import Money, Taken, everything
from pytest_portone.sandbox.transfers.days import day_of
from pytest_portone.sandbox.transfers.drafting import due_on, properties_of
from pytest_portone.sandbox.transfers.models import OrderCancelTransfer, OrderTransfer
from pytest_portone.sandbox.transfers.ordering import name_of, refuse_existing
from pytest_portone.sandbox.transfers.settling import rules_of, settlement_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.payments.models import Cancellation
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.transfers.models import Transfer
    from pytest_portone.sandbox.transfers.settling import Settlement

EXCESSES = ("PLATFORM_SETTLEMENT_AMOUNT_EXCEEDED", "PLATFORM_DISCOUNT_CANCEL_EXCEEDED_ORDER_CANCEL_AMOUNT")
"""What a discount is called that is more than what is cancelled of its order, the newest name first."""


def create(state: State, inquiry: Inquiry) -> Transfer:
    """A new order-cancel transfer.

    Raises:
        Refusal: what the operation documents.
    """
    side, body = finding.side_of(state, inquiry), inquiry.body
    started, wanted = _checked(body)
    order = _addressed(state, side, body)
    cancellation = _cancellation(state, order, body)
    cancels = book.cancels_of_order(state, order)
    _refuse_second(state, order, cancels, body["cancellationId"])
    transfer_id, properties = book.new_id(state, side, body.get("id")), properties_of(state, body)
    taken = _taken(state, order, cancels, body)
    if "orderDetail" in body:
        limits.refuse_excess(order.contents, taken, name_of(EXCESSES, inquiry))
    cancelled_at = _cancelled_at(state, cancellation, body)
    start = started or day_of(cancelled_at)
    transfer = OrderCancelTransfer(
        id=transfer_id,
        side=side,
        place=len(state.transfers.of(side)),
        partner_id=order.partner_id,
        currency=order.currency,
        settlement_date=due_on(state, side, order.contract, start, wanted),
        created_at=state.clock.now,
        memo=body.get("memo"),
        properties=properties,
        contract=order.contract,
        payment=order.payment,
        start_date=start,
        contents=order.contents,
        taken=taken,
        settlement=_settlement(state, order, cancels, taken),
        parameters=order.parameters,
        order_id=order.id,
        cancellation_id=body["cancellationId"],
        cancelled_at=cancelled_at,
    )
    if cancellation:
        limits.refuse_beyond_cancellation(
            cancellation, _registered(state, order, cancellation), limits.paid_by(transfer)
        )
    return moving.begin(state, transfer)


def _checked(body: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """The days that a body gives: the settlement's start, and when it is due.

    Raises:
        Refusal: `INVALID_REQUEST`.
    """
    checks, detail = Checks(), body.get("orderDetail")
    named = "transferId" in body or ("partnerId" in body and "paymentId" in body)
    checks.require((), body, "transferId, or partnerId and paymentId", met=named)
    something = detail is not None or bool(body.get("discounts"))
    checks.require((), body, "orderDetail, or discounts", met=something)
    checks.require(
        ("taxFreeAmount",),
        body.get("taxFreeAmount"),
        "orderDetail beside it",
        met="taxFreeAmount" not in body or bool(detail),
    )
    if detail is not None:
        checks.exactly_one(("orderDetail",), detail, "orderAmount", "orderLines", "all")
        _check_detail(body, detail, checks)
    drafts.check_discounts((), body, checks)
    cancelled_at = body.get("externalCancellationDetail", {}).get("cancelledAt")
    drafts.check_moment(("externalCancellationDetail", "cancelledAt"), cancelled_at, checks)
    start, due = (
        drafts.check_day("settlementStartDate", body, checks),
        drafts.check_day("settlementDate", body, checks),
    )
    checks.done()
    return start, due


def _check_detail(body: Mapping[str, Any], detail: Mapping[str, Any], checks: Checks) -> None:
    lines = detail.get("orderLines")
    checks.at_least(("orderDetail", "orderAmount"), detail.get("orderAmount"), 1)
    checks.at_least(("taxFreeAmount",), body.get("taxFreeAmount"), 0)
    checks.require(("orderDetail", "orderLines"), lines, "one line or more", met=lines is None or bool(lines))
    for number, line in enumerate(lines or ()):
        path = ("orderDetail", "orderLines", number)
        checks.at_least((*path, "quantity"), line["quantity"], 1)
        drafts.check_discounts(path, line, checks)


def _addressed(state: State, side: Side, body: Mapping[str, Any]) -> OrderTransfer:
    """The order transfer that a body names: by its id, or by its partner and its payment if that is but one.

    Raises:
        Refusal: `PLATFORM_TRANSFER_NOT_FOUND`, `PLATFORM_PAYMENT_NOT_FOUND`, `PLATFORM_CANNOT_SPECIFY_TRANSFER`;
            `PLATFORM_CANCELLATION_AND_PAYMENT_TYPE_MISMATCHED`, where only one of both was made outside PortOne.
    """
    found = _candidates(state, side, body)
    if len(found) > 1:
        ids = ", ".join(repr(each.id) for each in found)
        message = (
            f"The payment {body['paymentId']!r} has several transfers to the partner; transferId is needed: {ids}"
        )
        raise Refusal("PLATFORM_CANNOT_SPECIFY_TRANSFER", message)
    order = found[0]
    if order.payment.external != ("externalCancellationDetail" in body):
        where = ("outside PortOne", "through PortOne")
        paid, cancelled = (where[0], where[1]) if order.payment.external else (where[1], where[0])
        message = f"The payment {order.payment.id!r} was made {paid}, its cancellation {cancelled}"
        raise Refusal("PLATFORM_CANCELLATION_AND_PAYMENT_TYPE_MISMATCHED", message)
    return order


def _candidates(state: State, side: Side, body: Mapping[str, Any]) -> list[OrderTransfer]:
    named = {name: body[name] for name in ("transferId", "partnerId", "paymentId") if name in body}
    if "transferId" in body:
        transfer = book.find(state, side, body["transferId"])
        chosen = [transfer] if isinstance(transfer, OrderTransfer) else []
    else:
        chosen = book.orders_of(state, side, body["paymentId"])
        if not chosen:
            purchases.payment_of(state, side, body["paymentId"])
    fitting = [
        each
        for each in chosen
        if body.get("partnerId", each.partner_id) == each.partner_id
        and body.get("paymentId", each.payment.id) == each.payment.id
    ]
    if not fitting:
        raise Refusal("PLATFORM_TRANSFER_NOT_FOUND", f"There is no order transfer with {named} among the {side} data")
    return fitting


def _cancellation(state: State, order: OrderTransfer, body: Mapping[str, Any]) -> Cancellation | None:
    """The payment's cancellation; None of one that was made outside PortOne.

    Raises:
        Refusal: `PLATFORM_CANCELLATION_NOT_FOUND`.
    """
    if order.payment.external:
        return None
    payment = purchases.payment_of(state, order.side, order.payment.id)
    for each in payment.succeeded:
        if each.id == body["cancellationId"]:
            return each
    message = f"The payment {payment.id!r} has no cancellation {body['cancellationId']!r} that succeeded"
    raise Refusal("PLATFORM_CANCELLATION_NOT_FOUND", message)


def _refuse_second(
    state: State, order: OrderTransfer, cancels: Sequence[OrderCancelTransfer], cancellation_id: str
) -> None:
    """Refuse a cancellation's second transfer of an order, unless the side's setting supports several.

    Raises:
        Refusal: `PLATFORM_TRANSFER_ALREADY_EXISTS`.
    """
    if setting_of(state, order.side).supports_multiple_order_transfers_per_partner:
        return
    for each in cancels:
        if each.cancellation_id == cancellation_id:
            refuse_existing(each, f"of the cancellation {cancellation_id!r} of the transfer {order.id!r}")


def _taken(
    state: State, order: OrderTransfer, cancels: Sequence[OrderCancelTransfer], body: Mapping[str, Any]
) -> Taken:
    """How much of the order a body cancels.

    Raises:
        Refusal: `PLATFORM_ORDER_TRANSFER_ALREADY_CANCELLED`, and what `withdrawing` refuses.
    """
    left = everything(order.contents).minus(_sum(cancels))
    if left.is_nothing:
        raise Refusal("PLATFORM_ORDER_TRANSFER_ALREADY_CANCELLED", f"Nothing of the transfer {order.id!r} is left")
    taken = withdrawing.asked(order.contents, left, body, state.settings.line_discounts)
    withdrawing.refuse_beyond(order.contents, left, taken)
    return left if "all" in body.get("orderDetail", {}) else taken


def _sum(cancels: Sequence[OrderCancelTransfer]) -> Taken:
    found = Taken()
    for each in cancels:
        found = found.plus(each.taken)
    return found


def _settlement(
    state: State, order: OrderTransfer, cancels: Sequence[OrderCancelTransfer], taken: Taken
) -> Settlement:
    """What was cancelled with this, less what was before."""
    rules = rules_of(order.contract, setting_of(state, order.side).rounding)
    found = settlement_of(order.contents, order.contract, _sum(cancels).plus(taken), rules)
    for each in cancels:
        found = found - each.settlement
    return found


def _registered(state: State, order: OrderTransfer, cancellation: Cancellation) -> Money:
    """What the transfers of a cancellation sum up to, whoever's."""
    found = Money()
    for each in book.cancels_of(state, order.side, order.payment.id):
        if each.cancellation_id == cancellation.id:
            found = found.plus(limits.paid_by(each))
    return found


def _cancelled_at(state: State, cancellation: Cancellation | None, body: Mapping[str, Any]) -> datetime:
    if cancellation:
        return cancellation.cancelled_at or cancellation.requested_at
    detail = body["externalCancellationDetail"]
    return read(detail["cancelledAt"]) if "cancelledAt" in detail else state.clock.now
