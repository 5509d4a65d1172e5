"""JUnit's XML: each finding is a test case, so that a CI server shows what fails as it shows failed tests."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pytest_portone.findings import wording
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from pytest_portone.findings.model import Finding, Report


def render(report: Report) -> str:
    """All findings as one suite: what fails is a failure, what is accepted is skipped."""
    shown = printable(report)
    counts = {
        "name": shown.heading,
        "tests": str(len(shown.findings)),
        "failures": str(sum(each.fails for each in shown.findings)),
        "errors": "0",
        "skipped": str(sum(bool(each.accepted) for each in shown.findings)),
    }
    suites = ET.Element("testsuites")
    suite = ET.SubElement(suites, "testsuite", counts)
    properties = ET.SubElement(suite, "properties")
    for name, value in {"headline": wording.headline(shown), **shown.facts, **shown.stale}.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for each in shown.findings:
        _case(suite, each)
    ET.indent(suites)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(suites, encoding="unicode")}\n'


def _case(suite: ET.Element, finding: Finding) -> None:
    name = f"{finding.subject}: {wording.change(finding)} [{finding.fingerprint}]"
    case = ET.SubElement(suite, "testcase", classname=f"{finding.verdict}.{finding.rule}", name=name, time="0")
    told = "\n".join(
        [finding.text, wording.clause(finding), *wording.marks(finding), *map(wording.place, finding.places)]
    )
    if finding.fails:
        ET.SubElement(case, "failure", message=wording.title(finding), type=finding.rule).text = told
    elif finding.accepted:
        ET.SubElement(case, "skipped", message=f"accepted: {finding.accepted}").text = told
    else:
        ET.SubElement(case, "system-out").text = told
