"""The formats that a report is written in: a row each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone import whole_file
from pytest_portone.report import as_html, as_json, as_markdown, as_sarif
from pytest_portone.report.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from os import PathLike

    from pytest_portone.report.model import Report

Writer: TypeAlias = "Callable[[Report], str]"

FORMATS: Mapping[str, Writer] = {
    ".html": as_html.render,
    ".json": as_json.render,
    ".md": as_markdown.render,
    ".sarif": as_sarif.render,
}
"""A file's suffix -> what makes its text."""


def writer(path: str | PathLike[str]) -> Writer:
    """What makes the text of such a file. Ask before a long run, so that its report is not lost in the end.

    Raises:
        ReportError: no format has this suffix, or there is no folder for the file.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in FORMATS:
        received = f"the suffix {suffix}" if suffix else "no suffix"
        raise ReportError(f"a report's format is its suffix: {target} has {received}, known are {', '.join(FORMATS)}")
    if not target.parent.is_dir():
        raise ReportError(
            f"no report at {target}: the folder {target.parent} does not exist; make it, or name another"
        )
    if target.is_dir():
        raise ReportError(f"no report at {target}: this is a folder; name a file in it")
    return FORMATS[suffix]


def write(report: Report, path: str | PathLike[str]) -> None:
    """Write a report in the format of the file's suffix: the whole of it, or none of it.

    Raises:
        ReportError: no format has this suffix, or the file can't be written.
    """
    text = writer(path)(report)
    try:
        whole_file.write(Path(path), text)
    except OSError as error:
        raise ReportError(
            f"no report at {path}: {error.strerror or error}; make it writable, or name another"
        ) from error
