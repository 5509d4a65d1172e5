"""Exchanges as the tap hears them, and what was used in them."""

import json
from dataclasses import replace

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import fastapi.testclient  # noqa: F401
import flask  # noqa: F401
import jsonschema_rs  # noqa: F401
import portone_server_sdk  # noqa: F401
import pytest
import requests  # noqa: F401

import pytest_portone.contracts.notation.reader
import pytest_portone.gate.session
import pytest_portone.report.terminal
import pytest_portone.server
import pytest_portone.transport
import pytest_portone.usage.session  # noqa: F401
from pytest_portone.contracts.model import AliasType, EnumType, ListOf, MapOf, ObjectType, Ref, UnionType
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.tap import Delivery, Received
from pytest_portone.usage.model import Usage
from pytest_portone.usage.noting import of_delivery, of_exchange


def encoded(value):
    return b"" if value is None else json.dumps(value).encode()


def _exchange(method, path, query="", body=None, status=200, answer=None):
    asked = Request(method, path, query, {"content-type": "application/json"}, encoded(body))
    return Received(asked, Response(status, {}, encoded(answer)))


def _used(contract, *heard):
    """What was used in exchanges, and in webhooks given by their decoded bodies."""
    facts = set()
    for each in heard:
        if isinstance(each, Received):
            facts |= set(of_exchange(contract, each))
        else:
            facts |= set(of_delivery(contract, Delivery({}, encoded(each))))
    return Usage(frozenset(facts))


@pytest.fixture(scope="session")
def exchange():
    return _exchange


@pytest.fixture(scope="session")
def used():
    return _used


def _renamed(contract):
    """The same API as it is seen on the wire, with other ids, names of types, and names of parameters in paths."""

    def expr(each):
        match each:
            case Ref(name):
                return Ref(f"{name}Two")
            case ListOf(item):
                return ListOf(expr(item))
            case MapOf(value):
                return MapOf(expr(value))
        return each

    def named(each):
        inner = {
            ObjectType: lambda: {
                "fields": {key: replace(field, type=expr(field.type)) for key, field in each.fields.items()}
            },
            UnionType: lambda: {"cases": {tag: f"{case}Two" for tag, case in each.cases.items()}},
            AliasType: lambda: {"type": expr(each.type)},
            EnumType: dict,
        }[type(each)]()
        return replace(each, name=f"{each.name}Two", **inner)

    def parameter(each):
        name = f"{each.name}Two" if each.location == "path" else each.name
        return replace(each, name=name, type=expr(each.type))

    def operation(each):
        return replace(
            each,
            id=f"{each.id}Two",
            path=each.path.replace("}", "Two}"),
            body=each.body and replace(each.body, type=expr(each.body.type)),
            answers=tuple(replace(one, type=one.type and expr(one.type)) for one in each.answers),
            errors=tuple(f"{one}Two" for one in each.errors),
            parameters=tuple(parameter(one) for one in each.parameters),
        )

    return replace(
        contract,
        types={f"{name}Two": named(each) for name, each in contract.types.items()},
        operations={f"{name}Two": operation(each) for name, each in contract.operations.items()},
        webhooks={version: f"{name}Two" for version, name in contract.webhooks.items()},
    )


@pytest.fixture(scope="session")
def renamed():
    return _renamed
