"""How an invoice gets on: by calls, by the clock, by the other party's answers and the tax office's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book, days, drafting
from pytest_portone.sandbox.tax_invoices.models import DELETABLE, STEPS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Status, TaxInvoice

SENDING, ON_ITS_WAY = "tax-invoice-sending", "tax-invoice-on-its-way"
"""What the timers are called: of when an invoice goes to the tax office, and of its way there."""
NEXT: Mapping[Status, Status] = {
    "BEFORE_SENDING": "WAITING_SENDING",
    "WAITING_SENDING": "SENDING",
    "SENDING": "SENDING_COMPLETED",
}
"""The way to the tax office."""
ACCEPTED = ("SUC001", "accepted")
_STAMPS: Mapping[Status, str] = {"REQUESTED": "requested_at", "ISSUED": "issued_at", "SENDING": "sent_at"}


def step(state: State, invoice: TaxInvoice, name: str, memo: str | None = None) -> TaxInvoice:
    """Do a step of `STEPS`.

    Raises:
        Refusal: `B2B_ISSUANCE_TYPE_MISMATCH`; `B2B_TAX_INVOICE_NOT_..._STATUS`;
            `B2B_TAX_INVOICE_NO_..._DOCUMENT_KEY`.
    """
    refuse_step(invoice, name)
    return moved(state, invoice, STEPS[name].after, memo=invoice.memo if memo is None else memo)


def refuse_step(invoice: TaxInvoice, name: str) -> None:
    """Go on only where a step can be done.

    Raises:
        Refusal: as `step`.
    """
    what = STEPS[name]
    before = what.before.get(invoice.issuance)
    if before is None:
        message = f"The tax invoice {invoice.id!r} is issued the {invoice.issuance} way, which has no {name}"
        raise Refusal("B2B_ISSUANCE_TYPE_MISMATCH", message)
    if invoice.status != before:
        message = f"The tax invoice {invoice.id!r} is {invoice.status}, expected {before}"
        raise Refusal(f"B2B_TAX_INVOICE_NOT_{before}_STATUS", message)
    if what.key is not None and invoice.key(what.key) is None:
        message = f"The tax invoice {invoice.id!r} has no {what.key}DocumentKey, which {name} needs"
        raise Refusal(f"B2B_TAX_INVOICE_NO_{what.key.upper()}_DOCUMENT_KEY", message)


def request(state: State, invoice: TaxInvoice) -> TaxInvoice:
    """Ask the supplier for an invoice that is drafted.

    Raises:
        Refusal: as `step`, and where it modifies another one, as `modifying.resolved`.
    """
    refuse_step(invoice, "request")
    return step(state, replace(invoice, modification=drafting.modification_of(state, invoice)), "request")


def moved(state: State, invoice: TaxInvoice, after: Status, **changes: Any) -> TaxInvoice:
    """An invoice in a new status, kept, with all that this brings along."""
    now = state.clock.now
    stamp: dict[str, Any] = {_STAMPS[after]: now} if after in _STAMPS else {}
    if after == "ISSUED":
        stamp["approval_number"] = f"{days.day_of(now):%Y%m%d}{state.identifiers.pg()[:16]}"
        state.timers.set(days.sending_time(state), SENDING, invoice.side, invoice.id)
    if after == "SENDING_COMPLETED":
        stamp |= {"result_at": now, "result_code": ACCEPTED[0], "result": ACCEPTED[1]}
    wait = state.settings.b2b.waits.get(after) if after in NEXT else None
    if wait is not None:
        state.timers.set(now + wait, ON_ITS_WAY, invoice.side, invoice.id, after)
    return book.keep(state, replace(invoice, status=after, updated_at=now, **(stamp | changes)))


def send(state: State, side: Side, invoice_id: str) -> None:
    """Send an invoice whose time has come; one that was sent before, or cancelled, is left alone."""
    invoice = state.tax_invoices.of(side)[invoice_id]
    if invoice.status == "ISSUED":
        moved(state, invoice, "BEFORE_SENDING")


def go_on(state: State, side: Side, invoice_id: str, status: Status) -> None:
    """Let an invoice go on, on its way to the tax office, unless it has done so."""
    invoice = state.tax_invoices.of(side)[invoice_id]
    if invoice.status == status:
        moved(state, invoice, NEXT[status])


def answered(state: State, invoice: TaxInvoice, outcome: Status, code: str, result: str) -> TaxInvoice:
    """Have the tax office answer: an invoice that is not there yet goes all its way first.

    Raises:
        ValueError: it is not on its way, nor issued.
    """
    if invoice.status not in {"ISSUED", *NEXT}:
        raise ValueError(f"the tax invoice {invoice.id!r} is {invoice.status}; the tax office does not wait for it")
    if invoice.status == "ISSUED":
        invoice = moved(state, invoice, "BEFORE_SENDING")
    while invoice.status != "SENDING":
        invoice = moved(state, invoice, NEXT[invoice.status])
    return moved(state, invoice, outcome, result_at=state.clock.now, result_code=code, result=result)


def delete(state: State, invoice: TaxInvoice) -> None:
    """Delete an invoice: it is not found any more, and its document keys are free.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NON_DELETABLE_STATUS`; `B2B_BULK_TAX_INVOICE_NOT_FOUND`, where those that it was
            drafted with are gone.
    """
    if invoice.status not in DELETABLE:
        expected = ", ".join(sorted(DELETABLE))
        message = f"The tax invoice {invoice.id!r} is {invoice.status}, expected one of {expected}"
        raise Refusal("B2B_TAX_INVOICE_NON_DELETABLE_STATUS", message)
    if invoice.bulk_id is not None and (invoice.side, invoice.bulk_id) not in state.bulk_tax_invoices:
        message = f"The tax invoice {invoice.id!r} is one of the bulk {invoice.bulk_id!r}, which is gone"
        raise Refusal("B2B_BULK_TAX_INVOICE_NOT_FOUND", message)
    book.keep(state, replace(invoice, deleted_at=state.clock.now))
