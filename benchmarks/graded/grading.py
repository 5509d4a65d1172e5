"""The table of the graded set, and what the gate reported held against it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Section: TypeAlias = Literal["fragile", "tolerant"]
SECTIONS: tuple[Section, ...] = ("fragile", "tolerant")
_NAME_OF = "test_"


class Spot(NamedTuple):
    """What was changed: `status` is the answer's, or 0 for a webhook; `path` has `[*]` for any item of a list."""

    operation: str
    status: int
    path: str
    kind: str

    def __str__(self) -> str:
        return f"{self.operation} {self.status or ''}".strip() + f" {self.path} {self.kind}"


class Outcome(NamedTuple):
    """How it broke, and whose code raised what."""

    verdict: str
    blame: str
    exception: str

    def __str__(self) -> str:
        return f"{self.verdict}, {self.exception} in {self.blame}"


@dataclass(frozen=True)
class Handler:
    """A line of the table: a handler and all breaks that are to be found.

    Attributes:
        section: the folder that it is in.
        name: of its module.
        breaks: what breaks it, and how.
        needs: modules without which it is left out.
        why: what makes it fragile; empty where it is tolerant.
    """

    section: Section
    name: str
    breaks: Mapping[Spot, Outcome]
    needs: tuple[str, ...] = ()
    why: str = ""

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """What it needs and is not installed."""
        return tuple(each for each in self.needs if find_spec(each) is None)

    def __str__(self) -> str:
        return f"{self.section}/{self.name}"


@dataclass(frozen=True)
class Judged:
    """One break that is expected, reported, or both."""

    handler: str
    spot: Spot
    expected: Outcome | None
    reported: Outcome | None

    def __str__(self) -> str:
        return f"{self.handler}: {self.spot}: expected {self.expected}, reported {self.reported}"


@dataclass(frozen=True)
class Grade:
    """What came of the comparison.

    Attributes:
        found: breaks that are expected and reported, the same way or another.
        missed: breaks that are expected and not reported.
        false_alarms: breaks that are reported and not expected, crashes of tolerant handlers among them.
        handlers: how many handlers of each section were graded.
        alarmed: names of the tolerant handlers that are said to crash.
    """

    found: tuple[Judged, ...]
    missed: tuple[Judged, ...]
    false_alarms: tuple[Judged, ...]
    handlers: Mapping[Section, int]
    alarmed: frozenset[str]

    @property
    def inexact(self) -> tuple[Judged, ...]:
        """What was found, with another verdict, blame or exception than expected."""
        return tuple(each for each in self.found if each.expected != each.reported)

    @property
    def detection(self) -> float:
        """The share of expected breaks that were found, 0 to 1."""
        return _share(len(self.found), len(self.found) + len(self.missed))

    @property
    def exactness(self) -> float:
        """The share of found breaks with the right verdict, blame and exception, 0 to 1."""
        return _share(len(self.found) - len(self.inexact), len(self.found))

    @property
    def false_alarm_rate(self) -> float:
        """The share of tolerant handlers that are said to crash, 0 to 1."""
        return len(self.alarmed) / max(self.handlers["tolerant"], 1)

    @property
    def perfect(self) -> bool:
        """Whether all was found, exactly, and nothing else."""
        return not (self.missed or self.inexact or self.false_alarms)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def load(path: Path) -> tuple[Handler, ...]:
    """The table.

    Raises:
        ValueError: a row has too few or too many cells, or a spot stands there twice.
    """
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        _handler(section, name, entry or {}) for section in SECTIONS for name, entry in table[section].items()
    )


def _handler(section: Section, name: str, entry: Mapping[str, Any]) -> Handler:
    rows = entry.get("breaks", ())
    for row in rows:
        if len(row) != len(Spot._fields) + len(Outcome._fields):
            raise ValueError(f"{section}/{name}: received {row}, expected {Spot._fields + Outcome._fields}")
    breaks = {Spot(*row[:4]): Outcome(*row[4:]) for row in rows}
    if len(breaks) != len(rows):
        raise ValueError(f"{section}/{name}: received a spot twice, expected each once")
    return Handler(section, name, breaks, tuple(entry.get("needs", ())), entry.get("why", ""))


def handler_of(test: str) -> str:
    """`fragile/NAME` of the node id `fragile/test_NAME.py::test_...`."""
    file = PurePosixPath(test.partition("::")[0])
    return f"{file.parent.name}/{file.stem.removeprefix(_NAME_OF)}"


def reported(breaks: Iterable[Mapping[str, Any]]) -> dict[tuple[str, Spot], Outcome]:
    """What a report's `breaks` say, by handler and spot."""
    return {
        (handler_of(each["test"]), Spot(each["operation"], each["status"], each["path"], each["kind"])): Outcome(
            each["verdict"], each["blame"], exception_type(each["exception"])
        )
        for each in breaks
    }


def exception_type(text: str) -> str:
    """The bare name of the type that `TYPE: MESSAGE` begins with."""
    return text.partition(":")[0].strip().rpartition(".")[2]


def grade(handlers: Iterable[Handler], breaks: Iterable[Mapping[str, Any]]) -> Grade:
    """A report's `breaks` held against the table; handlers that could not run are left out."""
    graded = [each for each in handlers if not each.missing]
    wanted = {(str(each), spot): outcome for each in graded for spot, outcome in each.breaks.items()}
    got = reported(breaks)
    judged = [Judged(*key, wanted.get(key), got.get(key)) for key in sorted({*wanted, *got})]
    alarms = tuple(each for each in judged if each.reported and each.handler.startswith("tolerant/") and _crash(each))
    return Grade(
        found=tuple(each for each in judged if each.expected and each.reported),
        missed=tuple(each for each in judged if not each.reported),
        false_alarms=tuple(each for each in judged if not each.expected),
        handlers={section: sum(each.section == section for each in graded) for section in SECTIONS},
        alarmed=frozenset(each.handler for each in alarms),
    )


def _crash(judged: Judged) -> bool:
    return judged.reported is not None and judged.reported.verdict == "crash"
