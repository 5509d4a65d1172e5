"""Tax invoices that are on their way with a partner: until they are through, it is not archived or disconnected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.platform.models import Business
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices.models import ONGOING

if TYPE_CHECKING:
    from pytest_portone.sandbox.platform.models import Partner
    from pytest_portone.sandbox.state import State


def ongoing(state: State, partner: Partner) -> list[str]:
    """The ids of the invoices with a partner that are not at their end."""
    if not isinstance(partner.type, Business):
        return []
    number = partner.type.business_registration_number.replace("-", "")
    invoices = state.tax_invoices.of(partner.side).values()
    return [
        each.id
        for each in invoices
        if each.status in ONGOING and number in {each.number("supplier"), each.number("recipient")}
    ]


def refuse_ongoing(state: State, partner: Partner, kind: str) -> None:
    """Go on only where no invoice with a partner is on its way.

    Raises:
        Refusal: of the type `kind`.
    """
    found = ongoing(state, partner)
    if found:
        message = f"The partner {partner.id!r} has tax invoices on their way: {', '.join(map(repr, found))}"
        raise Refusal(kind, message)
