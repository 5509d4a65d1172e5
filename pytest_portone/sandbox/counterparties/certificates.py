"""The certificates that businesses sign their invoices with: registered outside of the API, looked at through it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pytest_portone.sandbox.counterparties import book
from pytest_portone.sandbox.counterparties.models import Certificate
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State


def register(state: State, side: Side, brn: str, days: int) -> Certificate:
    """Register a certificate that is good for so many days.

    Raises:
        Refusal: as `book.get_connected`.
    """
    owner, now = book.get_connected(state, side, brn), state.clock.now
    registrant = str(owner.told["contact"]["name"])
    made = Certificate(brn, now, now + timedelta(days=days), registrant)
    state.certificates[side, brn] = made
    return made


def get(state: State, side: Side, brn: str) -> Certificate:
    """The certificate of a counterparty.

    Raises:
        Refusal: as `book.get_connected`; `B2B_CERTIFICATE_UNREGISTERED`.
    """
    book.get_connected(state, side, brn)
    found = state.certificates.get((side, brn))
    if found is None:
        raise Refusal("B2B_CERTIFICATE_UNREGISTERED", f"The business {brn} has registered no certificate")
    return found
