"""Tax invoices as they are shown. A field that is None is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.tax_invoices import days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from pytest_portone.sandbox.tax_invoices.models import Attachment, Modification, TaxInvoice

_TOLD = (
    "taxationType",
    "serialNumber",
    "bookVolume",
    "bookIssue",
    "writeDate",
    "purposeType",
    "totalSupplyAmount",
    "totalTaxAmount",
    "totalAmount",
    "cashAmount",
    "checkAmount",
    "creditAmount",
    "noteAmount",
    "supplierDocumentKey",
    "recipientDocumentKey",
)
"""What an invoice and its summary show as it was told; each leaves out what it does not have."""
_TIMES = ("draftedAt", "requestedAt", "issuedAt", "statusUpdatedAt", "ntsSentAt", "ntsResultReceivedAt", "deletedAt")


def tax_invoice_json(invoice: TaxInvoice, now: datetime) -> dict[str, Any]:
    """An invoice as `B2bTaxInvoice`."""
    told = invoice.told
    return {
        **_common(invoice, now),
        "supplier": told["supplier"],
        "recipient": told["recipient"],
        "remarks": told.get("remarks", []),
        "additionalContacts": told.get("additionalContacts", []),
        "sendSms": told.get("sendSms", False),
        "modification": _modification_json(invoice.modification),
    }


def summary_json(invoice: TaxInvoice, now: datetime) -> dict[str, Any]:
    """An invoice as `B2bTaxInvoiceSummary`."""
    supplier, recipient = invoice.told["supplier"], invoice.told["recipient"]
    return {
        **_common(invoice, now),
        **_party_json("supplier", supplier),
        **_party_json("recipient", recipient),
    }


def _party_json(party: str, company: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{party}Brn": company.get("brn", ""),
        f"{party}Name": company.get("name", ""),
        f"{party}RepresentativeName": company.get("representativeName", ""),
        f"{party}CounterpartyId": company.get("counterpartyId"),
    }


def _common(invoice: TaxInvoice, now: datetime) -> dict[str, Any]:
    return {
        "id": invoice.id,
        "status": invoice.status,
        **{name: invoice.told.get(name) for name in _TOLD},
        "documentModificationType": "MODIFICATION" if invoice.modified else "NORMAL",
        "isDelayed": is_delayed(invoice, now),
        "issuanceType": invoice.issuance,
        "bulkTaxInvoiceId": invoice.bulk_id,
        "issuanceDueDate": due_date(invoice).isoformat(),
        "items": invoice.told.get("items", []),
        "memo": invoice.memo,
        "ntsApprovalNumber": invoice.approval_number,
        "ntsResult": invoice.result,
        "ntsResultCode": invoice.result_code,
        **dict(zip(_TIMES, map(_time, _moments(invoice)), strict=True)),
    }


def _moments(invoice: TaxInvoice) -> tuple[datetime | None, ...]:
    return (
        invoice.drafted_at,
        invoice.requested_at,
        invoice.issued_at,
        invoice.updated_at,
        invoice.sent_at,
        invoice.result_at,
        invoice.deleted_at,
    )


def _time(moment: datetime | None) -> str | None:
    return written(moment) if moment else None


def _modification_json(found: Modification | None) -> dict[str, str] | None:
    if found is None:
        return None
    return {
        "type": found.type,
        "originalNtsApprovalNumber": found.original_approval_number,
        "originalTaxInvoiceId": found.original_id,
        "rootTaxInvoiceId": found.root_id,
    }


def attachment_json(found: Attachment) -> dict[str, str]:
    """An attachment as `B2bTaxInvoiceAttachment`."""
    return {"id": found.id, "name": found.name, "attachedAt": written(found.attached_at)}


def due_date(invoice: TaxInvoice) -> date:
    """The last day to issue an invoice."""
    return days.due_date(days.read(invoice.told["writeDate"]))


def is_delayed(invoice: TaxInvoice, now: datetime) -> bool:
    """Whether the tax office had not accepted an invoice on its last day."""
    accepted = invoice.result_at if invoice.status == "SENDING_COMPLETED" else None
    return days.day_of(accepted or now) > due_date(invoice)
