"""What was sent and what was expected, in words that show no value.

A request is full of names, numbers and secrets. What is shown of it: names that the contract has, or nearly has;
names of fields and parameters, where they are words; and of everything else the kind alone.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.expressions import text
from pytest_portone.contracts.model import EnumType, ListOf, ObjectType, Scalar, UnionType
from pytest_portone.contracts.scalars import SCALARS
from pytest_portone.contracts.schema import json_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pytest_portone.contracts.model import Contract, Resolved

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,49}")
_LONGEST_LIST = 12
_LONGEST_FORM = 40
_ALIKE = 0.8
"""From which likeness on a segment is taken for a misspelt word of the contract's paths."""
_SCALARS = {
    "string": "a string",
    "date-time": "a date-time of RFC 3339, such as 2026-01-31T09:30:00+09:00",
    "date": "a date of RFC 3339, such as 2026-01-31",
    "boolean": "true or false",
    "int32": "an integer",
    "int64": "an integer",
    "integer": "an integer",
    "double": "a number",
    "number": "a number",
    "object": "an object",
    "any": "JSON",
    "csv": "a string",
}
_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),  # before int, which it is in Python
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def word(name: object, otherwise: str = "a name that is not shown") -> str:
    """A name that was sent, if it is a word; what is none may be anybody's data."""
    return str(name) if _WORD.fullmatch(str(name)) else otherwise


def place(steps: Iterable[str | int]) -> str:
    """A place in a request as findings name it: `$.body.products[*].name`."""
    named = tuple(each if each == "*" else word(each, "?") for each in steps)
    return json_path(named).replace('["*"]', "[*]").replace('["?"]', "[?]")


def kind(value: Any) -> str:
    """The JSON type of a value; integers apart from other numbers."""
    return next((name for python, name in _KINDS if isinstance(value, python)), "null")


def fits(resolved: Resolved | None, value: Any) -> bool:
    """Whether a value, for which something is wrong, is at least of the JSON type that its type is written as."""
    match resolved:
        case Scalar(name):
            return kind(value) == SCALARS[name].get("type")
        case EnumType():
            return isinstance(value, str)
        case ListOf():
            return isinstance(value, list)
    return isinstance(value, dict)


def received(value: Any) -> str:
    """A value, by its kind."""
    name = kind(value)
    empty = "empty " if value in ("", [], {}) else ""
    article = "an" if empty or name[0] in "aio" else "a"
    return name if name == "null" else f"{article} {empty}{name}"


def form(value: str) -> str:
    """What a text looks like: 0 for each digit, a for each letter."""
    shape = re.sub(r"\d", "0", value[:_LONGEST_FORM])
    shape = re.sub(r"[^\x20-\x7e]", "?", re.sub(r"[^\W\d_]", "a", shape))
    return shape + "…" * (len(value) > _LONGEST_FORM)


def listed(values: Sequence[str]) -> str:
    """The first of many names, and how many more there are."""
    rest = len(values) - _LONGEST_LIST
    return ", ".join(values[:_LONGEST_LIST]) + (f" and {rest} more" if rest > 0 else "")


def hint(nearest: str | None) -> str:
    """The question whether a name of the contract was meant."""
    return f" (did you mean {nearest!r}?)" if nearest else ""


def expected(resolved: Resolved | None) -> str:
    """What a type takes."""
    match resolved:
        case EnumType(values=values):
            return f"one of {listed(values)}"
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(item):
            return f"an array of {text(item)}"
        case ObjectType(name=name) | UnionType(name=name):
            return f"an object ({name})"
    return "an object"


def expected_field(contract: Contract, around: Resolved, name: str) -> str:
    """What a field of an object takes, or the tag of a union or of one of its cases."""
    if isinstance(around, UnionType):
        return f"one of {listed(list(around.cases))}"
    if isinstance(around, ObjectType) and name in around.fields:
        return expected(contract.resolve(around.fields[name].type))
    tag = contract.tag_of(around.name) if isinstance(around, ObjectType) else None
    return tag.value if tag else "a string"


def path_words(contract: Contract) -> frozenset[str]:
    """The words that stand in the contract's paths; gathered once per contract."""
    kept: dict[str, frozenset[str]] = vars(contract).setdefault("_path_words", {})
    if not kept:
        segments = {each for operation in contract.operations.values() for each in operation.path.split("/")}
        kept["words"] = frozenset(each for each in segments if each and "{" not in each)
    return kept["words"]


def is_path_word(contract: Contract, segment: str) -> bool:
    """Whether a segment is a word of the contract's paths, or looks like one misspelt."""
    words = path_words(contract)
    if segment in words:
        return True
    letters = segment.replace("-", "")
    return letters.isascii() and letters.isalpha() and bool(get_close_matches(segment, words, n=1, cutoff=_ALIKE))


def masked(contract: Contract, path: str) -> str:
    """A path with a star for each segment that is no word of the contract's paths."""
    return "/".join(each if not each or is_path_word(contract, each) else "*" for each in path.split("/"))
