"""Type expressions in words: `Payment`, `[Payment]`, `{"*": int64}`; read from YAML's data, and written.

More may follow: `int32 = 10` is a type and a default, `Payment as application/json, text/csv` a type and the media
types that it travels as.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pytest_portone.contracts.model import ListOf, MapOf, Ref, Scalar, TypeExpr
from pytest_portone.contracts.scalars import SCALARS

ANY_KEY = "*"
DEFAULT = " = "
MEDIA = " as "
_LIST = ("[", "]")
_MAP = (f'{{"{ANY_KEY}": ', "}")


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
def _named(name: str) -> TypeExpr:
    """A name; or a list or a map, which stands as text where something follows it."""
    for (opening, closing), kind in ((_LIST, ListOf), (_MAP, MapOf)):
        if name.startswith(opening) and name.endswith(closing):
            return kind(_named(name[len(opening) : -len(closing)]))
    return Scalar(name) if name in SCALARS else Ref(name)


def split(data: object, word: str) -> tuple[object, str | None]:
    """What stands before a word, and the text behind it; without the word all, and None."""
    if isinstance(data, str) and word in data:
        before, _, after = data.partition(word)
        return before, after
    return data, None


def json_text(value: object) -> str:
    """A decoded JSON value as the one text that stands for it: keys in order, `1.0` as `1`.

    Raises:
        ValueError: it is a number that JSON has not.
    """
    return json.dumps(
        _whole(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=str
    )


def _whole(value: Any) -> Any:
    """A value in which a float is none where an integer says the same."""
    if isinstance(value, dict):
        return {str(key): _whole(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_whole(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def text(expr: TypeExpr) -> str:
    """A type expression as the notation writes it."""
    match expr:
        case Ref(name) | Scalar(name):
            return name
        case ListOf(item):
            return f"[{text(item)}]"
        case MapOf(value):
            return f'{{"{ANY_KEY}": {text(value)}}}'
