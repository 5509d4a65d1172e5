"""From a path to the operations that stand there: a tree of segments, in which a static one beats a parameter."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_portone.contracts.model import Contract, Operation

_PARAMETER = re.compile(r"\{([^{}]+)\}")


@dataclass(slots=True)
class Place:
    """The operations of one path template, by method."""

    operations: dict[str, Operation] = field(default_factory=dict)

    @property
    def allowed(self) -> str:
        """The methods, as an Allow header has them (RFC 9110, section 10.2.1)."""
        return ", ".join(sorted(self.operations))


@dataclass(slots=True)
class _Node:
    """One segment's place in the tree: what follows a static segment, a pattern (`{id}:cancel`), a parameter."""

    static: dict[str, _Node] = field(default_factory=dict)
    patterns: dict[str, tuple[re.Pattern[str], _Node]] = field(default_factory=dict)
    parameter: _Node | None = None
    place: Place | None = None


class Router:
    """Finds the place that a path leads to. Segments are compared as they stand, percent-encoded."""

    def __init__(self, contract: Contract) -> None:
        self._root = _Node()
        self._prefix = urlsplit(contract.server).path.rstrip("/")
        for operation in contract.operations.values():
            self._add(operation)

    def find(self, path: str) -> tuple[Place, Sequence[str]] | None:
        """The place, and the values of the template's parameters in their order, still encoded; None for no place."""
        if self._prefix and path.startswith(f"{self._prefix}/"):
            path = path[len(self._prefix) :]
        return _walk(self._root, path.split("/")[1:], ())

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that a request with this method and path is for; None where the contract has none."""
        found = self.find(path)
        return found[0].operations.get(method) if found else None

    def _add(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.split("/")[1:]:
            node = _child(node, segment)
        if node.place is None:
            node.place = Place()
        node.place.operations[operation.method] = operation


def parameter_names(template: str) -> tuple[str, ...]:
    """The names of a template's parameters, in their order."""
    return tuple(_PARAMETER.findall(template))


def _child(node: _Node, segment: str) -> _Node:
    if not _PARAMETER.search(segment):
        return node.static.setdefault(segment, _Node())
    if _PARAMETER.fullmatch(segment):
        node.parameter = node.parameter or _Node()
        return node.parameter
    pieces = _PARAMETER.split(segment)
    # One in two pieces is a parameter's name. Its value is a group, the shortest that fits.
    form = "".join("(.+?)" if index % 2 else re.escape(each) for index, each in enumerate(pieces))
    return node.patterns.setdefault(form, (re.compile(form), _Node()))[1]


def _walk(node: _Node, segments: Sequence[str], values: tuple[str, ...]) -> tuple[Place, tuple[str, ...]] | None:
    """Where the segments lead, the most telling way first. An empty segment is no value of a parameter."""
    if not segments:
        return (node.place, values) if node.place else None
    segment, rest = segments[0], segments[1:]
    static = node.static.get(segment)
    found = _walk(static, rest, values) if static else None
    if found:
        return found
    for form, following in node.patterns.values():
        match = form.fullmatch(segment)
        found = _walk(following, rest, (*values, *match.groups())) if match else None
        if found:
            return found
    return _walk(node.parameter, rest, (*values, segment)) if node.parameter and segment else None
