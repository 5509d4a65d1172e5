"""Budgets of promotions: what payments hold of them, from the moment a payment is begun.

A payment's discount is reserved when it begins, given back when it fails, and given back by cancellations as the
promotion's recover option says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.promotions.running import NEW, account, found

if TYPE_CHECKING:
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Hold:
    """What one payment holds of one budget.

    Attributes:
        promotion_id: whose.
        transaction_id: the attempt that holds it; another attempt lets it go.
        amount: how much, in minor units.
    """

    promotion_id: str
    transaction_id: str
    amount: int


def follow(state: State, event: Event) -> None:
    """Have the budgets follow what happened to a payment."""
    if event.payment_id is None or not state.settings.promotions:
        return
    payment = state.payments_of(event.store_id).get(event.payment_id)
    if payment is None:
        return
    place = state.store(event.store_id), payment.id
    before = state.discounts.get(place)
    after = _hold(state, payment, before)
    if after == before:
        return
    if before is not None:
        _spend(state, before.promotion_id, -before.amount)
    if after is None:
        del state.discounts[place]
    else:
        state.discounts[place] = after
        _spend(state, after.promotion_id, after.amount)


def _hold(state: State, payment: Payment, before: Hold | None) -> Hold | None:
    """What a payment holds now: never more than the budget has, nor than the same attempt did before."""
    named = payment.order.promotion
    promotion = found(state, named.id) if named else None
    if promotion is None:
        return None
    bounds = [borne(payment)]
    if before is not None and before.transaction_id == payment.transaction_id:
        bounds.append(before.amount)
    elif promotion.budget is not None:
        freed = before.amount if before and before.promotion_id == promotion.id else 0
        bounds.append(promotion.budget - account(state, promotion).spent + freed)
    amount = min(bounds)
    return Hold(promotion.id, payment.transaction_id, amount) if amount > 0 else None


def borne(payment: Payment) -> int:
    """What a promotion bears of a payment as it is now, in minor units."""
    promotion, total = payment.order.promotion, payment.amount.total
    if promotion is None or payment.status == "FAILED":
        return 0
    whole = promotion.discount(total)
    if not promotion.recovers or not payment.cancelled:
        return whole
    rest = total - payment.cancelled
    return rest - promotion.payable(rest, total=total, option=payment.retain_option or "RELEASE") if rest else 0


def _spend(state: State, promotion_id: str, amount: int) -> None:
    known = state.promotions.get(promotion_id, NEW)
    state.promotions[promotion_id] = replace(known, spent=known.spent + amount)
