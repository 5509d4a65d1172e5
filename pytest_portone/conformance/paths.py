"""Rules about where a request goes: path, method, escaping, and operations that may end."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from pytest_portone.conformance.words import masked, word
from pytest_portone.contracts.policy import CLAUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_portone.conformance.rules import Broken
    from pytest_portone.conformance.sent import Fault, Sent
    from pytest_portone.contracts.model import Contract

_UNESCAPED = re.compile(r"[^A-Za-z0-9._~!$&'()*+,;=:@%-]")
"""What may not stand in a segment as it is (RFC 3986, section 3.3)."""
_TWICE = re.compile(r"%25[0-9A-Fa-f]{2}")
_QUOTE = 'urllib.parse.quote(value, safe="")'


def unknown(sent: Sent) -> Broken:
    """The contract has no such path."""
    if sent.methods or sent.meant:
        return
    shown = masked(sent.contract, sent.request.path)
    nearest = _nearest(sent.contract, shown)
    yield (
        f"path {shown}",
        f"received {word(sent.request.method)} {shown}, expected a path of contract {sent.contract.version}"
        + (f" (did you mean {nearest}?)" if nearest else ""),
    )


def _nearest(contract: Contract, path: str) -> str | None:
    """The template that is most like a path."""
    segments = path.split("/")[1:]
    templates = dict.fromkeys(each.path for each in contract.operations.values())
    return max(templates, key=lambda each: _likeness(each.split("/")[1:], segments), default=None)


def _likeness(template: Sequence[str], segments: Sequence[str]) -> float:
    alike = sum(_alike(*each) for each in zip(template, segments, strict=False))
    return alike / max(len(template), len(segments))


@lru_cache(maxsize=4096)
def _alike(expected: str, segment: str) -> float:
    """How well a masked segment fits: a star is a value rather than a word."""
    if "{" in expected:
        return 1.0 if segment == "*" else 0.5
    return 1.0 if expected == segment else SequenceMatcher(None, expected, segment).ratio()


def wrong_method(sent: Sent) -> Broken:
    """The path takes other methods."""
    if sent.operation or not sent.methods:
        return
    template = next(iter(sent.methods.values())).path
    here = f"{word(sent.request.method)} {template}"
    allowed = ", ".join(f"{method} ({each.id})" for method, each in sorted(sent.methods.items()))
    other = sent.joined(words=True)
    slash = (
        f"; if {other[0].id} is meant, {other[1]} has a slash that belongs percent-encoded, as %2F" if other else ""
    )
    yield f"method {here}", f"received {here}, expected {allowed}{slash}"


def empty(sent: Sent) -> Broken:
    """A parameter of the path is empty."""
    if sent.emptied:
        operation, name = sent.emptied
        yield f"$.path.{name}", f"received nothing, expected a value for {name} in {operation.path}"


def cut(sent: Sent) -> Broken:
    """A slash cuts a parameter of the path in two."""
    if sent.cut:
        operation, name = sent.cut
        yield f"$.path.{name}", f"received a slash in {name} of {operation.path}, expected %2F: use {_QUOTE}"


def unescaped(sent: Sent) -> Broken:
    """A parameter of the path holds what a URL can't."""
    for name, value in (sent.values or {}).items():
        found = _UNESCAPED.findall(value)
        if found:
            shown = ", ".join(sorted({_character(each) for each in found}))
            yield f"$.path.{name}", f"received {shown} as it is, expected it percent-encoded: use {_QUOTE}"


def _character(each: str) -> str:
    if not each.isascii():
        return "a character beyond ASCII"
    return "a blank" if each.isspace() else f"`{each}`" if each.isprintable() else "a control character"


def escaped_twice(sent: Sent) -> Broken:
    """A parameter of the path is percent-encoded, and that again."""
    for name, value in (sent.values or {}).items():
        if _TWICE.search(value):
            yield (
                f"$.path.{name}",
                "received %25 before two hexadecimal digits, expected a value that is percent-encoded only once",
            )


def broken_escape(fault: Fault) -> str | None:
    """A percent sign without its digits, or bytes that are no UTF-8."""
    if fault.role != "undecodable":
        return None
    return "received broken percent-encoding, expected UTF-8 with two hexadecimal digits after each %"


def unstable(sent: Sent) -> Broken:
    """The operation is bound by no promise."""
    if sent.operation and sent.operation.unstable:
        name = sent.operation.id
        yield "operation", f"received {name}, which is UNSTABLE, expected an operation with a promise; {CLAUSES['3']}"
