"""What the customer is told instead of a success."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator


class CheckoutError(Exception):
    """The browser's window gives an error back, or the bank does.

    Attributes:
        code: the browser SDK's code, such as `PaymentAlreadyPaid`.
        message: what was received, and what was expected.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code, self.message = code, message


CODES = {
    "ALREADY_PAID": "PaymentAlreadyPaid",
    "CHANNEL_NOT_FOUND": "ChannelNotFound",
    "FORBIDDEN": "StoreNotFound",
    "IDENTITY_VERIFICATION_ALREADY_VERIFIED": "IdentityVerificationAlreadyVerified",
    "MAX_TRANSACTION_COUNT_REACHED": "InvalidEntityState",
    "PG_PROVIDER": "PGProviderError",
    "CHANNEL_SPECIFIC": "PGProviderError",
}
"""The browser SDK's codes, by the API's types."""


@contextmanager
def told_the_customer() -> Iterator[None]:
    """What the sandbox refuses inside is an error of the browser SDK."""
    try:
        yield
    except Refusal as refusal:
        message = refusal.details.get("pgMessage", refusal.message)
        raise CheckoutError(CODES.get(refusal.type, "InvalidEntityState"), message) from None
