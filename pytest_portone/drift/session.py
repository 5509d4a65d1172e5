"""Drift as a pytest plugin: registered by `options` when it is asked for."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone import settings, whole_file
from pytest_portone.contracts.changes import Difference
from pytest_portone.drift.hearing import Ear
from pytest_portone.drift.options import FORMATS
from pytest_portone.drift.rules import TEXTS
from pytest_portone.findings import as_text, formats
from pytest_portone.findings.colour import plain
from pytest_portone.findings.folding import fold, judged
from pytest_portone.findings.model import Report, Seen

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from datetime import date

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.contracts.model import Contract
    from pytest_portone.known import Known
    from pytest_portone.traffic.model import Exchange

RESULT = "portone_drift"
"""The attribute of a report that says what was met while it came about."""
FORBIDDEN: frozenset[Verdict] = frozenset({"breaking"})
_SEEN = pytest.StashKey[list[Seen]]()
"""What was met in a test so far."""


def seen_in(contract: Contract, exchanges: Iterable[Exchange]) -> list[Seen]:
    """What is to be said of exchanges."""
    from pytest_portone.drift.judging import judge

    return [Seen(found, each.source) for each in exchanges for found in judge(contract, each)]


class Drift:
    """Judges the exchanges of tests.

    Under pytest-xdist each worker has one, which listens, and the controller has one, which reports.

    Args:
        config: pytest's.
        fails: whether a test fails that meets what the policy forbids.
        reports: files that are written at the end.
        accepted: what fails nothing.
        today: in the user's calendar.
    """

    def __init__(
        self, config: pytest.Config, *, fails: bool, reports: Sequence[str], accepted: Sequence[Known], today: date
    ) -> None:
        self._config, self._fails, self._reports = config, fails, reports
        self._accepted, self._today = accepted, today
        self._stack = ExitStack()
        self._ear = Ear(settings.base_urls(config))
        self._seen: list[Seen] = []
        self._exchanges = 0
        self._unwritten: list[str] = []

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Listen from now on: above all mocks, and below the gate, which changes answers."""
        self._stack.enter_context(self._ear.listening())

    def pytest_unconfigure(self) -> None:
        """Listen no more."""
        self._stack.close()

    def pytest_report_header(self) -> str:
        """Say what is judged."""
        then = "; what the policy forbids fails its test" if self._fails else ""
        return f"portone: traffic is judged by contract {settings.contract(self._config).version}{then}"

    def seen(self, item: pytest.Item) -> list[Seen]:
        """What was met in a test so far."""
        kept = item.stash.setdefault(_SEEN, [])
        exchanges = self._ear.heard(item.nodeid)
        if exchanges:
            kept += seen_in(_contract(self._config, item), exchanges)
            item.stash[_COUNT] = item.stash.get(_COUNT, 0) + len(exchanges)
        return kept

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Begin each run of a test with nothing heard: what comes between tests is nobody's."""
        self._ear.heard(item.nodeid)
        item.stash[_SEEN], item.stash[_COUNT], item.stash[_TOLD] = [], 0, (0, 0)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put into a test's report what it met since its last one; with `fail`, fail it."""
        report = yield
        seen = self.seen(item)
        count, told = item.stash.get(_COUNT, 0), item.stash.get(_TOLD, (0, 0))
        fresh = seen[told[1] :]
        item.stash[_TOLD] = (count, len(seen))
        if count > told[0]:
            setattr(report, RESULT, {"exchanges": count - told[0], "seen": [asdict(each) for each in fresh]})
        if self._fails and report.passed and fresh:
            found = self._judged(fresh)
            if found.fails:
                report.outcome, report.longrepr = "failed", plain(as_text.render(replace(found, stale={})))
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a test met, from whichever worker."""
        told: Any = getattr(report, RESULT, None)
        if told:
            self._exchanges += told["exchanges"]
            self._seen += [Seen(Difference(**each["difference"]), each["source"]) for each in told["seen"]]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports."""
        if hasattr(self._config, "workerinput"):
            return
        for name in self._reports:
            path = self._config.invocation_params.dir / name
            text = formats.render(self._report, FORMATS[path.suffix])
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                whole_file.write(path, plain(text))
            except OSError as error:
                self._unwritten.append(f"--portone-drift-report: {name} can't be written: {error.strerror or error}")
                session.exitstatus = pytest.ExitCode.INTERNAL_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print what was found."""
        text = as_text.render(self._report)
        terminalreporter.write_sep("=", "PortOne drift")
        terminalreporter.write(text if terminalreporter.hasmarkup else plain(text))
        for line in self._unwritten:
            terminalreporter.write_line(line, red=True)

    @cached_property
    def _report(self) -> Report:
        """Of the whole run."""
        count = f"{self._exchanges:,} exchange{'s'[: self._exchanges != 1]}"
        return replace(self._judged(self._seen), title=self._title, facts={"judged": count})

    def _judged(self, seen: Iterable[Seen]) -> Report:
        """What was met in a test as a report."""
        report = Report("Drift", f"this test's {self._title}", fold(seen, TEXTS))
        return judged(report, FORBIDDEN, self._accepted, self._today)

    @property
    def _title(self) -> str:
        return f"traffic against {settings.contract(self._config).version}"


_COUNT = pytest.StashKey[int]()
"""How many exchanges a test has had so far."""
_TOLD = pytest.StashKey[tuple[int, int]]()
"""How many exchanges and findings of a test its reports have told already."""


def _contract(config: pytest.Config, item: pytest.Item) -> Contract:
    """The contract of a test; where its marker is wrong, which the fixtures tell, that of the run."""
    try:
        return settings.contract(config, item)
    except pytest.UsageError:
        return settings.contract(config)
