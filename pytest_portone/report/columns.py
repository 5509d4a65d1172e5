"""Text in a terminal's columns, where Korean letters take two."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """How many columns a printable text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def left(text: str, columns: int) -> str:
    """The text, filled up on its right."""
    return text + " " * (columns - width(text))


def cut(text: str, columns: int) -> str:
    """The text, its middle left out where it is too long."""
    if width(text) <= columns:
        return text
    head = _head(text, columns // 2)
    tail = _head(text[::-1], columns - width(head) - 1)[::-1]
    return f"{head}…{tail}"


def wrapped(text: str, columns: int) -> list[str]:
    """The text in lines that fit, broken at spaces; a word that is longer than a line is broken anywhere."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and width(lines[-1]) + 1 + width(word) <= columns:
            lines[-1] += f" {word}"
        else:
            lines += _broken(word, columns)
    return lines[1:] if len(lines) > 1 else lines


def _broken(word: str, columns: int) -> list[str]:
    parts = []
    while width(word) > columns:
        part = _head(word, columns) or word[0]
        parts.append(part)
        word = word[len(part) :]
    return [*parts, word]


def _head(text: str, columns: int) -> str:
    taken = 0
    for index, character in enumerate(text):
        taken += _columns(character)
        if taken > columns:
            return text[:index]
    return text
