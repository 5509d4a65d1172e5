"""All tests' results as one report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pytest_portone.contract_coverage import Exercised
from pytest_portone.report.model import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.contracts import Contract
    from pytest_portone.gate.plan import Plan
    from pytest_portone.gate.results import Examined
    from pytest_portone.known import Known
    from pytest_portone.report.model import Attempted, Finding


@dataclass(slots=True)
class Sum:
    """The results so far."""

    _examined: list[Examined] = field(default_factory=list)

    def add(self, examined: Examined) -> None:
        """Add one test's result."""
        self._examined.append(examined)

    def report(self, contract: Contract, plan: Plan, known: Sequence[Known]) -> Report:
        """The report of what was added."""
        attempted = tuple(each for test in self._examined for each in test.attempted)
        breaks = tuple(each for test in self._examined for each in test.breaks)
        occurred = {each.fingerprint for each in breaks}
        exercised = Exercised()
        for test in self._examined:
            exercised.merge(test.exercised)
        return Report(
            contract=contract.version,
            mode=plan.mode,
            tests=tuple(each.test for each in self._examined if each.gated),
            attempted=attempted,
            breaks=breaks,
            flaky={each.test: each.flaky for each in self._examined if each.flaky},
            stale={each.fingerprint: each.reason for each in known if each.fingerprint not in occurred},
            unnoticed=tuple(_unnoticed(attempted)) if plan.forbidden else (),
            requests=tuple(self._requests()),
            coverage=exercised.coverage(contract),
            reruns=sum(each.reruns for each in self._examined),
            seconds=sum(each.seconds for each in self._examined),
        )

    def _requests(self) -> Iterator[Finding]:
        """One finding for each rule and place, with all tests that it was found in."""
        first: dict[tuple[str, str, str], Finding] = {}
        tests: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
        for test in self._examined:
            for each in test.requests:
                key = each.operation, each.rule, each.place
                first.setdefault(key, each)
                tests[key].add(test.test)
        for key in sorted(first):
            yield replace(first[key], tests=tuple(sorted(tests[key])))


def _unnoticed(attempted: Sequence[Attempted]) -> Iterator[Attempted]:
    """What some tests received and none noticed, for each of those tests."""
    noticed = {_where(each) for each in attempted if each.result == "broke"}
    return (each for each in attempted if each.result == "survived" and _where(each) not in noticed)


def _where(each: Attempted) -> tuple[object, ...]:
    return each.operation, each.status, each.path, each.kind
