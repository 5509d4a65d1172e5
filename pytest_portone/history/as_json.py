"""The whole model with its numbers as JSON, for machines; `schema.json` describes it."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from importlib import resources
from typing import TYPE_CHECKING, Any

from pytest_portone.history.statistics import by_year, count, yearly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History, Step

VERSION = 1
"""Of the format. It rises when something is taken away or means something else, and old readers must notice."""
_FINDING = ("rule", "clause", "verdict", "direction", "type", "field", "before", "after", "text", "fingerprint")
_SURROGATE = re.compile("[\ud800-\udfff]")


def render(history: History) -> str:
    """The history as JSON; a lone surrogate, which strict readers refuse, is written as Python shows it."""
    verdicts = count(history, history.findings).verdicts
    told = {
        "version": VERSION,
        "source": history.source,
        "versions": [{"label": label, "day": None if day is None else str(day)} for label, day in history.versions],
        "skipped": [asdict(each) for each in history.skipped],
        "months": history.months,
        "total": _numbers(history, history.findings),
        "per_year": {name: yearly(number, history.months) for name, number in verdicts.items()},
        "years": {str(year): dict(each.verdicts) for year, each in by_year(history).items()},
        "steps": [_step(history, each) for each in history.steps],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):x}", text) + "\n"


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the format."""
    text = resources.files("pytest_portone.history").joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _step(history: History, step: Step) -> dict[str, Any]:
    return {
        "old": step.old,
        "new": step.new,
        "since": None if step.since is None else str(step.since),
        "when": None if step.when is None else str(step.when),
        "numbers": _numbers(history, step.findings),
        "findings": [_finding(each) for each in step.findings],
    }


def _numbers(history: History, findings: Iterable[Finding]) -> dict[str, Any]:
    counted = count(history, findings)
    return {**asdict(counted), "total": counted.total, "share": round(counted.share, 4)}


def _finding(finding: Finding) -> dict[str, Any]:
    places = [{"operation": each.operation, "path": each.path} for each in finding.places]
    return {**{name: getattr(finding, name) for name in _FINDING}, "places": places}
