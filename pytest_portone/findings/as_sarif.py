"""SARIF 2.1.0: each finding is a result, for code scanning and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.findings import wording
from pytest_portone.report.printable import printable
from pytest_portone.report.sarif import FINGERPRINT, given, locations, log, message, suppressed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding, Report

LEVELS: Mapping[Verdict, str] = {"breaking": "error", "review": "warning", "exempt": "note", "allowed": "none"}


def render(report: Report) -> str:
    """What is listed, as a SARIF log."""
    shown = printable(report)
    rules = list(dict.fromkeys(each.rule for each in shown.visible))
    examples = {each.rule: each for each in reversed(shown.visible)}
    return log(
        [_rule(examples[each]) for each in rules],
        [_result(each, rules, shown.file) for each in shown.visible],
        {"heading": shown.heading, "headline": wording.headline(shown), **shown.facts},
        "The folder in which the command was run.",
    )


def _rule(example: Finding) -> dict[str, Any]:
    return {
        "id": example.rule,
        "shortDescription": message(f"{example.text[:1].upper()}{example.text[1:]}."),
        "fullDescription": message(wording.clause(example)),
        "help": message(f"{wording.clause(example)} Verdict: {wording.MEANINGS[example.verdict]}."),
    }


def _result(finding: Finding, rules: list[str], file: str) -> dict[str, Any]:
    names = dict.fromkeys(f"{each.operation} {each.path}" for each in finding.places)
    logical = [{"fullyQualifiedName": each} for each in names]
    physical = locations(file, 0)
    kind = {"kind": "pass"} if finding.verdict == "allowed" else {}
    return kind | given(
        {
            "ruleId": finding.rule,
            "ruleIndex": rules.index(finding.rule),
            "level": LEVELS[finding.verdict],
            "message": message(f"{wording.title(finding)}. {wording.clause(finding)}"),
            "locations": [{**(physical[0] if physical else {}), "logicalLocations": logical}],
            "partialFingerprints": {FINGERPRINT: finding.fingerprint},
            "suppressions": suppressed(finding.accepted),
            "properties": {
                "verdict": finding.verdict,
                "direction": finding.direction,
                "touches": finding.touches,
                "sources": sorted({source for each in finding.places for source in each.sources}),
            },
        }
    )
