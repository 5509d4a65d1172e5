"""What can be done with a sandbox from outside, read off the signatures of its own methods.

A method that is new there is an act here, with its arguments, their types and the first words of its docstring.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

_PACKAGE = "pytest_portone.sandbox"
_SCALARS: Mapping[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    datetime: {"type": "string", "format": "date-time"},
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that can be done.

    Attributes:
        name: the method's name.
        summary: what its docstring says first.
        arguments: the JSON Schema of its arguments, an object.
        kinds: their Python types, by their names.
        method: does it.
    """

    name: str
    summary: str
    arguments: Mapping[str, Any]
    kinds: Mapping[str, Any] = field(repr=False)
    method: Callable[..., Any] = field(repr=False)

    def __call__(self, arguments: Mapping[str, Any]) -> Any:
        """Do it, with arguments that are valid by the schema. Whatever the method raises comes through."""
        return self.method(**{name: _made(self.kinds.get(name, Any), value) for name, value in arguments.items()})


def acts_of(owner: object, leave_out: Iterable[str] = ()) -> dict[str, Act]:
    """The public methods of an object by name.

    Args:
        owner: whose methods they are.
        leave_out: names of those that are no acts.
    """
    hidden = frozenset(leave_out)
    methods = inspect.getmembers(owner, inspect.ismethod)
    return {name: act_of(method) for name, method in methods if not name.startswith("_") and name not in hidden}


def act_of(method: Callable[..., Any]) -> Act:
    """A method as an act."""
    hints = get_type_hints(method, localns=_Names(getattr(method, "__globals__", {})))
    kinds: dict[str, Any] = {}
    properties: dict[str, Any] = {}
    required, further = [], False
    for name, each in inspect.signature(method).parameters.items():
        if each.kind is each.VAR_KEYWORD:
            more, further = _keywords(hints.get(name, Any))
            kinds |= more
            properties |= {key: _schema(kind) for key, kind in more.items()}
            continue
        kinds[name] = hints.get(name, Any)
        properties[name] = _schema(kinds[name]) | _default(each.default)
        required += [name] if each.default is each.empty else []
    summary = " ".join((inspect.getdoc(method) or "").partition("\n\n")[0].split())
    schema = {"type": "object", "properties": properties, "required": required, "additionalProperties": further}
    return Act(method.__name__, summary, schema, kinds, method)


class _Names(dict[str, Any]):
    """The names that an annotation can use: the module's own; and what it imports for type checkers alone."""

    def __missing__(self, name: str) -> Any:
        return _named(name)


@lru_cache(maxsize=256)
def _named(name: str) -> Any:
    """What a name stands for that a module imports for type checkers alone; anything, where nobody knows."""
    own = [each for key, each in sorted(sys.modules.items()) if key.startswith(_PACKAGE)]
    places = [
        sys.modules["builtins"],
        *own,
        *(sys.modules[each] for each in ("typing", "collections.abc", "datetime")),
    ]
    return next((vars(each)[name] for each in places if name in vars(each)), Any)


def _keywords(hint: Any) -> tuple[Mapping[str, Any], bool]:
    """The keywords behind `**name`, and whether there may be any other."""
    inner = get_args(hint)[0] if get_args(hint) else hint
    if is_typeddict(inner):
        return _hints(inner), False
    return {}, True


def _default(value: Any) -> dict[str, Any]:
    return {"default": value} if type(value) in {str, int, float, bool} else {}


def _schema(kind: Any) -> dict[str, Any]:
    """The JSON Schema of a type; anything where JSON has no word for it."""
    if kind in _SCALARS:
        return dict(_SCALARS[kind])
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in {Union, UnionType}:
        return {"anyOf": [_schema(each) for each in inner]}
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind)
    if kind in {dict, Mapping} or (isinstance(origin, type) and issubclass(origin, Mapping)):
        return {"type": "object"}
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return {"type": "array", "items": _schema(inner[0]) if inner else {}}
    return {}


def _record(kind: type) -> dict[str, Any]:
    hints, made = _hints(kind), [each for each in fields(kind) if each.init]
    return {
        "type": "object",
        "properties": {each.name: _schema(hints[each.name]) for each in made},
        "required": [each.name for each in made if each.default is MISSING and each.default_factory is MISSING],
        "additionalProperties": False,
    }


@lru_cache(maxsize=64)
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind, localns=_Names(vars(sys.modules[kind.__module__])))


def _made(kind: Any, value: Any) -> Any:
    """A JSON value that is valid by the type's schema, as the type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if origin in {Union, UnionType}:
        return _made(_fitting(inner, value), value)
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(value, dict):
        hints = _hints(kind)
        return kind(**{name: _made(hints[name], each) for name, each in value.items()})
    if isinstance(origin, type) and issubclass(origin, frozenset | tuple) and isinstance(value, list):
        return origin(_made(inner[0] if inner else Any, each) for each in value)
    return value


def _fitting(kinds: tuple[Any, ...], value: Any) -> Any:
    """The one of several types that a JSON object, or a text that is a moment, is meant for."""
    if isinstance(value, dict):
        return next((each for each in kinds if isinstance(each, type) and is_dataclass(each)), Any)
    return datetime if isinstance(value, str) and datetime in kinds and str not in kinds else Any
