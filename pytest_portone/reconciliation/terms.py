"""What is tolerated, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SEOUL = timedelta(hours=9)
"""Korea's offset from UTC, which knows no summer time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How two sides are compared.

    Attributes:
        as_of: the moment at which both sides were read.
        grace: how long a difference that time may heal is in flight and no discrepancy: a webhook may be under way.
        skew: how far two times of one event may lie apart; None where times are not compared.
        tolerance: by currency, how many minor units a sum may be off; none where a currency is not named.
        fallbacks: columns that match what has no counterpart by its payment id, each list tried in its turn. A match
            counts if it is the only one on both sides.
        since: the first moment of the period; what has no row in the period is left out, on both sides together.
        until: the first moment after it.
        test_counts: whether payments by test channels are taken for money, as in a test store.
        offset: from UTC, at which days begin in totals.

    Raises:
        ValueError: a time has no zone, or a span is negative.
    """

    as_of: datetime = field(default_factory=lambda: datetime.now(UTC))
    grace: timedelta = timedelta(hours=1)
    skew: timedelta | None = timedelta(minutes=10)
    tolerance: Mapping[str, int] = field(default_factory=dict)
    fallbacks: tuple[tuple[str, ...], ...] = (("transaction_id",),)
    since: datetime | None = None
    until: datetime | None = None
    test_counts: bool = False
    offset: timedelta = SEOUL

    @property
    def period(self) -> bool:
        """Whether anything is left out by its time."""
        return self.since is not None or self.until is not None

    def __post_init__(self) -> None:
        problems = [*self._problems()]
        if problems:
            raise ValueError("; ".join(problems))

    def _problems(self) -> list[str]:
        times = {name: getattr(self, name) for name in ("as_of", "since", "until")}
        spans = {"grace": self.grace, "skew": self.skew}
        return [
            *(
                f"received {name} {each.isoformat()}, expected a time with a zone"
                for name, each in times.items()
                if each is not None and each.tzinfo is None
            ),
            *(
                f"received {name} {each}, expected no negative span"
                for name, each in spans.items()
                if each is not None and each < timedelta(0)
            ),
            *(
                f"received a tolerance of {each} {name}, expected an integer from 0"
                for name, each in self.tolerance.items()
                if not isinstance(each, int) or isinstance(each, bool) or each < 0
            ),
        ]


def instant(time: datetime) -> int:
    """Microseconds since 1970-01-01T00:00:00Z, exactly."""
    return microseconds(time - datetime(1970, 1, 1, tzinfo=UTC))


def microseconds(span: timedelta) -> int:
    """A span in microseconds, exactly."""
    return span // timedelta(microseconds=1)
