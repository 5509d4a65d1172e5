"""Run the gate over the graded set, and print how much it detects and how often it is wrong.

`python benchmarks/graded/rate.py [--report FILE]`; 0 where all is found and nothing else, 1 where not, 2 where the
gate did not run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grading import Grade, Judged, grade, load

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
_LAST_LINES = 20
_TESTS_FAILED = 1
_WIDTH = 160
"""Columns of a table that goes to a file."""


class NotRunError(Exception):
    """The gate did not run, and why."""


def run(report: Path) -> None:
    """Run the gate over the set in a process of its own; it writes `report`.

    Raises:
        NotRunError: there is no report, or pytest could not collect the set.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--portone-compat"]
    ran = subprocess.run(
        [*command, f"--portone-report={report}"], cwd=HERE, capture_output=True, text=True, check=False
    )
    if ran.returncode > _TESTS_FAILED or not report.is_file():
        last = "\n".join((ran.stdout + ran.stderr).splitlines()[-_LAST_LINES:])
        raise NotRunError(f"pytest ended with {ran.returncode}, and this:\n{last}")


def read(report: Path) -> list[dict[str, Any]]:
    """The breaks of a report.

    Raises:
        NotRunError: it is no report of the gate.
    """
    try:
        breaks: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["breaks"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotRunError(f"received {report}, expected a JSON report of the gate: {error!r}") from None
    return breaks


def measured() -> list[dict[str, Any]]:
    """The breaks that the gate finds in the set now.

    Raises:
        NotRunError: it did not run.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run(report)
        return read(report)


def show(console: Console, grade: Grade) -> None:
    """Print the rates, and below them everything that was not as it should be."""
    expected = len(grade.found) + len(grade.missed)
    table = Table("", "rate", "of", "goal", title="the gate over the graded set", title_justify="left")
    exact = len(grade.found) - len(grade.inexact)
    fragile, tolerant = grade.handlers["fragile"], grade.handlers["tolerant"]
    detected = f"{len(grade.found)} of {expected} breaks of {fragile} fragile handlers, and changes of tolerant ones"
    alarmed = f"{len(grade.alarmed)} of {tolerant} tolerant handlers; {len(grade.false_alarms)} breaks not expected"
    table.add_row("detected", _rate(grade.detection, 1), detected, "100%")
    table.add_row(
        "verdict, blame, exception right", _rate(grade.exactness, 1), f"{exact} of {len(grade.found)}", "100%"
    )
    table.add_row("false alarms", _rate(grade.false_alarm_rate, 0), alarmed, "0%")
    console.print(table)
    _show_list(console, "missed", grade.missed)
    _show_list(console, "found, but not exactly", grade.inexact)
    _show_list(console, "false alarms", grade.false_alarms)


def _rate(value: float, goal: float) -> str:
    colour = "green" if value == goal else "red"
    return f"[{colour}]{value:.1%}[/{colour}]"


def _show_list(console: Console, title: str, judged: Sequence[Judged]) -> None:
    if judged:
        console.print(f"[bold red]{title}[/bold red]")
    for each in judged:
        console.print(f"  {escape(str(each))}", soft_wrap=True)


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    made.add_argument(
        "--report", type=Path, metavar="FILE", help="grade this JSON report instead of running the gate"
    )
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and grade; the exit code is described above."""
    options = parser().parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    handlers = load(HERE / "expected.yaml")
    for each in handlers:
        if each.missing:
            console.print(f"[yellow]not graded:[/yellow] {each}, which needs {', '.join(each.missing)}")
    try:
        breaks = read(options.report) if options.report else measured()
    except NotRunError as error:
        print(f"the gate did not run: {error}", file=sys.stderr)
        return 2
    outcome = grade(handlers, breaks)
    show(console, outcome)
    return 0 if outcome.perfect else 1


if __name__ == "__main__":
    sys.exit(main())
