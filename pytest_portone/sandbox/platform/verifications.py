"""What was looked up about an account or a company, by ids that can be used once each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.refusals import Refusal, invalid

if TYPE_CHECKING:
    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

Subject: TypeAlias = Literal["ACCOUNT", "COMPANY"]


@dataclass(frozen=True, slots=True)
class Verification:
    """One look-up.

    Attributes:
        id: what the merchant tells it by.
        side: live or test.
        subject: what was looked up.
        found: a bank, the account's number and its holder; or a business registration number, how the company pays
            VAT and whether it does business.
        used: whether a partner was verified by it.
    """

    id: str
    side: Side
    subject: Subject
    found: tuple[str, ...]
    used: bool = False


def issue(state: State, side: Side, subject: Subject, *found: str) -> Verification:
    """A new one."""
    made = Verification(f"verification-{state.identifiers.uuid()}", side, subject, found)
    state.platform_verifications[made.id] = made
    return made


def check_account(state: State, side: Side, verification_id: str, *account: str) -> None:
    """Refuse an account that was not looked up by this id.

    Raises:
        Refusal: `PLATFORM_ACCOUNT_VERIFICATION_NOT_FOUND`, `..._ALREADY_USED`, `..._FAILED`.
    """
    known = _of(state, side, "ACCOUNT", verification_id)
    if known is None:
        message = f"No account was looked up as {verification_id!r}"
        raise Refusal("PLATFORM_ACCOUNT_VERIFICATION_NOT_FOUND", message)
    _refuse_used(known)
    if known.found != account:
        message = f"{verification_id!r} is of another account, or of another holder"
        raise Refusal("PLATFORM_ACCOUNT_VERIFICATION_FAILED", message)


def check_company(state: State, side: Side, verification_id: str, number: str, at: Path) -> tuple[str, str]:
    """Refuse a company that was not looked up by this id. PortOne documents no error of its own for most of this.

    Returns:
        how the company pays VAT, and whether it does business.

    Raises:
        Refusal: `PLATFORM_COMPANY_VERIFICATION_ALREADY_USED`, `INVALID_REQUEST`.
    """
    known = _of(state, side, "COMPANY", verification_id)
    if known is None or known.found[0] != number:
        expected = f"the companyVerificationId of a look-up of the company {number}"
        raise invalid([Violation(("body", *at, "companyVerificationId"), repr(verification_id), expected)])
    _refuse_used(known)
    _, taxation_type, business_status = known.found
    return taxation_type, business_status


def use(state: State, verification_id: str | None) -> None:
    """Note that a verification was used; None is none."""
    known = state.platform_verifications.get(verification_id or "")
    if known is not None:
        state.platform_verifications[known.id] = replace(known, used=True)


def _of(state: State, side: Side, subject: Subject, verification_id: str) -> Verification | None:
    known = state.platform_verifications.get(verification_id)
    return known if known is not None and (known.side, known.subject) == (side, subject) else None


def _refuse_used(known: Verification) -> None:
    if known.used:
        message = f"A partner was verified by {known.id!r} already; look it up again"
        raise Refusal(f"PLATFORM_{known.subject}_VERIFICATION_ALREADY_USED", message)
