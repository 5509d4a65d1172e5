"""The contract run as a pytest plugin: registered by `options` when the run is asked for."""

from __future__ import annotations

import shlex
import traceback
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import pytest

from pytest_portone import settings
from pytest_portone.contract_run import nodes, summary
from pytest_portone.contract_run.document import Documents
from pytest_portone.contract_run.options import ROOT
from pytest_portone.contract_run.plan import EMBEDDED_SECRET
from pytest_portone.contract_run.rendering import told
from pytest_portone.contract_run.summary import Summary
from pytest_portone.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_portone.contract_run.carriers import Carrier, Pace
    from pytest_portone.contract_run.examination import Outcome
    from pytest_portone.contract_run.nodes import Subject, Verdict
    from pytest_portone.contract_run.plan import Plan
    from pytest_portone.contracts import Contract


@dataclass(eq=False)
class ContractRun:
    """Adds the items, runs them, and prints the table.

    Under pytest-xdist each worker has one, which runs items, and the controller has one, which prints.
    """

    config: pytest.Config
    plan: Plan
    selection: tuple[str, ...]
    _summary: Summary = field(default_factory=Summary)

    @cached_property
    def contract(self) -> Contract:
        """The contract that is run."""
        return settings.contract(self.config)

    @cached_property
    def _documents(self) -> Documents:
        return Documents(self.contract)

    @cached_property
    def _pace(self) -> Pace:
        from pytest_portone.contract_run.carriers import Pace

        workers = getattr(self.config, "workerinput", {}).get("workercount", 1)
        return Pace(workers / self.plan.rate)

    def pytest_report_header(self) -> str:
        """Say what is run; everything that it depends on is in it."""
        return (
            f"portone: contract {self.contract.version} against {self.plan.target}, "
            f"profile {self.plan.profile.name}, seed {self.plan.seed}"
        )

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Put the contract run's items beside what the session collects itself."""
        report = yield
        if isinstance(collector, pytest.Session) and report.passed:
            root = nodes.Root.from_parent(
                collector, name=ROOT, nodeid=ROOT, subjects=self._selected(), examine=self.examine
            )
            report.result.append(root)
        return report

    def _selected(self) -> list[Subject]:
        from pytest_portone.contract_run.carried import has_links

        sent = [each for each in self.contract.operations.values() if self.plan.sends(each.method)]
        found = list(nodes.subjects(sent, lambda members: has_links(self._documents.of(members))))
        if not self.selection:
            return found
        for wanted in self.selection:
            if not any(_selects(wanted, each) for each in found):
                raise pytest.UsageError(self._not_found(wanted, found))
        return [each for each in found if any(_selects(wanted, each) for wanted in self.selection)]

    def _not_found(self, wanted: str, found: list[Subject]) -> str:
        from pytest_portone.contracts.errors import nearest

        near = nearest(wanted, [each.node_id for each in found])
        hint = f"; did you mean {near}?" if near else ""
        only = "; only safe methods are sent without --portone-writes" if self.plan.safe_only else ""
        return f"{wanted}: no such item in contract {self.contract.version}{hint}{only}"

    def examine(self, subject: Subject) -> Verdict:
        """Run Schemathesis over one subject, on a server that nothing has been sent to, and tell what came of it."""
        redactor = Redactor()
        redactor.hide(self._secret)
        try:
            outcome = self._outcome(subject, redactor)
        except Exception:  # noqa: BLE001 - an exception's text may hold the secret, so pytest must not render it
            return nodes.Verdict(failure=redactor(f"the contract run itself failed\n\n{traceback.format_exc()}"))
        counts = dict(_counts(subject, outcome))
        if not outcome.findings:
            return nodes.Verdict(counts)
        return nodes.Verdict(counts, redactor(told(outcome.findings, self.command(subject))))

    @property
    def _secret(self) -> str:
        return self.plan.target.secret or EMBEDDED_SECRET

    def _outcome(self, subject: Subject, redactor: Redactor) -> Outcome:
        from pytest_portone.contract_run.examination import Examination

        stateful = subject.kind == nodes.STATEFUL
        examination = Examination(
            contract=self.contract,
            plan=self.plan,
            document=self._documents.of(subject.operations),
            operations=subject.operations,
            carrier=self._carrier(redactor, keeps_state=stateful),
            secret=self._secret,
        )
        return examination.in_sequence() if stateful else examination.each_alone()

    def _carrier(self, redactor: Redactor, *, keeps_state: bool) -> Carrier:
        from pytest_portone.contract_run import carriers

        if self.plan.target.foreign:
            return carriers.OverTheWire(redactor, self.plan, self._pace)
        from pytest_portone.sandbox import Sandbox, Settings

        sandbox_settings = Settings(secrets=frozenset({self._secret}), seed=self.plan.seed, calls_kept=0)
        return carriers.InProcess(
            redactor, lambda: Sandbox(self.contract, settings=sandbox_settings).handle, keeps_state=keeps_state
        )

    def command(self, subject: Subject) -> str:
        """The command that repeats one item exactly: every option that counts is in it, wherever it was set."""
        plan = self.plan
        chosen = self.config.getoption("--portone-contract") or self.config.getini("portone_contract")
        words = [f"--portone-sandbox={plan.target.url}" if plan.target.url else "--portone-sandbox"]
        words += [f"--portone-contract={chosen or self.contract.version}"]
        words += [f"--portone-profile={plan.profile.name}", f"--portone-seed={plan.seed}"]
        words += ["--portone-writes"] if plan.target.foreign and plan.writes else []
        return shlex.join(["pytest", *words, subject.node_id])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count what an item came to."""
        if report.when == "call":
            self._summary.add(report)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table."""
        if not self._summary.rows:
            return
        terminalreporter.section("PortOne contract run")
        terminalreporter.write_line(self.pytest_report_header().removeprefix("portone: "))
        self._summary.write(terminalreporter)


def _selects(wanted: str, subject: Subject) -> bool:
    return subject.node_id == wanted or subject.node_id.startswith(f"{wanted}::")


def _counts(subject: Subject, outcome: Outcome) -> Iterator[tuple[str, object]]:
    yield summary.ROW, subject.row
    yield summary.OPERATIONS, len(subject.operations) if subject.kind == "operation" else 0
    yield summary.CASES, outcome.cases
    yield summary.CHECKS, outcome.checks
    yield summary.FINDINGS, len(outcome.findings)
    yield summary.EXCEPTED, sum(outcome.excepted.values())
