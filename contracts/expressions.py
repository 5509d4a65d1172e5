"""Type expressions in words: `Payment`, `[Payment]`, `{"*": int64}`; read from YAML's data, and written."""

from __future__ import annotations

from functools import lru_cache

from pytest_portone.contracts.model import ListOf, MapOf, Ref, Scalar, TypeExpr
from pytest_portone.contracts.scalars import SCALARS

ANY_KEY = "*"


def parse(data: object) -> TypeExpr:
    """What a YAML value says as a type expression.

    Raises:
        ValueError: it says none; the message tells what was received and what is expected.
    """
    match data:
        case str() if data:
            return _named(data)
        case [item]:
            return ListOf(parse(item))
        case dict() if list(data) == [ANY_KEY]:
            return MapOf(parse(data[ANY_KEY]))
    raise ValueError(f'received {data!r}, expected a type: a name, [name], or {{"*": name}}')


@lru_cache(maxsize=4096)  # the same few names stand everywhere
def _named(name: str) -> Scalar | Ref:
    return Scalar(name) if name in SCALARS else Ref(name)


def text(expr: TypeExpr) -> str:
    """A type expression as the notation writes it."""
    match expr:
        case Ref(name) | Scalar(name):
            return name
        case ListOf(item):
            return f"[{text(item)}]"
        case MapOf(value):
            return f'{{"{ANY_KEY}": {text(value)}}}'
