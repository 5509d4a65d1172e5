"""Schemathesis over some operations: all of its phases, all of its checks, every failure.

Of Schemathesis's two interfaces this uses the engine, not the pytest decorator: a decorated test knows no stateful
phase, stops at an item's first failing case, and shows its own texts. The engine's plan is put together here rather
than by `schemathesis.engine.from_schema`, whose probing phase would open sockets beside the carrier.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.engine.context import EngineContext
from schemathesis.engine.core import ExecutionPlan
from schemathesis.engine.run import Phase, PhaseName

from pytest_portone.contract_run.carried import CarriedSchema
from pytest_portone.contract_run.exceptions import Exchange, excepted
from pytest_portone.contract_run.findings import Finding, Findings
from pytest_portone.contract_run.surroundings import undisturbed

if TYPE_CHECKING:
    from schemathesis.core.failures import Failure
    from schemathesis.core.transport import Response
    from schemathesis.generation.case import Case
    from schemathesis.hooks import HookContext

    from pytest_portone.contract_run.carriers import Carrier
    from pytest_portone.contract_run.plan import Plan
    from pytest_portone.contracts import Contract

SERVED_AT = "http://127.0.0.1:8000"
"""Where the embedded sandbox would be, served by `pytest-portone serve`: a command that is copied out of a report
must never reach PortOne itself."""
_LONGEST_ANSWER_TIME = 10.0
"""Seconds that an answer may take."""
_ALONE = {"extra-data-sources": {"responses": False}}
"""Where an operation is called alone, no earlier answer has anything for it."""
_PATIENCE = 60.0
"""Seconds that a foreign server is waited for; PortOne advises no less."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one item came to.

    Attributes:
        cases: requests sent.
        checks: checks made on the answers.
        findings: what failed.
        excepted: how often each exception was needed, by its name.
    """

    cases: int
    checks: int
    findings: tuple[Finding, ...]
    excepted: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Examination:
    """Schemathesis over `operations` of `contract`, in a document that has nothing but them and their neighbours."""

    contract: Contract
    plan: Plan
    document: dict[str, Any]
    operations: tuple[str, ...]
    carrier: Carrier
    secret: str = field(repr=False)
    _findings: Findings = field(init=False)
    _excepted: Counter[str] = field(default_factory=Counter, init=False)
    _cases: int = field(default=0, init=False)
    _checks: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self._findings = Findings(self.contract, self.secret, shows_data=not self.plan.target.foreign)

    def each_alone(self) -> Outcome:
        """The phases that call one operation at a time: examples, coverage, fuzzing."""
        return self._run(PhaseName.EXAMPLES, PhaseName.COVERAGE, PhaseName.FUZZING)

    def in_sequence(self) -> Outcome:
        """The stateful phase: sequences of calls along the links between operations."""
        return self._run(PhaseName.STATEFUL_TESTING)

    def _schema(self) -> CarriedSchema:
        config = _configuration(self.plan, self.secret).projects.get(self.document)
        schema = CarriedSchema(self.document, config=config)
        schema.carrier, schema.enumerated = self.carrier, self.plan.profile.enumerated
        schema.hooks.register_hook_with_name(self._keeps, "filter_failure")
        return schema.include(operation_id=list(self.operations))  # type: ignore[return-value] # `clone` keeps the class

    def _run(self, *phases: PhaseName) -> Outcome:
        context = EngineContext(schema=self._schema(), stop_event=threading.Event())
        with undisturbed():
            for event in ExecutionPlan([Phase(each) for each in phases]).execute(context):
                self._take(event)
        if not self._cases:
            self._findings.error("", "Nothing was tested", "Schemathesis generated no case for this")
        return Outcome(self._cases, self._checks, tuple(self._findings), dict(self._excepted))

    def _take(self, event: events.EngineEvent) -> None:
        match event:
            case events.ScenarioFinished():
                self._cases += len(event.recorder.interactions)
                self._checks += sum(map(len, event.recorder.checks.values()))
                self._findings.scenario(event.phase.value, event.recorder)
            case events.NonFatalError():
                self._findings.exception(event.phase.value if event.phase else "", event.info.title, event.value)
            case events.FatalError():
                raise event.exception
            case events.Interrupted():
                raise KeyboardInterrupt
            case events.EngineFinished():
                for failure in event.failures:
                    self._findings.error("", failure.title, failure.message)

    def _keeps(self, context: HookContext, failure: Failure, case: Case[Any], response: Response) -> bool:  # noqa: ARG002
        """Whether a failure stands, or falls under an exception. The signature is Schemathesis's."""
        operation = self.contract.operations.get(str(case.operation.definition.raw.get("operationId")))
        if operation is None:
            return True
        exception = excepted(failure, Exchange(self.contract, operation, response))
        if exception:
            self._excepted[exception.name] += 1
        return exception is None


def _configuration(plan: Plan, secret: str) -> SchemathesisConfig:
    """Schemathesis's whole configuration, in the words of its file format; no file of the user's changes a run."""
    foreign, amount = plan.target.foreign, plan.profile
    config = SchemathesisConfig.from_dict(
        {
            "seed": plan.seed,
            "cache": {"enabled": False},
            "suppress-health-check": ["all"],
            "request-timeout": _PATIENCE,
            "continue-on-failure": True,
            "checks": {"max_response_time": _PATIENCE if foreign else _LONGEST_ANSWER_TIME},
            "generation": {"max-examples": amount.examples, "database": "none"},
            "phases": {
                "examples": _ALONE,
                # What an undocumented method does on a foreign server is anyone's guess.
                "coverage": _ALONE | ({"unexpected-methods": ["options"]} if foreign else {}),
                "fuzzing": {"operation-ordering": "none", "error-feedback": {"enabled": False}, **_ALONE},
                "stateful": {
                    "max-steps": amount.steps,
                    # An invalid call would only cut a sequence short; the other phases send enough of them.
                    "generation": {"max-examples": amount.scenarios, "database": "none", "mode": "positive"},
                },
            },
            **({"rate-limit": "auto"} if foreign else {}),
        }
    )
    config.projects.default.update(
        base_url=plan.target.url or SERVED_AT, headers={"Authorization": f"PortOne {secret}"}
    )
    return config
