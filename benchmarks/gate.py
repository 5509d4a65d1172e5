"""The gate: a test that runs again with changed answers, a whole suite, and the search for what breaks it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from figures import Budget, Figure, interleaved, need, shown
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processes import Python

ROUNDS = 5
HERE = Path(__file__).parent
SHOP = "the FastAPI shop"
HANDLERS = "the graded handlers"
SUITES = {SHOP: HERE.parent / "examples" / "fastapi_shop", HANDLERS: HERE / "graded"}
TOLERANT = {SHOP: "tests", HANDLERS: "tolerant"}
"""Where in a suite the tests are that are run again one by one."""
SIDES = ("changed", "unchanged", "plain")
"""As `reruns` names them."""
FAILED = 1
"""Pytest's exit code where the gate has found what it should."""


@dataclass(frozen=True)
class Run:
    """One run of a whole suite.

    Attributes:
        seconds: of the process, from its start to its end.
        tests: processor time in seconds from the first test to the last, all re-runs included.
        reruns: how often tests were run again.
    """

    seconds: float
    tests: float
    reruns: int


def measure(rounds: int) -> Iterator[Figure]:
    """Re-runs within one process a suite; then whole suites, a fresh process each."""
    for module in ("fastapi", "portone_server_sdk", "respx"):
        need(module)
    with python() as fresh:
        for suite in SUITES:
            yield from one_test_again(fresh, suite, rounds)
        plain, gate, each = suites(fresh, SHOP, rounds, "", "crash", "each")
        yield from multiples(SHOP, plain, gate)
        yield from searches(SHOP, gate, each)
        gate, each = suites(fresh, HANDLERS, rounds, "crash", "each")
        yield from searches(HANDLERS, gate, each)


def one_test_again(fresh: Python, suite: str, rounds: int) -> Iterator[Figure]:
    """A re-run with changes beside a plain one; below it a re-run of the gate that changes nothing."""
    times = Path(fresh.folder, "times.json")
    environment = {"PYTHONPATH": str(HERE), "ROUNDS": str(rounds), "TIMES": str(times)}
    run(fresh, suite, "-p", "reruns", TOLERANT[suite], environment=environment)
    for what, found in json.loads(times.read_text(encoding="utf-8")).items():
        tests, changed, unchanged, plainly = found["tests"], *(tuple(found[side]) for side in SIDES)
        name = f"{tests} tests of {suite} again, {what}"
        unheard = Figure("", "ms", unchanged, "", plainly).ratio
        note = f"nothing changed: {shown(unheard or 0)}x"
        yield Figure(name, "ms", changed, "runtestprotocol", plainly, Budget("at most", 1.1), note)


def suites(fresh: Python, suite: str, rounds: int, *modes: str) -> tuple[tuple[Run, ...], ...]:
    """Whole runs of a suite, with each value of `--portone-compat`; empty for none."""
    sides = [partial(whole, fresh, suite, mode) for mode in modes]
    interleaved(1, *sides)  # leaves the compiled modules behind
    return interleaved(rounds, *sides)


def whole(fresh: Python, suite: str, mode: str) -> Run:
    """One run of a suite."""
    times, report = Path(fresh.folder, "times.json"), Path(fresh.folder, "report.json")
    gate = (f"--portone-compat={mode}", f"--portone-report={report}") if mode else ()
    environment = {"PYTHONPATH": str(HERE), "TIMES": str(times)}
    started = perf_counter()
    run(fresh, suite, "-p", "looptime", *gate, expected=FAILED if mode else 0, environment=environment)
    seconds = perf_counter() - started
    reruns = json.loads(report.read_text(encoding="utf-8"))["reruns"] if mode else 0
    return Run(seconds, json.loads(times.read_text(encoding="utf-8")), reruns)


def run(fresh: Python, suite: str, *words: str, expected: int = 0, environment: dict[str, str]) -> None:
    """Run pytest in a suite's folder."""
    there = replace(fresh, folder=str(SUITES[suite]))
    options = ("-m", "pytest", "-q", "-p", "no:cacheprovider")
    there.run(*options, *words, expected=expected, environment=environment)


def multiples(suite: str, plain: tuple[Run, ...], gate: tuple[Run, ...]) -> Iterator[Figure]:
    """The gate over a suite as a multiple of the suite alone."""
    note = f"{shown(gate[0].reruns)} re-runs"
    for what, name in (("pytest, from start to end", "seconds"), ("its tests alone, processor time", "tests")):
        ours, theirs = (tuple(getattr(each, name) for each in runs) for runs in (gate, plain))
        yield Figure(f"the gate over {suite}: {what}", "s", ours, "without the gate", theirs, note=note)


def searches(suite: str, gate: tuple[Run, ...], each: tuple[Run, ...]) -> Iterator[Figure]:
    """All changes at once, and halves of what breaks, beside one change at a time."""
    for what, unit, name in (("re-runs", "", "reruns"), ("tests alone, processor time", "s", "tests")):
        ours, theirs = (tuple(float(getattr(run, name)) for run in runs) for runs in (gate, each))
        yield Figure(f"all at once over {suite}: {what}", unit, ours, "one by one", theirs)
