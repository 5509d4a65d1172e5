"""One test at the gate: which of the changes to what it received break it, and how."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from itertools import groupby
from time import perf_counter
from typing import TYPE_CHECKING

from pytest_portone.contracts.evolution import ABSENT
from pytest_portone.contracts.schema import shown
from pytest_portone.gate.judge import Judgement
from pytest_portone.gate.known import fingerprint
from pytest_portone.gate.rerun import run_again
from pytest_portone.gate.search import Run, Search
from pytest_portone.report.model import Attempted, Break

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pytest

    from pytest_portone.gate.judge import Judge
    from pytest_portone.gate.known import Knowledge
    from pytest_portone.gate.plan import Plan
    from pytest_portone.gate.results import Examined
    from pytest_portone.gate.runs import Plain
    from pytest_portone.gate.search import Culprit
    from pytest_portone.gate.spots import Spot
    from pytest_portone.gate.watch import Watch
    from pytest_portone.report.model import Result


_LONGEST = 120
"""So much of what the user watches is shown."""


class FlakyError(Exception):
    """The test fails when it is run again and nothing has changed."""


@dataclass(slots=True)
class Examination:
    """Runs one test again, with changes.

    Attributes:
        examined: where what comes of it is noted.
        item: the test, which has passed.
        plan: what is tried.
        plain: what the test received when it passed.
        seen: what the user watches, as it was then.
        look: gives what the user watches, as it is at the end of a run.
        watch: makes the changes.
        judge: says whose a break is.
        knowledge: says which breaks are known.
        redact: takes secrets out of what is shown.
        options: what must be said besides for the same run again.
        settled: what other tests have noticed already, where one that notices is enough.
    """

    examined: Examined
    item: pytest.Function
    plan: Plan
    plain: Plain
    seen: Mapping[str, str]
    look: Callable[[], Mapping[str, str]]
    watch: Watch
    judge: Judge
    knowledge: Knowledge
    redact: Callable[[str], str]
    options: Sequence[str] = ()
    settled: set[Spot] = field(default_factory=set)
    _steady: bool = False
    _unsteady: set[str] = field(default_factory=set)
    _untried: dict[Spot, str] = field(default_factory=dict)
    _found: Search[Spot, Judgement] = field(init=False)

    def __post_init__(self) -> None:
        self._found = Search(self._attempt)

    def run(self) -> None:
        """Try everything that is to be tried, and note what came of it."""
        began = perf_counter()
        self.examined.gated = True
        spots = [each for each in self.plain.changes if each not in self.settled]
        try:
            self._search(spots)
            self._confirm()
        except FlakyError as error:
            self.examined.flaky = str(error)
        else:
            self._tell(spots)
        self.examined.seconds = perf_counter() - began

    @property
    def noticed(self) -> set[Spot]:
        """The changes that this test has noticed."""
        return {each for culprit in self._found.culprits for each in culprit.changes}

    def _search(self, spots: Sequence[Spot]) -> None:
        if self.plan.only:
            wanted = [each for each in self.plan.only if each in self.plain.changes]
            if wanted:
                self._found.all_at_once(wanted)
        elif self.plan.each or self.plan.forbidden:
            self._found.one_by_one(spots)
        else:
            for _, group in groupby(sorted(spots, key=_group), key=_group):
                self._found.all_at_once(list(group))

    def _confirm(self) -> None:
        """See each break once more, and the test pass once more: what comes and goes is not a change's doing.

        Raises:
            FlakyError: a break does not come again, or the test breaks without it.
        """
        for culprit in self._found.culprits:
            if self._attempt(culprit.changes).broke is None:
                raise FlakyError(self.redact(f"now and then: {culprit.how.exception} ({culprit.how.raised})"))
        if self._found.culprits:
            self._check_steady()

    def _attempt(self, spots: Sequence[Spot]) -> Run[Spot, Judgement]:
        changed = self.watch.changed(self.plain, spots)
        broke = self._again()
        self._untried.update(changed.untried)
        if broke is not None and not self._steady:
            self._check_steady()
            if broke.verdict == "silent":  # it may be what differs from run to run
                return self._attempt(spots)
        return Run(frozenset(changed.applied), broke)

    def _again(self) -> Judgement | None:
        """Run the test again, whatever the watch has been told to do meanwhile."""
        self.examined.reruns += 1
        try:
            outcome = run_again(self.item)
        finally:
            self.watch.stop()
        return self.judge.judge(self.item, outcome) or self._silent()

    def _check_steady(self) -> None:
        """Run the test again unchanged.

        Raises:
            FlakyError: it fails.
        """
        self._steady = True
        self.watch.changed(self.plain, ())
        broke = self._again()
        if broke is not None and broke.verdict != "silent":
            raise FlakyError(self.redact(f"{broke.exception} ({broke.raised})"))
        now = self.look()
        self._unsteady = {name for name, before in self.seen.items() if now.get(name) != before}

    def _silent(self) -> Judgement | None:
        """What the user watches, where it is not as it was."""
        now = self.look()
        for name, before in self.seen.items():
            after = now.get(name, "nothing")
            if after != before and name not in self._unsteady:
                frame = self.judge.whole(self.item, "merchant")
                return Judgement("silent", f"{name}: {_cut(before)} became {_cut(after)}", name, frame, frame)
        return None

    def _tell(self, spots: Sequence[Spot]) -> None:
        broken = self.noticed
        for spot in spots:
            result: Result = (
                "broke" if spot in broken else "survived" if spot in self._found.survived else "not received"
            )
            note = self._untried.get(spot, "")
            if note and result == "not received":
                result = "not tried"
            if not self.plan.only or result != "not received":
                self.examined.attempted.append(self._attempted(spot, result, note))
        if not self.plan.forbidden:
            self.examined.breaks += map(self._break, sorted(self._found.culprits, key=lambda each: each.changes))

    def _attempted(self, spot: Spot, result: Result, note: str) -> Attempted:
        return Attempted(self.item.nodeid, spot.operation, spot.status, spot.path, spot.kind, result, note)

    def _break(self, culprit: Culprit[Spot, Judgement]) -> Break:
        (spot, *others), how = culprit.changes, culprit.how
        evolution = self.plain.changes[spot].evolution
        mark = fingerprint(culprit.changes, how)
        known = self.knowledge.reason(mark, spot.kind, how)
        return Break(
            test=self.item.nodeid,
            operation=spot.operation,
            status=spot.status,
            path=spot.path,
            kind=spot.kind,
            clause=evolution.clause,
            verdict=how.verdict,
            blame=how.raised.blame,
            exception=self.redact(how.exception),
            where=str(how.raised),
            file=how.raised.file,
            line=how.raised.line,
            merchant_file=how.own.file,
            merchant_line=how.own.line,
            before="" if evolution.before is None else self.redact(shown(evolution.before)),
            after="nothing" if evolution.after is ABSENT else shown(evolution.after),
            fingerprint=mark,
            command=self.command(culprit.changes),
            others=tuple(f"{each.operation} {each.status} {each.path}: {each.kind}" for each in others),
            known=known,
            fails=not known and (how.verdict == "crash" or self.plan.line == "change"),
        )

    def command(self, spots: Sequence[Spot]) -> str:
        """The command that runs this test with exactly these changes."""
        words = [*self.plan.origin, f"only:{'+'.join(map(str, spots))}"]
        return shlex.join(["pytest", f"--portone-compat={','.join(words)}", *self.options, self.item.nodeid])


def _group(spot: Spot) -> tuple[str, int]:
    """What is tried at once: a kind, and of enums those at the same depth.

    Code that does not know an enum's value often stops there, and so would never come to the enums further in.
    """
    return spot.kind, spot.path.count(".") if spot.kind == "new-enum-value" else 0


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
