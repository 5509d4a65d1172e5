"""The formats that a history is written in: a row each. A format's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pytest_portone import whole_file
from pytest_portone.history.errors import HistoryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pytest_portone.history.model import History

FORMATS: Mapping[str, str] = {
    "text": "as_text",
    "json": "as_json",
    "md": "as_markdown",
    "html": "as_html",
    "svg": "as_svg",
}
"""Name -> the module of `pytest_portone.history` whose `render` makes the text of a history."""


def render(history: History, name: str) -> str:
    """The text of a history in one of `FORMATS`."""
    text: str = import_module(f"pytest_portone.history.{FORMATS[name]}").render(history)
    return text


def suffix_format(path: Path | None) -> str:
    """The format that a file's suffix names; text where it names none."""
    suffix = path.suffix.lower().removeprefix(".") if path else ""
    return suffix if suffix in FORMATS else "text"


def check(path: Path) -> None:
    """Look at where a file is to be written. Ask before long work, so that it is not lost in the end.

    Raises:
        HistoryError: there is no folder for it, or a folder stands there.
    """
    if not path.parent.is_dir():
        raise HistoryError(f"{path} can't be written: there is no folder {path.parent}; make it, or name another")
    if path.is_dir():
        raise HistoryError(f"{path} can't be written: this is a folder; name a file in it")


def write(path: Path, text: str) -> None:
    """Write a file: the whole of it, or none of it.

    Raises:
        HistoryError: it can't be written.
    """
    try:
        whole_file.write(path, text)
    except OSError as error:
        raise HistoryError(f"{path} can't be written: {error.strerror or error}; name another file") from error
