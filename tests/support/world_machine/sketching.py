"""Requests with little in them: what an operation requires, and a few things more, as a merchant would send them.

Hypothesis gives an example a budget of choices. Whole generated requests use it up in a few steps; these leave room
for long stories.
"""

from functools import lru_cache

from hypothesis import strategies as st

from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.sandbox.clock import written
from pytest_portone.strategies import Request
from world_machine.drawing import OWN, SOMETIMES, finished, known
from world_machine.focus import NOTHING
from world_machine.known import subject
from world_machine.usual import USUAL

_MORE = 3
_USUAL = frozenset({"channelKey", "identityNumber", "skipWebhook"})
"""Fields that the contract does not require, and most requests need."""
_TEXTS = {"phoneNumber": "01012345678", "identityNumber": "9001011", "customerIdentityNumber": "01012345678"}
"""Texts that have a form of which the contract says nothing."""


def sketched(draw, world, operation, focus=NOTHING):
    """A request of an operation, about a record."""
    path = {
        each.name: known(draw, world, focus, subject(operation.path, each.name), "new")
        for each in operation.parameters_in("path")
    }
    query = {each.name: _value(draw, world, focus, each.type, each.name) for each in _query(draw, operation, focus)}
    return finished(draw, world, focus, Request(operation, path, query, _body(draw, world, focus, operation)))


def _body(draw, world, focus, operation):
    usual = USUAL.get((operation.method, operation.path))
    if usual is not None and not draw(SOMETIMES):
        return usual(draw, world, focus)
    return _value(draw, world, focus, operation.body.type, "") if operation.body else None


def _query(draw, operation, focus):
    """The parameters that are needed, and the store or the side where it is another one."""
    return [
        each
        for each in operation.parameters_in("query")
        if each.required
        or each.name in focus.values
        or (each.name == "storeId" and (focus is not NOTHING or draw(SOMETIMES)))
        or (each.name == "test" and draw(st.booleans()))
    ]


def _value(draw, world, focus, expr, name, more=_MORE):
    if name in OWN:
        return OWN[name](draw, world, focus, {} if name == "amount" and _is_object(world, expr) else 1)
    match world.contract.resolve(expr):
        case ObjectType() as named:
            chosen = _fields(draw, named, focus, more)
            return {each: _value(draw, world, focus, named.fields[each].type, each, 0) for each in chosen}
        case UnionType(tag=tag, cases=cases):
            case = draw(st.sampled_from(sorted(cases)))
            return {tag: case, **_value(draw, world, focus, world.contract.types[cases[case]].name, name, 0)}
        case EnumType(values=values):
            return known(draw, world, focus, name, draw(st.sampled_from(values)))
        case ListOf(item):
            return [_value(draw, world, focus, item, name, 0)]
        case MapOf():
            return {}
        case Scalar(scalar):
            return _SCALARS.get(scalar, _text)(draw, world, focus, name)


def _is_object(world, expr):
    return isinstance(world.contract.resolve(expr), ObjectType)


def _fields(draw, named, focus, more):
    """The fields that are required, those that the record is known by, and a few more."""
    required, optional = _split(named)
    optional = [each for each in optional if each not in focus.values]
    chosen = draw(st.lists(st.sampled_from(optional), max_size=more, unique=True)) if more and optional else []
    usual = [each for each in optional if each in _USUAL and not draw(SOMETIMES)]
    own = [each for each in named.fields if each in focus.values and each not in required]
    return dict.fromkeys([*required, *own, *usual, *chosen])


@lru_cache
def _split_of(fields):
    return [name for name, required in fields if required], [name for name, required in fields if not required]


def _split(named):
    return _split_of(tuple((name, each.required) for name, each in named.fields.items()))


def _text(draw, world, focus, name):
    return known(draw, world, focus, name, _TEXTS.get(name, "text"))


def _whole(draw, world, focus, name):
    return focus.values[name] if name in focus.values else draw(st.integers(0, 20))


def _flag(draw, world, focus, name):
    return focus.values[name] if name in focus.values else draw(st.booleans())


def _now(draw, world, focus, name):
    return written(world.now)


_SCALARS = {
    "boolean": _flag,
    "date-time": _now,
    "date": lambda *_: "2026-01-01",
    "int32": _whole,
    "int64": _whole,
    "integer": _whole,
    "double": _whole,
    "number": _whole,
    "object": lambda *_: {},
    "any": lambda *_: {},
}
"""Values of scalars; those without a row are texts."""
