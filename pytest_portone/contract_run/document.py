"""The OpenAPI document that Schemathesis gets for one item of the contract run."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_portone.contract_run.links import as_openapi, links_within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.contracts import Contract


@dataclass(frozen=True)
class Documents:
    """Documents out of one contract, each for some of its operations.

    Schemathesis writes the links that it infers into the document, and its answers depend on all that is in it. So
    every item gets a document of its own, which depends on nothing but the item's operations.
    """

    contract: Contract

    @cached_property
    def _whole(self) -> dict[str, Any]:
        from pytest_portone.contracts import openapi

        return openapi.write(self.contract)

    def of(self, operations: Iterable[str]) -> dict[str, Any]:
        """The document with the paths of these operations, and the links between them."""
        wanted = frozenset(operations)
        paths = {self.contract.operations[each].path: None for each in self.contract.operations if each in wanted}
        nodes = {path: deepcopy(self._whole["paths"][path]) for path in paths}
        for link in links_within(self.contract, wanted):
            source = self.contract.operations[link.source]
            answer = nodes[source.path][source.method.lower()]["responses"][str(source.success.status)]
            answer.setdefault("links", {})[link.target] = as_openapi(link)
        return {**self._whole, "paths": nodes}
