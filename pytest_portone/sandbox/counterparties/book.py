"""Counterparties kept, and found by id and by number. Those that were deleted are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Counterparty
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def all_of(state: State, side: Side) -> list[Counterparty]:
    """The counterparties of one side, oldest first."""
    found = (each for (of, _), each in state.counterparties.items() if of == side)
    return sorted(found, key=lambda each: each.place)


def keep(state: State, counterparty: Counterparty) -> Counterparty:
    """Keep a counterparty, new or changed."""
    state.counterparties[counterparty.side, counterparty.id] = counterparty
    return counterparty


def next_place(state: State, side: Side) -> int:
    """The place of the next counterparty that a side gets."""
    return max((each.place for each in all_of(state, side)), default=-1) + 1


def get(state: State, side: Side, counterparty_id: str) -> Counterparty:
    """The counterparty with an id.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`.
    """
    found = state.counterparties.get((side, counterparty_id))
    if found is None:
        message = f"There is no counterparty {counterparty_id!r} among the {side} data"
        raise Refusal("B2B_COUNTERPARTY_NOT_FOUND", message, {"counterpartyId": counterparty_id})
    return found


def with_number(state: State, side: Side, brn: str) -> Counterparty | None:
    """The counterparty with a number; of several the oldest that is connected, else the oldest. None for none."""
    found = [each for each in all_of(state, side) if each.brn == brn]
    connected = (each for each in found if each.connection == "CONNECTED")
    return next(connected, found[0] if found else None)


def get_connected(state: State, side: Side, brn: str) -> Counterparty:
    """The counterparty with a number, where it is connected to the tax office.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`, `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
    """
    found = with_number(state, side, brn)
    if found is None:
        message = f"There is no counterparty with the number {brn!r} among the {side} data"
        raise Refusal("B2B_COUNTERPARTY_NOT_FOUND", message)
    refuse_unconnected(found)
    return found


def refuse_unconnected(counterparty: Counterparty) -> None:
    """Go on only with a counterparty that is connected to the tax office.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
    """
    if counterparty.connection != "CONNECTED":
        message = f"The counterparty {counterparty.id!r} is {counterparty.connection}, expected CONNECTED"
        details = {"brn": counterparty.brn, "counterpartyId": counterparty.id}
        raise Refusal("B2B_COUNTERPARTY_NTS_NOT_CONNECTED", message, details)
