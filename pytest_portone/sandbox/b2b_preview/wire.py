"""The preview API on the wire: a handler an operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox import registries
from pytest_portone.sandbox.b2b_preview import companies, invoicing, listing, rules, views, words
from pytest_portone.sandbox.b2b_preview.finding import Books, books_of
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import files, moving

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Handler, Inquiry
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

Answering: TypeAlias = Callable[[Books, Mapping[str, Any], Mapping[str, Any]], Any]
"""Gives an answer out of the live or the test data, by the parameters and the body of a request."""

_SITE = "https://tax-invoice.portone.example"
"""Where PortOne's own pages would be; nothing answers there."""
_ACCOUNTS = {"SUSPENDED": "B2B_SUSPENDED_ACCOUNT", "FOREIGN_EXCHANGE": "B2B_FOREIGN_EXCHANGE_ACCOUNT"}
"""What is said of an account that can't be paid to, by its status."""


def _handler(answer: Answering) -> Handler:
    """What answers out of the live or the test data."""

    def handle(state: State, inquiry: Inquiry) -> Any:
        books = books_of(state, inquiry)
        try:
            return answer(books, inquiry.parameters, inquiry.body)
        except Refusal as refusal:
            raise words.former_refusal(refusal) from None

    return handle


def _get_company(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return views.company_json(books.company(parameters["brn"]))


def _update_company(books: Books, parameters: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_change(body, *companies.COMPANY)
    company = companies.update(books, books.company(parameters["brn"]), body)
    return {"memberCompany": views.company_json(company)}


def _register_company(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_company(body)
    company, contact = companies.register(books, body["company"], body["contact"])
    return {"company": views.company_json(company), "contact": views.contact_json(contact)}


def _get_contact(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return views.contact_json(books.contact(parameters["brn"], parameters["contactId"]))


def _update_contact(books: Books, parameters: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_change(body, *companies.CONTACT, "password")
    contact = companies.update_contact(books, books.contact(parameters["brn"], parameters["contactId"]), body)
    return {"contact": views.contact_json(contact)}


def _contact_exists(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"exists": companies.has_contact(books, parameters["contactId"])}


def _registration_url(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    company = books.company(parameters["brn"])
    return {"url": f"{_SITE}/{books.side}/companies/{company.brn}/certificate"}


def _get_certificate(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    company = books.company(parameters["brn"])
    certificate = books.state.certificates.get((books.side, company.brn))
    if certificate is None:
        raise Refusal("B2B_CERTIFICATE_UNREGISTERED", f"The company {company.brn!r} has registered no certificate")
    return views.certificate_json(certificate, company)


def _account_holder(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    bank, number = parameters["bank"], parameters["accountNumber"]
    rules.check_account(number)
    account = registries.account_of(books.state.settings, bank, number)
    if account is None:
        raise Refusal("B2B_BANK_ACCOUNT_NOT_FOUND", f"The bank {bank} has no account {number!r}")
    if account.status in _ACCOUNTS:
        raise Refusal(_ACCOUNTS[account.status], f"The account {number!r} is {account.status}")
    return {"accountHolder": account.holder}


def _company_state(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    brn = parameters["brn"]
    rules.check_number(brn)
    company = registries.company_of(books.state.settings, brn)
    if company is None:
        raise Refusal("B2B_COMPANY_NOT_FOUND", f"The tax office knows no company {brn!r}")
    return company.json()


def _shown(books: Books, invoice: TaxInvoice) -> dict[str, Any]:
    return views.invoice_json(invoice, books.recipient(invoice))


def _register(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_invoice(body, books.state.settings)
    return _shown(books, invoicing.register(books, body))


def _register_and_request(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    rules.check_invoice(body, books.state.settings)
    return _shown(books, invoicing.register_and_request(books, body))


def _issue(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    return _shown(books, invoicing.issue(books, books.invoice(body), body.get("memo")))


def _step(name: str) -> Answering:
    """What does a step of `tax_invoices.models.STEPS`."""

    def answer(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
        return _shown(books, moving.step(books.state, books.invoice(body), name, body.get("memo")))

    return answer


def _get_invoice(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return _shown(books, books.invoice(parameters))


def _delete_invoice(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> None:
    moving.delete(books.state, books.invoice(parameters))


def _url(page: str) -> Answering:
    """What gives the URL of a page of an invoice."""

    def answer(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, str]:
        invoice = books.invoice(parameters)
        menu = "?includeMenu=false" if parameters.get("includeMenu") is False else ""
        return {"url": f"{_SITE}/{books.side}/tax-invoices/{invoice.id}/{page}{menu}"}

    return answer


def _upload_link(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, str]:
    rules.check_file(body)
    upload = files.announce(books.state, books.side, body["fileName"])
    return {"fileId": upload.id, "url": files.url_of(upload)}


def _attach(books: Books, _: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    files.attach(books.state, books.invoice(body), body["fileId"])


def _attachments(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> dict[str, Any]:
    return {"attachments": [views.attachment_json(each) for each in books.invoice(parameters).attachments]}


def _detach(books: Books, parameters: Mapping[str, Any], _: Mapping[str, Any]) -> None:
    files.detach(books.state, books.invoice(parameters), parameters["attachmentId"])


_COMPANY = "/b2b-preview/member-companies/{brn}"
_CONTACT = f"{_COMPANY}/contacts/{{contactId}}"
_INVOICES = "/b2b-preview/tax-invoices"
_INVOICE = f"{_INVOICES}/{{documentKey}}"

_STEPS = ("request", "cancel-request", "refuse-request", "cancel-issuance")
"""The operations that are the same as their successors'."""

_ROWS: tuple[tuple[str, str, str, Answering], ...] = (
    ("GET", _COMPANY, "B2bMemberCompany", _get_company),
    ("PATCH", _COMPANY, "UpdateB2bMemberCompanyResponse", _update_company),
    ("POST", "/b2b-preview/member-companies", "RegisterB2bMemberCompanyResponse", _register_company),
    ("GET", _CONTACT, "B2bCompanyContact", _get_contact),
    ("PATCH", _CONTACT, "UpdateB2bMemberCompanyContactResponse", _update_contact),
    (
        "GET",
        f"{_COMPANY}/certificate/registration-url",
        "GetB2bCertificateRegistrationUrlResponse",
        _registration_url,
    ),
    ("GET", f"{_COMPANY}/certificate", "B2bCertificate", _get_certificate),
    (
        "GET",
        "/b2b-preview/member-companies/contacts/id-existence",
        "GetB2bContactIdExistenceResponse",
        _contact_exists,
    ),
    (
        "GET",
        "/b2b-preview/bank-accounts/{bank}/{accountNumber}/holder",
        "GetB2bBankAccountHolderResponse",
        _account_holder,
    ),
    ("GET", "/b2b-preview/company/{brn}/state", "B2bCompanyState", _company_state),
    ("POST", f"{_INVOICES}/register", "B2bTaxInvoice", _register),
    ("POST", f"{_INVOICES}/request-reverse-issuance", "B2bTaxInvoice", _register_and_request),
    ("POST", f"{_INVOICES}/issue", "B2bTaxInvoice", _issue),
    *(("POST", f"{_INVOICES}/{step}", "B2bTaxInvoice", _step(step)) for step in _STEPS),
    ("GET", _INVOICES, "GetB2bTaxInvoicesResponse", listing.by_page),
    ("GET", _INVOICE, "B2bTaxInvoice", _get_invoice),
    ("DELETE", _INVOICE, "none", _delete_invoice),
    ("GET", f"{_INVOICE}/popup-url", "GetB2bTaxInvoicePopupUrlResponse", _url("popup")),
    ("GET", f"{_INVOICE}/print-url", "GetB2bTaxInvoicePrintUrlResponse", _url("print")),
    ("GET", f"{_INVOICE}/pdf-download-url", "GetB2bTaxInvoicePdfDownloadUrlResponse", _url("pdf")),
    ("POST", f"{_INVOICES}/file-upload-link", "CreateB2bTaxInvoiceFileUploadLinkResponse", _upload_link),
    ("POST", f"{_INVOICES}/attach-file", "none", _attach),
    ("GET", f"{_INVOICE}/attachments", "GetB2bTaxInvoiceAttachmentsResponse", _attachments),
    ("DELETE", f"{_INVOICE}/attachments/{{attachmentId}}", "none", _detach),
)

ROUTES = tuple(Route(method, path, answer, _handler(answering)) for method, path, answer, answering in _ROWS)
