"""How often each kind of change really happened, kept in a file: what the gate weighs its breaks by."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone.history.errors import HistoryError
from pytest_portone.history.statistics import count, kind_of, yearly

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from os import PathLike

    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History
    from pytest_portone.report.model import Kind

FORMAT = "pytest-portone weights"
VERSION = 1
"""Of the format. It rises when something is taken away or means something else, and old readers must notice."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How often one kind of change happened.

    Attributes:
        times: in all; a change of one type is one, however many operations use it.
        per_year: in 12 months; None where the time is not known.
        subjects: to each type, or for error and webhook types, which have no type around them, to each operation;
            the most frequent first.
        areas: in each area that was reached, the most frequent first.
    """

    times: int
    per_year: float | None
    subjects: Mapping[str, int]
    areas: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Weights:
    """How often each kind of change happened, and where that is known from.

    Attributes:
        versions: the labels of the versions, in their order.
        months: from the first to the last; None where their days are not known.
        kinds: those that happened, the most frequent first.
    """

    versions: tuple[str, ...]
    months: float | None
    kinds: Mapping[Kind, Weight]


def weigh(history: History) -> Weights:
    """The weights that a history gives."""
    months = history.months
    kinds = count(history, history.findings).kinds
    return Weights(
        versions=tuple(label for label, _ in history.versions),
        months=None if months is None else round(months, 1),
        kinds={
            kind: Weight(
                times=times,
                per_year=yearly(times, months),
                subjects=_counted(subject for each in _of(history, kind) for subject in _subjects(each, kind)),
                areas=_counted(area for each in _of(history, kind) for area in history.areas_of(each)),
            )
            for kind, times in kinds.items()
        },
    )


def render(weights: Weights) -> str:
    """The weights as JSON; `weights.schema.json` describes it."""
    told = {"format": FORMAT, "version": VERSION, **asdict(weights)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the format."""
    text = resources.files("pytest_portone.history").joinpath("weights.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def read(path: str | PathLike[str]) -> Weights:
    """The weights that a file holds.

    Raises:
        HistoryError: there is no such file, or it holds no weights of this version; every fault is named.
    """
    try:
        told = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise HistoryError(f"{path}: can't be read as JSON ({error}); {_WAY_OUT}") from error
    received = (told.get("format"), told.get("version")) if isinstance(told, dict) else (None, None)
    if received != (FORMAT, VERSION):
        expected = f"{FORMAT!r} of version {VERSION}"
        raise HistoryError(
            f"{path}: received {received[0]!r} of version {received[1]!r}, expected {expected}; {_WAY_OUT}"
        )
    faults = list(_faults(told))
    if faults:
        raise HistoryError("\n".join([f"{path} holds no weights; {_WAY_OUT}:", *faults]))
    kinds: dict[Kind, Weight] = {kind: Weight(**each) for kind, each in told["kinds"].items()}
    return Weights(tuple(told["versions"]), told["months"], kinds)


_WAY_OUT = "write one with `pytest-portone contract history --weights FILE`"


def _faults(told: Any) -> Iterator[str]:
    import jsonschema_rs

    for error in jsonschema_rs.validator_for(schema()).iter_errors(told):
        path = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in error.instance_path)
        yield f"  ${path}: {error.message}"


def _of(history: History, kind: Kind) -> list[Finding]:
    return [each for each in history.findings if kind_of(each) == kind]


def _subjects(finding: Finding, kind: Kind) -> Iterable[str]:
    if finding.type and kind != "new-type":
        return (finding.type,)
    return dict.fromkeys(each.operation for each in finding.places)


def _counted(names: Iterable[str]) -> dict[str, int]:
    counted = Counter(names)
    return {name: counted[name] for name in sorted(counted, key=lambda each: (-counted[each], each))}
