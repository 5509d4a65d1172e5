"""Businesses looked up, and the verifications that this gives: each can be used for its own number, for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import registries
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.counterparties import numbers
from pytest_portone.sandbox.counterparties.models import Verification
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.counterparties.models import BusinessState, VerificationKind
    from pytest_portone.sandbox.registries import Company
    from pytest_portone.sandbox.state import State

_TYPES = {"IN_BUSINESS": "continuing", "CLOSED": "closed", "SUSPENDED": "suspended"}


def info_of(state: State, brn: str) -> dict[str, Any] | None:
    """What is known of a business (`B2bBusinessInfo`), the same each time; None for a number that nobody has."""
    if _company(state, brn) is None:
        return None
    return {
        "brn": brn,
        "name": f"Company {brn[:3]}-{brn[3:5]}",
        "ceoName": "Kim Sandbox",
        "zipCode": "04524",
        "address": f"{int(brn[5:9])} Sejong-daero, Jung-gu, Seoul",
        "businessEntityType": "corporation",
        "businessStatus": _TYPES[state_of(state, brn)],
        "taxationType": "general",
        "openingDate": "2020-01-01",
        "businessType": "wholesale and retail",
        "businessClass": "electronic commerce",
        "businessCategoryCode": "525101",
    }


def state_of(state: State, brn: str) -> BusinessState:
    """What the tax office says of a business."""
    company = _company(state, brn)
    return company.business_status if company else "NOT_FOUND"


def _company(state: State, brn: str) -> Company | None:
    return registries.company_of(state.settings, brn) if numbers.is_valid(brn) else None


def look_up(state: State, brn: str) -> dict[str, Any]:
    """One result of a look-up (`B2bBusinessInfoResult`): what is known, with a verification; or why nothing is."""
    info = info_of(state, brn)
    if info is None:
        return {"brn": brn, "error": f"no business has the number {brn!r}"}
    return {"brn": brn, "businessInfo": info, "verificationId": verify(state, "BUSINESS_INFO", brn).id}


def verify(state: State, kind: VerificationKind, brn: str) -> Verification:
    """A new verification."""
    made = Verification(f"verification-{state.identifiers.uuid()}", kind, brn, state.clock.now)
    state.b2b_verifications[made.id] = made
    return made


def used(state: State, kind: VerificationKind, brn: str, options: Mapping[str, Any]) -> Verification | None:
    """The verification of a kind that options name, or ask for (`B2bCounterpartyCreateOptions`); None without.

    Raises:
        Refusal: `B2B_COUNTERPARTY_VERIFICATION_NOT_FOUND`, `..._TYPE_MISMATCH`, `..._BRN_MISMATCH`, `..._INVALID`.
    """
    checked, named = _FIELDS[kind]
    if named in options:
        return _named(state, kind, brn, options[named])
    return verify(state, kind, brn) if options.get(checked) else None


_FIELDS: Mapping[VerificationKind, tuple[str, str]] = {
    "BUSINESS_INFO": ("checkBusinessInfo", "businessInfoVerificationId"),
    "BUSINESS_STATUS": ("checkBusinessStatus", "businessStatusVerificationId"),
}


def _named(state: State, kind: VerificationKind, brn: str, verification_id: str) -> Verification:
    found, prefix = state.b2b_verifications.get(verification_id), "B2B_COUNTERPARTY_VERIFICATION"
    if found is None:
        raise Refusal(f"{prefix}_NOT_FOUND", f"There is no verification {verification_id!r}")
    if found.kind != kind:
        raise Refusal(f"{prefix}_TYPE_MISMATCH", f"{verification_id!r} is of {found.kind}, expected one of {kind}")
    if found.brn != brn:
        raise Refusal(f"{prefix}_BRN_MISMATCH", f"{verification_id!r} is of the number {found.brn}, expected {brn}")
    until = found.checked_at + state.settings.b2b.verification_life
    if state.clock.now > until:
        raise Refusal(f"{prefix}_INVALID", f"{verification_id!r} was good until {written(until)}")
    return found
