"""A break of the gate, with how often such a change really happened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import EnumType, ObjectType, UnionType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.schema import Path
    from pytest_portone.gate.runs import Plain
    from pytest_portone.history.weights import Weights
    from pytest_portone.report.model import Break, Kind

_ADDED: Mapping[Kind, tuple[str, str]] = {
    "new-field": ("fields", "added to outputs"),
    "new-enum-value": ("enum values", "added to outputs"),
    "new-case": ("oneOf cases", "added to outputs"),
    "new-type": ("error and webhook types", "added"),
}
"""What it is that was added, and what happened to it."""
_CHANGES: Mapping[Kind, tuple[type[ObjectType | EnumType | UnionType], bool]] = {
    "new-field": (ObjectType, True),
    "new-enum-value": (EnumType, False),
    "new-case": (UnionType, True),
}
"""What kind of type it changes, and whether the change stands in a field of it."""
_SPAN = 1.5
"""Months; with less, a number of them says nothing."""


def weighed(weights: Weights, plain: Plain, found: Break) -> Break:
    """The break, with how often such a change happened: at all, and to the type that it changes.

    Args:
        weights: what happened.
        plain: what the test received.
        found: a break of that test.
    """
    if found.kind not in _ADDED:
        return found
    what, happened = _ADDED[found.kind]
    subject = found.operation if found.kind == "new-type" else _type(plain, found)
    weight = weights.kinds.get(found.kind)
    anywhere, here = (weight.times, weight.subjects.get(subject, 0)) if weight else (0, 0)
    told = f"{happened} {_times(anywhere)}" if anywhere else f"never {happened}"
    to = f", {_times(here)} to {subject}" if subject and anywhere else ""
    seen = f"{what} were {told} in {_span(weights)}{to}"
    return replace(found, seen=seen, seen_here=here, seen_anywhere=anywhere)


def _times(number: int) -> str:
    return {0: "never", 1: "once"}.get(number, f"{number:,} times")


def _span(weights: Weights) -> str:
    """Over what; in versions where it is less than a month, or not known."""
    months = weights.months or 0.0
    return f"{months:.0f} months" if months >= _SPAN else f"{len(weights.versions):,} versions"


def _type(plain: Plain, found: Break) -> str:
    """The name of the type that is changed; empty where it can't be told."""
    kind, inside = _CHANGES[found.kind]
    path = _path(plain, found)
    way = path[:-1] if inside else path
    for subject, value in plain.values:
        if (subject.name, subject.status) == (found.operation, found.status):
            for place in places(plain.readings.contract, subject.target, value):
                if place.path == way and isinstance(place.type, kind):
                    return place.type.name
    return ""


def _path(plain: Plain, found: Break) -> Path:
    """Where the change stands in what was received, with the items of lists by their numbers."""
    place = (found.operation, found.status, found.path, found.kind)
    for spot, change in plain.changes.items():
        if (spot.operation, spot.status, spot.path, spot.kind) == place:
            return change.evolution.path
    return ()
