"""Identifiers in PortOne's forms, drawn from one seeded source."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from random import Random

_DIGITS = 10**19


def uuid(source: Random) -> str:
    """A version 4 UUID (RFC 9562) out of `source`."""
    return _uuid(source.getrandbits(128))


def _uuid(bits: int) -> str:
    bits = bits & ~(0xF << 76) & ~(0x3 << 62) | (0x4 << 76) | (0x2 << 62)
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Identifiers:
    """The identifiers that one sandbox gives out: the same seed gives the same sequence.

    Attributes:
        drawn: how many were drawn; set back, the same come again.
    """

    def __init__(self, seed: int) -> None:
        self._key = str(seed).encode()
        self.drawn = 0

    def _bits(self) -> int:
        self.drawn += 1
        return int.from_bytes(blake2b(b"%d" % self.drawn, key=self._key[:64], digest_size=16).digest())

    def uuid(self) -> str:
        """A bare UUID, as transactions and cancellations have."""
        return _uuid(self._bits())

    def billing_key(self) -> str:
        """A billing key."""
        return f"billing-key-{self.uuid()}"

    def pg(self) -> str:
        """A number that a payment gateway would give: 20 digits."""
        return str(_DIGITS + self._bits() % (9 * _DIGITS))

    def token(self, kind: str) -> str:
        """A token; `kind` tells a reader what it is for."""
        return f"portone-sandbox-{kind}-{self.uuid()}"

    def fraction(self) -> float:
        """A number from 0 up to 1, as chance gives it."""
        return self._bits() / 2**128


@lru_cache(maxsize=1024)
def derived(form: str, name: str) -> str:
    """The identifier that belongs to `name`, always the same: `form` followed by a UUID."""
    return f"{form}-{uuid(Random(name))}"  # noqa: S311 - reproducible on purpose
