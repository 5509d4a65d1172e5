"""What the policy forbids, done to one value of an output: a test suite that notices none of it looks at nothing.

A required field goes (clause 2.2), an amount is another one, a state is another one. The last two keep the form and
are wrong all the same: nothing in the policy lets an answer say what is not so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pytest_portone.contracts.evolution import ABSENT, Evolution, Place, places, root_type
from pytest_portone.contracts.model import Contract, EnumType, ObjectType, Scalar, Side, TypeExpr, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_AMOUNT = re.compile(r"(?:\w*[aA]mount|total|taxFree|vat|supply|discount|paid|cancelled|cancelledTaxFree)$")
_WHOLE = frozenset({"int32", "int64", "integer"})
_STATE = "status"
_WORST = "FAILED"


def forbidden(contract: Contract, target: str | TypeExpr | Side, value: object) -> tuple[Evolution, ...]:
    """Every forbidden change to `value` that is tried, in a fixed order; none for an input.

    Args:
        contract: where names are looked up.
        target: what `value` is, as `Contract.validate` takes it.
        value: what `json.loads` returns.

    Raises:
        UnknownNameError: `target` names no type of the contract.
    """
    if isinstance(target, Side) and target.direction == "input":
        return ()
    root_type(contract, target)
    return tuple(
        change
        for place in places(contract, target, value)
        for rule in _RULES.get(type(place.type), ())
        for change in rule(contract, place)
    )


def _field_gone(contract: Contract, place: Place) -> Iterator[Evolution]:
    assert isinstance(place.type, ObjectType)  # noqa: S101 - by the table
    tag = contract.tag_of(place.type.name)
    names = [each.name for each in place.type.fields.values() if each.required]
    for name in dict.fromkeys([*([tag.field] if tag else []), *names]):
        if isinstance(place.value, dict) and name in place.value:
            yield Evolution("field gone", (*place.path, name), "2.2", place.value[name], ABSENT)


def _amount_changed(_contract: Contract, place: Place) -> Iterator[Evolution]:
    assert isinstance(place.type, Scalar)  # noqa: S101 - by the table
    name = place.path[-1] if place.path else None
    if place.type.name in _WHOLE and type(place.value) is int and isinstance(name, str) and _AMOUNT.match(name):
        yield Evolution("amount changed", place.path, "2", place.value, place.value + 1)


def _value_changed(_contract: Contract, place: Place) -> Iterator[Evolution]:
    assert isinstance(place.type, EnumType)  # noqa: S101 - by the table
    if place.path and place.path[-1] == _STATE:
        yield from _another(place, place.value, place.type.values)


def _case_changed(_contract: Contract, place: Place) -> Iterator[Evolution]:
    assert isinstance(place.type, UnionType)  # noqa: S101 - by the table
    if place.type.tag == _STATE and isinstance(place.value, dict):
        tag = Place((*place.path, _STATE), place.type, None)
        yield from _another(tag, place.value.get(_STATE), tuple(place.type.cases))


def _another(place: Place, before: object, known: Sequence[str]) -> Iterator[Evolution]:
    """Another state: the worst news there is, if it is not that already."""
    others = [each for each in known if each != before]
    if before in known and others:
        yield Evolution("state changed", place.path, "2", before, _WORST if _WORST in others else others[0])


_RULES: dict[type, tuple[Callable[[Contract, Place], Iterator[Evolution]], ...]] = {
    ObjectType: (_field_gone,),
    Scalar: (_amount_changed,),
    EnumType: (_value_changed,),
    UnionType: (_case_changed,),
}
"""What is tried, by the kind of type."""
