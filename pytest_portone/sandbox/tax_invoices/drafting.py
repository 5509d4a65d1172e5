"""Invoices drafted, and drafts changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import keeping
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book, modifying, parties
from pytest_portone.sandbox.tax_invoices.input_rules import check_input
from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Issuance, Party

_PARTIES: tuple[Party, ...] = ("supplier", "recipient")
_SHARED = ("brn", "name", "representativeName", "address", "businessType", "businessClass")
"""What a party of an invoice and a counterparty both say."""


def drafted(state: State, side: Side, body: Mapping[str, Any], only: Issuance | None = None) -> TaxInvoice:
    """A new draft, which is not kept yet, as a request body asks for.

    Args:
        state: what the sandbox remembers.
        side: live or test.
        body: a `DraftB2bTaxInvoiceBody`, or one of its kin.
        only: how it has to be issued; None for either way.

    Raises:
        Refusal: each error of `draftB2bTaxInvoice` that has a name of its own.
    """
    told = body["taxInvoice"]
    check_input(told, state.settings)
    issuance = _way(told, only)
    _refuse_known_recipient(state, side, body)
    told = parties.completed(state, side, told, issuance)
    asked = body.get("modification")
    modification = modifying.resolved(state, side, asked, told, issuance) if asked else None
    for party in _PARTIES:
        refuse_used_key(state, side, party, told, None)
    made = TaxInvoice(
        id=f"tax-invoice-{state.identifiers.uuid()}",
        side=side,
        place=len(state.tax_invoices.of(side)),
        status="DRAFTED",
        issuance=issuance,
        told=told,
        updated_at=state.clock.now,
        memo=body.get("memo"),
        asked=asked,
        modified=modification is not None,
        modification=modification,
        drafted_at=state.clock.now,
    )
    return with_counterparty(state, made) if body.get("createRecipientCounterparty") else made


def _way(told: Mapping[str, Any], only: Issuance | None) -> Issuance:
    issuance: Issuance = told.get("issuanceType", "REVERSE")
    if only not in {None, issuance}:
        message = f"taxInvoice.issuanceType: received {issuance} (the default is REVERSE), expected {only}"
        raise Refusal("B2B_ISSUANCE_TYPE_MISMATCH", message)
    return issuance


def changed(state: State, invoice: TaxInvoice, body: Mapping[str, Any]) -> TaxInvoice:
    """A draft that says something else, kept. Its document keys stay; one that it does not have can be given.

    Raises:
        Refusal: each error of `updateB2bTaxInvoiceDraft` that has a name of its own, but `B2B_TAX_INVOICE_NOT_FOUND`.
    """
    told = body["taxInvoice"]
    check_input(told, state.settings)
    if invoice.status != "DRAFTED":
        message = f"The tax invoice {invoice.id!r} is {invoice.status}, expected DRAFTED"
        raise Refusal("B2B_TAX_INVOICE_NOT_DRAFTED_STATUS", message)
    if told.get("issuanceType", invoice.issuance) != invoice.issuance:
        message = f"taxInvoice.issuanceType: received {told['issuanceType']}, expected {invoice.issuance} as before"
        raise Refusal("B2B_ISSUANCE_TYPE_MISMATCH", message)
    kept = {f"{party}DocumentKey": _kept_key(invoice, party, told) for party in _PARTIES}
    told = parties.completed(state, invoice.side, {**told, **kept}, invoice.issuance)
    for party in _PARTIES:
        refuse_used_key(state, invoice.side, party, told, invoice)
    again = replace(invoice, told=told, memo=body.get("memo", invoice.memo), updated_at=state.clock.now)
    return book.keep(state, replace(again, modification=modification_of(state, again)))


def modification_of(state: State, invoice: TaxInvoice) -> Any:
    """What an invoice modifies, looked up anew; None for an ordinary one.

    Raises:
        Refusal: as `modifying.resolved`.
    """
    if not invoice.modified:
        return None
    return modifying.resolved(state, invoice.side, invoice.asked, invoice.told, invoice.issuance)


def _kept_key(invoice: TaxInvoice, party: Party, told: Mapping[str, Any]) -> str | None:
    before = invoice.key(party)
    after: str | None = told.get(f"{party}DocumentKey", before)
    if before not in {None, after}:
        message = f"taxInvoice.{party}DocumentKey: received {after!r}, expected {before!r} as before, or nothing"
        raise Refusal("B2B_DOCUMENT_KEY_CANNOT_BE_CHANGED", message)
    return after


def refuse_used_key(
    state: State, side: Side, party: Party, told: Mapping[str, Any], invoice: TaxInvoice | None
) -> None:
    """Go on only where a party's document key is not that of another invoice of the same business.

    Raises:
        Refusal: `B2B_TAX_INVOICE_SUPPLIER_DOCUMENT_KEY_ALREADY_USED`, `..._RECIPIENT_...`.
    """
    key, brn = told.get(f"{party}DocumentKey"), told[party].get("brn")
    other = book.with_key(state, side, party, key, brn) if key is not None else None
    if other is not None and (invoice is None or other.id != invoice.id):
        message = f"taxInvoice.{party}DocumentKey: {key!r} of {brn} is the key of {other.id!r}"
        raise Refusal(f"B2B_TAX_INVOICE_{party.upper()}_DOCUMENT_KEY_ALREADY_USED", message)


def _refuse_known_recipient(state: State, side: Side, body: Mapping[str, Any]) -> None:
    """Refuse to make a counterparty that there is."""
    named = body["taxInvoice"]["recipient"].get("counterpartyId")
    if body.get("createRecipientCounterparty") and (side, named) in state.counterparties:
        message = f"createRecipientCounterparty: there is a counterparty {named!r} among the {side} data"
        raise Refusal("B2B_ID_ALREADY_EXISTS", message)


def with_counterparty(state: State, invoice: TaxInvoice) -> TaxInvoice:
    """An invoice of the merchant's with a counterparty made of its recipient, where that is none yet.

    Raises:
        Refusal: as `keeping.create`.
    """
    recipient = invoice.told["recipient"]
    if "counterpartyId" in recipient or invoice.issuance == "REVERSE":
        return invoice
    told = {name: recipient[name] for name in _SHARED if name in recipient}
    contact = recipient.get("contact", {})
    if contact:
        shared = {name: contact[name] for name in ("phoneNumber", "email") if name in contact}
        told["contact"] = {"name": contact.get("name", recipient.get("name", "")), **shared}
    made = keeping.create(state, invoice.side, None, told, {"checkBusinessInfo": True})
    return replace(invoice, told={**invoice.told, "recipient": {**recipient, "counterpartyId": made.id}})
