"""Breaks that are known: what the user lists, and the faults of the SDKs."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from pytest_portone.known import LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pytest_portone.gate.judge import Judgement
    from pytest_portone.gate.sdk_faults import SdkFault
    from pytest_portone.gate.spots import Spot
    from pytest_portone.known import Known
    from pytest_portone.report.model import Kind


def fingerprint(spots: Iterable[Spot], judgement: Judgement) -> str:
    """The same for the same change that breaks the same function in the same way, in whichever test and line."""
    raised = judgement.raised
    # What the test itself raises depends on the test, and the same change breaks many.
    where = ("", "") if raised.blame == "test" else (raised.file, raised.function)
    parts = (*map(str, spots), judgement.verdict, raised.blame, judgement.kind, *where)
    return sha256("\n".join(parts).encode()).hexdigest()[:LENGTH]


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
