"""How promotions run: by the clock, by the merchant's console, and by what is left of their budgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.promotions.models import Promotion
    from pytest_portone.sandbox.state import State

Status: TypeAlias = Literal["SCHEDULED", "IN_PROGRESS", "PAUSED", "BUDGET_EXHAUSTED", "TERMINATED", "COMPLETED"]

TRANSITIONS: Mapping[Status, Mapping[Status, str]] = {
    "SCHEDULED": {
        "IN_PROGRESS": "it begins",
        "PAUSED": "it begins, paused",
        "BUDGET_EXHAUSTED": "it begins without a budget",
        "TERMINATED": "terminated",
    },
    "IN_PROGRESS": {
        "PAUSED": "paused",
        "BUDGET_EXHAUSTED": "nothing is left",
        "TERMINATED": "terminated",
        "COMPLETED": "it ends",
    },
    "PAUSED": {
        "IN_PROGRESS": "resumed",
        "BUDGET_EXHAUSTED": "resumed, nothing is left",
        "TERMINATED": "terminated",
        "COMPLETED": "it ends",
    },
    "BUDGET_EXHAUSTED": {
        "IN_PROGRESS": "budget comes back",
        "PAUSED": "paused",
        "TERMINATED": "terminated",
        "COMPLETED": "it ends",
    },
    "TERMINATED": {},
    "COMPLETED": {},
}
"""What a promotion can turn into, and what brings it about."""

OVER: frozenset[Status] = frozenset({"TERMINATED", "COMPLETED"})
"""Statuses that nothing changes any more."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a promotion since the settings were written.

    Attributes:
        spent: what its budget bears now, discounts of payments that are open included.
        paused: whether it was paused or resumed since; None for neither.
        terminated_at: when it was ended for good.
    """

    spent: int = 0
    paused: bool | None = None
    terminated_at: datetime | None = None


NEW = Account()


def found(state: State, promotion_id: str | None) -> Promotion | None:
    """The promotion that the settings list under this id, as they have it; None for none."""
    return next((each for each in state.settings.promotions if each.id == promotion_id), None)


def named(state: State, promotion_id: str) -> Promotion:
    """The same, of a request, or of the console.

    Raises:
        Refusal: `PROMOTION_NOT_FOUND`.
    """
    promotion = found(state, promotion_id)
    if promotion is None:
        raise Refusal("PROMOTION_NOT_FOUND", f"There is no promotion {promotion_id!r}")
    return promotion


def current(state: State, promotion_id: str | None) -> Promotion | None:
    """A promotion as an order meets it now: whether it runs, and with what is left as its budget; None for none."""
    promotion = found(state, promotion_id)
    if promotion is None:
        return None
    runs = status(state, promotion) == "IN_PROGRESS"
    return replace(promotion, in_progress=runs, budget=left(state, promotion))


def account(state: State, promotion: Promotion) -> Account:
    """What became of a promotion."""
    return state.promotions.get(promotion.id, NEW)


def left(state: State, promotion: Promotion) -> int | None:
    """What is left of a promotion's budget; None for no bound."""
    return None if promotion.budget is None else promotion.budget - account(state, promotion).spent


def status(state: State, promotion: Promotion) -> Status:
    """What a promotion is now: the first of these that holds."""
    now, known = state.clock.now, account(state, promotion)
    paused = not promotion.in_progress if known.paused is None else known.paused
    rules: tuple[tuple[Status, bool], ...] = (
        ("TERMINATED", known.terminated_at is not None),
        ("COMPLETED", promotion.ends is not None and promotion.ends <= now),
        ("SCHEDULED", promotion.starts is not None and now < promotion.starts),
        ("PAUSED", paused),
        ("BUDGET_EXHAUSTED", left(state, promotion) == 0),
    )
    return next((name for name, holds in rules if holds), "IN_PROGRESS")


def change(state: State, promotion_id: str, **changes: Any) -> Account:
    """Change what the console changes of a promotion.

    Raises:
        Refusal: `PROMOTION_NOT_FOUND`.
        ValueError: it is over.
    """
    promotion = named(state, promotion_id)
    now = status(state, promotion)
    if now in OVER:
        raise ValueError(f"the promotion {promotion_id!r} is {now}, expected one that is not over")
    changed = state.promotions[promotion_id] = replace(account(state, promotion), **changes)
    return changed
