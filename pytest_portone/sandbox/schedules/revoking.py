"""Revoking schedules: all that are named, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.billing_keys.finding import usable_key
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.schedules import book
from pytest_portone.sandbox.schedules.models import moved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.state import State


def revoke(state: State, body: Mapping[str, Any]) -> list[Schedule]:
    """Revoke what a body names (`RevokePaymentSchedulesBody`).

    With ids, those: all must be the key's where it names a key too. With a key alone, all of its that wait.

    Raises:
        Refusal: `BILLING_KEY_NOT_FOUND`, `BILLING_KEY_ALREADY_DELETED`, `PAYMENT_SCHEDULE_NOT_FOUND`,
            `PAYMENT_SCHEDULE_ALREADY_PROCESSED`, `PAYMENT_SCHEDULE_ALREADY_REVOKED`.
    """
    store_id, billing_key = body.get("storeId"), body.get("billingKey")
    ids = tuple(dict.fromkeys(body.get("scheduleIds", ())))
    if billing_key is not None:
        usable_key(state, billing_key, store_id)
    found = _named(state, store_id, ids, billing_key) if ids else _waiting(state, store_id, str(billing_key))
    now = state.clock.now
    revoked = [moved(each, "REVOKED", revoked_at=now) for each in found]
    return [book.keep(state, each) for each in revoked]


def _waiting(state: State, store_id: str | None, billing_key: str) -> list[Schedule]:
    found = [each for each in book.of_key(state, store_id, billing_key) if each.status == "SCHEDULED"]
    if not found:
        raise Refusal("PAYMENT_SCHEDULE_NOT_FOUND", f"The billing key {billing_key!r} has no schedule that waits")
    return found


def _named(state: State, store_id: str | None, ids: Sequence[str], billing_key: str | None) -> list[Schedule]:
    shelf = state.schedules_of(store_id)
    unknown = [each for each in ids if each not in shelf]
    if unknown:
        raise Refusal("PAYMENT_SCHEDULE_NOT_FOUND", f"There is no schedule {', '.join(map(repr, unknown))}")
    found = [shelf[each] for each in ids]
    others = [each.id for each in found if billing_key not in (None, each.billing_key)]
    if others:
        message = f"The billing key {billing_key!r} has no schedule {', '.join(map(repr, others))}"
        raise Refusal("PAYMENT_SCHEDULE_NOT_FOUND", message)
    _refuse_past(found)
    return found


def _refuse_past(found: Sequence[Schedule]) -> None:
    processed = [f"{each.id!r} is {each.status}" for each in found if each.status not in {"SCHEDULED", "REVOKED"}]
    if processed:
        raise Refusal("PAYMENT_SCHEDULE_ALREADY_PROCESSED", f"{'; '.join(processed)}; expected SCHEDULED")
    revoked = [f"{each.id!r} is REVOKED" for each in found if each.status == "REVOKED"]
    if revoked:
        raise Refusal("PAYMENT_SCHEDULE_ALREADY_REVOKED", f"{'; '.join(revoked)}; expected SCHEDULED")
