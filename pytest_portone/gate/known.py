"""Breaks that are known: listed with a reason and a day on which they must be gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_portone.gate.judge import Judgement
    from pytest_portone.gate.sdk_faults import SdkFault
    from pytest_portone.gate.spots import Spot
    from pytest_portone.report.model import Kind

_LENGTH = 12
_FORM = "FINGERPRINT YYYY-MM-DD REASON"


@dataclass(frozen=True, slots=True)
class Known:
    """One break that is expected.

    Attributes:
        fingerprint: of the break.
        until: the last day on which it is.
        reason: why it is not mended yet.
    """

    fingerprint: str
    until: date
    reason: str

    @classmethod
    def parse(cls, line: str) -> Known:
        """Read a line of the ini option `portone_known_breaks`.

        Raises:
            ValueError: it is no such line.
        """
        fingerprint, until, reason = [*line.split(None, 2), "", "", ""][:3]
        try:
            day = date.fromisoformat(until)
        except ValueError:
            raise ValueError(f"received {line!r}, expected {_FORM}") from None
        if len(fingerprint) != _LENGTH or not reason:
            raise ValueError(f"received {line!r}, expected {_FORM}")
        return cls(fingerprint, day, reason)


def fingerprint(spots: Iterable[Spot], judgement: Judgement) -> str:
    """The same for the same change that breaks the same function in the same way, in whichever test and line."""
    raised = judgement.raised
    # What the test itself raises depends on the test, and the same change breaks many.
    where = ("", "") if raised.blame == "test" else (raised.file, raised.function)
    parts = (*map(str, spots), judgement.verdict, raised.blame, judgement.kind, *where)
    return sha256("\n".join(parts).encode()).hexdigest()[:_LENGTH]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that is known and expected.

    Attributes:
        known: listed by the user.
        faults: of the SDKs; empty unless the user has asked for them.
        today: in the user's calendar.
    """

    known: Sequence[Known]
    faults: Sequence[SdkFault]
    today: date

    def reason(self, mark: str, kind: Kind, judgement: Judgement) -> str:
        """Why a break is known; empty where it is not, or where its day is past."""
        listed = (each.reason for each in self.known if each.fingerprint == mark and each.until >= self.today)
        faults = (each.reason for each in self.faults if each.shows(kind, judgement))
        return next(listed, "") or next(faults, "")
