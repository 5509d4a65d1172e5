"""Tax invoices and counterparties."""

from __future__ import annotations

from documented_errors.tax_invoices import (
    SUPPLIER,
    act,
    attach,
    begun,
    completed,
    created,
    invoice,
    issued,
    modifying,
    requested,
    sheet,
    told,
)

from pytest_portone.sandbox import Request

COUNTERPARTY = "b2b.counterparty."
INVOICE = "b2b.tax_invoice."


def business(caller):
    created(caller)
    return {"brn": SUPPLIER}


def kept(caller):
    created(caller, additionalContacts=[{"name": "Choi", "email": "choi@example.com"}])
    return {"counterparty_id": "paper"}


def listed(caller):
    created(caller)
    return {}


def certified(caller):
    created(caller).sandbox.console.register_certificate(SUPPLIER)
    return {"brn": SUPPLIER}


def named(invoice_id):
    return {"tax_invoice_key": invoice_id}


def uploaded(caller):
    """An invoice, and a file that has come."""
    made = caller.post("/b2b/file-upload-url", {"fileName": "a.pdf"}).json()
    path = made["url"].removeprefix("https://api.portone.io")
    assert caller.sandbox.handle(Request("PUT", path, body=b"%PDF")).status == 200
    return named(begun(caller)) | {"file_id": made["fileId"]}


def attached(caller):
    needed = uploaded(caller)
    assert attach(caller, needed["tax_invoice_key"], needed["file_id"]).status == 200
    (found,) = act(caller, "attachments", needed["tax_invoice_key"], "GET").json()["attachments"]
    return named(needed["tax_invoice_key"]) | {"attachment_id": found["id"]}


def modified(caller):
    """An invoice that shows all that one can."""
    items = [{"name": "paper", "quantity": {"value": 1}, "purchaseDate": "2026-01-01"}]
    contacts = [{"email": "choi@example.com"}]
    original = completed(caller)
    more = {"items": items, "additionalContacts": contacts, "remarks": ["by hand"]}
    return completed(caller, key="doc-2", body=modifying(original), **more)


def changed(caller):
    invoice_id = begun(caller)
    return named(invoice_id) | {"tax_invoice_key_type": "TAX_INVOICE_ID", "tax_invoice": invoice()}


def to_begin(issuance):
    def needed(caller):
        created(caller)
        return {"tax_invoice": invoice(issuance)}

    return needed


def with_one(caller):
    modified(caller)
    return {}


def bulk(caller):
    invoice_id = sheet(caller)
    return {"bulk_tax_invoice_id": caller.sandbox.tax_invoices[invoice_id].bulk_id}


STATE = {
    "platform.company.get_b2b_business_infos": lambda _: {"brn_list": [SUPPLIER, "1234567890"]},
    f"{COUNTERPARTY}create_b2b_counterparty": lambda _: {"counterparty": told()},
    f"{COUNTERPARTY}get_b2b_counterparties": listed,
    f"{COUNTERPARTY}get_b2b_counterparty": kept,
    f"{COUNTERPARTY}update_b2b_counterparty": lambda caller: kept(caller) | {"counterparty": told()},
    f"{COUNTERPARTY}get_b2b_counterparty_certificate": certified,
    f"{COUNTERPARTY}get_b2b_counterparty_certificate_registration_url": business,
    f"{COUNTERPARTY}validate_b2b_counterparty_certificate": certified,
    f"{INVOICE}attach_b2b_tax_invoice_file": uploaded,
    f"{INVOICE}create_b2b_file_upload_url": lambda _: {"file_name": "a.pdf"},
    f"{INVOICE}delete_b2b_tax_invoice_attachment": attached,
    f"{INVOICE}get_b2b_tax_invoice_attachments": lambda caller: named(attached(caller)["tax_invoice_key"]),
    f"{INVOICE}cancel_b2b_tax_invoice_issuance": lambda caller: named(issued(caller)),
    f"{INVOICE}cancel_b2b_tax_invoice_request": lambda caller: named(requested(caller)),
    f"{INVOICE}refuse_b2b_tax_invoice_request": lambda caller: named(requested(caller)),
    f"{INVOICE}issue_b2b_tax_invoice": lambda caller: named(requested(caller)),
    f"{INVOICE}request_b2b_tax_invoice": lambda caller: named(begun(caller)),
    f"{INVOICE}send_to_nts_b2b_tax_invoice": lambda caller: named(issued(caller)),
    f"{INVOICE}delete_b2b_tax_invoice": lambda caller: named(begun(caller)),
    f"{INVOICE}draft_b2b_tax_invoice": to_begin("REVERSE"),
    f"{INVOICE}request_b2b_tax_invoice_reverse_issuance": to_begin("REVERSE"),
    f"{INVOICE}issue_b2b_tax_invoice_immediately": to_begin("NORMAL"),
    f"{INVOICE}update_b2b_tax_invoice_draft": changed,
    f"{INVOICE}get_b2b_tax_invoice": lambda caller: named(modified(caller)),
    f"{INVOICE}get_b2b_tax_invoices": with_one,
    f"{INVOICE}download_b2b_tax_invoices_sheet": with_one,
    f"{INVOICE}get_b2b_bulk_tax_invoice": bulk,
    f"{INVOICE}get_b2b_tax_invoice_pdf_download_url": lambda caller: named(begun(caller)),
    f"{INVOICE}get_b2b_tax_invoice_popup_url": lambda caller: named(begun(caller)),
    f"{INVOICE}get_b2b_tax_invoice_print_url": lambda caller: named(begun(caller)),
}
