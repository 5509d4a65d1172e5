"""How one text can be spelled on its way: as it is, escaped in JSON or HTML, percent-encoded, in base64."""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LEAST_BASE64 = 8
"""Bytes. What is shorter is found in the base64 of anything."""


def _percent(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _lower_percent(text: str) -> str:
    return re.sub("%..", lambda match: match[0].lower(), _percent(text))


def _upper_escapes(text: str) -> str:
    return re.sub(r"\\u[0-9a-f]{4}", lambda match: "\\u" + match[0][2:].upper(), _escaped(text))


def _escaped(text: str) -> str:
    return json.dumps(text)[1:-1]


ENCODERS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    _escaped,
    _upper_escapes,
    lambda text: _escaped(_escaped(text)),
    _percent,
    _lower_percent,
    lambda text: quote(text, errors="surrogatepass"),
    lambda text: quote_plus(text, errors="surrogatepass"),
    lambda text: _percent(_percent(text)),
    html.escape,
)


_LEAST = 3
"""Characters of a spelling. Shorter ones stand in anything."""


_STARTS = (48, 24, 12, 6, _LEAST)
"""How many of its first characters a text is found by: as many as it has, as many texts begin alike."""


class Texts:
    """Many texts, to be found in long ones at once: by their first characters."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._starts: dict[int, dict[str, list[str]]] = {}
        for each in texts:
            length = next((length for length in _STARTS if length <= len(each)), _LEAST)
            self._starts.setdefault(length, {}).setdefault(each[:length], []).append(each)

    def within(self, text: str) -> set[str]:
        """Those that stand in `text`."""
        return {
            each
            for length, starts in self._starts.items()
            for begin in range(len(text) - length + 1)
            if (starting := starts.get(text[begin : begin + length]))
            for each in starting
            if text.startswith(each, begin)
        }


def spelled(text: str) -> dict[str, Callable[[str], str]]:
    """Every spelling of `text`, with what spells another text in the same way."""
    spellings = {encode(text): encode for encode in reversed(ENCODERS)}
    return {each: encode for each, encode in spellings.items() if len(each) >= _LEAST}


def in_base64(text: str) -> Iterator[str]:
    """What the base64 of anything that has `text` in it has in it, wherever `text` begins there."""
    content = text.encode("utf-8", "surrogatepass")
    if len(content) < _LEAST_BASE64:
        return
    for offset in range(3):
        whole = base64.b64encode(b"\0" * offset + content).decode().rstrip("=")
        first = (offset * 8 + 5) // 6
        last = (offset + len(content)) * 8 // 6
        yield whole[first:last]
        yield whole[first:last].translate(str.maketrans("+/", "-_"))
