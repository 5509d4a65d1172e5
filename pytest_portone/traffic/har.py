"""HAR 1.2, as browsers and proxies export it."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlencode

from pytest_portone.traffic import codings, decoding, headers
from pytest_portone.traffic.model import Entry, Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.messages import Response

_AGAIN = "export it again"


def entries(name: str, file: BinaryIO) -> Iterator[Entry | Fault]:
    """The entries of a HAR file.

    Raises:
        UnreadableError: it is no JSON, or no HAR.
    """
    yield from read(name, load(file))


def load(file: BinaryIO) -> Any:
    """A file in JSON.

    Raises:
        UnreadableError: it is none.
    """
    try:
        return json.loads(file.read().decode("utf-8-sig"))  # Charles and Fiddler begin with a mark of byte order
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise UnreadableError(f"text that is no JSON at {where}", "JSON (RFC 8259)", _AGAIN) from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"no UTF-8 at byte {error.start}", "JSON in UTF-8", _AGAIN) from None
    except (RecursionError, ValueError):
        raise UnreadableError("JSON with too many levels or digits", "less of them", _AGAIN) from None


def read(name: str, value: Any) -> Iterator[Entry | Fault]:
    """The entries of a decoded HAR.

    Raises:
        UnreadableError: it is none.
    """
    for number, each in enumerate(_listed(value), 1):
        yield decoding.entry(_entry, f"{name}, entry {number}", each)


def is_har(value: Any) -> bool:
    """Whether a decoded file has the form of a HAR."""
    return isinstance(value, dict) and isinstance(value.get("log"), dict)


def _listed(value: Any) -> list[Any]:
    if not is_har(value):
        raise UnreadableError("JSON that is no HAR", "an object with `log`", "leave this file out", foreign=True)
    found: list[Any] = decoding.field(value["log"], "entries", list, "a list")
    return found


def _entry(source: str, each: Any) -> Entry:
    asked = decoding.field(each, "request", dict, "an object")
    answered = decoding.field(each, "response", dict, "an object")
    sent = headers.read(asked.get("headers"))
    return Entry(
        source,
        decoding.method(asked),
        str(decoding.field(asked, "url", str, "an absolute URL")),
        sent,
        partial(_messages, sent, asked.get("postData"), answered),
        decoding.moment(each.get("startedDateTime")),
    )


def _messages(sent: dict[str, str], posted: Any, answered: dict[str, Any]) -> tuple[bytes, Response | None]:
    body = codings.plain(sent, _posted(posted))
    if answered.get("status") == 0:  # what browsers write of a call that was blocked, or broke off
        return body, None
    came = headers.read(answered.get("headers"))
    return body, decoding.response(decoding.status(answered, "status"), came, _content(answered.get("content")))


def _posted(posted: Any) -> bytes:
    """The request's body. Browsers write what a form sent as `params` besides, or instead."""
    if posted is None:
        return b""
    written = decoding.field({"postData": posted}, "postData", dict, "an object")
    if written.get("text"):
        return _text(written)
    params = written.get("params")
    if not isinstance(params, list | None):
        raise UnreadableError(f"{decoding.kind(params)} as `params`", "a list", _AGAIN)
    pairs = [(decoding.field(each, "name", str, "a name"), each.get("value") or "") for each in params or []]
    return urlencode(pairs).encode()


def _content(content: Any) -> bytes:
    """The response's body.

    Raises:
        UnreadableError: it was there, and was not exported.
    """
    if content is None:
        return b""
    written = decoding.field({"content": content}, "content", dict, "an object")
    if written.get("text") is not None:
        return _text(written)
    size = written.get("size", 0)
    if isinstance(size, int | float) and size > 0:
        raise UnreadableError(
            f"a content of {size:,} bytes without its text",
            "`text`",
            "export it with content",
        )
    return b""


def _text(written: dict[str, Any]) -> bytes:
    coded = str(written.get("encoding") or "").lower() == "base64"
    return decoding.base64_text(written["text"]) if coded else decoding.text(written["text"])
