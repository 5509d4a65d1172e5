"""The formats that findings are written in: a row each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.findings import as_github, as_html, as_json, as_junit, as_markdown, as_sarif, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.findings.model import Report

FORMATS: Mapping[str, Callable[[Report], str]] = {
    "text": as_text.render,
    "json": as_json.render,
    "md": as_markdown.render,
    "html": as_html.render,
    "sarif": as_sarif.render,
    "github": as_github.render,
    "junit": as_junit.render,
}
"""Name -> what makes the text of a report."""
