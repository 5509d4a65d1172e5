"""How a schedule follows its payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.schedules import book
from pytest_portone.sandbox.schedules.models import moved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.schedules.models import Status
    from pytest_portone.sandbox.state import State

OUTCOMES: Mapping[str, Status] = {"PAID": "SUCCEEDED", "PAY_PENDING": "PENDING", "FAILED": "FAILED"}
"""What becomes of a schedule, by what became of its payment."""


def follow(state: State, event: Event) -> None:
    """Have a schedule whose payment the gateway put off follow what becomes of that."""
    if event.payment_id is None or event.status not in {"PAID", "FAILED"} or not state.scheduled_payments:
        return
    schedule = book.latest(state, event.store_id, event.payment_id)
    if schedule is not None and schedule.status == "PENDING":
        book.keep(state, moved(schedule, OUTCOMES[event.status], completed_at=state.clock.now))
