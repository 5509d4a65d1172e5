"""Annotations of GitHub: commands on the workflow's output that show a break at the merchant's line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.report import tally, wording
from pytest_portone.report.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.report.model import Report
    from pytest_portone.report.tally import Distinct, Level

COMMANDS: Mapping[Level, str] = {"fails": "error", "warns": "warning"}


def lines(report: Report, folder: str = "") -> Iterator[str]:
    """A line to print for each distinct break, the worst first, then for each flaky test and stale known break.

    Known breaks are left out. GitHub shows ten errors and ten warnings of a step at most.

    Args:
        report: what was found.
        folder: where the root of the run lies in the repository, such as `backend`; empty where they are the same.
    """
    shown = printable(report)
    for each in tally.distinct(shown):
        if each.level in COMMANDS:
            yield annotation(
                COMMANDS[each.level], _message(each), title=wording.title(each.example), **_place(each, folder)
            )
    for heading, entries in ((wording.FLAKY, shown.flaky), (wording.STALE, shown.stale)):
        for name, text in entries.items():
            yield annotation("warning", f"{name}: {text}", title=heading)


def _message(each: Distinct) -> str:
    told = (f"{name}: {text}" for name, text in wording.facts(each))
    return "\n".join([*told, f"repeat: {each.example.command}"])


def _place(each: Distinct, folder: str) -> dict[str, str]:
    found = each.example
    file, line = (found.merchant_file, found.merchant_line) if found.merchant_file else (found.file, found.line)
    if not file:
        return {}
    path = f"{folder.strip('/')}/{file}" if folder.strip("/") and not file.startswith("/") else file
    return {"file": path, "line": str(max(line, 1))}


def annotation(command: str, message: str, **properties: str) -> str:
    """A command on the workflow's output: `error`, `warning` or `notice`, with its properties."""
    told = ",".join(f"{name}={_escaped(_escaped(text), ':,')}" for name, text in properties.items())
    return f"::{command} {told}::{_escaped(message)}"


def _escaped(text: str, characters: str = "%\r\n") -> str:
    """Percent-encoded as the runner decodes it; in a property, colon and comma as well, after the rest."""
    return "".join(f"%{ord(each):02X}" if each in characters else each for each in text)
