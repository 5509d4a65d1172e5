"""Companies and invoices as they are shown: every field of every type. Those that a type lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.b2b_preview import words
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.counterparties import views

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.sandbox.b2b_preview.models import Contact, MemberCompany
    from pytest_portone.sandbox.counterparties.models import Certificate
    from pytest_portone.sandbox.registries import Company
    from pytest_portone.sandbox.tax_invoices.models import Attachment, TaxInvoice


def company_json(company: MemberCompany) -> dict[str, Any]:
    """A company as `B2bMemberCompany`."""
    return {"brn": company.brn, **company.told}


def contact_json(contact: Contact) -> dict[str, Any]:
    """A contact as `B2bCompanyContact`."""
    registered = written(contact.registered_at)
    return {"id": contact.id, **contact.told, "registeredAt": registered, "isManager": contact.is_manager}


def certificate_json(certificate: Certificate, company: MemberCompany) -> dict[str, Any]:
    """A company's certificate as `B2bCertificate`."""
    shown = views.certificate_json(certificate)
    names = {"issuerDn": shown["issuerName"], "subjectDn": shown["subjectName"]}
    return {**shown, **names, "registrantContactId": company.manager_id}


def invoice_json(invoice: TaxInvoice, recipient: Company | None) -> dict[str, Any]:
    """An invoice as `B2bTaxInvoice`.

    Args:
        invoice: which.
        recipient: its recipient as the tax office knows it; None where it does not.
    """
    said = words.former(invoice.told)
    lists = {name: said.get(name, []) for name in ("remarks", "items", "contacts")}
    status = words.TAGS.get(invoice.status, invoice.status)
    return {**said, **lists, "sendSms": said.get("sendSms", False), **_life(invoice, recipient), "status": status}


def summary_json(invoice: TaxInvoice, recipient: Company | None) -> dict[str, Any]:
    """An invoice as `B2bTaxInvoiceSummary`; see `invoice_json`."""
    parties = {
        f"{party}{field.capitalize()}": invoice.told[party].get(field)
        for party in ("supplier", "recipient")
        for field in ("brn", "name")
    }
    status = words.LISTED.get(invoice.status, invoice.status)
    return {**words.former(invoice.told), **parties, **_life(invoice, recipient), "status": status}


def _life(invoice: TaxInvoice, recipient: Company | None) -> dict[str, Any]:
    """What became of an invoice."""
    known = recipient.json() if recipient else {}
    return {
        "statusUpdatedAt": written(invoice.updated_at),
        "issuedAt": _written(invoice.issued_at),
        "ntsApproveNumber": invoice.approval_number,
        "ntsSentAt": _written(invoice.sent_at),
        "ntsResultReceivedAt": _written(invoice.result_at),
        "ntsResultCode": invoice.result_code,
        "ntsResult": invoice.result,
        "recipientBusinessStatus": known.get("businessStatus"),
        "recipientClosedSuspendedDate": known.get("closedSuspendedDate"),
    }


def _written(moment: datetime | None) -> str | None:
    return written(moment) if moment else None


def attachment_json(attachment: Attachment) -> dict[str, Any]:
    """A file as `B2bTaxInvoiceAttachment`."""
    return {"id": attachment.id, "name": attachment.name, "attachedAt": written(attachment.attached_at)}
