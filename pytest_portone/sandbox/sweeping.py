"""Every call of a scenario, failed in its turn: what is left when the network fails at the worst moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone.sandbox.faults import LOST, NEVER_SENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.sandbox.engine import Sandbox


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run.

    Attributes:
        call: the number of the call that failed, from 1.
        operation: its operation's id; None where it was no call that PortOne knows.
        fault: how it failed.
        raised: what the scenario raised, on one line; empty where it passed.
        broken: what the invariant raised, on one line; empty where it holds.
    """

    call: int
    operation: str | None
    fault: str
    raised: str
    broken: str

    def __str__(self) -> str:
        raised = f"the scenario raised {self.raised}; " if self.raised else ""
        return f"call {self.call} ({self.operation}), {self.fault}: {raised}{self.broken or 'all is well'}"


@dataclass(frozen=True, slots=True)
class Sweep:
    """Every run, in the order of the calls."""

    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The runs after which the invariant does not hold."""
        return tuple(each for each in self.outcomes if each.broken)


class SweepError(AssertionError):
    """The invariant does not hold after some runs.

    Attributes:
        sweep: every run.
    """

    def __init__(self, sweep: Sweep) -> None:
        failures = sweep.failures
        head = f"the invariant is broken after {len(failures)} of {len(sweep.outcomes)} runs in which one call fails:"
        super().__init__("\n".join([head, *(f"  {each}" for each in failures)]))
        self.sweep = sweep


def sweep(
    sandbox: Sandbox,
    scenario: Callable[[], object],
    invariant: Callable[[], object] | None = None,
    reset: Callable[[], object] | None = None,
) -> Sweep:
    """See `Sandbox.sweep`.

    Raises:
        SweepError: the invariant does not hold after some runs.
    """
    start = sandbox.snapshot()
    begun = len(sandbox.calls)
    scenario()
    if invariant:
        invariant()
    operations = [each.operation for each in sandbox.calls[begun:]]
    outcomes = []
    for number, operation in enumerate(operations):
        for fault in (NEVER_SENT, LOST):
            sandbox.restore(start)
            if reset:
                reset()
            sandbox.faults.add(fault, after=number)
            outcomes.append(Outcome(number + 1, operation, fault.name, *_run(scenario, invariant)))
    sandbox.restore(start)
    if reset:
        reset()
    made = Sweep(tuple(outcomes))
    if made.failures:
        raise SweepError(made)
    return made


def _run(scenario: Callable[[], object], invariant: Callable[[], object] | None) -> tuple[str, str]:
    """What the scenario raises, and what is broken after it: by the invariant, or by an assertion of the scenario."""
    error = _error(scenario)
    if invariant:
        return _told(error), _told(_error(invariant))
    return ("", _told(error)) if isinstance(error, AssertionError) else (_told(error), "")


def _error(function: Callable[[], object]) -> Exception | None:
    try:
        function()
    except Exception as error:  # noqa: BLE001 - whatever the merchant's code raises is what is looked for
        return error
    return None


def _told(error: Exception | None) -> str:
    """The first line of an exception; empty where there is none."""
    return "" if error is None else f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
