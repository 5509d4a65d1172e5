"""What a sandbox can be told of tax invoices and counterparties."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from pytest_portone.sandbox.counterparties import numbers

if TYPE_CHECKING:
    from collections.abc import Mapping

OWN_NUMBER = "1234567891"
"""The merchant's business registration number, where the settings name none."""

WAITS: Mapping[str, timedelta | None] = {
    "BEFORE_SENDING": timedelta(minutes=1),
    "WAITING_SENDING": timedelta(minutes=1),
    "SENDING": timedelta(minutes=10),
}
"""How long an invoice is on its way to the tax office, by status; PortOne does not say, these are made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class B2b:
    """What differs between merchants, and what PortOne leaves open, of tax invoices.

    Attributes:
        business_number: the merchant's business registration number; another one in the merchant's place is not
            found. None for whatever number the code under test has.
        connections: a new counterparty is connected to the tax office `at-once`, or when the console says so
            (`awaited`).
        verification_life: how long a verification of a business can be used.
        sending: an invoice that is issued goes to the tax office on the `next-day` at 15:00 in Korea, or on the
            `next-business-day`.
        waits: how long it is there in each status of the way; None until the console says what becomes of it.
        amounts: whether the amounts of an invoice have to add up (`consistent`), or `any` are taken.
        unknown_in_list: a list of the invoice with an id that nobody has is `empty`, or `refused`.
    """

    business_number: str | None = None
    connections: Literal["at-once", "awaited"] = "at-once"
    verification_life: timedelta = timedelta(days=1)
    sending: Literal["next-day", "next-business-day"] = "next-day"
    waits: Mapping[str, timedelta | None] = field(default_factory=lambda: WAITS)
    amounts: Literal["any", "consistent"] = "any"
    unknown_in_list: Literal["empty", "refused"] = "empty"

    def __post_init__(self) -> None:
        """Refuse what can't work.

        Raises:
            ValueError: everything that is wrong: what was received, what was expected.
        """
        number, life, nothing = self.business_number, self.verification_life, timedelta()
        early = [name for name, wait in self.waits.items() if wait is not None and wait < nothing]
        rules = [
            ("business_number", number is None or numbers.is_valid(number), number, "ten digits, the last one right"),
            ("verification_life", life > nothing, life, "longer than nothing"),
            ("waits", not early, f"a negative one for {', '.join(early)}", "none that is negative"),
        ]
        wrong = [f"{name}: received {got}, expected {want}" for name, met, got, want in rules if not met]
        if wrong:
            raise ValueError("the settings of tax invoices are wrong: " + "; ".join(wrong))

    @property
    def own_number(self) -> str:
        """The merchant's number, as it is shown."""
        return self.business_number or OWN_NUMBER

    def is_own(self, number: str) -> bool:
        """Whether a number can be the merchant's."""
        return self.business_number in {None, number}
