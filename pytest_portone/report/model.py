"""The one model of what the gate found. Formats are written from it, workers send it, nothing else is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind: TypeAlias = Literal[
    "new-field", "new-enum-value", "new-case", "new-type", "field-gone", "amount-changed", "state-changed"
]
"""What was done to an answer or a webhook; the last three are forbidden, and tried with `forbidden` only."""
Verdict: TypeAlias = Literal["crash", "change", "silent"]
"""An exception; an assertion of the test that fails; nothing fails, and what the user watches has changed."""
Blame: TypeAlias = Literal["sdk", "merchant", "test"]
Result: TypeAlias = Literal["survived", "broke", "not received", "not tried"]
"""`not received`: under other changes of the run the code never asked for it. `not tried`: it could not be done."""


@dataclass(frozen=True, slots=True, order=True)
class Attempted:
    """One change at one place, in one test.

    Attributes:
        test: the test's node id.
        operation: the operation's id, or `webhook VERSION`.
        status: the answer's HTTP status; 0 for a webhook.
        path: JSON path of what changed, with `[*]` for any item of a list.
        kind: what was done.
        result: what came of it.
        note: why it could not be tried.
    """

    test: str
    operation: str
    status: int
    path: str
    kind: Kind
    result: Result
    note: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """One change that broke one test.

    Attributes:
        test, operation, status, path, kind: as in `Attempted`.
        clause: a key of `pytest_portone.contracts.policy.CLAUSES`.
        verdict: how it broke.
        blame: whose code raised.
        exception: type and message, on one line.
        where: `file:line in function`, the frame that raised; relative to the root of the run where it is below.
        file: that frame's file, relative likewise.
        line: that frame's line, from 1.
        merchant_file: the innermost frame of the merchant's own code, or of the test; where an editor should open.
        merchant_line: its line.
        before: the value that came, as JSON, shortened; empty where there was none.
        after: what it was changed to, as JSON, shortened.
        others: the other changes without which it does not break, as text; empty nearly always.
        fingerprint: the same for the same change that breaks the same function in the same way, in whichever test.
        command: repeats exactly this run.
        known: why this break is known and expected; empty where it is not.
        fails: whether it fails the test.
        seen: how often such a change really happened, in words; empty where that is not known.
        seen_here: how often to the type that it changes, or where that has none, to the operation.
        seen_anywhere: how often at all.
    """

    test: str
    operation: str
    status: int
    path: str
    kind: Kind
    clause: str
    verdict: Verdict
    blame: Blame
    exception: str
    where: str
    file: str
    line: int
    merchant_file: str
    merchant_line: int
    before: str
    after: str
    fingerprint: str
    command: str
    others: tuple[str, ...] = ()
    known: str = ""
    fails: bool = True
    seen: str = ""
    seen_here: int = 0
    seen_anywhere: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something about a request that the code under test sent.

    Attributes:
        operation: the operation's id; empty where the request fits none.
        rule: the rule's name, such as `unknown field`.
        place: where in the request: `$.body.reason`, `header authorization`, `path`.
        message: what was received, what was expected, and the way out; on one line.
        tests: the tests whose code sent it, sorted.
    """

    operation: str
    rule: str
    place: str
    message: str
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the contract the tests have met: sorted names of what was, and how many there are.

    Attributes:
        operations: ids of the operations that were called.
        of_operations: how many operations the contract has.
        statuses: `getPayment 404`, the answers that were received.
        of_statuses: how many answers the contract has.
        values: `PaymentStatus.PAID`, the enum values that were received.
        of_values: how many enum values can be received at all.
        cases: `Payment.PAID`, the union cases that were received.
        of_cases: how many cases can be received at all.
    """

    operations: tuple[str, ...] = ()
    of_operations: int = 0
    statuses: tuple[str, ...] = ()
    of_statuses: int = 0
    values: tuple[str, ...] = ()
    of_values: int = 0
    cases: tuple[str, ...] = ()
    of_cases: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run of the gate.

    Attributes:
        contract: the contract's version.
        mode: what `--portone-compat` says, spelled out.
        tests: node ids of the tests that went through the gate, in their order.
        attempted: every change at every place.
        breaks: every break, in every test.
        flaky: tests that fail when they are run again unchanged -> how they failed, on one line.
        stale: fingerprints that the configuration lists as known, and that occurred no more -> the reason it gives.
        unnoticed: with `forbidden`: changes that no test noticed, each with the tests that received it.
        requests: what was wrong with the requests of the code under test.
        coverage: what of the contract the tests have met.
        reruns: how often a test was run again.
        seconds: what the re-runs took.
    """

    contract: str
    mode: str
    tests: tuple[str, ...] = ()
    attempted: tuple[Attempted, ...] = ()
    breaks: tuple[Break, ...] = ()
    flaky: Mapping[str, str] = field(default_factory=dict)
    stale: Mapping[str, str] = field(default_factory=dict)
    unnoticed: tuple[Attempted, ...] = ()
    requests: tuple[Finding, ...] = ()
    coverage: Coverage = Coverage()
    reruns: int = 0
    seconds: float = 0.0

    @property
    def tried(self) -> int:
        """How many changes were tried."""
        return sum(each.result in ("survived", "broke") for each in self.attempted)

    @property
    def survived(self) -> int:
        """How many changes the code under test survived."""
        return sum(each.result == "survived" for each in self.attempted)

    @property
    def fails(self) -> bool:
        """Whether some break fails its test."""
        return any(each.fails for each in self.breaks)
