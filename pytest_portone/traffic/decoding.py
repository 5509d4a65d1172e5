"""Steps that the formats share: from what a file holds to entries."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_portone.sandbox.messages import Response
from pytest_portone.traffic import codings
from pytest_portone.traffic.headers import CARRIAGE
from pytest_portone.traffic.model import Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.traffic.model import Entry

_Held = TypeVar("_Held")
_METHOD = re.compile(r"[A-Za-z]{1,20}")
_STATUSES = range(100, 600)
_KINDS = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "a mapping"}


def entry(read: Callable[[str, _Held], Entry], source: str, held: _Held) -> Entry | Fault:
    """What a format reads of one thing that a file holds, or why it can't.

    Args:
        read: takes the source and the thing; raises UnreadableError for what can't be read.
        source: the file, and the place in it.
        held: the thing, as the format has it.
    """
    try:
        return read(source, held)
    except UnreadableError as problem:
        return Fault(source, problem)


def kind(value: Any) -> str:
    """What a decoded value is, in words that don't show it."""
    return "nothing" if value is None else _KINDS.get(type(value), f"a {type(value).__name__}")


def field(holder: Any, name: str, wanted: type | tuple[type, ...], expected: str) -> Any:
    """A field of a mapping.

    Raises:
        UnreadableError: `holder` is no mapping, or what stands there is no `wanted`.
    """
    value = holder.get(name) if isinstance(holder, dict) else None
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is int):
        raise UnreadableError(f"{kind(value)} as `{name}`", expected, "record it again")
    return value


def method(holder: Any) -> str:
    """The request's method, in upper case.

    Raises:
        UnreadableError: there is none.
    """
    found = str(field(holder, "method", str, "a method such as GET"))
    if not _METHOD.fullmatch(found):
        raise UnreadableError("a text that is no method as `method`", "a method such as GET", "record it again")
    return found.upper()


def status(holder: Any, name: str) -> int:
    """The response's status.

    Raises:
        UnreadableError: there is none.
    """
    found = int(field(holder, name, int, "an HTTP status from 100 to 599"))
    if found not in _STATUSES:
        raise UnreadableError(f"{found} as `{name}`", "an HTTP status from 100 to 599", "record it again")
    return found


def text(value: Any) -> bytes:
    """A body as text, as bytes, or None for none.

    Raises:
        UnreadableError: it is something else.
    """
    if value is None:
        return b""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, bytes):
        return value
    raise UnreadableError(f"{kind(value)} as a body", "text, bytes or nothing", "record it again")


def base64_text(value: Any) -> bytes:
    """A body in base64.

    Raises:
        UnreadableError: it is not.
    """
    try:
        return base64.b64decode(b"".join(text(value).split()), validate=True)
    except binascii.Error:
        raise UnreadableError("broken base64 as a body", "base64 (RFC 4648)", "record it again") from None


def response(code: int, headers: Mapping[str, str], body: bytes) -> Response:
    """A response, its content decoded.

    Raises:
        UnreadableError: it can't be.
    """
    kept = {name: value for name, value in headers.items() if name not in CARRIAGE}
    return Response(code, kept, codings.plain(headers, body))


def moment(value: Any) -> datetime | None:
    """A time as ISO 8601; None for what is no time with a zone: when it was is no reason to refuse an exchange."""
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None
