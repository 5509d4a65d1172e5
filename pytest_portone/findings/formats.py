"""The formats that findings are written in: a row each. A format's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.findings.model import Report

FORMATS: Mapping[str, str] = {
    "text": "as_text",
    "json": "as_json",
    "md": "as_markdown",
    "html": "as_html",
    "sarif": "as_sarif",
    "github": "as_github",
    "junit": "as_junit",
}
"""Name -> the module of `pytest_portone.findings` whose `render` makes the text of a report."""


def render(report: Report, name: str) -> str:
    """The text of a report in one of `FORMATS`."""
    text: str = import_module(f"pytest_portone.findings.{FORMATS[name]}").render(report)
    return text
