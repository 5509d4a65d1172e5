"""SARIF 2.1.0: each distinct break is a result at the merchant's line, for code scanning and editors."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pytest_portone.report import tally, wording
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from pytest_portone.report.model import Kind, Report
    from pytest_portone.report.tally import Distinct

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "%SRCROOT%"
FINGERPRINT = "portone/v1"


def render(report: Report) -> str:
    """The report's breaks as a SARIF log."""
    shown = printable(report)
    found = tally.distinct(shown)
    kinds = [kind for kind in tally.KINDS if any(each.example.kind == kind for each in found)]
    run = {
        "tool": {"driver": {**_driver(), "rules": [_rule(kind, found) for kind in kinds]}},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the test run."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, kinds) for each in found],
        "properties": {"contract": shown.contract, "mode": shown.mode, "headline": wording.headline(shown)},
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _driver() -> dict[str, str]:
    return {"name": "pytest-portone", "version": metadata.version("pytest-portone")}


def _rule(kind: Kind, found: tuple[Distinct, ...]) -> dict[str, Any]:
    clauses = sorted({each.example.clause for each in found if each.example.kind == kind})
    told = " ".join(wording.clause(each) for each in clauses)
    return {
        "id": kind,
        "shortDescription": _message(f"Breaks under {wording.KINDS[kind]}."),
        "fullDescription": _message(told),
        "help": _message(f"The code under test must survive {wording.KINDS[kind]}. {told}"),
    }


def _result(each: Distinct, kinds: list[Kind]) -> dict[str, Any]:
    found = each.example
    suppressed = [{"kind": "external", "status": "accepted", "justification": found.known}]
    told = {
        "ruleId": found.kind,
        "ruleIndex": kinds.index(found.kind),
        "level": "error" if each.level == "fails" else "warning",
        "message": _message(_text(each)),
        "locations": _locations(found.merchant_file or found.file, found.merchant_line or found.line),
        "relatedLocations": _locations(found.file, found.line, found.where),
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
        "suppressions": suppressed if each.level == "known" else [],
        "properties": {
            "verdict": found.verdict,
            "blame": found.blame,
            "tests": list(each.tests),
            "command": found.command,
        },
    }
    return {name: value for name, value in told.items() if value not in ([], "")}


def _text(each: Distinct) -> str:
    facts = (f"{name}: {text}" for name, text in wording.facts(each))
    return "\n".join([f"{wording.title(each.example)}.", *facts, f"repeat: {each.example.command}"])


def _message(text: str) -> dict[str, str]:
    """A message as SARIF has it (3.11.5, 3.11.6): braces would be placeholders, `[text](target)` a link."""
    return {"text": text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")}


def _locations(file: str, line: int, message: str = "") -> list[dict[str, Any]]:
    if not file:
        return []
    region = {"region": {"startLine": line}} if line > 0 else {}
    told: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(file), **region}}
    return [{**told, "message": _message(message)} if message else told]


def _artifact(file: str) -> dict[str, str]:
    """Relative to the root of the run, or absolute where it lies outside."""
    path = PurePath(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(file.replace(os.sep, "/")), "uriBaseId": ROOT}
