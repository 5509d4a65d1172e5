"""What goes wrong between the merchant and PortOne: asked for by a test, as `portone.faults`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypedDict

from pytest_portone.sandbox.answers import undocumented
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from threading import RLock
    from typing import Unpack

    from pytest_portone.contracts.model import Contract
    from pytest_portone.sandbox.messages import Fate, Response
    from pytest_portone.sandbox.state import State

_FOREVER = 1_000_000_000
_GARBLED = b"\xff\xfe{"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong with a call.

    Attributes:
        name: what it is called.
        committed: whether the sandbox has done what was asked, though the answer says nothing of it.
        fate: what keeps the answer from its reader.
        delay: how long it takes, in seconds; a client that does not wait so long meets a timeout.
        error: the type of the error that comes instead of the answer, by PortOne's name.
        status: the HTTP status that comes instead, where PortOne has no name for it.
        details: further fields of the error.
        headers: further headers.
        garbled: whether the body is no JSON.
    """

    name: str
    committed: bool = False
    fate: Fate | None = None
    delay: float = 0.0
    error: str | None = None
    status: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    garbled: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A fault that waits for its calls.

    Attributes:
        fault: which.
        operations: ids of the operations that it is for; empty for all.
        after: how many of their calls it lets pass first.
        times: how many calls it spoils yet.
        probability: of each of them, from 0 to 1.
    """

    fault: Fault
    operations: frozenset[str]
    after: int
    times: int
    probability: float


class Aim(TypedDict, total=False):
    """Which calls a fault is for.

    Attributes:
        operation: an operation's id, or several; by default all.
        times: how many calls it spoils: one by default, None for all that come.
        after: how many calls it lets pass first.
        probability: of each call, from 0 to 1.
    """

    operation: str | Iterable[str]
    times: int | None
    after: int
    probability: float


LOST = Fault(name="lost answer", committed=True, fate="read-timeout")
"""The one that costs money: PortOne has done it, and the caller does not know."""
NEVER_SENT = Fault(name="never sent", fate="connect-timeout")
"""Its harmless twin: PortOne has not heard of the call."""


class Faults:
    """The faults of one sandbox. Each method adds one, for the next call unless it is aimed otherwise; see `Aim`."""

    def __init__(self, state: State, contract: Contract, lock: RLock) -> None:
        self._state, self._contract, self._lock = state, contract, lock
        self._draw: Callable[[str], Fault | None] | None = None

    def __repr__(self) -> str:
        return f"<Faults: {', '.join(each.fault.name for each in self.waiting) or 'none'}>"

    @property
    def waiting(self) -> list[Plan]:
        """The faults that wait for their calls."""
        plans = self._state.faults
        return [plans[each] for each in sorted(plans) if plans[each].times > 0]

    def latency(self, seconds: float, **aim: Unpack[Aim]) -> None:
        """The answer comes late. A client that does not wait so long meets a timeout, and PortOne has done it."""
        self.add(Fault(name=f"latency of {seconds} s", committed=True, delay=seconds), **aim)

    def connect_timeout(self, **aim: Unpack[Aim]) -> None:
        """No connection comes about: PortOne has not heard of the call."""
        self.add(NEVER_SENT, **aim)

    def read_timeout(self, **aim: Unpack[Aim]) -> None:
        """No answer comes, and PortOne has done nothing."""
        self.add(Fault(name="read timeout", fate="read-timeout"), **aim)

    def lost_answer(self, **aim: Unpack[Aim]) -> None:
        """No answer comes, and PortOne has done what was asked: the one that costs money."""
        self.add(LOST, **aim)

    def reset(self, *, committed: bool = False, **aim: Unpack[Aim]) -> None:
        """The connection is reset before an answer, with or without PortOne having done what was asked."""
        self.add(Fault(name="reset", committed=committed, fate="reset"), **aim)

    def truncated(self, **aim: Unpack[Aim]) -> None:
        """The connection breaks off in the middle of the answer; PortOne has done what was asked."""
        self.add(Fault(name="truncated", committed=True, fate="cut"), **aim)

    def malformed(self, **aim: Unpack[Aim]) -> None:
        """The answer is no JSON; PortOne has done what was asked."""
        self.add(Fault(name="malformed", committed=True, garbled=True), **aim)

    def too_many_requests(self, *, retry_after: int = 1, **aim: Unpack[Aim]) -> None:
        """A 429 that says how many seconds to wait."""
        self.add(Fault(name="429", status=429, headers={"retry-after": str(retry_after)}), **aim)

    def server_error(self, status: int = 500, *, committed: bool = False, **aim: Unpack[Aim]) -> None:
        """A 5xx, with or without PortOne having done what was asked.

        Raises:
            ValueError: the status is no 5xx.
        """
        if not 500 <= status <= 599:  # noqa: PLR2004 - RFC 9110, section 15.6
            raise ValueError(f"received {status}, expected 500 to 599")
        self.add(Fault(name=str(status), committed=committed, status=status), **aim)

    def maintenance(self, *, retry_after: int = 600, **aim: Unpack[Aim]) -> None:
        """A 503 for every call, until `clear`, or for so many `times`."""
        fault = Fault(name="maintenance", status=503, headers={"retry-after": str(retry_after)})
        aim.setdefault("times", None)
        self.add(fault, **aim)

    def pg_error(self, code: str = "PG_ERROR", message: str = "the gateway failed", **aim: Unpack[Aim]) -> None:
        """The payment gateway fails: the error `PG_PROVIDER`."""
        self.error("PG_PROVIDER", details={"pgCode": code, "pgMessage": message}, **aim)

    def outstanding_request(self, **aim: Unpack[Aim]) -> None:
        """A 409 that says that a call with the same idempotency key is still running; nothing is done."""
        self.add(Fault(name="IDEMPOTENCY_OUTSTANDING_REQUEST", status=409), **aim)

    def error(self, type: str, *, details: Mapping[str, Any] | None = None, **aim: Unpack[Aim]) -> None:  # noqa: A002
        """An error by PortOne's name, such as `CHANNEL_NOT_FOUND`, where it is documented; nothing is done.

        Args:
            type: the error's type on the wire.
            details: its further fields.
            aim: which calls it is for.
        """
        self.add(Fault(name=type, error=type, details=details or {}), **aim)

    def add(
        self,
        fault: Fault,
        *,
        operation: str | Iterable[str] = (),
        times: int | None = 1,
        after: int = 0,
        probability: float = 1.0,
    ) -> None:
        """Add any fault.

        Raises:
            UnknownNameError: the contract has no such operation; the message names the nearest.
            ValueError: a number that can't be, or an error that the operation does not document.
        """
        names = frozenset([operation] if isinstance(operation, str) else operation)
        for each in names:
            self._check(fault, each)
        if after < 0 or (times is not None and times < 1) or not 0 <= probability <= 1:
            received = f"times={times}, after={after}, probability={probability}"
            expected = "times of 1 or more or None, after of 0 or more, probability from 0 to 1"
            raise ValueError(f"received {received}; expected {expected}")
        plan = Plan(fault, names, after, _FOREVER if times is None else times, probability)
        with self._lock:
            plans = self._state.faults
            plans[max(plans, default=-1) + 1] = plan

    def _check(self, fault: Fault, operation: str) -> None:
        errors = self._contract.errors_of(self._contract.operation(operation)).values()
        known = sorted(each.error.type for some in errors for each in some if each.error and each.error.type)
        if fault.error is not None and fault.error not in known:
            raise ValueError(f"received {fault.error}, expected an error of {operation}: {', '.join(known)}")

    def clear(self) -> None:
        """Take every fault back."""
        with self._lock:
            for each in list(self._state.faults):
                del self._state.faults[each]

    @contextmanager
    def drawn(self, data: Any, faults: Iterable[Fault] = (LOST, NEVER_SENT)) -> Iterator[None]:
        """Let Hypothesis choose for each call inside the block whether it is spoiled, and how.

        Args:
            data: what `hypothesis.strategies.data()` gives. A failure shrinks towards no faults.
            faults: what it chooses from.
        """
        from hypothesis import strategies as st

        choices = st.sampled_from([None, *faults])
        before, self._draw = self._draw, lambda operation: data.draw(choices, label=f"fault of {operation}")
        try:
            yield
        finally:
            self._draw = before

    def of(self, operation: str, documented: frozenset[str]) -> Fault | None:
        """The fault of the call that comes now; None for none. It is used up by that.

        Args:
            operation: the operation's id.
            documented: the types of its errors. Others are for other operations.
        """
        if self._draw is not None:
            return self._draw(operation)
        plans = self._state.faults
        for number in sorted(plans) if plans else ():
            plan = plans[number]
            if plan.times == 0 or (plan.operations and operation not in plan.operations):
                continue
            if plan.fault.error is not None and plan.fault.error not in documented:
                continue
            if plan.after:
                plans[number] = replace(plan, after=plan.after - 1)
            elif plan.probability >= 1 or self._state.identifiers.fraction() < plan.probability:
                plans[number] = replace(plan, times=plan.times - 1)
                return plan.fault
        return None


def instead(fault: Fault, error: Callable[[Refusal], Response]) -> Response:
    """What comes of a call that never gets to the sandbox's records.

    Args:
        fault: what goes wrong.
        error: writes an error as the operation documents it.
    """
    if fault.error is not None:
        refusal = Refusal(fault.error, f"The test asked for {fault.error}", fault.details)
        return error(refusal)
    status = fault.status or 500
    response = undocumented(status, fault.name.upper().replace(" ", "_"), f"The test asked for: {fault.name}")
    return replace(response, headers={**response.headers, **fault.headers}, fate=fault.fate, delay=fault.delay)


def spoiled(fault: Fault, response: Response) -> Response:
    """What becomes of the answer to a call that the sandbox has served."""
    if fault.status is not None:
        return replace(instead(fault, lambda _: response), fate=fault.fate)
    body = _GARBLED + response.body[: len(response.body) // 2] if fault.garbled else response.body
    return replace(response, body=body, fate=fault.fate, delay=fault.delay)
