"""Every change that the policy permits to one value of an output: found where it may happen, applied, described.

Clause 2.4 lets fields, enum values and oneOf cases appear at any time, clause W1 webhook types and their fields
(clause 0 said the same of fields before). An evolution is one such change at one place, so that whoever breaks
under it knows which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from pytest_portone.contracts.model import (
    Contract,
    EnumType,
    ListOf,
    MapOf,
    ObjectType,
    Ref,
    Resolved,
    Side,
    TypeExpr,
    UnionType,
)
from pytest_portone.contracts.schema import json_path, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pytest_portone.contracts.schema import Path

EvolutionKind: TypeAlias = Literal[
    "unknown field", "unknown enum value", "unknown case", "unknown error type", "unknown webhook type"
]
ForbiddenKind: TypeAlias = Literal["field gone", "amount changed", "state changed"]
"""What no evolution is: see `contracts.forbidden`."""

_UNKNOWN: dict[EvolutionKind, str] = {
    "unknown field": "unknownField",
    "unknown enum value": "UNKNOWN_VALUE",
    "unknown case": "UNKNOWN_CASE",
    "unknown error type": "UNKNOWN_ERROR",
    "unknown webhook type": "Unknown.Event",
}
"""What each kind puts in: the field's name, the enum's value, or the tag's value."""


class _Absent(Enum):
    NOTHING = "nothing"

    def __repr__(self) -> str:
        return self.value


ABSENT = _Absent.NOTHING
"""What is left where a field was taken away."""


@dataclass(frozen=True, slots=True)
class Evolution:
    """One permitted change to one value.

    `path` leads to what changes: the new field, the enum's value, or the union's tag. `before` is None where there
    was nothing. `clause` is a key of `pytest_portone.contracts.policy.CLAUSES`.
    """

    kind: EvolutionKind | ForbiddenKind
    path: Path
    clause: str
    before: Any
    after: Any

    def apply(self, value: Any) -> Any:
        """`value` with this change. What does not change is shared with `value`, which stays as it was.

        Raises:
            LookupError: `value` has no such place.
        """
        return apply_all((self,), value)

    def __str__(self) -> str:
        after = "nothing" if self.after is ABSENT else shown(self.after)
        instead = f" instead of {shown(self.before)}" if self.before is not None else ""
        return f"{json_path(self.path)}: {self.kind}, {after}{instead} (clause {self.clause})"


class Place(NamedTuple):
    """A value inside a value, with its type. The object of a union's case follows the union, at the same path."""

    path: Path
    type: Resolved
    value: Any
    tag: str | None = None
    """In an object: the field that the union around it, or the object's own tag, speaks for."""


def places(contract: Contract, target: str | TypeExpr | Side, value: Any) -> Iterator[Place]:
    """Every typed place that is really there in `value`, from the outside in, in the contract's order of fields.

    Args:
        contract: where names are looked up.
        target: what `value` is, as `Contract.validate` takes it.
        value: what `json.loads` returns. Where it isn't of its type, the walk goes no deeper.

    Raises:
        UnknownNameError: `target` names no type of the contract.
    """
    root = root_type(contract, target)
    stack = [] if root is None else [Place((), root, value)]
    while stack:
        place = stack.pop()
        yield place
        stack.extend(reversed(_inside(contract, place)))


def root_type(contract: Contract, target: str | TypeExpr | Side) -> Resolved | None:
    """What `target` stands for; the errors of a side are a union by their `type`. None where there is no content.

    Raises:
        UnknownNameError: `target` names no type of the contract.
    """
    if isinstance(target, Side):
        if target.errors:
            return _error_union(contract, target)
        return None if target.type is None else contract.resolve(target.type)
    return contract.resolve(Ref(target) if isinstance(target, str) else target)


def _error_union(contract: Contract, side: Side) -> UnionType:
    marks = {name: contract.error(name).error for name in side.errors}
    return UnionType(side.name, "type", {mark.type: name for name, mark in marks.items() if mark and mark.type})


def _inside(contract: Contract, place: Place) -> list[Place]:
    """The places directly below `place`."""
    path, node, value, _ = place
    match node:
        case ObjectType() if isinstance(value, dict):
            fields = _fields(contract, node)
            return [Place((*path, name), each, value[name]) for name, each in fields if name in value]
        case UnionType() if isinstance(value, dict):
            tag = value.get(node.tag)
            case = node.cases.get(tag) if isinstance(tag, str) else None
            return [Place(path, contract.resolve(Ref(case)), value, node.tag)] if case else []
        case ListOf(item) if isinstance(value, list):
            inner = contract.resolve(item)
            return [Place((*path, index), inner, each) for index, each in enumerate(value)]
        case MapOf(item) if isinstance(value, dict):
            inner = contract.resolve(item)
            return [Place((*path, key), inner, value[key]) for key in sorted(value)]
    return []


def _fields(contract: Contract, named: ObjectType) -> tuple[tuple[str, Resolved], ...]:
    """The fields of an object with what they resolve to, without its tag; looked up once per contract."""
    kept: dict[str, tuple[tuple[str, Resolved], ...]] = vars(contract).setdefault("_resolved_fields", {})
    if named.name not in kept:
        tag = contract.tag_of(named.name)
        fields = (each for each in named.fields.values() if not (tag and each.name == tag.field))
        kept[named.name] = tuple((each.name, contract.resolve(each.type)) for each in fields)
    return kept[named.name]


def evolutions(contract: Contract, target: str | TypeExpr | Side, value: Any) -> tuple[Evolution, ...]:
    """Every change that the policy permits to `value`, in a fixed order; none for an input.

    Args:
        contract: where names are looked up.
        target: what `value` is: a type's name, a type expression, or a side of an operation.
        value: what `json.loads` returns. Where it isn't of its type, nothing is found.

    Raises:
        UnknownNameError: `target` names no type of the contract.

    Each change has a path of its own, so any number of them can be applied together. Under an unknown case, though,
    a reader has no business with the object's other fields.
    """
    if isinstance(target, Side) and target.direction == "input":
        return ()
    field_clause = "W1" if _is_webhook(contract, target) else "2.4"
    found = []
    for place in places(contract, target, value):
        rule = _RULES.get(type(place.type))
        evolution = rule(contract, place, field_clause) if rule else None
        if evolution:
            found.append(evolution)
    return tuple(found)


def _is_webhook(contract: Contract, target: str | TypeExpr | Side) -> bool:
    """Whether `target` is a webhook's body, or one case of it."""
    expr = target.type if isinstance(target, Side) else target
    name = expr.name if isinstance(expr, Ref) else expr
    webhooks = (contract.types.get(each) for each in contract.webhooks.values())
    cases = {case for each in webhooks if isinstance(each, UnionType) for case in each.cases.values()}
    return name in cases or name in contract.webhooks.values()


def _unknown_field(contract: Contract, place: Place, field_clause: str) -> Evolution | None:
    if not isinstance(place.value, dict) or not isinstance(place.type, ObjectType):
        return None
    tag = contract.tag_of(place.type.name)
    taken = {*place.value, *place.type.fields, *([tag.field] if tag else [])}
    name = _fresh("unknown field", taken)
    return Evolution("unknown field", (*place.path, name), field_clause, None, "unknown")


def _unknown_value(_contract: Contract, place: Place, _field_clause: str) -> Evolution | None:
    if not isinstance(place.type, EnumType) or place.value not in place.type.values:
        return None
    after = _fresh("unknown enum value", place.type.values)
    return Evolution("unknown enum value", place.path, "2.4", place.value, after)


def _unknown_case(contract: Contract, place: Place, _field_clause: str) -> Evolution | None:
    if not isinstance(place.value, dict) or not isinstance(place.type, UnionType):
        return None
    before = place.value.get(place.type.tag)
    if not isinstance(before, str) or before not in place.type.cases:
        return None
    kind = _union_kind(contract, place.type)
    clause = "W1" if kind == "unknown webhook type" else "2.4"
    return Evolution(kind, (*place.path, place.type.tag), clause, before, _fresh(kind, place.type.cases))


_RULES: dict[type, Callable[[Contract, Place, str], Evolution | None]] = {
    ObjectType: _unknown_field,
    EnumType: _unknown_value,
    UnionType: _unknown_case,
}
"""What may change, by the kind of type."""


def _union_kind(contract: Contract, union: UnionType) -> EvolutionKind:
    if union.name in contract.webhooks.values():
        return "unknown webhook type"
    return "unknown case" if union.name in contract.types else "unknown error type"


def _fresh(kind: EvolutionKind, taken: Collection[str]) -> str:
    """The word for what is unknown, with a number behind it where it is taken."""
    word, count = _UNKNOWN[kind], 1
    while word in taken:
        count += 1
        word = f"{_UNKNOWN[kind]}{count}"
    return word


def apply_all(evolutions: Iterable[Evolution], value: Any) -> Any:
    """`value` with all these changes; each container on the way is copied once, everything else is shared.

    Raises:
        LookupError: `value` has no place for one of them.
    """
    holder, owned = [value], set[int]()
    for each in evolutions:
        try:
            _put(each, holder, owned)
        except (LookupError, TypeError, AttributeError):
            raise LookupError(f"the value has no place for this: {each}") from None
    return holder[0]


def _put(change: Evolution, holder: list[Any], owned: set[int]) -> None:
    """Put one change into what `holder` holds. `owned` has the ids of the containers that are copies already."""
    node: Any = holder
    *way, last = (0, *change.path)
    for step in way:
        if id(node[step]) not in owned:
            node[step] = node[step].copy()
            owned.add(id(node[step]))
        node = node[step]
    if change.before is not None:
        node[last]  # what is not there can't change
    if change.after is ABSENT:
        del node[last]
    else:
        node[last] = change.after
