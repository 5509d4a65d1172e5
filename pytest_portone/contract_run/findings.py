"""What a contract run found: failed checks, put together where they say the same, each with its smallest example."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

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
    """Findings as they come in; those that say the same become one."""

    contract: Contract
    secret: str = field(repr=False)
    _found: dict[tuple[Any, ...], Finding] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found.values())

    def __len__(self) -> int:
        return len(self._found)

    def error(self, phase: str, title: str, message: str) -> None:
        """Note that the run met an error."""
        lines = tuple(message.splitlines())
        self._add((ERROR, title, lines), Finding("", ERROR, title, lines, phase))

    def scenario(self, phase: str, recorder: ScenarioRecorder) -> None:
        """Note every failed check of one of Schemathesis's scenarios."""
        for case_id, nodes in recorder.checks.items():
            for node in nodes:
                if node.failure_info:
                    self._failure(phase, recorder, case_id, node.name, node.failure_info)

    def _failure(
        self, phase: str, recorder: ScenarioRecorder, case_id: str, check: str, info: CheckFailureInfo
    ) -> None:
        failure = info.failure
        operation = self._operation(recorder, failure.case_id or case_id)
        interaction = recorder.interactions.get(failure.case_id or case_id)
        key, details = self._details(operation, check, failure, interaction.response if interaction else None)
        steps = [step.case_id for step in info.steps] or [case_id]
        sent = [recorder.interactions[each] for each in steps if each in recorder.interactions]
        finding = Finding(
            operation=operation.id if operation else recorder.label,
            check=check,
            title=failure.title,
            details=details,
            phase=phase,
            requests=tuple(curl(each.request, self.secret) for each in sent),
            answer=_answer(interaction),
        )
        # What is generated varies in its details with every case; what is enumerated tells each case's fault.
        varying = phase != "coverage" and check == "negative_data_rejection"
        self._add((finding.operation, check, failure.title, () if varying else key), finding)

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

    def _details(
        self, operation: Operation | None, check: str, failure: Failure, response: Response | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What tells this failure from others of its check, and how it reads."""
        if operation and response is not None and check == "response_schema_conformance":
            lines = violations(self.contract, operation, response)
            if lines:
                return tuple(sorted({_ITEMS.sub("[*]", line.partition(": ")[0]) for line in lines})), lines
        message = tuple(line for line in failure.message.splitlines() if line.strip())
        if response is not None and check == "positive_data_acceptance":
            return (str(response.status_code), _error_type(response)), message
        return message, message

    def _add(self, key: tuple[Any, ...], finding: Finding) -> None:
        known = self._found.get(key)
        if known is None:
            self._found[key] = finding
            return
        best = min(known, finding, key=lambda each: each.size)
        self._found[key] = replace(best, times=known.times + 1, phase=known.phase)


def violations(contract: Contract, operation: Operation, response: Response) -> tuple[str, ...]:
    """What the contract says against an answer: JSON path, received, expected, a line each."""
    try:
        value = json.loads(response.content)
    except ValueError:
        return ()
    if response.status_code not in contract.statuses(operation):
        return ()
    report = contract.validate(contract.answer(operation, response.status_code), value)
    unknown = (f"{each}; clause {each.clause} permits it, this contract does not name it" for each in report.extensions)
    return (*map(str, report.violations), *(line for line in unknown if "unknown field" not in line))


def _error_type(response: Response) -> str:
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    return str(body.get("type", "")) if isinstance(body, dict) else ""


def _answer(interaction: Interaction | None) -> str:
    if interaction is None or interaction.response is None:
        return ""
    response = interaction.response
    kind = ", ".join(response.headers.get("content-type", []))
    return f"{response.status_code} {kind}\n{shortened(response.text_lossy())}".strip()
