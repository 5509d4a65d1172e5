"""Tax invoices on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties.sides import side_of
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.tax_invoices import book, bulk, drafting, files, listing, moving
from pytest_portone.sandbox.tax_invoices.views import attachment_json, tax_invoice_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice
    from pytest_portone.sandbox.timers import Job


def _found(state: State, inquiry: Inquiry) -> TaxInvoice:
    """The invoice that a path and its query name."""
    told = inquiry.parameters
    name = book.Name(told["taxInvoiceKey"], told.get("taxInvoiceKeyType", "TAX_INVOICE_ID"), told.get("brn"))
    return book.get(state, side_of(state, inquiry), name)


def _json(state: State, invoice: TaxInvoice) -> dict[str, Any]:
    return {"taxInvoice": tax_invoice_json(invoice, state.clock.now)}


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return tax_invoice_json(_found(state, inquiry), state.clock.now)


def _draft(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return _json(state, book.keep(state, drafting.drafted(state, side_of(state, inquiry), inquiry.body)))


def _update(state: State, inquiry: Inquiry) -> dict[str, Any]:
    body = inquiry.body
    name = book.Name(body["taxInvoiceKey"], body.get("taxInvoiceKeyType", "RECIPIENT"), body.get("brn"))
    found = book.get(state, side_of(state, inquiry), name, "body")
    return _json(state, drafting.changed(state, found, body))


def _issue_immediately(state: State, inquiry: Inquiry) -> dict[str, Any]:
    draft = drafting.drafted(state, side_of(state, inquiry), inquiry.body, "NORMAL")
    return _json(state, moving.moved(state, draft, "ISSUED"))


def _request_reverse(state: State, inquiry: Inquiry) -> dict[str, Any]:
    draft = drafting.drafted(state, side_of(state, inquiry), inquiry.body, "REVERSE")
    return _json(state, moving.moved(state, draft, "REQUESTED"))


def _request(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return _json(state, moving.request(state, _found(state, inquiry)))


def _step(name: str, state: State, inquiry: Inquiry) -> dict[str, Any]:
    return _json(state, moving.step(state, _found(state, inquiry), name, inquiry.body.get("memo")))


def _delete(state: State, inquiry: Inquiry) -> dict[str, Any]:
    moving.delete(state, _found(state, inquiry))
    return {}


def _upload_url(state: State, inquiry: Inquiry) -> dict[str, str]:
    side, name, checks = side_of(state, inquiry), inquiry.body["fileName"], Checks()
    checks.require(("fileName",), name, "a name that is not blank", met=bool(name.strip()))
    checks.done()
    made = files.announce(state, side, name)
    return {"fileId": made.id, "url": files.url_of(made)}


def _attach(state: State, inquiry: Inquiry) -> None:
    files.attach(state, _found(state, inquiry), inquiry.body["fileId"])


def _detach(state: State, inquiry: Inquiry) -> None:
    files.detach(state, _found(state, inquiry), inquiry.parameters["attachmentId"])


def _attachments(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return {"attachments": [attachment_json(each) for each in _found(state, inquiry).attachments]}


def _url(form: str, state: State, inquiry: Inquiry) -> dict[str, str]:
    """Where a browser would show an invoice; the sandbox shows none."""
    menu = "true" if inquiry.parameters.get("includeMenu", True) else "false"
    return {"url": f"https://example.com/tax-invoices/{form.format(id=_found(state, inquiry).id, menu=menu)}"}


def _bulk(state: State, inquiry: Inquiry) -> dict[str, Any]:
    found = bulk.get(state, side_of(state, inquiry), inquiry.parameters["bulkTaxInvoiceId"])
    return bulk.bulk_json(state, found)


JOBS: Mapping[str, Job] = {moving.SENDING: moving.send, moving.ON_ITS_WAY: moving.go_on, bulk.JOB: bulk.go_on}

_ALL = "/b2b/tax-invoices"
_ONE = f"{_ALL}/{{taxInvoiceKey}}"
_STEPS: tuple[tuple[str, str], ...] = (
    ("issue", "IssueB2bTaxInvoiceResponse"),
    ("cancel-request", "CancelB2bTaxInvoiceRequestResponse"),
    ("refuse-request", "RefuseB2bTaxInvoiceRequestResponse"),
    ("cancel-issuance", "CancelB2bTaxInvoiceIssuanceResponse"),
    ("send-to-nts", "SendToNtsB2bTaxInvoiceResponse"),
)
_URLS: tuple[tuple[str, str, str], ...] = (
    ("pdf-download-url", "GetB2bTaxInvoicePdfDownloadUrlResponse", "{id}.pdf"),
    ("popup-url", "GetB2bTaxInvoicePopupUrlResponse", "{id}?menu={menu}"),
    ("print-url", "GetB2bTaxInvoicePrintUrlResponse", "{id}/print"),
)


ROUTES = (
    Route("GET", _ALL, "GetB2bTaxInvoicesResponse", listing.by_page),
    Route("GET", "/b2b/tax-invoices-sheet", "csv", listing.sheet),
    Route("POST", f"{_ALL}/draft", "DraftB2bTaxInvoiceResponse", _draft),
    Route("PUT", f"{_ALL}/draft", "UpdateB2bTaxInvoiceDraftResponse", _update),
    Route("POST", f"{_ALL}/issue-immediately", "IssueB2bTaxInvoiceImmediatelyResponse", _issue_immediately),
    Route(
        "POST",
        f"{_ALL}/request-reverse-issuance",
        "RequestB2bTaxInvoiceReverseIssuanceResponse",
        _request_reverse,
    ),
    Route("GET", _ONE, "B2bTaxInvoice", _get),
    Route("DELETE", _ONE, "DeleteB2bTaxInvoiceResponse", _delete),
    Route("POST", f"{_ONE}/request", "RequestB2bTaxInvoiceResponse", _request),
    *(Route("POST", f"{_ONE}/{name}", answer, partial(_step, name)) for name, answer in _STEPS),
    *(Route("GET", f"{_ONE}/{name}", answer, partial(_url, form)) for name, answer, form in _URLS),
    Route("POST", "/b2b/file-upload-url", "CreateB2bFileUploadUrlPayload", _upload_url),
    Route("POST", f"{_ONE}/attach-file", "none", _attach),
    Route("GET", f"{_ONE}/attachments", "GetB2bTaxInvoiceAttachmentsResponse", _attachments),
    Route("DELETE", f"{_ONE}/attachments/{{attachmentId}}", "none", _detach),
    Route("GET", "/b2b/bulk-tax-invoices/{bulkTaxInvoiceId}", "B2bBulkTaxInvoice", _bulk),
)
