"""Files of the merchant's: told of through the API, put to a URL of the sandbox's own, attached to drafts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.messages import Response
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book
from pytest_portone.sandbox.tax_invoices.models import Attachment, Upload

if TYPE_CHECKING:
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

PATH = "/__portone__/files/"
"""Where files are put: what no path of PortOne's begins with."""
ORIGIN = "https://api.portone.io"
"""Where that is, for a sandbox in process; a server puts its own address there."""


def announce(state: State, side: Side, name: str) -> Upload:
    """Get ready for a file."""
    made = Upload(f"file-{state.identifiers.uuid()}", side, name)
    state.uploads[made.id] = made
    return made


def url_of(upload: Upload) -> str:
    """Where a file is put."""
    return f"{ORIGIN}{PATH}{upload.id}"


def received(state: State, request: Request) -> Response | None:
    """Take a file that is put; None for a request that puts none."""
    if not request.path.startswith(PATH):
        return None
    upload = state.uploads.get(request.path.removeprefix(PATH))
    if upload is None:
        return Response(404)
    if request.method != "PUT":
        return Response(405, {"allow": "PUT"})
    state.uploads[upload.id] = replace(upload, content=request.body)
    return Response(200)


def attach(state: State, invoice: TaxInvoice, file_id: str) -> TaxInvoice:
    """Attach a file that has come to a draft.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NOT_DRAFTED_STATUS`, `B2B_FILE_NOT_FOUND`.
    """
    refuse_undrafted(invoice)
    upload = state.uploads.get(file_id)
    if upload is None or upload.side != invoice.side or upload.content is None:
        told = "has not come yet" if upload and upload.side == invoice.side else "is not known"
        raise Refusal("B2B_FILE_NOT_FOUND", f"The file {file_id!r} {told}; put it to the URL that it was given")
    made = Attachment(f"attachment-{state.identifiers.uuid()}", upload.name, state.clock.now, file_id)
    return book.keep(state, replace(invoice, attachments=(*invoice.attachments, made)))


def detach(state: State, invoice: TaxInvoice, attachment_id: str) -> TaxInvoice:
    """Take a file off a draft.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NOT_DRAFTED_STATUS`, `B2B_TAX_INVOICE_ATTACHMENT_NOT_FOUND`.
    """
    refuse_undrafted(invoice)
    left = tuple(each for each in invoice.attachments if each.id != attachment_id)
    if left == invoice.attachments:
        message = f"The tax invoice {invoice.id!r} has no attachment {attachment_id!r}"
        raise Refusal("B2B_TAX_INVOICE_ATTACHMENT_NOT_FOUND", message)
    return book.keep(state, replace(invoice, attachments=left))


def refuse_undrafted(invoice: TaxInvoice) -> None:
    """Go on only with a draft.

    Raises:
        Refusal: `B2B_TAX_INVOICE_NOT_DRAFTED_STATUS`.
    """
    if invoice.status != "DRAFTED":
        message = f"The tax invoice {invoice.id!r} is {invoice.status}, expected DRAFTED"
        raise Refusal("B2B_TAX_INVOICE_NOT_DRAFTED_STATUS", message)
