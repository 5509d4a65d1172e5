"""How counterparties come to be connected to the tax office, and belong to partners."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox import registries
from pytest_portone.sandbox.counterparties import book
from pytest_portone.sandbox.counterparties.models import CONNECTIONS
from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Connection, Counterparty
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

_ANSWERS: dict[tuple[str, bool], Connection] = {
    ("PENDING_CONNECT", True): "CONNECTED",
    ("PENDING_CONNECT", False): "ERROR",
    ("PENDING_DISCONNECT", True): "NOT_CONNECTED",
    ("PENDING_DISCONNECT", False): "ERROR",
}
_REASON = "the tax office does not connect the business"


def moved(state: State, counterparty: Counterparty, after: Connection, reason: str | None = None) -> Counterparty:
    """A counterparty that stands otherwise with the tax office; it is not kept yet."""
    check(CONNECTIONS, counterparty.connection, after)
    since = {"CONNECTED": state.clock.now, "NOT_CONNECTED": None}.get(after, counterparty.connected_at)
    return replace(counterparty, connection=after, connected_at=since, failed_reason=reason)


def asked(state: State, counterparty: Counterparty) -> Counterparty:
    """A counterparty whose connection is asked for, and come about, where the settings say that this is at once.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NTS_CONNECTION_FAILED`.
    """
    pending = moved(state, counterparty, "PENDING_CONNECT")
    if state.settings.b2b.connections == "awaited":
        return pending
    if not registries.is_in_business(state.settings, counterparty.brn):
        message = f"The tax office does not connect {counterparty.brn}: it is not in business (`Settings.companies`)"
        raise Refusal("B2B_COUNTERPARTY_NTS_CONNECTION_FAILED", message)
    return moved(state, pending, "CONNECTED")


def answer(state: State, side: Side, counterparty_id: str, *, agreed: bool, reason: str = _REASON) -> Counterparty:
    """Have the tax office answer what it was asked of a counterparty.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`.
        ValueError: it was asked nothing.
    """
    found = book.get(state, side, counterparty_id)
    after = _ANSWERS.get((found.connection, agreed))
    if after is None:
        raise ValueError(f"the counterparty {found.id!r} is {found.connection}; the tax office was asked nothing")
    return book.keep(state, moved(state, found, after, None if agreed else reason))


def disconnect(state: State, side: Side, counterparty_id: str) -> Counterparty:
    """Ask the tax office to end the connection of a counterparty.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`, `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
    """
    found = book.get(state, side, counterparty_id)
    book.refuse_unconnected(found)
    return book.keep(state, moved(state, found, "PENDING_DISCONNECT"))


def link(state: State, side: Side, counterparty_id: str, partner_id: str | None) -> Counterparty:
    """Have a counterparty belong to a partner, or to none.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`.
    """
    return book.keep(state, replace(book.get(state, side, counterparty_id), partner_id=partner_id))
