"""A request, and how far it can be understood by the contract."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.conformance.words import expected, expected_field, is_path_word, place
from pytest_portone.contracts.evolution import places, root_type
from pytest_portone.contracts.model import ListOf, MapOf
from pytest_portone.contracts.schema import Extension
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.reading import Unreadable, decode_component
from pytest_portone.sandbox.routing import parameter_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.evolution import Place
    from pytest_portone.contracts.model import Contract, Operation, Resolved, Side, TypeExpr
    from pytest_portone.contracts.schema import Path, Violation
    from pytest_portone.sandbox.messages import Request
    from pytest_portone.sandbox.reading import Examined

    _Root: TypeAlias = tuple[Path, TypeExpr | Side, Any]
    _Sites: TypeAlias = Mapping[Path, list[Place]]

BODY_IN_QUERY = "requestBody"
_EMPTY = "\0"
"""Stands in for an empty segment."""

Role: TypeAlias = Literal[
    "undecodable", "unreadable", "repeated", "no parameter", "no body", "no field", "unknown field", "tag", "value"
]
"""What a fault is about: percent-encoding; a text that is not what its type is written as; a parameter that stands
there twice; what is required and was not sent; a field that the contract lacks; a tag; any other value."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing about the parameters or the body that the contract does not say.

    Attributes:
        role: what it is about.
        place: where, as findings name it.
        type: the type that stands there; for a field that lacks or is unknown, and for a tag, the type around it.
        value: what was sent, where something was.
        name: the field's name, for a field.
        expected: what should be there, where that is not `type`.
        nearest: what may have been meant.
    """

    role: Role
    place: str
    type: Resolved | None = None
    value: Any = None
    name: str = ""
    expected: str = ""
    nearest: str | None = None


@dataclass(frozen=True)
class Sent:
    """A request that was routed and read.

    Attributes:
        contract: what it is judged by.
        request: as it stands on the wire.
        methods: the operations at its path, by method; empty where the contract has no such path.
        operation: the one that it is for; None where path and method name none.
        values: the path's parameters, percent-encoded.
        examined: what was read; None where there is no operation.
    """

    contract: Contract
    request: Request
    methods: Mapping[str, Operation]
    operation: Operation | None = None
    values: Mapping[str, str] | None = None
    examined: Examined | None = None

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with parameters and body."""
        if self.operation is None or self.examined is None or not self.examined.faults:
            return ()
        finder = _Finder(self, self.operation, self.examined)
        return tuple(finder.fault(each) for each in self.examined.faults if each.path[0] != "header")

    @property
    def meant(self) -> Operation | None:
        """The operation that a path which the contract lacks was made for, where that can be told."""
        found = self.emptied or self.cut
        return found[0] if found else None

    @cached_property
    def emptied(self) -> tuple[Operation, str] | None:
        """The operation of a path with empty segments, and the first parameter that is one."""
        if self.methods or "//" not in f"{self.request.path}/":
            return None
        return self._leading([each or _EMPTY for each in self.request.path.split("/")[1:]], _EMPTY)

    @cached_property
    def cut(self) -> tuple[Operation, str] | None:
        """The operation of a path that has a slash too many, and the parameter that the slash belongs to."""
        return None if self.methods or self.emptied else self.joined(words=False)

    def joined(self, *, words: bool) -> tuple[Operation, str] | None:
        """The operation that this would be if one parameter held some of the slashes, and that parameter.

        Args:
            words: whether words of the contract's paths may stand behind such a slash.
        """
        segments = self.request.path.split("/")[1:]
        for start in range(len(segments)):
            for end in range(start + 2, len(segments) + 1):
                if not words and is_path_word(self.contract, segments[end - 1]):
                    break
                whole = "%2F".join(segments[start:end])
                found = self._leading([*segments[:start], whole, *segments[end:]], whole)
                if found:
                    return found
        return None

    def _leading(self, segments: Sequence[str], value: str) -> tuple[Operation, str] | None:
        """The operation that these segments lead to, and its parameter that has this value."""
        found = desks_of(self.contract).router.find("/" + "/".join(segments))
        operation = found[0].operations.get(self.request.method) if found else None
        if not found or not operation or value not in found[1]:
            return None
        return operation, parameter_names(operation.path)[found[1].index(value)]


def read(contract: Contract, request: Request) -> Sent:
    """Route and read a request, as the sandbox does."""
    desks = desks_of(contract)
    found = desks.router.find(request.path)
    if found is None:
        return Sent(contract, request, {})
    methods, values = found[0].operations, found[1]
    operation = methods.get(request.method)
    if operation is None:
        return Sent(contract, request, methods)
    named = dict(zip(parameter_names(operation.path), values, strict=True))
    return Sent(contract, request, methods, operation, named, desks.of(operation).reader.examine(request, values))


class _Finder:
    """Finds out, for each thing that a reader says, what stands there and what should."""

    def __init__(self, sent: Sent, operation: Operation, examined: Examined) -> None:
        self._contract, self._request = sent.contract, sent.request
        self._operation, self._examined = operation, examined
        self._encoded = sent.values or {}
        self._walked: dict[Path, _Sites] = {}

    def fault(self, said: Violation | Extension) -> Fault:
        """What the reader said, told apart."""
        root = self._root(said.path)
        if root is None:
            return Fault("undecodable", place(said.path))
        path, target, value = root
        resolved = root_type(self._contract, target)
        texts = self._texts(path)
        if isinstance(said, Unreadable):
            return self._unreadable(path, resolved, texts[0])
        if not texts:
            role: Role = "no body" if path == ("body",) else "no parameter"
            return Fault(role, place(path), expected=expected(resolved))
        if value is None and len(texts) > 1:
            return Fault("repeated", place(path))
        return self._inside(root, said)

    def _unreadable(self, path: Path, resolved: Resolved | None, sent: str) -> Fault:
        """A text that is not what its type is written as. Of a list in the URL, it is an item's."""
        if path[0] == "path" and not _decodable(sent):
            return Fault("undecodable", place(path), resolved)
        if isinstance(resolved, ListOf) and path[1:] not in ((), (BODY_IN_QUERY,)):
            return Fault("unreadable", place((*path, "*")), self._contract.resolve(resolved.item), sent)
        return Fault("unreadable", place(path), resolved, sent)

    def _inside(self, root: _Root, said: Violation | Extension) -> Fault:
        """What is wrong with a value that could be read."""
        path, sites = root[0], self._sites(root)
        inner = _found(said.path[len(path) :], sites)
        where = place((*path, *_generalised(inner, sites)))
        if inner in sites:
            site = sites[inner][0]
            return Fault("value", where, site.type, site.value, nearest=said.nearest)
        name, (_, owner, holder, _) = str(inner[-1]), sites[inner[:-1]][-1]
        if isinstance(said, Extension):
            return Fault("unknown field", where, owner, name=name, nearest=said.nearest)
        role: Role = "no field" if name not in holder else "tag"
        wanted = expected_field(self._contract, owner, name)
        return Fault(role, where, owner, holder.get(name), name, wanted, said.nearest)

    def _root(self, path: Path) -> _Root | None:
        """The body or parameter that a place is in: its path, what it should be, what was read."""
        reading, body = self._examined.reading, self._operation.body
        if path[0] == "body":
            return path[:1], self._operation.request, reading.body
        if body and body.in_query and path[1:2] == (BODY_IN_QUERY,):
            return path[:2], self._operation.request, reading.body
        for each in self._operation.parameters:
            if (each.location, each.name) == path[:2]:
                return path[:2], each.type, reading.parameters.get(each.name)
        return None

    def _texts(self, root: Path) -> Sequence[str]:
        """The body or parameter as it was sent; nothing where it was not."""
        if root == ("body",):
            return ["JSON"] if self._request.body else []
        name = str(root[1])
        return [self._encoded[name]] if root[0] == "path" else self._examined.query.get(name, [])

    def _sites(self, root: _Root) -> _Sites:
        """The typed places in a value by path, from the outside in: a union comes before its case."""
        path, target, value = root
        if path not in self._walked:
            sites: dict[Path, list[Place]] = {}
            for each in places(self._contract, target, value):
                sites.setdefault(each.path, []).append(each)
            self._walked[path] = sites
        return self._walked[path]


def _decodable(encoded: str) -> bool:
    try:
        decode_component(encoded)
    except ValueError:
        return False
    return True


def _found(inner: Path, sites: _Sites) -> Path:
    """A path as the sites have it: a validator takes the key of a map that is made of digits for an index."""
    found: Path = ()
    for step in inner:
        around = sites.get(found)
        found = (*found, str(step) if around and isinstance(around[-1].value, dict) else step)
    return found


def _generalised(inner: Path, sites: _Sites) -> Iterator[str | int]:
    """A path with a star for what is data and no name: an index, the key of a map."""
    for depth, step in enumerate(inner):
        around = sites.get(inner[:depth])
        yield "*" if around and isinstance(around[-1].type, ListOf | MapOf) else step
