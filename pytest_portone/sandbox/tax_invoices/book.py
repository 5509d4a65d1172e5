"""Tax invoices kept, told of, and found. Those that were deleted are not found any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.counterparties.sides import channel_type
from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.payments.transitions import check
from pytest_portone.sandbox.refusals import Refusal, invalid
from pytest_portone.sandbox.tax_invoices.models import EVENTS, TRANSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.events import TaxInvoiceEventType
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Party, TaxInvoice

_PARTIES: Mapping[str, Party] = {"SUPPLIER": "supplier", "RECIPIENT": "recipient"}


class Name(NamedTuple):
    """How a request names an invoice.

    Attributes:
        key: its id, or a document key.
        type: a `B2bTaxInvoiceKeyType`.
        brn: whose document key it is.
    """

    key: str
    type: str = "TAX_INVOICE_ID"
    brn: str | None = None


def keep(state: State, invoice: TaxInvoice) -> TaxInvoice:
    """Keep an invoice, new or changed, and have the merchant told of the status that it has got into."""
    shelf = state.tax_invoices.of(invoice.side)
    before = shelf.get(invoice.id)
    if before is not None and before.status != invoice.status:
        check(TRANSITIONS, before.status, invoice.status)
    shelf.put(invoice)
    told = EVENTS.get(invoice.status)
    if told is not None and (before is None or before.status != invoice.status):
        tell(state, invoice, told)
    return invoice


def tell(state: State, invoice: TaxInvoice, what: TaxInvoiceEventType) -> None:
    """Have the merchant told of an invoice."""
    event = Event(
        type=what,
        at=state.clock.now,
        store_id=state.settings.store_id,
        status=invoice.status,
        channel_type=channel_type(invoice.side),
        tax_invoice=_told(invoice),
    )
    state.emit(event)


def _told(invoice: TaxInvoice) -> dict[str, Any]:
    """What a webhook says of an invoice; a document key that it does not have is null."""
    return {
        "taxInvoiceId": invoice.id,
        "supplierDocumentKey": invoice.key("supplier"),
        "recipientDocumentKey": invoice.key("recipient"),
        "status": invoice.status,
        "supplierBrn": invoice.number("supplier"),
        **{name: invoice.told[name] for name in ("totalAmount", "totalSupplyAmount", "totalTaxAmount")},
    }


def all_of(state: State, side: Side) -> list[TaxInvoice]:
    """The invoices of one side, oldest first."""
    return [each for each in state.tax_invoices.of(side).values() if each.deleted_at is None]


def with_key(state: State, side: Side, party: Party, key: str, brn: str | None) -> TaxInvoice | None:
    """The invoice that a business has given a document key; None where it has none."""
    found = (each for each in all_of(state, side) if each.key(party) == key and each.number(party) == brn)
    return next(found, None)


def find(state: State, side: Side, name: Name) -> TaxInvoice | None:
    """The invoice that is named; None where there is none."""
    if name.type in _PARTIES:
        return with_key(state, side, _PARTIES[name.type], name.key, name.brn)
    found = state.tax_invoices.of(side).get(name.key)
    return found if found and found.deleted_at is None else None


def get(state: State, side: Side, name: Name, place: str = "query") -> TaxInvoice:
    """The invoice that a request names; `place` says where in the request its number stands.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NOT_FOUND`; `INVALID_REQUEST`, where a document key comes without a number.
    """
    if name.type in _PARTIES and name.brn is None:
        raise invalid([Violation((place, "brn"), "nothing", f"a business number, for a key of {name.type}")])
    found = find(state, side, name)
    if found is None:
        whose = "" if name.brn is None else f" of {name.brn}"
        message = f"There is no tax invoice with the {name.type} key {name.key!r}{whose} among the {side} data"
        raise Refusal("B2B_TAX_INVOICE_NOT_FOUND", message)
    return found
