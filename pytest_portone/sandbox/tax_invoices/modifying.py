"""Modified invoices: which one an invoice modifies, and whether it may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tax_invoices import book
from pytest_portone.sandbox.tax_invoices.models import Modification

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Issuance, TaxInvoice


def resolved(
    state: State, side: Side, asked: Mapping[str, Any] | None, told: Mapping[str, Any], issuance: Issuance
) -> Modification:
    """What an invoice modifies.

    Args:
        state: what the sandbox remembers.
        side: live or test.
        asked: a `B2bTaxInvoiceModificationCreateBody`.
        told: what the new invoice says.
        issuance: how the new invoice is issued.

    Raises:
        Refusal: `B2B_MODIFICATION_NOT_PROVIDED`, `B2B_ORIGINAL_TAX_INVOICE_NOT_FOUND`,
            `B2B_TAX_INVOICE_STATUS_NOT_SENDING_COMPLETED`, `B2B_CANNOT_CHANGE_TAX_TYPE`,
            `B2B_ISSUANCE_TYPE_MISMATCH`.
    """
    original = _original(state, side, asked)
    _refuse(original, told, issuance)
    before = original.modification
    return Modification(
        type=asked["type"] if asked else "",
        original_id=original.id,
        original_approval_number=original.approval_number or "",
        root_id=before.root_id if before else original.id,
    )


def _original(state: State, side: Side, asked: Mapping[str, Any] | None) -> TaxInvoice:
    if asked is None:
        raise Refusal("B2B_MODIFICATION_NOT_PROVIDED", "The invoice modifies another one, and does not say which")
    name = book.Name(asked["taxInvoiceKey"], asked.get("taxInvoiceKeyType", "RECIPIENT"), asked.get("brn"))
    if not name.key.strip() or (name.type != "TAX_INVOICE_ID" and name.brn is None):
        received = f"the {name.type} key {name.key!r} and brn {name.brn!r}"
        message = f"modification: received {received}; expected a key, and its number"
        raise Refusal("B2B_MODIFICATION_NOT_PROVIDED", message)
    found = book.find(state, side, name)
    if found is None:
        message = f"There is no tax invoice with the {name.type} key {name.key!r} to modify among the {side} data"
        raise Refusal("B2B_ORIGINAL_TAX_INVOICE_NOT_FOUND", message)
    return found


def _refuse(original: TaxInvoice, told: Mapping[str, Any], issuance: Issuance) -> None:
    if original.status != "SENDING_COMPLETED":
        message = f"The invoice {original.id!r} is {original.status}; only one that is SENDING_COMPLETED is modified"
        raise Refusal("B2B_TAX_INVOICE_STATUS_NOT_SENDING_COMPLETED", message)
    before, after = original.told["taxationType"], told["taxationType"]
    if before != after:
        raise Refusal("B2B_CANNOT_CHANGE_TAX_TYPE", f"taxationType: received {after}, expected {before} as before")
    if original.issuance != issuance:
        message = f"issuanceType: received {issuance}, expected {original.issuance} as before"
        raise Refusal("B2B_ISSUANCE_TYPE_MISMATCH", message)
