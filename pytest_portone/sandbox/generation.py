"""Answers made from the contract alone: valid, always the same for the same request, and echoing what was sent.

An optional field is there only if the request named it. What the request sent under the same name, and of a type that
fits, comes back; so do the ids of its path.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.errors import ContractError
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.identifiers import uuid

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from random import Random

    from pytest_portone.contracts.model import Contract, Field, TypeExpr

_DEEPEST = 3
"""How often a type may stand inside of itself before its lists end and its unions choose another case."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What was sent at one place of the request.

    Attributes:
        sent: the values by name.
        wraps: whether an object that was not sent itself still takes its fields from here: the answer's own, and
            those of an object that the answer only wraps (`{"partner": {...}}`).
        field: the field that the value stands in.
        empty: whether lists end here: a page after the first.
    """

    sent: Mapping[str, Any]
    wraps: bool = False
    field: str = ""
    empty: bool = False

    def into(self, name: str) -> Scope:
        """The scope of the field `name`."""
        value = self.sent.get(name)
        if isinstance(value, dict):
            return Scope(value, field=name)
        return replace(self, wraps=False, field=name) if self.wraps else Scope({}, field=name)

    def value(self, name: str) -> Any:
        """What was sent for the field `name`; an `id` may have been sent as the id of the field it is in.

        An id that is empty counts for nothing: nobody could ask for what has it.
        """
        value = self.sent.get(name)
        if name == "id" and value is None and self.field:
            value = self.sent.get(f"{self.field}Id")
        return None if value == "" and name.lower().endswith("id") else value


def scope_of(parameters: Mapping[str, Any], body: Any, subject: str | None) -> Scope:
    """The scope of a whole request.

    Args:
        parameters: of its path and query.
        body: decoded.
        subject: the name of the path parameter that the path ends in, whose value is the id of what is answered.
    """
    sent = {**(body if isinstance(body, dict) else {}), **parameters}
    if subject is not None:
        sent.setdefault("id", parameters[subject])
    page = sent.get("page")
    number = page.get("number") if isinstance(page, dict) else sent.get("pageNumber")
    return Scope(sent, wraps=True, empty=bool(number) or "cursor" in sent)


class Generator:
    """Makes one answer."""

    def __init__(self, contract: Contract, random: Random, now: datetime) -> None:
        self._contract, self._random, self._now = contract, random, now
        self._inside: list[str] = []

    def value(self, expr: TypeExpr, scope: Scope) -> Any:
        """A value of a type.

        Raises:
            ContractError: the type has none: it can't be without another one of itself.
        """
        resolved = self._contract.resolve(expr)
        match resolved:
            case ObjectType():
                return self._object(resolved, scope)
            case UnionType():
                return self._object(self._case(resolved, scope), scope)
            case EnumType(values=values):
                return self._random.choice(values)
            case ListOf(item):
                return self._list(item, scope)
            case MapOf():
                return {}
            case Scalar(name):
                return self._scalar(name, scope.field)

    def _object(self, named: ObjectType, scope: Scope) -> dict[str, Any]:
        if self._inside.count(named.name) > 2 * _DEEPEST:
            raise ContractError(f"type {named.name!r} can't be without another one of itself, so it has no value")
        self._inside.append(named.name)
        tag = self._contract.tag_of(named.name)
        found = {tag.field: tag.value} if tag else {}
        for name, each in named.fields.items():
            if each.required or scope.value(name) is not None:
                found[name] = self._field(each, scope)
        self._inside.pop()
        return found

    def _field(self, each: Field, scope: Scope) -> Any:
        sent, inner = scope.value(each.name), scope.into(each.name)
        resolved = self._contract.resolve(each.type)
        if sent is None or isinstance(resolved, ObjectType | UnionType):
            return self.value(each.type, inner)
        if isinstance(resolved, ListOf) and isinstance(sent, list):
            return self._echoed(resolved.item, sent)
        return sent if self._contract.is_valid(each.type, sent) else self.value(each.type, inner)

    def _echoed(self, item: TypeExpr, sent: Sequence[Any]) -> list[Any]:
        """A list as it was sent; what does not fit as it is, is made with what of it does."""
        if self._contract.is_valid(ListOf(item), sent):
            return list(sent)
        return [self.value(item, Scope(each if isinstance(each, dict) else {})) for each in sent]

    def _list(self, item: TypeExpr, scope: Scope) -> list[Any]:
        if scope.empty or self._ends(item):
            return []
        return [self.value(item, Scope({}))]

    def _ends(self, item: TypeExpr) -> bool:
        """Whether a list is better empty: whatever it could hold stands inside of itself often enough."""
        resolved = self._contract.resolve(item)
        names = resolved.cases.values() if isinstance(resolved, UnionType) else [getattr(resolved, "name", "")]
        return all(self._inside.count(name) >= _DEEPEST for name in names)

    def _case(self, union: UnionType, scope: Scope) -> ObjectType:
        """The case that was sent, or one by lot out of those that the value is least often inside of."""
        chosen = union.cases.get(str(scope.sent.get(union.tag)))
        if chosen is None:
            cases = list(union.cases.values())
            least = min(map(self._inside.count, cases))
            chosen = self._random.choice([each for each in cases if self._inside.count(each) == least])
        named = self._contract.types[chosen]
        assert isinstance(named, ObjectType)  # noqa: S101 - the model's readers see to it
        return named

    def _scalar(self, name: str, field: str) -> Any:
        if name == "string":
            return self._string(field)
        return _SCALARS[name](self._random, self._now, field)

    def _string(self, field: str) -> str:
        for suffix, make in _STRINGS.items():
            if field.lower().endswith(suffix):
                return make(self._random)
        return f"{field or 'text'}-{self._random.getrandbits(32):08x}"


_INTEGERS = {"number": 0, "size": 10, "totalcount": 1}
"""What a page says of itself, in keeping with the one item that a list has."""

_SCALARS: Mapping[str, Callable[[Random, datetime, str], Any]] = {
    "date-time": lambda _, now, __: written(now),
    "date": lambda _, now, __: written(now)[:10],
    "boolean": lambda random, _, __: random.random() < 0.5,  # noqa: PLR2004 - even odds
    "int32": lambda random, _, field: _INTEGERS.get(field.lower(), random.randint(1, 100)),
    "int64": lambda random, _, field: _INTEGERS.get(field.lower(), random.randint(1, 100_000)),
    "integer": lambda random, _, field: _INTEGERS.get(field.lower(), random.randint(1, 100_000)),
    "double": lambda random, _, __: round(random.uniform(0, 100), 2),
    "number": lambda random, _, __: round(random.uniform(0, 100), 2),
    "object": lambda _, __, ___: {},
    "any": lambda _, __, ___: {},
    "csv": lambda random, _, __: f"id,amount\r\n{uuid(random)},{random.randint(1, 100_000)}\r\n",
}
"""A value of each scalar but strings."""

_STRINGS: Mapping[str, Callable[[Random], str]] = {
    "id": uuid,
    "key": uuid,
    "url": lambda random: f"https://example.com/{random.getrandbits(32):08x}",
    "email": lambda random: f"{random.getrandbits(32):08x}@example.com",
    "phonenumber": lambda random: f"010{random.randint(0, 10**8 - 1):08d}",
    "brn": lambda random: f"{random.randint(10**9, 10**10 - 1)}",
}
"""A string by the end of its field's name."""
