"""Two answers compared: that of a recording, and that of a sandbox to the same call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.recording.matching.binding import Binding
from pytest_portone.recording.matching.expected import expected
from pytest_portone.recording.matching.leaves import Leaves, leaves, shown_path
from pytest_portone.recording.matching.patterns import Lexer
from pytest_portone.recording.matching.showing import show
from pytest_portone.redaction import Redactor
from pytest_portone.sandbox.reading import decode_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.recording.matching.expected import Comparison
    from pytest_portone.sandbox.messages import Response


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which what was given is not what was recorded.

    Attributes:
        path: JSON path; `status` for the answer's status.
        recorded: the recorded value, as a message has it; `nothing` where there was none.
        given: the other one.
        today: the recorded value with the ids that it has today.
    """

    path: str
    recorded: str
    given: str
    today: str = ""

    def __str__(self) -> str:
        today = f" (today {self.today})" if self.today not in ("", self.recorded) else ""
        return f"{self.path}: recorded {self.recorded}{today}, given {self.given}"


def differences(
    recorded: Response, given: Response, binding: Binding | None = None, lexer: Lexer | None = None
) -> tuple[Difference, ...]:
    """Where two answers to a call differ: their statuses, and the leaves of their bodies.

    Moments are alike, and so are two ids of one form, if throughout each stands for one other.

    Args:
        recorded: what PortOne answered.
        given: what another answered.
        binding: what is known already of values that stand for recorded ones.
        lexer: which parts of a text may be other values; None for those of every tape.
    """
    found = compare(recorded, given, binding or Binding(), lexer or Lexer())
    status = Difference("status", str(recorded.status), str(given.status))
    return ((status,) if recorded.status != given.status else ()) + told(found, Redactor())


def compare(recorded: Response, given: Response, binding: Binding, lexer: Lexer) -> Comparison:
    """How the bodies of two answers compare; the binding that comes of it serves for the next two."""
    return expected(_body(recorded), lexer).compare(_body(given), binding)


def told(comparison: Comparison, redact: Callable[[str], str]) -> tuple[Difference, ...]:
    """What is unlike, as messages have it."""
    return tuple(
        Difference(
            shown_path(each.path),
            *(show(leaf, each.path, redact) for leaf in (each.recorded, each.given, each.today)),
        )
        for each in comparison.unlike
    )


def _body(response: Response) -> Leaves:
    if not response.body:
        return {}
    try:
        return leaves(decode_json(response.body))
    except ValueError:
        return {(): response.body.decode(errors="backslashreplace")}
