"""The ways to pay at once through the API: a card, or a virtual account."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import cards
from pytest_portone.sandbox.clock import read, written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.rules import Checks
    from pytest_portone.sandbox.state import State

_LONGEST_HOURS = 24 * 366 * 10
"""Ten years: nothing is documented, and a moment must stay one that a calendar has."""


def check(method: Mapping[str, Any], checks: Checks) -> None:
    """What the schema does not say of an `InstantPaymentMethodInput`."""
    checks.exactly_one(("method",), method, "card", "virtualAccount")
    if "card" in method:
        cards.check(method["card"]["credential"], ("method", "card", "credential"), checks)
        checks.at_least(("method", "card", "installmentMonth"), method["card"].get("installmentMonth"), 0)
    if "virtualAccount" in method:
        _check_account(method["virtualAccount"], checks)


def _check_account(account: Mapping[str, Any], checks: Checks) -> None:
    path = ("method", "virtualAccount")
    expiry, option = account["expiry"], account["option"]
    checks.exactly_one((*path, "expiry"), expiry, "validHours", "dueDate")
    checks.at_least((*path, "expiry", "validHours"), expiry.get("validHours"), 1)
    checks.at_most((*path, "expiry", "validHours"), expiry.get("validHours"), _LONGEST_HOURS)
    if option["type"] == "FIXED":
        checks.exactly_one((*path, "option", "fixed"), option.get("fixed", {}), "pgAccountId", "accountNumber")


def method_json(state: State, method: Mapping[str, Any]) -> dict[str, Any]:
    """An `InstantPaymentMethodInput` as `PaymentMethod`."""
    if "virtualAccount" in method:
        return _account_json(state, method["virtualAccount"])
    card = method["card"]
    free = card.get("useFreeInterestFromMerchant", False)
    return card_json(cards.card_json(card["credential"]["number"]), card.get("installmentMonth"), interest_free=free)


def card_json(card: Mapping[str, Any], month: int | None, *, interest_free: bool) -> dict[str, Any]:
    """A payment by card, as `PaymentMethod`.

    Args:
        card: as `Card`.
        month: months of instalments; None or 0 for one sum.
        interest_free: whether the merchant bears their interest.
    """
    installment = _installment(month or 0, interest_free)
    return {"type": "PaymentMethodCard", "card": card, "installment": installment, "pointUsed": False}


@lru_cache(maxsize=64)
def _installment(month: int, interest_free: bool) -> Mapping[str, Any]:  # noqa: FBT001 - a cache's key
    return {"month": month, "isInterestFree": interest_free, "isInterestFreeFromMerchant": interest_free}


def _account_json(state: State, account: Mapping[str, Any]) -> dict[str, Any]:
    fixed = account["option"].get("fixed", {})
    known = fixed.get("accountNumber") or _account_number(fixed.get("pgAccountId"))
    return virtual_account_json(
        state,
        bank=account["bank"],
        number=known,
        until=_until(state, account["expiry"]),
        kind=account["option"]["type"],
        remittee=account.get("remitteeName"),
    )


def _account_number(pg_account_id: str | None) -> str | None:
    """The number that belongs to a fixed account: the same id has always the same."""
    if pg_account_id is None:
        return None
    return f"{int.from_bytes(pg_account_id.encode()) % 10**14:014d}"


def _until(state: State, expiry: Mapping[str, Any]) -> str:
    if "dueDate" in expiry:
        due: str = expiry["dueDate"]
        try:
            return written(read(due))
        except OverflowError:  # at the ends of the calendar a moment can't change its zone
            return due
    return written(state.clock.now + timedelta(hours=expiry["validHours"]))


def virtual_account_json(  # noqa: PLR0913 - one argument a field
    state: State,
    *,
    bank: str,
    until: str,
    number: str | None = None,
    kind: str = "NORMAL",
    remittee: str | None = None,
) -> dict[str, Any]:
    """A payment into a virtual account that is issued now, as `PaymentMethod`."""
    return {
        "type": "PaymentMethodVirtualAccount",
        "bank": bank,
        "accountNumber": number or state.identifiers.pg()[:14],
        "accountType": kind,
        "remitteeName": remittee,
        "issuedAt": written(state.clock.now),
        "expiredAt": until,
    }


def card_number(method: Mapping[str, Any]) -> str | None:
    """The number of the card that pays; None where none does."""
    number: str | None = method.get("card", {}).get("credential", {}).get("number")
    return number
