"""What a cassette holds: a header, and exchanges in the order in which they took place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from pytest_portone.traffic.model import Exchange

FORMAT = 1
"""The version of the header and of what is said about exchanges besides vcrpy's own format."""


@dataclass(frozen=True, slots=True)
class Header:
    """What is said of a cassette as a whole; it stands in vcrpy's `metadata`, as `portone`.

    Attributes:
        contract: the version of the contract that was pinned while it was recorded.
        recorded: when it was last recorded, with a zone.
        expires: from which day on it is worth recording anew; None for never.
        format: the version of the format.
    """

    contract: str
    recorded: datetime
    expires: date | None = None
    format: int = FORMAT


@dataclass(frozen=True, slots=True)
class Tape:
    """A cassette's content.

    Attributes:
        header: None for a cassette that another tool wrote.
        exchanges: calls to PortOne and webhooks from it, on one timeline. Of a call, the path is the one below
            PortOne's base URL; bodies are decoded.
    """

    header: Header | None
    exchanges: tuple[Exchange, ...] = ()
