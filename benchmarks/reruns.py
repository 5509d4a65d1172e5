"""A pytest plugin that runs each passing test again and again: as the gate does, and as pytest does, in turn.

The environment says how many rounds (`ROUNDS`) and where the times go (`TIMES`, a file): by what is changed, the
number of tests and, by side, the processor time of each round in ms, over all tests.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.runner import runtestprotocol
from figures import interleaved

from pytest_portone import settings
from pytest_portone.gate.changes import Permitted
from pytest_portone.gate.examination import Examination
from pytest_portone.gate.judge import Judge
from pytest_portone.gate.known import Knowledge
from pytest_portone.gate.plan import Plan
from pytest_portone.gate.rerun import run_again
from pytest_portone.gate.results import Examined
from pytest_portone.gate.signature import Keys
from pytest_portone.gate.watch import Watch
from pytest_portone.tap import tap

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.gate.runs import Plain
    from pytest_portone.gate.spots import Spot

REPEATS = 3
"""Runs that one measurement is the mean of; one more before them is not timed, after the clients were patched."""
WARMING = 1
"""Rounds that are not kept."""


@dataclass(frozen=True)
class Runs:
    """The runs of one test."""

    item: pytest.Function
    watch: Watch
    judge: Judge

    def plainly(self) -> None:
        """Run it as pytest does."""
        # pytest takes any node here: what is above it stays
        reports = runtestprotocol(self.item, log=False, nextitem=self.item.parent)  # type: ignore[arg-type]
        failed = [each.longreprtext for each in reports if not each.passed]
        assert not failed, f"{self.item.nodeid}, run again, does not pass: {failed}"

    def again(self, plain: Plain, spots: tuple[Spot, ...]) -> None:
        """Run it once as the gate does, with changes that it survives, or none."""
        run = self.watch.changed(plain, spots)
        outcome = run_again(self.item)
        self.watch.stop()
        broke = self.judge.judge(self.item, outcome)
        assert broke is None, f"{self.item.nodeid}, run again by the gate, does not pass: {broke}"
        assert run.applied == {*spots}, f"{self.item.nodeid}: changed {run.applied}, expected {spots}"

    def survived(self, plain: Plain) -> Mapping[str, tuple[Spot, ...]]:
        """What it survives: all unknown fields at once, and one unknown value of an enum or a tag."""
        examined, knowledge = Examined(self.item.nodeid), Knowledge((), (), date.max)
        Examination(examined, self.item, Plan(), plain, {}, dict, self.watch, self.judge, knowledge, str).run()
        results = zip(plain.changes, examined.attempted, strict=True)
        spots = [spot for spot, each in results if each.result == "survived"]
        fields = tuple(each for each in spots if each.kind == "new-field")
        return {
            "all unknown fields": fields,
            "one unknown value": tuple(each for each in spots if each not in fields)[:1],
        }


@dataclass(eq=False)
class Reruns:
    """Measures each test, in place of its run.

    The tap is open, as the gate has it, while runs of the gate are measured. It is closed for pytest's own, in which
    nothing of a client is patched.
    """

    config: pytest.Config
    rounds: int
    times: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keys = Keys()
        self._watch = Watch(settings.base_urls(self.config), self._keys)
        self._judge = Judge.of(self.config)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Measure a test. Those of Hypothesis are left out: they don't shrink at the gate."""
        if isinstance(item, pytest.Function) and not getattr(item.obj, "is_hypothesis_test", False):
            self._measure(Runs(item, self._watch, self._judge))
        item.session._setupstate.teardown_exact(nextitem)  # noqa: SLF001 - as pytest's own runner
        return True

    def pytest_sessionfinish(self) -> None:
        """Write what was measured."""
        Path(os.environ["TIMES"]).write_text(json.dumps(self.times), encoding="utf-8")

    def _measure(self, runs: Runs) -> None:
        contract = settings.contract(self.config, runs.item)
        with tap(self._watch), self._keys.learning():
            plain = self._watch.plain(contract, Permitted(contract))
            runs.plainly()
            self._watch.stop()
            survived = runs.survived(plain)
        for what, spots in survived.items():
            if spots:
                self._add(what, self._compared(runs, plain, spots))

    def _compared(self, runs: Runs, plain: Plain, spots: tuple[Spot, ...]) -> dict[str, tuple[float, ...]]:
        sides = {
            "changed": partial(self._tapped, partial(runs.again, plain, spots)),
            "unchanged": partial(self._tapped, partial(runs.again, plain, ())),
            "plain": partial(taken, runs.plainly),
        }
        measured = interleaved(WARMING + self.rounds, *sides.values())
        return {side: times[WARMING:] for side, times in zip(sides, measured, strict=True)}

    def _tapped(self, run: Callable[[], None]) -> float:
        with tap(self._watch):
            return taken(run)

    def _add(self, what: str, compared: dict[str, tuple[float, ...]]) -> None:
        """Add a test's times to those of the same round."""
        so_far = self.times.setdefault(what, {"tests": 0} | dict.fromkeys(compared, (0.0,) * self.rounds))
        so_far["tests"] += 1
        for side, times in compared.items():
            so_far[side] = tuple(map(sum, zip(so_far[side], times, strict=True)))


def taken(run: Callable[[], None]) -> float:
    """The processor time of a run, in ms."""
    run()
    started = process_time()
    for _ in range(REPEATS):
        run()
    return (process_time() - started) * 1000 / REPEATS


def pytest_configure(config: pytest.Config) -> None:
    """Register it."""
    config.pluginmanager.register(Reruns(config, int(os.environ["ROUNDS"])))
