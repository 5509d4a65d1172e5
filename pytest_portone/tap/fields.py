"""Header fields: as the listener sees them, and put right where it changed something."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.sandbox.messages import Response

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.tap.listener import Delivery

Fields: TypeAlias = "Iterable[tuple[str, str]]"

_LENGTH = frozenset({"content-length", "transfer-encoding"})
_CARRIAGE = _LENGTH | {"content-encoding"}


def joined(fields: Fields) -> dict[str, str]:
    """Names in lower case; several fields of one name are one, as RFC 9110, section 5.3, has it."""
    headers: dict[str, str] = {}
    for name, value in fields:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers


def response(status: int, fields: Fields, body: bytes) -> Response:
    """An answer whose content is decoded: nothing tells any more how it was carried."""
    return Response(status, {name: value for name, value in joined(fields).items() if name not in _CARRIAGE}, body)


def of_response(fields: Fields, before: Response, after: Response) -> list[tuple[str, str]]:
    """The fields of an answer that was changed: those that the change leaves alone stay as they came."""
    return _put_right(fields, before.headers, after.headers, len(after.body), _CARRIAGE)


def of_delivery(fields: Fields, before: Delivery, after: Delivery) -> list[tuple[str, str]]:
    """The fields of a delivery that was changed: those that the change leaves alone stay as they were."""
    return _put_right(fields, before.headers, after.headers, len(after.body), _LENGTH)


def _put_right(
    fields: Fields, before: Mapping[str, str], after: Mapping[str, str], length: int, recomputed: frozenset[str]
) -> list[tuple[str, str]]:
    same = {name for name, value in after.items() if before.get(name) == value} - recomputed
    kept = [(name, value) for name, value in fields if name.lower() in same]
    new = [(name, value) for name, value in after.items() if name not in same | recomputed]
    return [*kept, *new, ("content-length", str(length))]
