"""A world as JSON, and back: records by the names of their classes, which are looked for in the sandbox alone.

Calls are not saved: they hold what merchants send, card numbers and credentials among it.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rpds import HashTrieMap

from pytest_portone.sandbox.records import Shelves
from pytest_portone.sandbox.tables import Log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tables import Table

VERSION = 1
"""Of the format. It rises when older worlds can't be read any more."""
UNSAVED = frozenset({"calls"})
_PACKAGE = "pytest_portone.sandbox."
_MARK = "$"


class WorldError(ValueError):
    """What was given is no saved world."""


def dump(state: State, contract: str) -> dict[str, Any]:
    """The world as JSON can hold it.

    Args:
        state: what a sandbox remembers.
        contract: the version of the contract that it serves.
    """
    tables = {name: _table(table) for name, table in state.tables.items() if name not in UNSAVED}
    now = state.clock.now.isoformat()
    return {"version": VERSION, "contract": contract, "now": now, "drawn": state.identifiers.drawn, "tables": tables}


def load(state: State, told: Any, contract: str) -> None:
    """Make a state what was saved: all of it, or nothing.

    Args:
        state: of a sandbox; what it remembers is gone.
        told: what `dump` gave.
        contract: the version of the contract that the sandbox serves.

    Raises:
        WorldError: it is no saved world, or one of another contract or of another version of this package.
    """
    _check(state, told, contract)
    try:
        now, drawn = datetime.fromisoformat(told["now"]), int(told["drawn"])
        contents = {name: _content(state.tables[name], value) for name, value in told["tables"].items()}
    except WorldError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, ImportError) as error:
        raise WorldError(f"received a world that can't be read ({type(error).__name__}: {error})") from error
    for name, table in state.tables.items():
        table.content = contents[name] if name in contents else type(table)().content
    state.identifiers.drawn = drawn
    state.clock.set(now)


def _check(state: State, told: Any, contract: str) -> None:
    if not isinstance(told, dict) or told.get("version") != VERSION:
        version = told.get("version") if isinstance(told, dict) else None
        raise WorldError(f"received version {version!r}, expected a world of version {VERSION}, as `dump` gives it")
    if told.get("contract") != contract:
        raise WorldError(f"received a world of contract {told.get('contract')!r}, expected one of {contract!r}")
    unknown = sorted(told.get("tables", {}).keys() - state.tables.keys())
    if unknown:
        raise WorldError(f"received tables that this version does not know: {', '.join(unknown)}")


def _table(table: Table[Any, Any] | Log[Any]) -> Any:
    if isinstance(table, Log):
        return {"first": table.content.first, "values": [_plain(each) for each in table]}
    if isinstance(table, Shelves):
        return {store: [_plain(each) for each in table.of(store).values()] for store in sorted(table)}
    return [[_plain(key), _plain(value)] for key, value in sorted(table.items(), key=lambda each: repr(each[0]))]


def _content(table: Table[Any, Any] | Log[Any], value: Any) -> Any:
    """The content that a table of this kind has with these values, made by a table like it."""
    twin: Any = type(table)()
    if isinstance(table, Log):
        first = int(value["first"])
        values = {first + number: _read(each) for number, each in enumerate(value["values"])}
        return type(twin.content)(HashTrieMap(values), first, first + len(values))
    if isinstance(table, Shelves):
        for store, records in value.items():
            for each in records:
                twin.of(store).put(_read(each))
        return twin.content
    for key, each in value:
        twin[_read(key)] = _read(each)
    return twin.content


def _plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if is_dataclass(value) and not isinstance(value, type):
        name = f"{type(value).__module__.removeprefix(_PACKAGE)}:{type(value).__qualname__}"
        return {"$type": name} | {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.init}
    for kind, (mark, write, _) in _KINDS.items():
        if isinstance(value, kind):
            return {mark: write(value)}
    if isinstance(value, Mapping):
        if all(isinstance(name, str) and not name.startswith(_MARK) for name in value):
            return {name: _plain(each) for name, each in value.items()}
        return {"$map": [[_plain(name), _plain(each)] for name, each in value.items()]}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _read(value: Any) -> Any:
    """The value that `_plain` made plain."""
    if isinstance(value, list):
        return [_read(each) for each in value]
    if not isinstance(value, dict):
        return value
    mark = next((name for name in value if name.startswith(_MARK)), None)
    if mark is None:
        return {name: _read(each) for name, each in value.items()}
    if mark == "$type":
        return _class(value[mark])(**{name: _read(each) for name, each in value.items() if name != mark})
    if mark == "$map":
        return {_read(name): _read(each) for name, each in value[mark]}
    return _MARKS[mark](value[mark])


def _class(name: str) -> Any:
    """The record's class.

    Raises:
        WorldError: it is no dataclass of the sandbox.
    """
    module, _, qualified = name.partition(":")
    found = None
    if all(each.isidentifier() for each in (*module.split("."), qualified)) and find_spec(_PACKAGE + module):
        found = getattr(import_module(_PACKAGE + module), qualified, None)
    if isinstance(found, type) and is_dataclass(found) and found.__module__ == _PACKAGE + module:
        return found
    raise WorldError(f"received the class {name!r}, expected one of the sandbox's records")


def _listed(values: Iterable[Any]) -> list[Any]:
    return [_plain(each) for each in values]


_KINDS: Mapping[type, tuple[str, Callable[[Any], Any], Callable[[Any], Any]]] = {
    datetime: ("$time", datetime.isoformat, datetime.fromisoformat),
    date: ("$date", date.isoformat, date.fromisoformat),
    bytes: ("$bytes", lambda value: b64encode(value).decode(), b64decode),
    tuple: ("$tuple", lambda value: [_plain(each) for each in value], lambda value: tuple(map(_read, value))),
    frozenset: (
        "$set",
        lambda value: sorted(map(_plain, value), key=repr),
        lambda value: frozenset(map(_read, value)),
    ),
}
"""What JSON has no word for: its mark, how it is written, how it is read. A datetime is a date, so it is first."""
_MARKS = {mark: read for mark, _, read in _KINDS.values()}
