"""Header fields as recorders write them: mappings, lists of pairs, lists of objects, lists of lines."""

from __future__ import annotations

from typing import Any

from pytest_portone.tap.fields import joined
from pytest_portone.traffic.model import UnreadableError

CARRIAGE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""What tells how content was carried; once it is decoded, it is true no more."""


def read(fields: Any) -> dict[str, str]:
    """Names in lower case; several fields of one name are one (RFC 9110, section 5.3).

    Raises:
        UnreadableError: they are in none of the known forms.
    """
    pairs = [pair for each in _listed(fields) for pair in _pairs(each)]
    return joined((name, value) for name, value in pairs if not name.startswith(":"))  # HTTP/2's pseudo-headers


def _listed(fields: Any) -> list[Any]:
    if fields is None:
        return []
    return fields if isinstance(fields, list) else [fields]


def _pairs(each: Any) -> list[tuple[str, str]]:
    """One item of a list of headers, or the headers as a mapping."""
    match each:
        case {"name": str(name), "value": value} if not isinstance(value, list):
            return [(name, _text(value))]
        case dict():
            return [(_text(name), _text(value)) for name, values in each.items() for value in _listed(values)]
        case [str(name), str(value)]:
            return [(name, value)]
        case str() if ":" in each:
            name, _, value = each.partition(":")
            return [(name.strip(), value.strip())]
    raise UnreadableError(
        "headers in another form", "a mapping of names to values, or a list of names with values", "record it again"
    )


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, str | int | float):
        return str(value)
    if value is None:
        return ""
    raise UnreadableError("a header whose value is no text", "text", "record it again")
