"""Promotions as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.promotions import running

if TYPE_CHECKING:
    from pytest_portone.sandbox.promotions.models import Band, Promotion
    from pytest_portone.sandbox.state import State

UNBOUNDED = 2**53 - 1
"""The budget that is shown of a promotion without one: the largest integer that every reader of JSON keeps."""
_NEVER = "9999-12-31T00:00:00.000Z"


def promotion_json(state: State, promotion: Promotion) -> dict[str, Any]:
    """A promotion as `Promotion`; a field that is None is not there.

    Older contracts have one discount where newer ones have bands: the first band's.
    """
    account, began = running.account(state, promotion), written(state.settings.start)
    first = min(promotion.bands, key=lambda each: each.amount_from)
    return {
        "type": "CARD",
        "id": promotion.id,
        "storeId": promotion.store_id or state.settings.store_id,
        "name": promotion.name,
        "discountPolicy": {"partitions": [_partition_json(each) for each in promotion.bands]},
        "discountType": _scheme_json(first),
        "minPaymentAmount": first.amount_from,
        "totalBudget": UNBOUNDED if promotion.budget is None else promotion.budget,
        "maxDiscountAmount": promotion.maximum,
        "spentAmount": account.spent,
        "currency": promotion.currency,
        "startAt": written(promotion.starts) if promotion.starts else began,
        "endAt": written(promotion.ends) if promotion.ends else _NEVER,
        "terminatedAt": account.terminated_at and written(account.terminated_at),
        "cardCompany": promotion.card_company,
        "status": running.status(state, promotion),
        "createdAt": began,
        "recoverOption": {"type": "RECOVER" if promotion.recovers else "NO_RECOVER"},
    }


def _partition_json(band: Band) -> dict[str, Any]:
    return {"amountFrom": band.amount_from, "scheme": _scheme_json(band)}


def _scheme_json(band: Band) -> dict[str, Any]:
    return {"type": "AMOUNT", "amount": band.amount} if band.amount else {"type": "PERCENT", "percent": band.percent}
