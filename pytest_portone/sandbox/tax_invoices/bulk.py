"""Invoices that the console works on together: each is pending first, and then done, or failed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.platform.models import graphql_id
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book, drafting, moving, parties
from pytest_portone.sandbox.tax_invoices.input_rules import check_input
from pytest_portone.sandbox.tax_invoices.models import ONGOING, STEPS, Bulk, TaxInvoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Status

Work: TypeAlias = Literal["request", "issue", "cancel", "send"]
JOB = "tax-invoice-bulk"
"""What the timer of an invoice that is pending is called."""
_NUMBER = 8
"""What the sandbox calls them in a `graphqlId`; PortOne's own number is not known."""


class _Work(NamedTuple):
    """What is done to each invoice: the status that it has meanwhile, and the step of `STEPS` that it does."""

    pending: Status
    step: str


WORKS: Mapping[Work, _Work] = {
    "request": _Work("REQUEST_PENDING", "request"),
    "issue": _Work("ISSUE_PENDING", "issue"),
    "cancel": _Work("CANCEL_PENDING", "cancel-issuance"),
    "send": _Work("SENDING_PENDING", "send-to-nts"),
}
_STEPS = {each.pending: each.step for each in WORKS.values()}
_FAILED: Mapping[Status, Status] = {
    "DRAFT_PENDING": "DRAFT_FAILED",
    "REQUEST_PENDING": "REQUEST_FAILED",
    "ISSUE_PENDING": "ISSUE_FAILED",
}


def draft(state: State, side: Side, bodies: Iterable[Mapping[str, Any]], name: str | None) -> Bulk:
    """Have invoices drafted together: each is a `DraftB2bTaxInvoiceBody`. Whether they can be comes out later.

    Raises:
        ValueError: there are none, or they are not all issued one way.
    """
    asked = list(bodies)
    ways = {each["taxInvoice"].get("issuanceType", "REVERSE") for each in asked}
    if len(ways) != 1:
        raise ValueError(f"received invoices that are issued the ways {sorted(ways)}, expected one way for all")
    bulk = Bulk(f"bulk-{state.identifiers.uuid()}", side, name, next(iter(ways)), state.clock.now)
    state.bulk_tax_invoices[side, bulk.id] = bulk
    for each in asked:
        _pend(state, book.keep(state, _pending(state, bulk, each)))
    return bulk


def _pending(state: State, bulk: Bulk, body: Mapping[str, Any]) -> TaxInvoice:
    told = {"supplier": {}, **body["taxInvoice"]}
    return TaxInvoice(
        id=f"tax-invoice-{state.identifiers.uuid()}",
        side=bulk.side,
        place=len(state.tax_invoices.of(bulk.side)),
        status="DRAFT_PENDING",
        issuance=bulk.issuance,
        told=told,
        updated_at=state.clock.now,
        memo=body.get("memo"),
        asked=body.get("modification"),
        modified="modification" in body,
        bulk_id=bulk.id,
    )


def work(state: State, bulk: Bulk, what: Work) -> Bulk:
    """Do something to every invoice of a bulk that it can be done to.

    Raises:
        ValueError: there is none.
    """
    pending, step = WORKS[what]
    able = [each for each in invoices_of(state, bulk) if each.status == STEPS[step].before.get(each.issuance)]
    if not able:
        raise ValueError(f"the bulk {bulk.id!r} has no tax invoice for {what}")
    for each in able:
        _pend(state, book.keep(state, replace(each, status=pending, updated_at=state.clock.now)))
    changed = replace(bulk, requested_at=state.clock.now) if what == "request" else bulk
    state.bulk_tax_invoices[bulk.side, bulk.id] = changed
    return changed


def _pend(state: State, invoice: TaxInvoice) -> None:
    state.timers.set(state.clock.now, JOB, invoice.side, invoice.id, invoice.status)


def go_on(state: State, side: Side, invoice_id: str, status: Status) -> None:
    """Do to an invoice what is pending."""
    invoice = state.tax_invoices.of(side)[invoice_id]
    if invoice.status != status:
        return
    try:
        _done(state, invoice)
    except Refusal as refusal:
        book.keep(state, replace(invoice, status=_FAILED[status], updated_at=state.clock.now, memo=refusal.message))


def _done(state: State, invoice: TaxInvoice) -> None:
    if invoice.status == "DRAFT_PENDING":
        check_input(invoice.told, state.settings)
        told = parties.completed(state, invoice.side, invoice.told, invoice.issuance)
        draft = replace(invoice, told=told, drafted_at=state.clock.now)
        reachable = "contact" in told["recipient"]
        moving.moved(state, drafting.with_counterparty(state, draft) if reachable else draft, "DRAFTED")
        return
    step = STEPS[_STEPS[invoice.status]]
    if step.key is not None and invoice.key(step.key) is None:
        raise Refusal("B2B_TAX_INVOICE_NO_DOCUMENT_KEY", f"The invoice has no {step.key}DocumentKey")
    moving.moved(state, invoice, step.after)


def get(state: State, side: Side, bulk_id: str) -> Bulk:
    """The bulk with an id.

    Raises:
        Refusal: `B2B_BULK_TAX_INVOICE_NOT_FOUND`.
    """
    found = state.bulk_tax_invoices.get((side, bulk_id))
    if found is None:
        message = f"There is no bulk of tax invoices {bulk_id!r} among the {side} data"
        raise Refusal("B2B_BULK_TAX_INVOICE_NOT_FOUND", message)
    return found


def invoices_of(state: State, bulk: Bulk) -> list[TaxInvoice]:
    """The invoices of a bulk, oldest first."""
    return [each for each in book.all_of(state, bulk.side) if each.bulk_id == bulk.id]


def bulk_json(state: State, bulk: Bulk) -> dict[str, Any]:
    """A bulk as `B2bBulkTaxInvoice`."""
    found = invoices_of(state, bulk)
    stats: dict[str, dict[str, int]] = {}
    for each in found:
        sums = stats.setdefault(each.status, {"count": 0, "amountSum": 0})
        sums["count"] += 1
        sums["amountSum"] += each.total
    return {
        "id": bulk.id,
        "graphqlId": graphql_id(_NUMBER, bulk.id),
        "name": bulk.name,
        "status": _status(found),
        "totalInvoiceCount": len(found),
        "totalAmount": sum(each.total for each in found),
        "stats": stats,
        "createdAt": written(bulk.created_at),
        "requestedAt": bulk.requested_at and written(bulk.requested_at),
        "statusUpdatedAt": written(max((each.updated_at for each in found), default=bulk.created_at)),
        "sourceType": "SHEET",
        "issuanceType": bulk.issuance,
    }


_SHARED = ("DRAFT_PENDING", "REQUEST_PENDING", "ISSUE_PENDING")
"""Statuses that a bulk has when any of its invoices has."""


def _status(found: list[TaxInvoice]) -> str:
    """How far a bulk is, by how far its invoices are."""
    statuses = {each.status for each in found}
    pending = next((each for each in _SHARED if each in statuses), None)
    if pending or not statuses:
        return pending or "CANCELLED"
    if statuses == {"DRAFTED"}:
        return "DRAFTED"
    if statuses <= {"DRAFT_FAILED", "REQUEST_FAILED", "ISSUE_FAILED"}:
        return "FAILED"
    return "IN_PROGRESS" if statuses & (ONGOING | {"DRAFTED"}) else "COMPLETED"
