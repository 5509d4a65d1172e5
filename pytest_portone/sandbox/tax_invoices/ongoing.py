"""Which invoices keep a counterparty from being deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices.models import ONGOING

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Counterparty
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice


def ongoing(state: State, counterparty: Counterparty) -> list[TaxInvoice]:
    """The invoices with a counterparty that are not at their end."""
    return [
        each
        for each in state.tax_invoices.of(counterparty.side).values()
        if each.status in ONGOING
        and counterparty.id in {each.told[party].get("counterpartyId") for party in ("supplier", "recipient")}
    ]


def refuse_ongoing(state: State, counterparty: Counterparty) -> None:
    """Go on only where no invoice with a counterparty is on its way.

    Raises:
        Refusal: `B2B_COUNTERPARTY_ONGOING_TAX_INVOICE_EXISTS`.
    """
    found = ongoing(state, counterparty)
    if found:
        listed = ", ".join(f"{each.id!r} is {each.status}" for each in found)
        message = f"The counterparty {counterparty.id!r} has invoices on their way: {listed}"
        raise Refusal("B2B_COUNTERPARTY_ONGOING_TAX_INVOICE_EXISTS", message)
