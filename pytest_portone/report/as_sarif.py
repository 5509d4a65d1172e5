"""SARIF 2.1.0: each distinct break is a result at the merchant's line, for code scanning and editors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.report import tally, wording
from pytest_portone.report.printable import printable
from pytest_portone.report.sarif import FINGERPRINT, given, locations, log, message, suppressed

if TYPE_CHECKING:
    from pytest_portone.report.model import Kind, Report
    from pytest_portone.report.tally import Distinct


def render(report: Report) -> str:
    """The report's breaks as a SARIF log."""
    shown = printable(report)
    found = tally.distinct(shown)
    kinds = [kind for kind in tally.KINDS if any(each.example.kind == kind for each in found)]
    rules = [_rule(kind, found) for kind in kinds]
    properties = {"contract": shown.contract, "mode": shown.mode, "headline": wording.headline(shown)}
    return log(rules, [_result(each, kinds) for each in found], properties, "The root of the test run.")


def _rule(kind: Kind, found: tuple[Distinct, ...]) -> dict[str, Any]:
    clauses = sorted({each.example.clause for each in found if each.example.kind == kind})
    told = " ".join(wording.clause(each) for each in clauses)
    return {
        "id": kind,
        "shortDescription": message(f"Breaks under {wording.KINDS[kind]}."),
        "fullDescription": message(told),
        "help": message(f"The code under test must survive {wording.KINDS[kind]}. {told}"),
    }


def _result(each: Distinct, kinds: list[Kind]) -> dict[str, Any]:
    found = each.example
    told = {
        "ruleId": found.kind,
        "ruleIndex": kinds.index(found.kind),
        "level": "error" if each.level == "fails" else "warning",
        "message": message(_text(each)),
        "locations": locations(found.merchant_file or found.file, found.merchant_line or found.line),
        "relatedLocations": locations(found.file, found.line, found.where),
        "partialFingerprints": {FINGERPRINT: found.fingerprint},
        "suppressions": suppressed(found.known) if each.level == "known" else [],
        "properties": {
            "verdict": found.verdict,
            "blame": found.blame,
            "tests": list(each.tests),
            "command": found.command,
        },
    }
    return given(told)


def _text(each: Distinct) -> str:
    facts = (f"{name}: {text}" for name, text in wording.facts(each))
    return "\n".join([f"{wording.title(each.example)}.", *facts, f"repeat: {each.example.command}"])
