"""The texts in a text: JSON in JSON in a form, a URL's query, a table, base64. Each is edited where it stands.

What an editor leaves as it is keeps its spelling: only what has changed is written anew.
"""

from __future__ import annotations

import base64
import binascii
import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from urllib.parse import quote, unquote_plus

if TYPE_CHECKING:
    from collections.abc import Callable

Path: TypeAlias = tuple[str, ...]
_FORM = re.compile(r"[^\s=&?{}\[\]\"]{1,200}=[^\s=&]*(?:&[^\s=&]+=[^\s&]*)+")
_URL = re.compile(r"[a-zA-Z][\w+.-]*://[^\s?]*\?")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4}){6,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_MEMBER = re.compile(r'("((?:[^"\\]|\\.)*)"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?\d+)')


class Editor(Protocol):
    """Says what stands instead of a text, a number, the name of a member."""

    def text(self, path: Path, value: str) -> str:
        """What stands for a text."""

    def number(self, path: Path, value: float) -> float:
        """What stands for a number."""

    def name(self, value: str) -> str:
        """What stands for the name of a member of an object."""

    def whole(self, path: Path) -> bool:
        """Whether what stands there is one value, whatever it looks like."""


def edit(editor: Editor, path: Path, text: str) -> str:
    """`text` with every text in it edited, however deep it lies."""
    if not text or editor.whole(path):
        return editor.text(path, text)
    layer = next((each for looks_like, each in _LAYERS if looks_like(text)), None)
    edited = layer(editor, path, text) if layer else None
    return editor.text(path, text) if edited is None else edited


def query(editor: Editor, path: Path, text: str) -> str:
    """A query or a form, each value edited under the name of its parameter."""
    return "&".join(_pair(editor, path, each) for each in text.split("&"))


def _pair(editor: Editor, path: Path, pair: str) -> str:
    encoded, equals, value = pair.partition("=")
    name = unquote_plus(encoded, errors="surrogateescape")
    inner = path if name == _BODY else (*path, name)
    encoded = _encoded(encoded, editor.name)
    return encoded + equals + _encoded(value, lambda text: edit(editor, inner, text))


_BODY = "requestBody"
"""The parameter that stands for a body: its members lie as deep as a body's."""


def _encoded(text: str, change: Callable[[str], str]) -> str:
    plain = unquote_plus(text, errors="surrogateescape")
    changed = change(plain)
    return text if changed == plain else quote(changed, safe="", errors="surrogatepass")


def _json(editor: Editor, path: Path, text: str) -> str | None:
    """JSON, with objects' members in their order; None for what is none, or is nested too deeply."""
    try:
        value = json.loads(text)
        edited = _value(editor, path, value)
    except (ValueError, RecursionError):
        return _broken_json(editor, path, text)
    return text if edited == value else dumped(edited, compact=": " not in text)


def dumped(value: Any, *, compact: bool) -> str:
    """JSON text; readable where every character can be written in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":") if compact else None)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":") if compact else None)
    return text


def _value(editor: Editor, path: Path, value: Any) -> Any:
    match value:
        case dict():
            return {editor.name(name): _value(editor, (*path, name), each) for name, each in value.items()}
        case list():
            return [_value(editor, path, each) for each in value]
        case str():
            return edit(editor, path, value)
        case bool() | None:
            return value
    return editor.number(path, value)


def _broken_json(editor: Editor, path: Path, text: str) -> str:
    """What was meant for JSON: its members are found by their looks, the rest is text."""

    def member(match: re.Match[str]) -> str:
        before, name, value = match.groups()
        plain = _scalar(value)
        inner = (*path, name)
        edited = edit(editor, inner, plain) if isinstance(plain, str) else editor.number(inner, plain)
        return match[0] if edited == plain else before + json.dumps(edited, ensure_ascii=False)

    return editor.text((), _MEMBER.sub(member, text))


def _scalar(text: str) -> Any:
    """A string or a number of broken JSON; a string that is cut off, as far as it goes."""
    try:
        return json.loads(text)
    except ValueError:
        return text.removeprefix('"').removesuffix('"')


def _url(editor: Editor, path: Path, text: str) -> str:
    base, _, rest = text.partition("?")
    told, number_sign, fragment = rest.partition("#")
    edited = f"{base}?{query(editor, path, told)}{number_sign}{fragment}"
    return editor.text(path, edited)


def _base64(editor: Editor, path: Path, text: str) -> str | None:
    """Base64 of text (RFC 4648, section 4); None where it is none after all, and where nothing in it changes."""
    try:
        plain = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    edited = edit(editor, path, plain)
    return None if edited == plain else base64.b64encode(edited.encode("utf-8", "surrogatepass")).decode()


def table(editor: Editor, text: str) -> str:
    """Comma-separated values (RFC 4180), each edited under the name that heads its column."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    heads = rows[0] if rows else []
    edited = [heads, *([_cell(editor, heads, index, each) for index, each in enumerate(row)] for row in rows[1:])]
    if edited == rows:
        return text
    written = io.StringIO(newline="")
    csv.writer(written).writerows(edited)
    return written.getvalue()


def _cell(editor: Editor, heads: list[str], index: int, text: str) -> str:
    return edit(editor, (heads[index].lstrip("\ufeff"),) if index < len(heads) else (), text)


_LAYERS: tuple[tuple[Callable[[str], object], Callable[[Editor, Path, str], str | None]], ...] = (
    (lambda text: text.lstrip()[:1] in ("{", "[", '"'), _json),
    (_FORM.fullmatch, query),
    (_URL.match, _url),
    (_BASE64.fullmatch, _base64),
)
"""How a text looks that has others in it, and how it is edited."""
