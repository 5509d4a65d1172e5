"""Near misses: valid values with exactly one constraint violated, and which.

`MISSES` has the wrong values for each scalar, `_RULES` what else may break, by the kind of type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from hypothesis import note

from pytest_portone.contracts.evolution import ABSENT, Place, places, root_type
from pytest_portone.contracts.model import (
    Contract,
    Direction,
    EnumType,
    ListOf,
    MapOf,
    ObjectType,
    Scalar,
    Side,
    TypeExpr,
    UnionType,
)
from pytest_portone.contracts.scalars import INT32, INT64
from pytest_portone.contracts.schema import json_path, shown
from pytest_portone.strategies.chosen import RANKING, first, place
from pytest_portone.strategies.marked import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from hypothesis.strategies import DrawFn, SearchStrategy

    from pytest_portone.contracts.schema import Path

BreakageKind: TypeAlias = Literal[
    "missing field", "wrong type", "bad format", "out of range", "unknown enum value", "unknown case", "wrong tag"
]


@dataclass(frozen=True, slots=True)
class Breakage:
    """One constraint violated: at the place where `Contract.validate` reports it."""

    kind: BreakageKind
    path: Path
    before: Any
    after: Any

    def apply(self, value: Any) -> Any:
        """`value` broken in this way. What does not change is shared with `value`, which stays as it was."""
        return _replaced(value, self.path, self.after)

    def __str__(self) -> str:
        after = "nothing" if self.after is ABSENT else shown(self.after)
        return f"{json_path(self.path)}: {self.kind}, {after} instead of {shown(self.before)}"


def _replaced(value: Any, path: Path, after: Any) -> Any:
    if not path:
        return after
    step, *rest = path
    copy = value.copy()
    if after is ABSENT and not rest:
        del copy[step]
    else:
        copy[step] = _replaced(value[step], tuple(rest), after)
    return copy


_Miss: TypeAlias = "tuple[BreakageKind, Any]"
_TEXT: tuple[_Miss, ...] = (("wrong type", 0), ("wrong type", ["text"]))
_NUMBER: tuple[_Miss, ...] = (("wrong type", "1"), ("wrong type", []))
_WHOLE: tuple[_Miss, ...] = (*_NUMBER, ("wrong type", 0.5))
MISSES: Mapping[str, tuple[_Miss, ...]] = {
    "string": _TEXT,
    "csv": _TEXT,
    "date-time": (
        *_TEXT,
        ("bad format", "2024-01-01"),
        ("bad format", "2024-01-01T00:00:00"),
        ("bad format", "2024-01-01 00:00:00Z"),
        ("bad format", "2024-02-30T00:00:00Z"),
    ),
    "date": (*_TEXT, ("bad format", "20240101"), ("bad format", "2024-02-30")),
    "boolean": (("wrong type", "true"), ("wrong type", 0)),
    "int32": (*_WHOLE, ("out of range", INT32), ("out of range", -INT32 - 1)),
    "int64": (*_WHOLE, ("out of range", INT64), ("out of range", -INT64 - 1)),
    "integer": _WHOLE,
    "double": _NUMBER,
    "number": _NUMBER,
    "object": (("wrong type", "text"), ("wrong type", [])),
    "any": (),
}
"""What is wrong for a scalar, by its name."""
_CONTAINERS = (dict, list)
_NOT_AN_OBJECT: tuple[_Miss, ...] = (("wrong type", "text"), ("wrong type", []))
_NOT_A_LIST: tuple[_Miss, ...] = (("wrong type", "text"), ("wrong type", {}))


def breakages(
    contract: Contract, target: str | TypeExpr | Side, value: Any, direction: Direction = "output"
) -> list[Breakage]:
    """Every near miss of a valid value, in a fixed order.

    Args:
        contract: where names are looked up.
        target: what `value` is; a side brings its own direction.
        value: a valid value.
        direction: how a bare type is used: unknown enum values and cases are wrong in an input only.
    """
    if isinstance(target, Side):
        direction = target.direction
    found: list[Breakage] = []
    for each in places(contract, target, value):
        found += _RULES[type(each.type)](contract, each, direction)
    return found


def can_break(contract: Contract, target: TypeExpr | Side) -> bool:
    """Whether anything could be wrong about a value of `target`."""
    return root_type(contract, target) not in (None, Scalar("any"))


def break_value(
    draw: DrawFn,
    contract: Contract,
    target: TypeExpr | Side,
    valid: SearchStrategy[Any],
    direction: Direction,
) -> Any:
    """A valid value with one thing wrong, which it carries and which a failing example tells."""
    value = draw(valid)
    possible = breakages(contract, target, value, direction)
    if isinstance(value, _CONTAINERS):  # and stays one: jsonschema-rs takes no marked text or number for a value
        possible = [each for each in possible if each.path or isinstance(each.after, _CONTAINERS)]
    chosen = drawn_from(draw, possible)
    return marked(chosen.apply(value), breakage=chosen)


def _name(breakage: Breakage) -> str:
    return f"{breakage.kind} {place(breakage.path)} {breakage.after!r}"


def drawn_from(draw: DrawFn, possible: Sequence[Breakage]) -> Breakage:
    """One of these, noted for a failing example to tell."""
    chosen = first(draw(RANKING), possible, _name)
    note(f"broken: {chosen}")
    return chosen


def _scalar(_contract: Contract, place: Place, _direction: Direction) -> Iterator[Breakage]:
    assert isinstance(place.type, Scalar)  # noqa: S101 - by the table
    yield from _wrong(place, MISSES[place.type.name])


def _list(_contract: Contract, place: Place, _direction: Direction) -> Iterator[Breakage]:
    yield from _wrong(place, _NOT_A_LIST)


def _map(_contract: Contract, place: Place, _direction: Direction) -> Iterator[Breakage]:
    yield from _wrong(place, _NOT_AN_OBJECT)


def _enum(_contract: Contract, place: Place, direction: Direction) -> Iterator[Breakage]:
    assert isinstance(place.type, EnumType)  # noqa: S101 - by the table
    yield from _wrong(place, _TEXT)
    if direction == "input":
        yield Breakage("unknown enum value", place.path, place.value, stranger(place.type.values))


def _union(_contract: Contract, place: Place, direction: Direction) -> Iterator[Breakage]:
    assert isinstance(place.type, UnionType)  # noqa: S101 - by the table
    yield from _wrong(place, _NOT_AN_OBJECT)
    tag = Place((*place.path, place.type.tag), place.type, place.value[place.type.tag])
    yield from _wrong(tag, _TEXT)
    yield Breakage("missing field", tag.path, tag.value, ABSENT)
    if direction == "input":
        yield Breakage("unknown case", tag.path, tag.value, stranger(place.type.cases))


def _object(contract: Contract, place: Place, _direction: Direction) -> Iterator[Breakage]:
    assert isinstance(place.type, ObjectType)  # noqa: S101 - by the table
    required = [name for name, each in place.type.fields.items() if each.required]
    own_tag = contract.tag_of(place.type.name)
    if place.tag is None:  # else the union has spoken for the object and its tag
        yield from _wrong(place, _NOT_AN_OBJECT)
        if own_tag:
            yield Breakage("wrong tag", (*place.path, own_tag.field), own_tag.value, stranger([own_tag.value]))
            required.append(own_tag.field)
    for name in dict.fromkeys(required):
        if name != place.tag:
            yield Breakage("missing field", (*place.path, name), place.value[name], ABSENT)


def stranger(known: Collection[str]) -> str:
    """A value that is none of these."""
    name = "UNKNOWN_VALUE"
    while name in known:
        name += "_"
    return name


def _wrong(place: Place, misses: tuple[_Miss, ...]) -> Iterator[Breakage]:
    return (Breakage(kind, place.path, place.value, after) for kind, after in misses)


_RULES: Mapping[type, Callable[[Contract, Place, Direction], Iterator[Breakage]]] = {
    Scalar: _scalar,
    ListOf: _list,
    MapOf: _map,
    EnumType: _enum,
    UnionType: _union,
    ObjectType: _object,
}
