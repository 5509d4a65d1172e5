"""The table at the end: a row an area, put together from the items' reports, whichever worker they come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest

ROW = "portone_row"
OPERATIONS = "portone_operations"
CASES = "portone_cases"
CHECKS = "portone_checks"
FINDINGS = "portone_findings"
EXCEPTED = "portone_excepted"
"""The items' properties; JUnit reports show them too."""

_HEAD = ("area", "operations", "passed", "failed", "cases", "checks", "excepted", "time")


@dataclass(slots=True)
class Row:
    """What the items of one row came to: `excepted` failed checks fall under an exception; times are seconds."""

    operations: int = 0
    passed: int = 0
    failed: int = 0
    cases: int = 0
    checks: int = 0
    excepted: int = 0
    time: float = 0.0

    def add(self, other: Row) -> None:
        """Add another row's numbers."""
        self.operations += other.operations
        self.passed += other.passed
        self.failed += other.failed
        self.cases += other.cases
        self.checks += other.checks
        self.excepted += other.excepted
        self.time += other.time

    def cells(self, name: str) -> tuple[str, ...]:
        """The row as text."""
        numbers = (self.operations, self.passed, self.failed, self.cases, self.checks, self.excepted)
        return (name, *(f"{each:,}" if each else "-" for each in numbers), f"{self.time:.1f} s")


@dataclass(slots=True)
class Summary:
    """The rows of a run, in the order of their first report."""

    rows: dict[str, Row] = field(default_factory=dict)

    def add(self, report: pytest.TestReport) -> None:
        """Count one item's report."""
        told = dict(report.user_properties)
        if ROW not in told:
            return
        numbers = {name: int(str(told[name])) for name in (OPERATIONS, CASES, CHECKS, EXCEPTED)}
        self.rows.setdefault(str(told[ROW]), Row()).add(
            Row(
                operations=numbers[OPERATIONS],
                passed=int(report.passed),
                failed=int(report.failed),
                cases=numbers[CASES],
                checks=numbers[CHECKS],
                excepted=numbers[EXCEPTED],
                time=report.duration,
            )
        )

    def write(self, terminal: pytest.TerminalReporter) -> None:
        """Print the table."""
        total = Row()
        for row in self.rows.values():
            total.add(row)
        named = [*sorted(self.rows.items()), ("total", total)]
        table = [row.cells(name) for name, row in named]
        widths = [max(len(line[column]) for line in [_HEAD, *table]) for column in range(len(_HEAD))]
        terminal.write_line(_line(_HEAD, widths), bold=True)
        for (name, row), cells in zip(named, table, strict=True):
            terminal.write_line(_line(cells, widths), red=row.failed > 0, green=not row.failed, bold=name == "total")


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "  ".join(_aligned(cells, widths))


def _aligned(cells: tuple[str, ...], widths: list[int]) -> Iterator[str]:
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        yield cell.rjust(width) if column else cell.ljust(width)
