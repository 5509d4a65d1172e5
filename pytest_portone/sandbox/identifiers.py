"""Identifiers in PortOne's forms, drawn from one seeded source."""

from __future__ import annotations

from functools import lru_cache
from random import Random


def uuid(source: Random) -> str:
    """A version 4 UUID (RFC 9562) out of `source`."""
    bits = source.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | (0x4 << 76) | (0x2 << 62)
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Identifiers:
    """The identifiers that one sandbox gives out: the same seed gives the same sequence."""

    def __init__(self, seed: int) -> None:
        self._source = Random(seed)  # noqa: S311 - reproducible on purpose

    def uuid(self) -> str:
        """A bare UUID, as transactions and cancellations have."""
        return uuid(self._source)

    def billing_key(self) -> str:
        """A billing key."""
        return f"billing-key-{self.uuid()}"

    def pg(self) -> str:
        """A number that a payment gateway would give: 20 digits."""
        return f"{self._source.randrange(10**19, 10**20)}"

    def token(self, kind: str) -> str:
        """A token; `kind` tells a reader what it is for."""
        return f"portone-sandbox-{kind}-{self.uuid()}"


@lru_cache(maxsize=1024)
def derived(form: str, name: str) -> str:
    """The identifier that belongs to `name`, always the same: `form` followed by a UUID."""
    return f"{form}-{uuid(Random(name))}"  # noqa: S311 - reproducible on purpose
