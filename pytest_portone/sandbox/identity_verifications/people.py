"""Who is verified, and what a gateway finds out about them."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = re.compile(r"(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<kind>[0-9])")
"""The first seven digits of a resident registration number: the date of birth, and one digit for much else."""

_CENTURIES = {"9": 1800, "0": 1800, "1": 1900, "2": 1900, "5": 1900, "6": 1900}
_FOREIGN = frozenset("5678")

_CI_BYTES = 64
_DI_BYTES = 48

WITHHELD: Mapping[str, frozenset[str]] = {
    "INICIS": frozenset({"operator", "di"}),
    "INICIS_V2": frozenset({"operator", "di"}),
    "INICIS_UNIFIED": frozenset({"operator", "di"}),
}
"""What a gateway never tells of a customer, by its `PgProvider`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A customer as the telecom company knows them; None is not known.

    Attributes:
        name: the whole name.
        id: what the merchant calls the customer.
        phone_number: digits only.
        operator: an `IdentityVerificationOperator`.
        birth_date: as `yyyy-MM-dd`.
        gender: a `Gender`.
        foreigner: whether they are registered as one.
    """

    name: str
    id: str | None = None
    phone_number: str | None = None
    operator: str | None = None
    birth_date: str | None = None
    gender: str | None = None
    foreigner: bool | None = None


def facts_of(identity_number: str | None) -> dict[str, Any]:
    """What the first seven digits of a resident registration number say, as fields of `Person`.

    Raises:
        ValueError: they are none: other than seven digits, or no date that there is.
    """
    if identity_number is None:
        return {}
    found = NUMBER.fullmatch(identity_number)
    if found is None:
        raise ValueError("not seven digits")
    kind = found["kind"]
    year = _CENTURIES.get(kind, 2000) + int(found["year"])
    birth = date(year, int(found["month"]), int(found["day"]))
    gender = "MALE" if int(kind) % 2 else "FEMALE"
    return {"birth_date": birth.isoformat(), "gender": gender, "foreigner": kind in _FOREIGN}


def requested_json(person: Person) -> dict[str, Any]:
    """What the customer said, as `IdentityVerificationRequestedCustomer`."""
    year, month, day = person.birth_date.split("-") if person.birth_date else (None, None, None)
    return {
        "id": person.id,
        "name": person.name,
        "phoneNumber": person.phone_number,
        "birthYear": year,
        "birthMonth": month,
        "birthDay": day,
    }


def verified_json(person: Person, provider: str, store: str) -> dict[str, Any]:
    """What the gateway found out, as `IdentityVerificationVerifiedCustomer`.

    The same person has the same `ci` everywhere, and the same `di` in one store.
    """
    known = {
        "id": person.id,
        "name": person.name,
        "operator": person.operator,
        "phoneNumber": person.phone_number,
        "birthDate": person.birth_date,
        "gender": person.gender,
        "isForeigner": person.foreigner,
        "ci": _derived(person, _CI_BYTES),
        "di": _derived(person, _DI_BYTES, store),
    }
    return {name: value for name, value in known.items() if name not in WITHHELD.get(provider, ())}


def _derived(person: Person, size: int, *scope: str) -> str:
    """A text that belongs to a person: by the name and the date of birth, for a phone number can change."""
    about = "\0".join((person.name, person.birth_date or "", person.gender or "", *scope))
    return b64encode(blake2b(about.encode(), digest_size=size).digest()).decode()
