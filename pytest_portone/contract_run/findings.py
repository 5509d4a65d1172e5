"""What a contract run found: failed checks, put together where they say the same, each with its smallest example."""

from __future__ import annotations

import json
import re
import traceback
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.contract_run import carriers
from pytest_portone.contract_run.rendering import curl, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schemathesis.core.failures import Failure
    from schemathesis.core.transport import Response
    from schemathesis.engine.recorder import CheckFailureInfo, Interaction, ScenarioRecorder

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.model import Operation

ERROR = "error"
"""Stands where a check's name would: the run itself met an error."""
_REFUSED = 400
_ITEMS = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which an operation broke its contract.

    Attributes:
        operation: the operation's id, or what else the finding is about.
        check: Schemathesis's check, or `ERROR`.
        title: the check's complaint in a few words.
        details: where, what was received, what was expected: a line each.
        phase: the phase that met it first.
        requests: the calls that show it, as curl commands; the last one is the failing one.
        answer: what the last call was answered.
        times: how many cases showed it.
    """

    operation: str
    check: str
    title: str
    details: tuple[str, ...] = ()
    phase: str = ""
    requests: tuple[str, ...] = ()
    answer: str = ""
    times: int = 1

    @property
    def size(self) -> tuple[int, int]:
        """How much there is to read; the smallest example is kept."""
        return len(self.requests), sum(map(len, self.requests))


@dataclass(slots=True)
class Findings:
    """Findings as they come in; those that say the same become one.

    Attributes:
        contract: what the answers are held against.
        secret: the API secret, which commands leave to the environment.
        shows_data: whether answers of success are shown; a foreign server's hold what is nobody else's business.
    """

    contract: Contract
    secret: str = field(repr=False)
    shows_data: bool = True
    _found: dict[tuple[str, ...], Finding] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def error(self, phase: str, title: str, message: str) -> None:
        """Note that something went wrong with the run itself."""
        lines = tuple(message.splitlines())
        self._add((ERROR, title, *lines), Finding("", ERROR, title, lines, phase))

    def exception(self, phase: str, title: str, error: BaseException) -> None:
        """Note an exception, as what raised it: what is tested, or the run itself."""
        frames = list(traceback.extract_tb(error.__traceback__))
        handed_over = [place for place, frame in enumerate(frames) if frame.filename == carriers.__file__]
        frames = frames[handed_over[-1] + 1 :] if handed_over else frames
        where = "".join(traceback.format_list(frames))
        what = "".join(traceback.format_exception_only(error))
        lines = tuple(f"{where}{what}".splitlines())
        self._add((ERROR, title, type(error).__name__, where), Finding("", ERROR, title, lines, phase))

    def scenario(self, phase: str, recorder: ScenarioRecorder) -> None:
        """Note every failed check of one of Schemathesis's scenarios."""
        for case_id, nodes in recorder.checks.items():
            for node in nodes:
                if node.failure_info:
                    self._failure(phase, recorder, case_id, node.name, node.failure_info)

    def _failure(
        self, phase: str, recorder: ScenarioRecorder, case_id: str, check: str, info: CheckFailureInfo
    ) -> None:
        case_id = info.failure.case_id or case_id
        operation = self._operation(recorder, case_id)
        interaction = recorder.interactions.get(case_id)
        steps = [step.case_id for step in info.steps] or [case_id]
        sent = [recorder.interactions[each].request for each in steps if each in recorder.interactions]
        finding = Finding(
            operation=operation.id if operation else recorder.label,
            check=check,
            title=info.failure.title,
            phase=phase,
            requests=tuple(curl(each, self.secret) for each in sent),
            answer=self._answer(interaction),
        )
        failed = _Failed(operation, phase, check, info.failure, interaction.response if interaction else None)
        for key, title, details in _aspects(self.contract, failed):
            self._add((finding.operation, check, *key), replace(finding, title=title, details=details))

    def _operation(self, recorder: ScenarioRecorder, case_id: str) -> Operation | None:
        node = recorder.cases.get(case_id)
        if node is None:
            return None
        place = node.value.operation
        matching = (
            each
            for each in self.contract.operations.values()
            if each.path == place.path and each.method == place.method.upper()
        )
        return next(matching, None)

    def _answer(self, interaction: Interaction | None) -> str:
        if interaction is None or interaction.response is None:
            return ""
        response = interaction.response
        kind = ", ".join(response.headers.get("content-type", []))
        shown = self.shows_data or response.status_code >= _REFUSED
        body = shortened(response.text_lossy()) if shown else f"({len(response.content)} bytes, not shown)"
        return f"{response.status_code} {kind}\n{body}".strip()

    def _add(self, key: tuple[str, ...], finding: Finding) -> None:
        known = self._found.get(key)
        if known is None:
            self._found[key] = finding
            return
        best = min(known, finding, key=lambda each: each.size)
        self._found[key] = replace(best, times=known.times + 1, phase=known.phase)


Aspect: TypeAlias = tuple[tuple[str, ...], str, tuple[str, ...]]
"""One thing that a failure says: what tells it from others of its check, its title, and how it reads."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """One failed check of one case."""

    operation: Operation | None
    phase: str
    check: str
    failure: Failure
    response: Response | None


def _aspects(contract: Contract, failed: _Failed) -> Iterator[Aspect]:
    title, response = failed.failure.title, failed.response
    message = tuple(line for line in failed.failure.message.splitlines() if line.strip())
    if failed.operation and response is not None and failed.check == "response_schema_conformance":
        lines = violations(contract, failed.operation, response)
        for line in lines:
            yield (_ITEMS.sub("[*]", line.partition(": ")[0]),), "Answer breaks the contract", (line,)
        if lines:
            return
    if response is not None and failed.check == "positive_data_acceptance":
        yield (title, str(response.status_code), error_type(response)), title, message
    elif failed.phase != "coverage" and failed.check == "negative_data_rejection":
        # What is generated is wrong in another way each time; what is enumerated names each way once.
        yield (title,), title, message
    else:
        yield (title, *message), title, message


def violations(contract: Contract, operation: Operation, response: Response) -> tuple[str, ...]:
    """What the contract says against an answer: JSON path, received, expected, a line each."""
    try:
        value = json.loads(response.content)
    except ValueError:
        return ()
    if response.status_code not in contract.statuses(operation):
        return ()
    report = contract.validate(contract.answer(operation, response.status_code), value)
    unnamed = [each for each in report.extensions if each.kind != "unknown field"]
    return (*map(str, report.violations), *(f"{each}; clause {each.clause} permits it" for each in unnamed))


def error_type(response: Response) -> str:
    """The `type` that an answer's body names; empty without."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    return str(body.get("type", "")) if isinstance(body, dict) else ""
