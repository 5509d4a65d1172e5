"""What passed, as facts: places, names and known values, and never what else was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.conformance.sent import BODY_IN_QUERY, read
from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import AliasType, EnumType, ListOf, MapOf, ObjectType, Ref, Side, UnionType
from pytest_portone.gate.readings import webhook_of
from pytest_portone.sandbox.reading import decode_json
from pytest_portone.usage.model import DELIVERED, SENT, UNKNOWN, Fact
from pytest_portone.usage.names import names_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.conformance.sent import Sent
    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.evolution import Place
    from pytest_portone.contracts.model import Operation, TypeExpr
    from pytest_portone.contracts.schema import Path
    from pytest_portone.tap import Delivery, Received
    from pytest_portone.usage.model import Kind
    from pytest_portone.usage.names import Root

_BARE = "place", "", ""


def of_exchange(contract: Contract, exchange: Received) -> Iterator[Fact]:
    """What a call used; nothing where the contract has no such operation.

    Args:
        contract: what it is read by.
        exchange: the request, with its path below PortOne's base URL, and the answer.
    """
    sent = read(contract, exchange.request)
    if sent.operation is None:
        return
    subject = f"{sent.operation.method} {sent.operation.path}"
    yield Fact("contract", name=contract.version)
    yield Fact("id", subject, name=sent.operation.id)
    yield Fact("side", subject, SENT)
    for kind, path, name in _asked(sent, sent.operation):
        yield Fact(kind, subject, SENT, path, name)
    status = str(exchange.response.status)
    yield Fact("side", subject, status)
    for kind, path, name in _answered(contract, sent.operation, exchange):
        yield Fact(kind, subject, status, path, name)


def of_delivery(contract: Contract, delivery: Delivery) -> Iterator[Fact]:
    """What a webhook used; nothing where it is none that the contract knows."""
    value = _decoded(delivery.body)
    found = webhook_of(contract, value)
    if found is None or isinstance(found.target, Side):
        return
    yield Fact("contract", name=contract.version)
    yield Fact("side", found.name, DELIVERED)
    for kind, path, name in _met(contract, found.target, value, "$"):
        yield Fact(kind, found.name, DELIVERED, path, name)


def _asked(sent: Sent, operation: Operation) -> Iterator[tuple[Kind, str, str]]:
    assert sent.examined is not None  # noqa: S101 - it is, where there is an operation
    reading, query, _ = sent.examined
    for each in operation.parameters:
        if each.location == "path" or each.name in query:
            root = f"$.{each.location}.{each.name}"
            yield from _met(sent.contract, each.type, reading.parameters.get(each.name), root)
    known = {each.name for each in operation.parameters_in("query")}
    body = operation.body
    if body and body.in_query and BODY_IN_QUERY in query:
        known.add(BODY_IN_QUERY)
        yield "place", f"$.query.{BODY_IN_QUERY}", ""
        yield from _met(sent.contract, body.type, reading.body, "$")
    elif body and sent.request.body:
        # as it stands there: a null is sent, too
        yield from _met(sent.contract, body.type, _decoded(sent.request.body), "$")
    elif sent.request.body:
        yield "place", "$", ""
    if not query.keys() <= known:
        yield "place", f"$.query.{UNKNOWN}", ""


def _answered(contract: Contract, operation: Operation, exchange: Received) -> Iterator[tuple[Kind, str, str]]:
    status = exchange.response.status
    if status not in contract.statuses(operation):
        return
    side, value = contract.answer(operation, status), _decoded(exchange.response.body)
    if side.errors or side.type is not None:
        yield from _met(contract, side, value, "$")
    for name in side.errors:
        mark = contract.error(name).error
        if mark and mark.type is None:  # nothing tells it from others
            yield from _met(contract, Ref(name), value, "$")


def _decoded(body: bytes) -> Any:
    """A body as JSON; None where it is none."""
    try:
        return decode_json(body)
    except ValueError:
        return None


def _met(contract: Contract, target: TypeExpr | Side, value: Any, root: str) -> Iterator[tuple[Kind, str, str]]:
    """What stands in a value, place by place."""
    met: dict[Path, tuple[str, Any]] = {}
    for place in places(contract, target, value):
        path = _path(place, met, root)
        met[place.path] = path, place.type
        yield "place", path, ""
        if getattr(place.type, "name", None) in contract.types:
            yield "type", path, place.type.name  # type: ignore[union-attr] # just asked
        yield from _inside(contract, place, path)
    for path, name in names_at(contract, _roots(target, root), {each for each, _ in met.values()}):
        if isinstance(contract.types[name], AliasType):  # a place has what it stands for
            yield "type", path, name


def _roots(target: TypeExpr | Side, root: str) -> list[Root]:
    """Where names of types begin in a value."""
    if not isinstance(target, Side):
        return [(root, target)]
    return [(root, each) for each in (target.type, *map(Ref, target.errors)) if each is not None]


def _path(place: Place, met: dict[Path, tuple[str, Any]], root: str) -> str:
    """Where a place is: items of a list are one place, and so are the values of a map, whose keys are data."""
    if not place.path:
        return root
    outer, kind = met[place.path[:-1]]
    if isinstance(kind, ListOf):
        return f"{outer}[*]"
    return f"{outer}.{UNKNOWN}" if isinstance(kind, MapOf) else f"{outer}.{place.path[-1]}"


def _inside(contract: Contract, place: Place, path: str) -> Iterator[tuple[Kind, str, str]]:
    """The values at a place that the contract names, its tag, and whether there are fields without a name."""
    match place.type:
        case EnumType(values=known) if isinstance(place.value, str):
            yield "value", path, _known(place.value, known)
        case UnionType(tag=tag, cases=cases) if isinstance(place.value, dict) and tag in place.value:
            name = _known(place.value[tag], cases)
            yield "value", path, name
            yield "place", f"{path}.{tag}", ""
            yield "value", f"{path}.{tag}", name
            if name == UNKNOWN and len(place.value) > 1:
                yield "place", f"{path}.{UNKNOWN}", ""
        case ObjectType() if isinstance(place.value, dict):
            yield from _of_object(contract, place, path)


def _of_object(contract: Contract, place: Place, path: str) -> Iterator[tuple[Kind, str, str]]:
    assert isinstance(place.type, ObjectType)  # noqa: S101 - just asked
    tag = contract.tag_of(place.type.name)
    if tag and tag.field in place.value:
        yield "place", f"{path}.{tag.field}", ""
        yield "value", f"{path}.{tag.field}", _known(place.value[tag.field], [tag.value])
    named = {*place.type.fields, tag.field if tag else None, place.tag}
    if not place.value.keys() <= named:
        yield "place", f"{path}.{UNKNOWN}", ""


def _known(value: Any, known: Any) -> str:
    return str(value) if isinstance(value, str) and value in known else UNKNOWN
