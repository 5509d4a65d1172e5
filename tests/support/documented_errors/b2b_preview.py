"""Member companies and tax invoices of the preview API."""

from __future__ import annotations

from functools import partial

from pytest_portone import contracts
from pytest_portone.sandbox import Request

CONTRACT = "2024-04-18"

SELLER, BUYER, STRANGER = "1068612347", "2208162517", "1048136565"
"""Business registration numbers."""
COMPANIES = "/b2b-preview/member-companies"
INVOICES = "/b2b-preview/tax-invoices"
KEY = "invoice-1"
NAMED = {"brn": BUYER, "documentKey": KEY}
AS_SELLER = {"brn": SELLER, "documentKey": "sale-1", "documentKeyType": "SUPPLIER"}
SEARCH = {"brn": BUYER, "from": "2026-01-01", "until": "2026-01-31", "dateType": "REGISTER"}


def join(merchant, brn=SELLER, contact_id=None, **changes):
    """Register a company."""
    company = {
        "brn": brn,
        "name": f"Company {brn[:3]}",
        "ceoName": "Kim",
        "address": "1 Sejong-daero, Seoul",
        "businessType": "wholesale",
        "businessClass": "fruit",
    }
    contact = {
        "id": contact_id or f"contact-{brn}",
        "password": "secret-word",
        "name": "Lee",
        "phoneNumber": "01000000000",
        "email": "lee@example.com",
    }
    return merchant.post(COMPANIES, {"company": company | changes, "contact": contact})


def joined(merchant):
    """A merchant with both parties registered."""
    for brn in (SELLER, BUYER):
        join(merchant, brn)
    return merchant


def invoice(**changes):
    """What an invoice says; None takes a field away."""
    body = {
        "taxType": "TAXABLE",
        "writeDate": "2026-01-01",
        "purposeType": "INVOICE",
        "supplyCostTotalAmount": 10_000,
        "taxTotalAmount": 1_000,
        "totalAmount": 11_000,
        "supplierDocumentKey": "sale-1",
        "supplier": {"brn": SELLER},
        "recipientDocumentKey": KEY,
        "recipient": {"brn": BUYER},
    }
    return {name: value for name, value in (body | changes).items() if value is not None}


def make(merchant, how="register", **changes):
    """Register an invoice, or request it at once."""
    return merchant.post(f"{INVOICES}/{how}", {"taxInvoice": invoice(**changes)})


def made(merchant, *steps, how="register", **changes):
    """A merchant with an invoice that has got so far; the steps name it by its recipient's key."""
    make(joined(merchant), how, **changes)
    for step in steps:
        do(merchant, step)
    return merchant


def do(merchant, step, named=NAMED, **more):
    """Do a step with an invoice."""
    return merchant.post(f"{INVOICES}/{step}", {**named, **more})


def look(merchant, suffix="", named=NAMED, **more):
    """Read an invoice, or something of it."""
    return merchant.get(f"{INVOICES}/{named['documentKey']}{suffix}", query=_query(named) | more)


def remove(merchant, suffix="", named=NAMED):
    """Delete an invoice, or an attachment."""
    return merchant.delete(f"{INVOICES}/{named['documentKey']}{suffix}", query=_query(named))


def _query(named):
    return {name: value for name, value in named.items() if name != "documentKey"}


def uploaded(merchant, name="contract.pdf"):
    """The id of a file that was put where it belongs."""
    link = merchant.post(f"{INVOICES}/file-upload-link", {"fileName": name}).json()
    merchant.sandbox.handle(Request("PUT", link["url"].removeprefix("https://api.portone.io"), body=b"%PDF"))
    return link["fileId"]


def attach(merchant, file_id="file-9"):
    """Attach a file to the invoice."""
    return do(merchant, "attach-file", fileId=file_id)


def holder(merchant, bank="SHINHAN", number="110-123"):
    """Ask whose an account is."""
    return merchant.get(f"/b2b-preview/bank-accounts/{bank}/{number}/holder")


def business(merchant, brn=SELLER):
    """Ask the tax office about a company."""
    return merchant.get(f"/b2b-preview/company/{brn}/state")


def company(merchant, brn=SELLER, suffix=""):
    """Read a company, or something of it."""
    return merchant.get(f"{COMPANIES}/{brn}{suffix}")


def contact(merchant, contact_id=f"contact-{SELLER}"):
    """Read a contact."""
    return company(merchant, SELLER, f"/contacts/{contact_id}")


def rename(merchant, path, **changes):
    """Change what is known of a company, or of a contact."""
    return merchant.send("PATCH", f"{COMPANIES}/{path}", changes)


def taken(merchant):
    """Ask whether the id of a contact is taken."""
    return merchant.get(f"{COMPANIES}/contacts/id-existence", query={"contactId": "contact-1"})


def search(merchant, **changes):
    """Ask for a list."""
    return merchant.get(INVOICES, query=SEARCH | changes)


CALLS = {
    "getB2bMemberCompany": company,
    "updateB2bMemberCompany": lambda m: rename(m, SELLER, name="x"),
    "registerB2bMemberCompany": join,
    "getB2bMemberCompanyContact": contact,
    "updateB2bMemberCompanyContact": lambda m: rename(m, f"{SELLER}/contacts/contact-{SELLER}", name="x"),
    "getB2bCertificateRegistrationUrl": lambda m: company(m, SELLER, "/certificate/registration-url"),
    "getB2bCertificate": lambda m: company(m, SELLER, "/certificate"),
    "getB2bContactIdExistence": taken,
    "getB2bBankAccountHolder": holder,
    "getB2bCompanyState": business,
    "requestB2bTaxInvoiceReverseIssuance": lambda m: make(m, "request-reverse-issuance"),
    "getB2bTaxInvoice": look,
    "deleteB2bTaxInvoice": remove,
    "issueB2bTaxInvoice": lambda m: do(m, "issue"),
    "cancelB2bTaxInvoiceRequest": lambda m: do(m, "cancel-request"),
    "cancelB2bTaxInvoiceIssuance": lambda m: do(m, "cancel-issuance"),
    "refuseB2bTaxInvoiceRequest": lambda m: do(m, "refuse-request"),
    "getB2bTaxInvoices": search,
    "getB2bTaxInvoicePopupUrl": lambda m: look(m, "/popup-url"),
    "getB2bTaxInvoicePrintUrl": lambda m: look(m, "/print-url"),
    "getB2bTaxInvoicePdfDownloadUrl": lambda m: look(m, "/pdf-download-url"),
    "requestB2bTaxInvoiceRegister": make,
    "requestB2bTaxInvoice": lambda m: do(m, "request"),
    "createB2bTaxInvoiceFileUploadLink": lambda m: m.post(f"{INVOICES}/file-upload-link", {"fileName": "a.pdf"}),
    "attachB2bTaxInvoiceFile": attach,
    "getB2bTaxInvoiceAttachments": lambda m: look(m, "/attachments"),
    "deleteB2bTaxInvoiceAttachment": lambda m: remove(m, "/attachments/attachment-9"),
}
"""A call of each operation that is good as far as it goes."""

WRONG = {
    "getB2bMemberCompany": lambda m: company(m, "%"),
    "updateB2bMemberCompany": lambda m: rename(joined(m), SELLER),
    "registerB2bMemberCompany": lambda m: join(m, "106-86-12347"),
    "getB2bMemberCompanyContact": lambda m: contact(m, "%"),
    "updateB2bMemberCompanyContact": lambda m: rename(joined(m), f"{SELLER}/contacts/contact-{SELLER}"),
    "getB2bCertificateRegistrationUrl": lambda m: company(m, "%", "/certificate/registration-url"),
    "getB2bCertificate": lambda m: company(m, "%", "/certificate"),
    "getB2bContactIdExistence": lambda m: m.get(f"{COMPANIES}/contacts/id-existence"),
    "getB2bBankAccountHolder": lambda m: holder(m, "SHINHAN", "none"),
    "getB2bCompanyState": lambda m: business(m, "12345"),
    "requestB2bTaxInvoiceReverseIssuance": lambda m: make(m, "request-reverse-issuance", writeDate="today"),
    "getB2bTaxInvoice": lambda m: m.get(f"{INVOICES}/{KEY}"),
    "deleteB2bTaxInvoice": lambda m: m.delete(f"{INVOICES}/{KEY}"),
    "issueB2bTaxInvoice": lambda m: do(m, "issue", {}),
    "cancelB2bTaxInvoiceRequest": lambda m: do(m, "cancel-request", {}),
    "cancelB2bTaxInvoiceIssuance": lambda m: do(m, "cancel-issuance", {}),
    "refuseB2bTaxInvoiceRequest": lambda m: do(m, "refuse-request", {}),
    "getB2bTaxInvoices": lambda m: search(m, pageSize=1001),
    "getB2bTaxInvoicePopupUrl": lambda m: look(m, "/popup-url", includeMenu="perhaps"),
    "getB2bTaxInvoicePrintUrl": lambda m: m.get(f"{INVOICES}/{KEY}/print-url"),
    "getB2bTaxInvoicePdfDownloadUrl": lambda m: m.get(f"{INVOICES}/{KEY}/pdf-download-url"),
    "requestB2bTaxInvoiceRegister": lambda m: make(m, supplierDocumentKey=None, recipientDocumentKey=None),
    "requestB2bTaxInvoice": lambda m: do(m, "request", {}),
    "createB2bTaxInvoiceFileUploadLink": lambda m: m.post(f"{INVOICES}/file-upload-link", {"fileName": " "}),
    "attachB2bTaxInvoiceFile": lambda m: do(m, "attach-file"),
    "getB2bTaxInvoiceAttachments": lambda m: m.get(f"{INVOICES}/{KEY}/attachments"),
    "deleteB2bTaxInvoiceAttachment": lambda m: m.delete(f"{INVOICES}/{KEY}/attachments/attachment-9"),
}
"""A call of each that is not."""

TOLD_BY_NAME = frozenset(
    {
        "B2B_EXTERNAL_SERVICE",
        "B2B_FINANCIAL_SYSTEM_COMMUNICATION",
        "B2B_FINANCIAL_SYSTEM_FAILURE",
        "B2B_FINANCIAL_SYSTEM_UNDER_MAINTENANCE",
        "B2B_REGULAR_MAINTENANCE_TIME",
        "B2B_HOMETAX_UNDER_MAINTENANCE",
    }
)
"""What goes wrong at others: a test asks for it."""


def failing(operation, error, merchant):
    """What comes while another service fails."""
    merchant.sandbox.faults.error(error, operation=operation)
    return CALLS[operation](merchant)


def switched_off(operation, merchant):
    """What comes where PortOne has not switched tax invoices on."""
    merchant.sandbox.console.switch("B2B", on=False)
    return CALLS[operation](merchant)


def _documented():
    contract = contracts.load(CONTRACT)
    for name in CALLS:
        for errors in contract.errors_of(contract.operation(name)).values():
            yield from ((name, error.error.type) for error in errors)


SCENARIOS = {
    **{(name, "INVALID_REQUEST"): call for name, call in WRONG.items()},
    **{(name, "B2B_NOT_ENABLED"): partial(switched_off, name) for name in CALLS},
    **{(name, error): partial(failing, name, error) for name, error in _documented() if error in TOLD_BY_NAME},
    # where there is nothing yet, nothing is found
    **{pair: CALLS[pair[0]] for pair in _documented() if pair[1] == "B2B_TAX_INVOICE_NOT_FOUND"},
    **{pair: CALLS[pair[0]] for pair in _documented() if pair[1] == "B2B_MEMBER_COMPANY_NOT_FOUND"},
    **{
        (name, "B2B_SUPPLIER_NOT_FOUND"): lambda m, how=how: make(joined(m), how, supplier={"brn": STRANGER})
        for name, how in (
            ("requestB2bTaxInvoiceRegister", "register"),
            ("requestB2bTaxInvoiceReverseIssuance", "request-reverse-issuance"),
        )
    },
    **{
        (name, "B2B_RECIPIENT_NOT_FOUND"): lambda m, how=how: make(joined(m), how, recipient={"brn": STRANGER})
        for name, how in (
            ("requestB2bTaxInvoiceRegister", "register"),
            ("requestB2bTaxInvoiceReverseIssuance", "request-reverse-issuance"),
        )
    },
    ("registerB2bMemberCompany", "B2B_COMPANY_ALREADY_REGISTERED"): lambda m: join(joined(m), SELLER, "contact-new"),
    ("registerB2bMemberCompany", "B2B_ID_ALREADY_EXISTS"): lambda m: join(joined(m), STRANGER, f"contact-{SELLER}"),
    ("getB2bMemberCompanyContact", "B2B_CONTACT_NOT_FOUND"): lambda m: contact(joined(m), f"contact-{BUYER}"),
    ("updateB2bMemberCompanyContact", "B2B_CONTACT_NOT_FOUND"): lambda m: rename(
        joined(m), f"{SELLER}/contacts/nobody", name="x"
    ),
    ("getB2bCertificate", "B2B_CERTIFICATE_UNREGISTERED"): lambda m: company(joined(m), SELLER, "/certificate"),
    ("getB2bBankAccountHolder", "B2B_BANK_ACCOUNT_NOT_FOUND"): lambda m: holder(m, "SHINHAN", "110-126"),
    ("getB2bBankAccountHolder", "B2B_SUSPENDED_ACCOUNT"): lambda m: holder(m, "SHINHAN", "110-124"),
    ("getB2bBankAccountHolder", "B2B_FOREIGN_EXCHANGE_ACCOUNT"): lambda m: holder(m, "SHINHAN", "110-125"),
    ("getB2bCompanyState", "B2B_COMPANY_NOT_FOUND"): lambda m: business(m, STRANGER),
    ("deleteB2bTaxInvoice", "B2B_TAX_INVOICE_NON_DELETABLE_STATUS"): lambda m: remove(made(m, "request")),
    ("issueB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: do(made(m), "issue"),
    ("cancelB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: do(made(m), "cancel-request"),
    ("cancelB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NO_RECIPIENT_DOCUMENT_KEY"): lambda m: do(
        made(m, how="request-reverse-issuance", recipientDocumentKey=None), "cancel-request", AS_SELLER
    ),
    ("cancelB2bTaxInvoiceIssuance", "B2B_TAX_INVOICE_NOT_ISSUED_STATUS"): lambda m: do(made(m), "cancel-issuance"),
    ("refuseB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NOT_REQUESTED_STATUS"): lambda m: do(made(m), "refuse-request"),
    ("refuseB2bTaxInvoiceRequest", "B2B_TAX_INVOICE_NO_SUPPLIER_DOCUMENT_KEY"): lambda m: do(
        made(m, "request", supplierDocumentKey=None), "refuse-request"
    ),
    ("requestB2bTaxInvoice", "B2B_TAX_INVOICE_NOT_REGISTERED_STATUS"): lambda m: do(made(m, "request"), "request"),
    ("requestB2bTaxInvoice", "B2B_TAX_INVOICE_NO_RECIPIENT_DOCUMENT_KEY"): lambda m: do(
        made(m, recipientDocumentKey=None), "request", AS_SELLER
    ),
    ("attachB2bTaxInvoiceFile", "B2B_FILE_NOT_FOUND"): lambda m: attach(made(m)),
    ("attachB2bTaxInvoiceFile", "B2B_TAX_INVOICE_NOT_REGISTERED_STATUS"): lambda m: attach(made(m, "request")),
    ("deleteB2bTaxInvoiceAttachment", "B2B_TAX_INVOICE_ATTACHMENT_NOT_FOUND"): lambda m: remove(
        made(m), "/attachments/attachment-9"
    ),
    ("deleteB2bTaxInvoiceAttachment", "B2B_TAX_INVOICE_NOT_REGISTERED_STATUS"): lambda m: remove(
        made(m, "request"), "/attachments/attachment-9"
    ),
}
