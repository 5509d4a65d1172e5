"""Colours of the terminal, put in and taken out."""

from __future__ import annotations

import re

_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def painted(text: str, codes: str) -> str:
    """A text in the colours that these codes stand for (ECMA-48, SGR), such as `31;1`."""
    return f"\x1b[{codes}m{text}\x1b[0m"


def plain(text: str) -> str:
    """The text without its colours."""
    return _COLOUR.sub("", text)
