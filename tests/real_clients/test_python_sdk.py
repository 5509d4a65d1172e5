"""PortOne's own Python SDK: every method that has an operation, synchronous and not, against the sandbox in process.

Arguments are made from the contract's request, as dataclasses of the SDK where it has them; the SDK decodes the
answer. What a modelled operation needs to exist is brought about first (`STATE`).
"""

from __future__ import annotations

import asyncio
import dataclasses
import inspect
import re
import sys
import types
import typing

import portone_server_sdk
import pytest

from pytest_portone import contracts
from pytest_portone.contracts.model import EnumType, ListOf, MapOf, ObjectType, Ref, Scalar, UnionType
from pytest_portone.sandbox import Sandbox
from pytest_portone.transport import intercept

CONTRACT = contracts.load()

NO_OPERATION = {
    "platform.partner.connect_partner_member_company": "a path that the API has given up",
}
"""Methods without an operation in the newest contract, each with the reason."""

NOT_DECODED = {}
"""Methods whose valid answer the SDK can't decode, each with the reason."""

STATE = {}
"""What a modelled operation needs: a function from the sandbox to the arguments that make it succeed."""


def clients(client, path=""):
    """(dotted name, client) of every client below `client`."""
    for name, each in vars(client).items():
        if type(each).__module__.startswith("portone_server_sdk") and type(each).__name__.endswith("Client"):
            yield f"{path}{name}", each
            yield from clients(each, f"{path}{name}.")


def methods():
    """The dotted name of every method, without its asynchronous twin."""
    for path, client in clients(portone_server_sdk.PortOneClient(secret="x")):
        for name, _ in inspect.getmembers(type(client), inspect.isfunction):
            if not name.startswith("_") and not name.endswith("_async"):
                yield f"{path}.{name}"


METHODS = sorted(methods())


def bound(sdk, method):
    """The method `method`, dotted, of the SDK's client."""
    *path, name = method.split(".")
    client = sdk
    for each in path:
        client = getattr(client, each)
    return getattr(client, name)


def call(function, arguments):
    """Call it, and wait where there is something to wait for."""
    result = function(**arguments)
    return asyncio.run(_awaited(result)) if inspect.isawaitable(result) else result


async def _awaited(result):
    return await result


def hints(function):
    return typing.get_type_hints(function)


SCALARS = {
    "string": "text",
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "boolean": True,
    "int32": 1,
    "int64": 1,
    "integer": 1,
    "double": 0.5,
    "number": 0.5,
    "object": {},
    "any": {},
}


def sample(expr, *, full=False, within=()):
    """A value of a type: its required fields alone, or `full`, with all that do not lead back into themselves."""
    node = CONTRACT.resolve(expr)
    match node:
        case Scalar(name):
            return SCALARS[name]
        case EnumType(values=values):
            return values[0]
        case ListOf(item):
            return [sample(item, full=full, within=within)] if full else []
        case MapOf(value):
            return {"key": sample(value, full=full, within=within)} if full else {}
        case UnionType(cases=cases):
            return sample(Ref(next(iter(cases.values()))), full=full, within=within)
        case ObjectType(name=name, fields=fields):
            tag = CONTRACT.tag_of(name)
            value = {tag.field: tag.value} if tag else {}
            inside = (*within, name)
            for field in fields.values():
                if field.required or (full and not set(CONTRACT.reachable(field.type)) & set(inside)):
                    value[field.name] = sample(field.type, full=full, within=inside)
            return value
    raise AssertionError(node)


def wire_name(name):
    """`from_` -> `from`, `payment_id` -> `paymentId`."""
    head, *rest = name.strip("_").split("_")
    return head + "".join(each.capitalize() for each in rest)


def as_sdk(hint, value):
    """A JSON value as what a parameter's type hint asks for: dataclasses where there are any."""
    options = [each for each in _options(hint) if each is not type(None)]
    for option in options:
        if dataclasses.is_dataclass(option) and isinstance(value, dict):
            try:
                return _deserializer(option)(value)
            except ValueError:
                continue
        if typing.get_origin(option) is list and isinstance(value, list):
            return [as_sdk(typing.get_args(option)[0], each) for each in value]
    return value


def _options(hint):
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return [inner for each in typing.get_args(hint) for inner in _options(each)]
    return [hint]


def _deserializer(cls):
    module = sys.modules[cls.__module__]
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
    names = [each for each in vars(module) if each.startswith("_deserialize_") and each.replace("_", "") == f"deserialize{snake.replace('_', '')}"]
    return getattr(module, names[0])


def arguments_for(operation, function, *, full):
    """Arguments that make a request that the contract permits."""
    known = {each.name: each.type for each in operation.parameters}
    required = {each.name for each in operation.parameters if each.required}
    if operation.body:
        body = CONTRACT.resolve(operation.body.type)
        known |= {name: field.type for name, field in body.fields.items()}
        required |= {name for name, field in body.fields.items() if field.required}
    annotated = hints(function)
    parameters = [each for each in inspect.signature(function).parameters if each != "self"]
    unknown = [each for each in parameters if wire_name(each) not in known]
    assert unknown == [], f"parameters of {function.__qualname__} that {operation.id} does not have"
    return {
        each: as_sdk(annotated[each], sample(known[wire_name(each)], full=full))
        for each in parameters
        if full or wire_name(each) in required
    }


def probe(function):
    """Arguments of the right number and nothing more, to see which operation is called."""
    return {
        name: "1" if hint is str else 1 if hint is int else {}
        for name, hint in hints(function).items()
        if name != "return" and inspect.signature(function).parameters[name].default is inspect.Parameter.empty
    }


@pytest.fixture
def sandbox():
    made = Sandbox()
    with intercept(made.handle):
        yield made


@pytest.fixture
def sdk(sandbox):
    return portone_server_sdk.PortOneClient(secret=sandbox.secret)


def operation_of(sandbox, function):
    """The operation that a method calls, as the sandbox saw it; None for one that it does not know."""
    before = len(sandbox.calls)
    try:
        call(function, probe(function))
    except Exception:  # noqa: BLE001 - the arguments were no good, and the sandbox has the call
        pass
    assert len(sandbox.calls) == before + 1
    name = sandbox.calls[-1].operation
    return CONTRACT.operation(name) if name else None
