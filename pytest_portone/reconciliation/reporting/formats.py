"""The formats that a reconciliation is written in: a row each. A format's module is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.reconciliation.reporting.report import Report

FORMATS: Mapping[str, tuple[str, str]] = {
    "text": ("text", "render"),
    "json": ("as_json", "render"),
    "md": ("markdown", "render"),
    "html": ("html", "render"),
    "csv": ("tables", "csv"),
    "parquet": ("tables", "parquet"),
}
"""Name -> the module of `pytest_portone.reconciliation.reporting`, and its function that makes the text or bytes."""
BINARY = frozenset({"parquet"})


def render(report: Report, name: str) -> str | bytes:
    """A report in one of `FORMATS`; bytes for those in `BINARY`.

    Raises:
        MissingExtraError: the format needs a package that is not installed.
    """
    module, function = FORMATS[name]
    made: str | bytes = getattr(import_module(f"pytest_portone.reconciliation.reporting.{module}"), function)(report)
    return made
