"""What is known and expected: listed by its fingerprint, with a reason and a day on which it must be gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

LENGTH = 12
"""Hexadecimal digits of a fingerprint."""
_FORM = "FINGERPRINT YYYY-MM-DD REASON"


@dataclass(frozen=True, slots=True)
class Known:
    """One finding that is expected.

    Attributes:
        fingerprint: of the finding.
        until: the last day on which it is.
        reason: why it is not mended yet.
    """

    fingerprint: str
    until: date
    reason: str

    @classmethod
    def parse(cls, line: str) -> Known:
        """Read a line of a list: `FINGERPRINT YYYY-MM-DD REASON`.

        Raises:
            ValueError: it is no such line.
        """
        fingerprint, until, reason = [*line.split(None, 2), "", "", ""][:3]
        try:
            day = date.fromisoformat(until)
        except ValueError:
            raise ValueError(f"received {line!r}, expected {_FORM}") from None
        if len(fingerprint) != LENGTH or not reason:
            raise ValueError(f"received {line!r}, expected {_FORM}")
        return cls(fingerprint, day, reason)
