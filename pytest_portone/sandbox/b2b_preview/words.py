"""What the preview API calls otherwise than its successor: fields, statuses, errors."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.refusals import Refusal, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS: Mapping[str, str] = {
    "taxType": "taxationType",
    "serialNum": "serialNumber",
    "supplyCostTotalAmount": "totalSupplyAmount",
    "taxTotalAmount": "totalTaxAmount",
    "contacts": "additionalContacts",
}
"""The successor's names of what an invoice says."""
_FORMER = {new: old for old, new in FIELDS.items()}

TAGS: Mapping[str, str] = {"DRAFTED": "REGISTERED", "REQUEST_REFUSED": "ISSUANCE_REFUSED"}
"""The tags of `B2bTaxInvoice`, by the successor's statuses. Those without a row are called the same."""
LISTED: Mapping[str, str] = {
    "DRAFTED": "REGISTERED",
    "REQUEST_CANCELLED": "REQUEST_CANCELLED_BY_RECIPIENT",
    "ISSUANCE_CANCELLED": "ISSUANCE_CANCELLED_BY_SUPPLIER",
}
"""The values of `B2bTaxInvoiceStatus`, likewise."""


def later(sent: Mapping[str, Any]) -> dict[str, Any]:
    """What an invoice says, by the successor's names."""
    return {FIELDS.get(name, name): value for name, value in sent.items()}


def former(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an invoice says, by the preview's names."""
    return {_FORMER.get(name, name): value for name, value in told.items()}


def former_refusal(refusal: Refusal) -> Refusal:
    """A refusal as the preview words it."""
    if refusal.violations:
        return invalid([replace(each, path=tuple(map(_part, each.path))) for each in refusal.violations])
    kind, message = (text.replace("DRAFTED", "REGISTERED") for text in (refusal.type, refusal.message))
    return Refusal(kind, message, refusal.details)


def _part(part: str | int) -> str | int:
    return _FORMER.get(part, part) if isinstance(part, str) else part
