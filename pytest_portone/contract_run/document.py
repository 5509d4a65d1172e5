"""The OpenAPI document that Schemathesis gets for one item of the contract run."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_portone.contract_run.links import as_openapi, links_within
from pytest_portone.contract_run.samples import samples_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.contracts import Contract

_IN_QUERY = "requestBody"


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
        """The document with the paths of these operations, their samples, and the links between them."""
        wanted = {each: self.contract.operations[each] for each in operations}
        paths = dict.fromkeys(each.path for each in wanted.values())
        nodes = {path: deepcopy(self._whole["paths"][path]) for path in paths}
        for operation in wanted.values():
            node = nodes[operation.path][operation.method.lower()]
            samples = samples_for(self.contract, operation)
            examples = {f"sample {number}": {"value": each} for number, each in enumerate(samples, 1)}
            for content in _inputs(node) if examples else ():
                content["examples"] = examples
        for link in links_within(self.contract, frozenset(wanted)):
            source = wanted[link.source]
            answer = nodes[source.path][source.method.lower()]["responses"][str(source.success.status)]
            sample = next(samples_for(self.contract, wanted[link.target]), None)
            answer.setdefault("links", {})[link.target] = as_openapi(link, sample)
        return {**self._whole, "paths": nodes}


def _inputs(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Where an operation's input stands: in its body, and for some in its query besides."""
    for place in (node.get("requestBody", {}), *node.get("parameters", ())):
        if place.get("name", _IN_QUERY) == _IN_QUERY:
            yield from place.get("content", {}).values()
