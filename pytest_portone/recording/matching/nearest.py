"""Why a call was not found: the recorded exchange that it is nearest to, and what of it matches."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.recording.matching.comparing import Difference, told
from pytest_portone.recording.matching.leaves import shown_path
from pytest_portone.redaction import Redactor
from pytest_portone.report.printable import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytest_portone.recording.matching.binding import Binding
    from pytest_portone.recording.matching.expected import Comparison, Expected
    from pytest_portone.recording.matching.facets import Facets
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.traffic.model import Exchange

_LINES = 20
_LONGEST = 200
_TIMES = {1: "once", 2: "twice"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recorded call, prepared once.

    Attributes:
        index: its place among the tape's exchanges.
    """

    index: int
    exchange: Exchange
    facets: Facets
    expected: Expected


@dataclass(frozen=True, slots=True)
class Nearest:
    """The recorded exchange that a call is nearest to.

    Attributes:
        exchange: as it was recorded.
        number: its place among the tape's exchanges, counted from 1.
        operation: what the exchange calls: an operation's id, or a method.
        alike: the paths at which the call matches.
        differing: what does not match; empty where the exchange would do, and has been played.
        played: whether it has been played.
        used_up: how many exchanges match the call and have been played.
    """

    exchange: Exchange
    number: int
    operation: str
    alike: tuple[str, ...]
    differing: tuple[Difference, ...]
    played: bool
    used_up: int


def nearest_of(
    facets: Facets,
    candidates: Sequence[Candidate],
    binding: Binding,
    played: frozenset[int],
    redact: Callable[[str], str],
) -> Nearest | None:
    """The candidate with the least differences: of the same operation if there is one, and rather one not yet played.

    Args:
        facets: of the call.
        candidates: all recorded calls.
        binding: what is bound so far.
        played: the places of the exchanges that have been played.
        redact: takes secrets out of texts.
    """
    near = [each for each in candidates if each.facets.operation == facets.operation] or candidates
    compared = [(each, each.expected.compare(facets.leaves, binding)) for each in near]
    if not compared:
        return None
    best, comparison = min(compared, key=lambda pair: _distance(pair[0], pair[1], played))
    used_up = [each for each, other in compared if each.index in played and not other.unlike]
    differing = told(comparison, redact)
    if best.facets.operation != facets.operation:
        differing = (Difference("operation", best.facets.operation, facets.operation), *differing)
        used_up = []
    return Nearest(
        exchange=best.exchange,
        number=best.index + 1,
        operation=best.facets.operation,
        alike=tuple(map(shown_path, comparison.alike)),
        differing=differing,
        played=best.index in played,
        used_up=len(used_up),
    )


def _distance(candidate: Candidate, comparison: Comparison, played: frozenset[int]) -> tuple[int, int, int]:
    """How far a candidate is; of several that are as far, those left come in their order, then the last played."""
    order = -candidate.index if candidate.index in played else candidate.index - sys.maxsize
    return len(comparison.unlike), -len(comparison.alike), order


def miss(request: Request, nearest: Nearest | None, command: str, redact: Callable[[str], str] | None = None) -> str:
    """What to say of a call that no exchange is left for.

    Args:
        request: the call.
        nearest: the exchange that it is nearest to; None where nothing is recorded.
        command: records it, such as `pytest "tests/test_x.py::test_y" --portone-record=all`.
        redact: takes secrets out of texts.
    """
    redact = redact or Redactor()
    lines = [f"no recorded exchange is left for {_line(request, redact)}"]
    if nearest is None:
        lines.append("the recording has no calls at all")
    else:
        lines += _told(nearest, redact)
    return "\n".join([*lines, f"record it: {command}"])


def _told(nearest: Nearest, redact: Callable[[str], str]) -> list[str]:
    if not nearest.differing:
        times = _TIMES.get(nearest.used_up, f"{nearest.used_up} times")
        head = f"it was recorded {times}, and has been played {times}; the last was exchange {nearest.number}"
    else:
        played = ", played already" if nearest.played else ""
        head = f"the nearest is exchange {nearest.number}{played}: {_line(nearest.exchange.request, redact)}"
    return [
        head,
        *_some([f"  ✓ {visible(each)}" for each in nearest.alike], "match"),
        *_some([f"  ✗ {visible(str(each))}" for each in nearest.differing], "differ"),
    ]


def _some(lines: list[str], what: str) -> list[str]:
    left = len(lines) - _LINES
    return lines if left <= 0 else [*lines[:_LINES], f"  … and {left} more that {what}"]


def _line(request: Request, redact: Callable[[str], str]) -> str:
    url = f"{request.path}?{request.query}" if request.query else request.path
    text = visible(f"{request.method} {redact(url)}")
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
