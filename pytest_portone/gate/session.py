"""The gate as a pytest plugin: registered by `options` when it is asked for."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

import pytest
from _pytest.runner import runtestprotocol

from pytest_portone import settings
from pytest_portone.contract_coverage import Exercised
from pytest_portone.gate.changes import Forbidden, Permitted
from pytest_portone.gate.examination import Examination
from pytest_portone.gate.judge import Judge
from pytest_portone.gate.looking import COMPAT
from pytest_portone.gate.rerun import same_examples
from pytest_portone.gate.results import Examined
from pytest_portone.gate.signature import Keys
from pytest_portone.gate.summing import Sum
from pytest_portone.gate.watch import Watch
from pytest_portone.history.weighing import weighed
from pytest_portone.redaction import Redactor
from pytest_portone.tap import tap

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from pytest_portone.contracts import Contract
    from pytest_portone.drift.forecasts import Forecast
    from pytest_portone.gate.changes import Source
    from pytest_portone.gate.known import Knowledge
    from pytest_portone.gate.plan import Plan
    from pytest_portone.gate.runs import Plain
    from pytest_portone.gate.spots import Spot
    from pytest_portone.history.weights import Weights
    from pytest_portone.report.model import Finding

RESULT = "portone_compat"
"""The attribute of a report that says what its test came to."""


@dataclass(eq=False)
class Gate:
    """Runs tests, and runs those again that passed.

    Under pytest-xdist each worker has one, which runs tests, and the controller has one, which reports.
    """

    config: pytest.Config
    plan: Plan
    knowledge: Knowledge
    secrets: Sequence[str]
    reports: Sequence[str]
    weights: Weights | None = None
    _stack: ExitStack = field(default_factory=ExitStack)
    _sum: Sum = field(default_factory=Sum)
    _noticed: set[Spot] = field(default_factory=set)
    _seen: Mapping[str, str] = field(default_factory=dict)
    _unwritten: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._keys = Keys()
        self._keys.know(self.secrets)
        self._watch = Watch(settings.base_urls(self.config), self._keys)

    @cached_property
    def _judge(self) -> Judge:
        return Judge.of(self.config)

    def pytest_sessionstart(self) -> None:
        """Listen from now on: before any mock is set up, so above all of them."""
        self._stack.enter_context(tap(self._watch))

    def pytest_unconfigure(self) -> None:
        """Listen no more."""
        self._stack.close()

    def serving(self, url: str) -> AbstractContextManager[None]:
        """Take the calls to a server of the test's own for PortOne's, as long as this is open."""
        return self._watch.serving(url)

    def pytest_report_header(self) -> str:
        """Say what is tried."""
        return f"portone: contract {settings.contract(self.config).version}, {self.plan.mode}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Run a test; if it passes, run it again with what it received changed. Then report it once."""
        if not isinstance(item, pytest.Function) or _off(item):
            return None
        hook = item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        with same_examples(item, self._seed or crc32(item.nodeid.encode())):
            reports = self._gated(item)
        reports += _wider_teardown(item, nextitem)
        for report in reports:
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def _gated(self, item: pytest.Function) -> list[pytest.TestReport]:
        contract = settings.contract(self.config, item)
        plain = self._watch.plain(contract, self._source(contract))
        try:
            with self._keys.learning():
                # pytest takes any node here: what is above it stays
                reports = runtestprotocol(item, log=False, nextitem=item.parent)  # type: ignore[arg-type]
        finally:
            self._watch.stop()
        examined = Examined(item.nodeid, requests=_judged(plain), exercised=_exercised(plain))
        if _passed(reports) and not (item.session.shouldstop or item.session.shouldfail):
            self._examine(examined, item, plain)
        self._tell(reports, examined)
        return reports

    def _examine(self, examined: Examined, item: pytest.Function, plain: Plain) -> None:
        examination = Examination(
            examined=examined,
            item=item,
            plan=self.plan,
            plain=plain,
            seen=self._seen,
            look=lambda: self._seen,
            watch=self._watch,
            judge=self._judge,
            knowledge=self.knowledge,
            redact=partial(_redacted, plain),
            options=self._options,
            settled=self._noticed,
        )
        examination.run()
        if self.weights:
            examined.breaks = [weighed(self.weights, plain, each) for each in examined.breaks]
        if self.plan.forbidden:
            self._noticed |= examination.noticed

    def _source(self, contract: Contract) -> Source:
        if self.plan.forbidden:
            return Forbidden(contract)
        if self.plan.forecast is not None:
            from pytest_portone.gate.forecast import Foretold

            return Foretold(contract, self._forecasts)
        if self.plan.since is None:
            return Permitted(contract)
        from pytest_portone import contracts
        from pytest_portone.gate.since import Since

        return Since(contracts.load(self.plan.since), contracts.load())

    @cached_property
    def _forecasts(self) -> Sequence[Forecast]:
        from pytest_portone.drift import forecasts

        return forecasts.read(self.config.invocation_params.dir / (self.plan.forecast or ""))

    @property
    def _options(self) -> list[str]:
        """What must be said besides, for the same run again: what was said now."""
        chosen = self.config.getoption("--portone-contract")
        words = [f"--portone-contract={chosen}"] if chosen else []
        return words + ([f"--hypothesis-seed={self._seed}"] if self._seed else [])

    @property
    def _seed(self) -> int:
        """What Hypothesis draws from, if the user says so; else 0."""
        given = str(self.config.getoption("--hypothesis-seed", None))
        return int(given) if given.isdecimal() else 0

    def _tell(self, reports: list[pytest.TestReport], examined: Examined) -> None:
        """Put into a test's reports what it came to at the gate."""
        last = next((each for each in reports if each.when == "call"), reports[0])
        setattr(last, RESULT, examined.plain())
        failing = [each for each in examined.breaks if each.fails]
        if failing:
            from pytest_portone.gate.told import told

            last.outcome, last.longrepr = "failed", told(failing)
        for report in reports:
            report.user_properties += _properties(examined)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, object, object]:
        """Look at what the user watches, before it is torn down."""
        self._seen = {}
        result = yield
        compat = item.stash.get(COMPAT, None)
        self._seen = compat.seen() if compat else {}
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a test's result, from whichever worker."""
        told = getattr(report, RESULT, None)
        if told is not None:
            self._sum.add(Examined.of(told))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the reports."""
        if self._worker:
            return
        from pytest_portone.report.errors import ReportError
        from pytest_portone.report.formats import write

        for path in self.reports:
            try:
                write(self._report, self.config.invocation_params.dir / path)
            except ReportError as error:
                self._unwritten.append(str(error))
        if self._unwritten:
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the summary, and annotations where GitHub reads them."""
        from pytest_portone.report import github, terminal

        terminal.write(terminalreporter, self._report)
        for line in self._unwritten:
            terminalreporter.write_line(line, red=True)
        if os.environ.get("GITHUB_ACTIONS") == "true":
            for line in github.lines(self._report):
                terminalreporter.write_line(line)

    @property
    def _worker(self) -> bool:
        return hasattr(self.config, "workerinput")

    @cached_property
    def _report(self) -> Any:
        known = self.knowledge.known if _whole(self.config) else ()
        return self._sum.report(settings.contract(self.config), self.plan, known)


def _whole(config: pytest.Config) -> bool:
    """Whether all tests were run, so that what did not occur is gone."""
    options = ("keyword", "markexpr", "deselect", "lf", "maxfail")
    return not any(config.getoption(each, None) for each in options) and not any("::" in each for each in config.args)


def _off(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("portone_compat")
    return marker is not None and settings.portone_compat(*marker.args, **marker.kwargs) == "off"


def _passed(reports: Sequence[pytest.TestReport]) -> bool:
    called = any(each.when == "call" for each in reports)
    return called and all(each.passed and not hasattr(each, "wasxfail") for each in reports)


def _wider_teardown(item: pytest.Function, nextitem: pytest.Item | None) -> list[pytest.TestReport]:
    """Tear down what the next test does not need: fixtures of wider scopes than the test's own. Failures are told."""
    needed = nextitem.listchain() if nextitem and not item.session.shouldfail else []
    if all(node in needed for node in item.session._setupstate.stack):  # noqa: SLF001 - as pytest's own runner
        return []
    call = pytest.CallInfo.from_call(
        lambda: item.session._setupstate.teardown_exact(nextitem),  # noqa: SLF001
        when="teardown",
        reraise=(pytest.exit.Exception, KeyboardInterrupt),
    )
    report: pytest.TestReport = item.ihook.pytest_runtest_makereport(item=item, call=call)
    return [] if report.passed else [report]


def _redacted(plain: Plain, text: str) -> str:
    """A text without what opened PortOne's API in a test."""
    redactor = Redactor()
    for request in plain.requests:
        redactor.hide(request.headers.get("authorization", "").partition(" ")[2])
        redactor.learn(request.body)
    for _, value in plain.values:
        redactor.learn(json.dumps(value).encode())
    return redactor(text)


def _judged(plain: Plain) -> list[Finding]:
    """What is wrong with the requests of a test, each once."""
    from pytest_portone.conformance import judge

    return [*dict.fromkeys(found for request in plain.requests for found in judge(plain.readings.contract, request))]


def _exercised(plain: Plain) -> Mapping[str, list[str]]:
    """What of the contract a test met."""
    exercised = Exercised()
    for subject, value in plain.values:
        if subject.operation is None:
            exercised.add_webhook(plain.readings.contract, subject.name.removeprefix("webhook "), value)
        else:
            exercised.add(plain.readings.contract, subject.operation.id, subject.status, value)
    return exercised.plain()


def _properties(examined: Examined) -> list[tuple[str, object]]:
    """What JUnit reports say of a test."""
    tried = [each for each in examined.attempted if each.result in ("survived", "broke")]
    marks = ",".join(dict.fromkeys(each.fingerprint for each in examined.breaks))
    found: list[tuple[str, object]] = [("portone_compat_tried", len(tried))]
    return found + ([("portone_compat_breaks", marks)] if marks else [])
