"""Annotations of GitHub: commands on the workflow's output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.findings import wording
from pytest_portone.report.github import annotation
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.findings.model import Finding, Report


def render(report: Report) -> str:
    """A line for each finding, errors first, then for each that is accepted in vain; then the numbers.

    What fails is an error, what is to be looked at a warning, what else is listed a notice; what is accepted is left
    out. GitHub shows ten of each a step at most.
    """
    return "\n".join(_lines(printable(report))) + "\n"


def _lines(report: Report) -> Iterator[str]:
    file = {"file": report.file} if report.file else {}
    for finding in sorted(report.visible, key=lambda each: (not each.fails, not each.touches)):
        if not finding.accepted:
            title = f"{finding.verdict}: {finding.text}"
            yield annotation(_command(finding), _message(finding), **file, title=title)
    for mark, why in report.stale.items():
        yield annotation("warning", f"{mark}: {why}", title=wording.STALE)
    yield annotation("notice", wording.headline(report), title=report.heading)


def _command(finding: Finding) -> str:
    if finding.fails:
        return "error"
    return "warning" if finding.verdict in ("breaking", "review") else "notice"


def _message(finding: Finding) -> str:
    told = [f"{finding.subject}: {wording.change(finding)}", wording.clause(finding), *wording.marks(finding)]
    return "\n".join([*told, *map(wording.place, finding.places), f"fingerprint {finding.fingerprint}"])
