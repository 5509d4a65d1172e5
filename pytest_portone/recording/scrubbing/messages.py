"""The texts in an exchange: in paths, queries, headers and bodies."""

from __future__ import annotations

import codecs
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from pytest_portone.recording.scrubbing.layers import edit, query, table
from pytest_portone.recording.scrubbing.vocabulary import parameters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.recording.scrubbing.editing import Scrubber
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.traffic.model import Exchange

CREDENTIALS = {"authorization": " ", "proxy-authorization": " ", "webhook-signature": ","}
"""Headers whose first word says what the rest is, and stays, with what comes after the word."""
_PLAIN = """
    accept accept-charset accept-encoding accept-language access-control-allow-headers access-control-allow-methods
    allow cache-control connection content-disposition content-encoding content-language content-length content-type
    date expires host keep-alive last-modified retry-after server transfer-encoding user-agent vary via
    webhook-timestamp
"""
PLAIN = frozenset(_PLAIN.split())
"""Headers that say how a message travels; their words are their own."""
_BYTE_ORDER_MARK = "\ufeff"


def scrubbed(exchange: Exchange, scrubber: Scrubber) -> Exchange:
    """An exchange without what is nobody's business."""
    scrubber.left.add(exchange.host)
    return replace(
        exchange, request=request(exchange.request, scrubber), response=response(exchange.response, scrubber)
    )


def request(told: Request, scrubber: Scrubber) -> Request:
    """A request; a length that its headers tell is that of its new body."""
    body = _body(told.body, told.headers, scrubber)
    headers = _headers(told.headers, scrubber)
    if "content-length" in headers and body != told.body:
        headers["content-length"] = str(len(body))
    return replace(
        told,
        path=_path(told.method, told.path, scrubber),
        query=query(scrubber, (), told.query) if told.query else "",
        headers=headers,
        body=body,
    )


def response(told: Response, scrubber: Scrubber) -> Response:
    """A response; its headers tell no length, as its body is decoded."""
    return replace(told, headers=_headers(told.headers, scrubber), body=_body(told.body, told.headers, scrubber))


def _path(method: str, path: str, scrubber: Scrubber) -> str:
    """A path whose parameters are edited under their names; of one that no contract has, every segment is a text."""
    known = parameters(method, path)
    spans = known or [("", begin, end) for begin, end in _segments(path)]
    edited, done = "", 0
    for name, begin, end in spans:
        edited += path[done:begin] + _segment(path[begin:end], (name,) if name else (), scrubber)
        done = end
    return edited + path[done:]


def _segments(path: str) -> list[tuple[int, int]]:
    spans, begin = [], 0
    for each in path.split("/"):
        spans.append((begin, begin + len(each)))
        begin += len(each) + 1
    return spans


def _segment(text: str, path: tuple[str, ...], scrubber: Scrubber) -> str:
    plain = unquote(text, errors="surrogateescape")
    changed = edit(scrubber, path, plain)
    return text if changed == plain else quote(changed, safe="", errors="surrogatepass")


def _headers(headers: Mapping[str, str], scrubber: Scrubber) -> dict[str, str]:
    return {name: _header(name, value, scrubber) for name, value in headers.items()}


def _header(name: str, value: str, scrubber: Scrubber) -> str:
    scrubber.left.add(name)
    if name in PLAIN:
        scrubber.left.add(value)
        return value
    scheme, separator, credentials = value.partition(CREDENTIALS.get(name, "\n"))
    if credentials:
        return scheme + separator + scrubber.text((name,), credentials)
    return edit(scrubber, (name,), value)


def _body(content: bytes, headers: Mapping[str, str], scrubber: Scrubber) -> bytes:
    """A body, decoded as its type says; of one that is no text, the parts that are."""
    if not content:
        return content
    media = headers.get("content-type", "").lower()
    charset = _charset(media)
    text = content.decode(charset, "surrogateescape")
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    plain = text.removeprefix(mark)
    edited = _edited(plain, media, scrubber)
    if edited == plain:
        return content
    try:
        return (mark + edited).encode(charset, "surrogateescape")
    except UnicodeEncodeError:
        return (mark + edited).encode(charset, "backslashreplace")


def _edited(text: str, media: str, scrubber: Scrubber) -> str:
    if "csv" in media:
        return table(scrubber, text)
    if "x-www-form-urlencoded" in media:
        return query(scrubber, (), text)
    return edit(scrubber, (), text)


def _charset(media: str) -> str:
    """The charset that a media type names; UTF-8 for JSON, and where none is known."""
    named = media.partition("charset=")[2].partition(";")[0].strip(" \"'")
    try:
        return codecs.lookup(named).name if named and "json" not in media else "utf-8"
    except LookupError:
        return "utf-8"
