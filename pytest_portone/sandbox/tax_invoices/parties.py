"""The two parties of an invoice: one is the merchant, the other one may be a counterparty that it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import book
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.counterparties.models import Counterparty
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import Issuance, Party

OWN: Mapping[Issuance, Party] = {"NORMAL": "supplier", "REVERSE": "recipient"}
"""Which party the merchant is."""
OTHER: Mapping[Issuance, Party] = {"NORMAL": "recipient", "REVERSE": "supplier"}
_NAMES = {"name": "Sandbox Merchant", "representativeName": "Lee Merchant"}
_COPIED = ("name", "representativeName", "address", "businessType", "businessClass", "contact")


def completed(state: State, side: Side, told: Mapping[str, Any], issuance: Issuance) -> dict[str, Any]:
    """An invoice's input with both parties in full.

    Raises:
        Refusal: `B2B_SUPPLIER_NOT_FOUND`, `B2B_RECIPIENT_NOT_FOUND`, `B2B_COUNTERPARTY_NOT_FOUND`,
            `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
    """
    own, other = OWN[issuance], OTHER[issuance]
    mine = _merchant(state, own, told.get(own, {}))
    known = counterparty_of(state, side, told.get(other, {}))
    theirs = _other(other, told.get(other, {}), known, issuance)
    contacts = told.get("additionalContacts") or _contacts(told, known)
    return {**told, "issuanceType": issuance, own: mine, other: theirs, "additionalContacts": contacts}


def counterparty_of(state: State, side: Side, company: Mapping[str, Any]) -> Counterparty | None:
    """The counterparty that a party is: by its id, else by its number. None where the merchant keeps no such one.

    Raises:
        Refusal: `B2B_COUNTERPARTY_NOT_FOUND`, by its id.
    """
    if "counterpartyId" in company:
        return book.get(state, side, company["counterpartyId"])
    return book.with_number(state, side, company.get("brn", ""))


def _merchant(state: State, party: Party, company: Mapping[str, Any]) -> dict[str, Any]:
    terms = state.settings.b2b
    brn = company.get("brn", terms.own_number)
    if not terms.is_own(brn):
        raise _missing(party, company, f"expected the merchant's own number, {terms.own_number}")
    return {**_NAMES, **company, "brn": brn}


def _other(
    party: Party, company: Mapping[str, Any], known: Counterparty | None, issuance: Issuance
) -> dict[str, Any]:
    if known is None and (issuance == "REVERSE" or "brn" not in company):
        raise _missing(party, company, "expected a counterparty, by its id or its number")
    if known is None:
        return dict(company)
    if issuance == "REVERSE":
        book.refuse_unconnected(known)
    copied = {name: known.told[name] for name in _COPIED if name in known.told}
    if "contact" in copied:
        copied["contact"] = {name: value for name, value in copied["contact"].items() if name != "memo"}
    return {**copied, **company, "brn": known.brn, "counterpartyId": known.id}


def _missing(party: Party, company: Mapping[str, Any], expected: str) -> Refusal:
    named = {name: company[name] for name in ("brn", "counterpartyId") if name in company}
    received = ", ".join(f"{name} {value!r}" for name, value in named.items()) or "none"
    return Refusal(f"B2B_{party.upper()}_NOT_FOUND", f"{party}: received {received}, {expected}", named)


def _contacts(told: Mapping[str, Any], known: Counterparty | None) -> list[dict[str, Any]]:
    """The further contacts of a counterparty, where the invoice goes to them too."""
    if known is None or not told.get("useCounterpartyAdditionalContacts"):
        return []
    kept = known.told.get("additionalContacts", ())
    return [{name: value for name, value in each.items() if name != "memo"} for each in kept]
