"""Schemathesis's schema, told what sends its cases, how many it enumerates, and where its sequences begin."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi import stateful
from schemathesis.specs.openapi.schemas import OpenApiSchema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schemathesis.generation import GenerationMode
    from schemathesis.generation.case import Case
    from schemathesis.generation.stateful.state_machine import APIStateMachine

    from pytest_portone.contract_run.carriers import Carrier


class CarriedSchema(OpenApiSchema):
    """A schema whose cases go through `carrier`, and whose scenarios each start afresh.

    Attributes:
        carrier: what sends the cases.
        enumerated: how many cases the coverage phase takes, of the valid ones and of the invalid ones each.
    """

    carrier: Carrier
    enumerated: int | None = None

    @property
    def transport(self) -> Carrier:
        """What sends cases."""
        return self.carrier

    def clone(self, **changes: Any) -> CarriedSchema:
        """A copy that is carried alike."""
        copy = super().clone(**changes)
        copy.carrier, copy.enumerated = self.carrier, self.enumerated
        return copy

    def iter_coverage_cases(
        self, operation: Any, *, generation_modes: list[GenerationMode], **sources: Any
    ) -> Iterator[Case[Any]]:
        """The cases of the coverage phase."""
        for mode in generation_modes:
            cases = super().iter_coverage_cases(operation, generation_modes=[mode], **sources)
            yield from islice(cases, self.enumerated)

    def build_state_machine(self, **sources: Any) -> type[APIStateMachine]:
        """The machine behind the stateful phase."""
        carrier = self.carrier
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stateful, "classify_root_transitions", _all_that_lead_on)
            machine = super().build_state_machine(**sources)

        class Afresh(machine):  # type: ignore[misc, valid-type] # made at run time
            def __init__(self) -> None:
                carrier.fresh()
                super().__init__()

        return Afresh


def _all_that_lead_on(
    operations: Iterable[Any], transitions: stateful.ApiTransitions, _graph: object
) -> stateful.RootTransitions:
    """Where a sequence may begin: at every operation that leads on to another.

    Schemathesis would begin only where no identifier is needed. In PortOne's API the caller chooses the identifiers,
    so it would begin with the promotions, and never pay.
    """
    roots = stateful.RootTransitions()
    for operation in operations:
        found = transitions.operations.get(operation.label)
        if found and found.outgoing:
            roots.reliable.add(operation.label)
    return roots


def has_links(document: dict[str, Any]) -> bool:
    """Whether operations of this document feed one another, by its links or by those that Schemathesis infers."""
    schema = OpenApiSchema(document, config=SchemathesisConfig().projects.get(document))
    return schema.apply_stateful_inference(None).total > 0
