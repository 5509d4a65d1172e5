"""Text that can be shown: on one line, and nothing in it steers a terminal, a browser or an eye."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Shown = TypeVar("Shown", bound="DataclassInstance")


def printable(report: Shown) -> Shown:
    r"""The report with every text of it made visible; formats for people start from this one.

    Line ends, control and escape characters, marks that turn the direction of writing and lone surrogates are shown
    as Python writes them: `\n`, `\x1b`, `\u202e`, `\ud800`.
    """
    made: Shown = _printed(report)
    return made


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, tuple):
        return tuple(_printed(each) for each in value)
    if isinstance(value, Mapping):
        return {visible(key): _printed(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: _printed(getattr(value, each.name)) for each in fields(value)})
    return value


def visible(text: str) -> str:
    """One text, made visible."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
