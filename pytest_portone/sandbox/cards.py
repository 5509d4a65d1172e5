"""Cards: what of a card number is kept, and the numbers that a payment gateway turns down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.schema import Path
    from pytest_portone.sandbox.rules import Checks

Step: TypeAlias = Literal["issue", "pay", "cancel", "delete", "promotions", "identify"]


@dataclass(frozen=True, slots=True)
class Decline:
    """A payment gateway's no.

    Attributes:
        at: the steps at which it comes.
        pg_code: the gateway's code.
        pg_message: the gateway's words.
    """

    at: frozenset[Step]
    pg_code: str
    pg_message: str


DECLINES: Mapping[str, Decline] = {
    "9999990000000001": Decline(frozenset({"issue", "pay"}), "CARD_DECLINED", "the card was declined"),
    "9999990000000002": Decline(frozenset({"pay"}), "INSUFFICIENT_FUNDS", "the card's limit is exceeded"),
    "9999990000000003": Decline(frozenset({"cancel"}), "CANCEL_REFUSED", "the acquirer refused the cancellation"),
    "9999990000000004": Decline(frozenset({"delete"}), "DELETE_REFUSED", "the billing key is in use at the gateway"),
}
"""By card number, digits only. No bank issues cards that begin with 999999."""

COMPANIES = (
    "WOORI_CARD",
    "BC_CARD",
    "SAMSUNG_CARD",
    "SHINHAN_CARD",
    "HYUNDAI_CARD",
    "LOTTE_CARD",
    "NH_CARD",
    "HANA_CARD",
    "KOOKMIN_CARD",
)
"""The issuer of a card is the one at the place that the sixth digit of its number says, counted round."""

_BRANDS = {"2": "MASTER", "3": "JCB", "4": "VISA", "5": "MASTER", "6": "UNIONPAY"}
_BIN = 6
_TAIL = 4


CREDENTIAL = {
    "number": (re.compile("[0-9]+"), "digits only"),
    "expiryYear": (re.compile("[0-9]{2}"), "2 digits"),
    "expiryMonth": (re.compile("0[1-9]|1[0-2]"), "2 digits, 01 to 12"),
    "birthOrBusinessRegistrationNumber": (re.compile("[0-9]{6}|[0-9]{10}"), "6 digits (yyMMdd) or 10 digits"),
    "passwordTwoDigits": (re.compile("[0-9]{2}"), "2 digits"),
}
"""The form of each field of a `CardCredential`, and the form in words."""


def check(credential: Mapping[str, str], path: Path, checks: Checks) -> None:
    """What the schema does not say of a card's credential at `path`. No value of it is ever shown."""
    for name, (form, words) in CREDENTIAL.items():
        value = credential.get(name)
        met = value is None or form.fullmatch(value) is not None
        checks.require((*path, name), None, words, met=met, hidden=True)


def card_json(number: str) -> Mapping[str, Any]:
    """What is kept of the card with this number, as `Card`: the number only masked (PCI DSS 3.4).

    Payments with the same card share it: it is not to be changed.
    """
    return _kept(masked(number))


@lru_cache(maxsize=1024)
def _kept(number: str) -> Mapping[str, Any]:
    company = issuer(number)
    return {
        "issuer": company,
        "publisher": company,
        "brand": _BRANDS.get(number[:1], "LOCAL"),
        "type": "CREDIT",
        "ownerType": "PERSONAL",
        "bin": number[:_BIN].strip("*"),
        "name": company.replace("_", " ").title(),
        "number": number,
    }


def masked(number: str) -> str:
    """A card number with its first six and last four digits; nothing of a number too short to hide any."""
    hidden = len(number) - _BIN - _TAIL
    return number[:_BIN] + "*" * hidden + number[-_TAIL:] if hidden > 0 else "*" * len(number)


def issuer(number: str) -> str:
    """The company that issued the card with this number, masked or not."""
    sixth = number[_BIN - 1 : _BIN]
    return COMPANIES[int(sixth) % len(COMPANIES) if sixth.isdigit() else 0]
