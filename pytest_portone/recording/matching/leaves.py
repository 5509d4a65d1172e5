"""JSON as a flat mapping: every value at the end of a branch, by its path; JSON in a text is read as well."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, TypeAlias

from pytest_portone.contracts.schema import json_path
from pytest_portone.sandbox.reading import decode_json

INSIDE = "→"
"""The step from a text to the JSON in it."""
_TEXTS = 3
"""Levels of texts in texts that are read."""


class Other(NamedTuple):
    """A value that is no text: its JSON, which tells `1` from `true`."""

    json: str


Path: TypeAlias = tuple[str | int, ...]
Leaf: TypeAlias = str | Other
Leaves: TypeAlias = dict[Path, Leaf]


def leaves(value: Any, at: Path = ()) -> Leaves:
    """The leaves of a decoded value that stands at a path. An empty list or object is a leaf."""
    found: Leaves = {}
    _gather(value, at, found, _TEXTS)
    return found


def shown_path(path: Path) -> str:
    """A path in the form of RFC 9535, an arrow where it goes on in the JSON in a text: `$.customData → $.order`."""
    if INSIDE not in path:
        return json_path(path)
    step = path.index(INSIDE)
    return f"{json_path(path[:step])} {INSIDE} {shown_path(path[step + 1 :])}"


def names(path: Path) -> tuple[str, ...]:
    """The names on a path, without indexes."""
    return tuple(each for each in path if isinstance(each, str) and each != INSIDE)


def json_in(text: str) -> Any:
    """The object or the list that a text is the JSON of; None for any other text."""
    if not text.startswith(("{", "[")):
        return None
    try:
        return decode_json(text)
    except ValueError:
        return None


def _gather(value: Any, at: Path, found: Leaves, texts: int) -> None:
    if isinstance(value, str):
        inner = json_in(value) if texts else None
        if inner is None:
            found[at] = value
        else:
            _gather(inner, (*at, INSIDE), found, texts - 1)
    elif isinstance(value, dict) and value:
        for name, each in value.items():
            _gather(each, (*at, name), found, texts)
    elif isinstance(value, list) and value:
        for index, each in enumerate(value):
            _gather(each, (*at, index), found, texts)
    else:
        found[at] = Other(json.dumps(value))
