"""A list of objects for machines: one for each place. `schema.json` describes it."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from pytest_portone.report.as_json import dumped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.findings.model import Finding, Report

_SHARED = ("rule", "clause", "verdict", "direction", "type", "field", "before", "after", "text", "fingerprint")


def render(report: Report) -> str:
    """Every place of every finding."""
    told = [each for finding in report.findings for each in _places(finding)]
    return f"{dumped(told)}\n"


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the format."""
    text = resources.files("pytest_portone.findings").joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _places(finding: Finding) -> Iterator[dict[str, Any]]:
    shared = {name: getattr(finding, name) for name in _SHARED}
    for each in finding.places:
        yield {
            **shared,
            "operation": each.operation,
            "path": each.path,
            "sources": list(each.sources),
            "touches": each.touches,
            "accepted": finding.accepted,
            "fails": finding.fails,
        }
