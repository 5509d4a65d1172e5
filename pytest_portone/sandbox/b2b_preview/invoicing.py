"""Invoices by the preview API: those of `tax_invoices` that a recipient asks a supplier for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.b2b_preview import words
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book, drafting, moving
from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.b2b_preview.finding import Books
    from pytest_portone.sandbox.tax_invoices.models import Party

PARTIES: tuple[Party, ...] = ("supplier", "recipient")


def register(books: Books, body: Mapping[str, Any]) -> TaxInvoice:
    """Make an invoice, as a request body asks for.

    Raises:
        Refusal: as `_made`.
    """
    return book.keep(books.state, _made(books, body))


def register_and_request(books: Books, body: Mapping[str, Any]) -> TaxInvoice:
    """Make an invoice, and ask the supplier for it at once.

    Raises:
        Refusal: as `_made`.
    """
    return moving.moved(books.state, _made(books, body), "REQUESTED")


def issue(books: Books, invoice: TaxInvoice, memo: str | None) -> TaxInvoice:
    """Have the supplier sign an invoice that was asked for, whether it has a key for it or not.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NOT_REQUESTED_STATUS`.
    """
    if invoice.status != "REQUESTED":
        message = f"The tax invoice {invoice.id!r} is {invoice.status}, expected REQUESTED"
        raise Refusal("B2B_TAX_INVOICE_NOT_REQUESTED_STATUS", message)
    return moving.moved(books.state, invoice, "ISSUED", memo=invoice.memo if memo is None else memo)


def _made(books: Books, body: Mapping[str, Any]) -> TaxInvoice:
    """A new invoice, which is not kept yet.

    Raises:
        Refusal: `B2B_SUPPLIER_NOT_FOUND`, `B2B_RECIPIENT_NOT_FOUND`: they have to be members;
            `B2B_TAX_INVOICE_..._DOCUMENT_KEY_ALREADY_USED`, for which the preview has no word of its own.
    """
    state, side, sent = books.state, books.side, body["taxInvoice"]
    told = words.later({**sent, **{party: _completed(books, party, sent[party]) for party in PARTIES}})
    for party in PARTIES:
        drafting.refuse_used_key(state, side, party, told, None)
    return TaxInvoice(
        id=f"tax-invoice-{state.identifiers.uuid()}",
        side=side,
        place=len(state.tax_invoices.of(side)),
        status="DRAFTED",
        issuance="REVERSE",
        told=told,
        updated_at=state.clock.now,
        memo=body.get("memo"),
        drafted_at=state.clock.now,
    )


def _completed(books: Books, party: Party, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A party as an invoice shows it: what the request leaves out is what is known of the member."""
    company = books.state.preview_companies.get((books.side, sent["brn"]))
    if company is None:
        message = f"The {party} {sent['brn']!r} is no member company among the {books.side} data"
        raise Refusal(f"B2B_{party.upper()}_NOT_FOUND", message)
    return {**company.told, **sent}
