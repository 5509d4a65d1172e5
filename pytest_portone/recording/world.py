"""From a recording to a world: the sandbox comes to hold what PortOne showed, and is compared with it on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pytest_portone.recording.matching import differences
from pytest_portone.recording.recorded_calls import Call, calls
from pytest_portone.recording.showing import Shown, broken_by, shown_by
from pytest_portone.sandbox.billing_keys import seeding as billing_keys
from pytest_portone.sandbox.engine import Sandbox
from pytest_portone.sandbox.payments import seeding as payments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pytest_portone.recording.matching import Difference
    from pytest_portone.recording.tape import Tape
    from pytest_portone.sandbox.messages import Response
    from pytest_portone.sandbox.state import State
    from pytest_portone.traffic.model import Exchange

_SEEDS: Mapping[str, tuple[frozenset[str], Callable[[State, Mapping[str, Any]], object]]] = {
    "payment": (payments.STATUSES, payments.seed),
    "billing key": (billing_keys.STATUSES, billing_keys.seed),
}
"""By kind: the statuses that the sandbox knows, and what puts one there."""
_THEIRS = frozenset({"receiptUrl", "pgResponse", "webhooks", "ipAddress", "merchantId", "card"})
"""Fields of what PortOne or a gateway makes up, or tells by a card's number, which recordings don't have."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A call to which the sandbox would give another answer than PortOne did.

    Attributes:
        source: where the exchange is recorded.
        operation: its id.
        differences: what differs, the recorded value first.
    """

    source: str
    operation: str
    differences: tuple[Difference, ...]

    def __str__(self) -> str:
        return "\n".join([f"{self.source}, {self.operation}:", *(f"  {each}" for each in self.differences)])


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a recording.

    Attributes:
        payments: the ids of those that the sandbox holds now because of it.
        billing_keys: likewise.
        passed_over: what it could not take, each with the reason.
        compared: how many calls were made on the sandbox too.
        disagreements: those of them that the sandbox answers otherwise.
    """

    payments: tuple[str, ...]
    billing_keys: tuple[str, ...]
    passed_over: tuple[str, ...]
    compared: int
    disagreements: tuple[Disagreement, ...]

    def __str__(self) -> str:
        head = (
            f"{len(self.payments)} payments and {len(self.billing_keys)} billing keys; of {self.compared} calls "
            f"the sandbox answers {len(self.disagreements)} otherwise"
        )
        return "\n".join([head, *self.passed_over, *map(str, self.disagreements)])


def load(sandbox: Sandbox, tape: Tape) -> Loaded:
    """Bring a sandbox to where a recording ends.

    Every recorded call is made on the sandbox as well, at its time, and the answers are compared; then the sandbox
    takes over what PortOne's answer shows. What came to be outside of the recording, such as a payment in the
    browser, is there just before the first call that meets it. No webhook is sent, and no call is counted.

    Args:
        sandbox: takes all of it, or nothing.
        tape: the recording.

    Raises:
        ContradictionError: an answer would break the contract, a fault of the sandbox.
    """
    scratch = _Scratch(sandbox)
    found = scratch.play([each for each in tape.exchanges if not each.webhook])
    sandbox.restore(scratch.snapshot())
    return found


class _Scratch:
    """A copy of a sandbox that tells nobody of anything."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._real = sandbox
        self._sandbox = Sandbox(sandbox.contract, settings=sandbox.settings)
        self._sandbox.restore(sandbox.snapshot())
        self._state: State = self._sandbox._state  # noqa: SLF001 - there is no other way in for what happened elsewhere
        self._state.post = None
        self._seeded: dict[str, dict[str, None]] = {kind: {} for kind in _SEEDS}
        self._passed_over: dict[str, None] = {}
        self._disagreements: list[Disagreement] = []
        self._touched: set[tuple[str, str]] = set()
        self._compared = 0

    def snapshot(self) -> Any:
        """The world now, with the calls of the sandbox itself."""
        self._state.calls.content = self._real._state.calls.content  # noqa: SLF001 - see above
        return self._sandbox.snapshot()

    def play(self, exchanges: Sequence[Exchange]) -> Loaded:
        """Go through a recording's calls, in their order."""
        self._begin(exchanges)
        rest = [*calls(self._sandbox.contract, exchanges)]
        for number, call in enumerate(rest):
            for problem in broken_by(self._sandbox.contract, call.operation.id, call.exchange.response):
                self._passed_over[f"{call.exchange.source}: {problem}"] = None
            self._wait_for(call.exchange)
            self._prepare(call, rest[number:])
            self._take_over(call, self._compare(call))
        return Loaded(
            payments=tuple(self._seeded["payment"]),
            billing_keys=tuple(self._seeded["billing key"]),
            passed_over=tuple(self._passed_over),
            compared=self._compared,
            disagreements=tuple(self._disagreements),
        )

    def _begin(self, exchanges: Sequence[Exchange]) -> None:
        """A sandbox in which nothing has happened yet begins when the recording does."""
        first = next((each.started for each in exchanges if each.started), None)
        if first and not self._real.calls and not any(map(len, (self._real.payments, self._real.billing_keys))):
            self._sandbox.clock.set(first)

    def _wait_for(self, exchange: Exchange) -> None:
        if exchange.started and exchange.started > self._sandbox.clock.now:
            self._sandbox.clock.advance_to(exchange.started)

    def _prepare(self, call: Call, rest: Sequence[Call]) -> None:
        """Have there what the call meets: what it shows, unless it follows from earlier calls, and what it names."""
        for each in call.shown:
            if each.kind in _SEEDS and not self._follows(each):
                self._seed(each.kind, each.id, each.value)
        if not call.changes:
            return
        for kind, name in call.subjects:
            met = not (call.missed or (kind == "payment" and call.begins))
            if met and not self._has(kind, name):
                self._seed_from(rest, kind, name)
        self._touched |= call.subjects

    def _follows(self, shown: Shown) -> bool:
        """Whether it is what became of the recording's calls, as far as the sandbox can say."""
        if (shown.kind, shown.id) not in self._touched or not self._has(shown.kind, shown.id):
            return False
        return shown.kind != "payment" or not payments.moved_on(self._sandbox.payments[shown.id], shown.value)

    def _seed_from(self, rest: Sequence[Call], kind: str, name: str) -> None:
        """Put something there as the first answer that shows it does, without the cancellations that are to come."""
        shown = [each for call in rest for each in call.shown]
        cancelled = frozenset(each.id for each in shown if each.kind == "cancellation")
        found = next((each.value for each in shown if (each.kind, each.id) == (kind, name)), None)
        if found is not None:
            self._seed(kind, name, payments.before(found, cancelled))

    def _seed(self, kind: str, name: str, value: Mapping[str, Any]) -> None:
        statuses, seed = _SEEDS[kind]
        status = value.get("status")
        if status is None or status in statuses:
            seed(self._state, value)
            self._seeded[kind][name] = None
        else:
            self._passed_over[f"{kind} {name}: the sandbox knows no status {status!r}"] = None

    def _has(self, kind: str, name: str) -> bool:
        return name in (self._sandbox.payments if kind == "payment" else self._sandbox.billing_keys)

    def _compare(self, call: Call) -> Response:
        """Make the call, and say where the answers differ; one that is made up from the contract says nothing."""
        kept = {name: value for name, value in call.exchange.request.headers.items() if name != "authorization"}
        authorized = kept | {"authorization": f"PortOne {self._sandbox.secret}"}
        given = self._sandbox.handle(replace(call.exchange.request, headers=authorized))
        if self._sandbox.calls[-1].provenance == "generated":
            return given
        self._compared += 1
        found = differences(call.exchange.response, given)
        told = tuple(each for each in found if _THEIRS.isdisjoint(re.split(r"[.\[]", each.path)))
        if told:
            self._disagreements.append(Disagreement(call.exchange.source, call.operation.id, told))
        return given

    def _take_over(self, call: Call, given: Response) -> None:
        """Hold what the answer shows, in place of what the sandbox made of the same call."""
        ours = {each.kind: each.id for each in shown_by(self._sandbox.contract, call.operation.id, given)}
        for each in call.shown:
            if each.kind in _SEEDS:
                self._seed(each.kind, each.id, each.value)
                self._touched.discard((each.kind, each.id))
            elif each.kind == "cancellation" and each.kind in ours:
                (payment,) = (name for kind, name in call.subjects if kind == "payment")
                payments.seed_cancellation(self._state, payment, each.value)
            elif each.kind == "issue" and each.kind in ours:
                billing_keys.rename(self._state, ours[each.kind], each.id)
                self._seeded["billing key"][each.id] = None
                self._touched.add(("billing key", each.id))
