"""From a path to an operation."""

from __future__ import annotations

import pytest

from pytest_portone.contracts.model import Contract, Operation
from pytest_portone.sandbox import Request, Sandbox
from pytest_portone.sandbox.routing import Router


def contract_of(*routes, server="https://api.example"):
    operations = [Operation(f"{method} {path}", method, path, authenticated=False) for method, path in routes]
    return Contract("v1", {each.id: each for each in operations}, {}, server=server)


def found(contract, path):
    place = Router(contract).find(path)
    return place and (sorted(each.path for each in place[0].operations.values()), list(place[1]))


ROUTES = [
    ("GET", "/things"),
    ("GET", "/things/{id}"),
    ("POST", "/things/confirm"),
    ("GET", "/things/{id}/parts/{part}"),
    ("GET", "/things/special/parts"),
    ("POST", "/things/{id}:cancel"),
    ("GET", "/files/{name}.{ending}"),
]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/things", (["/things"], [])),
        ("/things/1", (["/things/{id}"], ["1"])),
        ("/things/a%2Fb", (["/things/{id}"], ["a%2Fb"])),
        ("/things/confirm", (["/things/confirm"], [])),
        ("/things/special", (["/things/{id}"], ["special"])),
        ("/things/special/parts/1", (["/things/{id}/parts/{part}"], ["special", "1"])),
        ("/things/1:cancel", (["/things/{id}:cancel"], ["1"])),
        ("/files/a.b.c", (["/files/{name}.{ending}"], ["a", "b.c"])),
        ("/files/a", None),
        ("/things/", None),
        ("//things", None),
        ("/things/1/parts/", None),
        ("/things/1/parts", None),
        ("/", None),
        ("", None),
        ("things", None),
    ],
)
def test_where_a_path_leads(path, expected):
    assert found(contract_of(*ROUTES), path) == expected


def test_the_path_of_the_server_may_stand_before():
    contract = contract_of(("GET", "/things"), server="https://api.example/v3/")
    assert found(contract, "/v3/things") == (["/things"], [])
    assert found(contract, "/things") == (["/things"], [])
    assert found(contract, "/v30/things") is None


@pytest.mark.parametrize("path", ["/nothing", "/payments/", "/payments/a/b/c"])
def test_an_unknown_path(portone, path):
    response = portone.handle(Request("GET", path))

    assert response.status == 404
    assert response.json() == {"type": "NOT_FOUND", "message": f"No operation has the path {path}"}
    assert (portone.calls[-1].operation, portone.calls[-1].provenance) == (None, "refused")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/payments/p-1", "GET"), ("/billing-keys", "GET, POST"), ("/billing-keys/confirm", "POST")],
)
@pytest.mark.parametrize("method", ["TRACE", "PUT", "OPTIONS"])
def test_a_method_that_is_not_there(portone, method, path, allowed):
    response = portone.handle(Request(method, path))

    assert (response.status, response.headers["allow"]) == (405, allowed)
    assert response.json() == {
        "type": "METHOD_NOT_ALLOWED",
        "message": f"{path} takes {allowed}; received {method}",
    }


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/things/1", "GET /things/{id}"),
        ("POST", "/things/confirm", "POST /things/confirm"),
        ("GET", "/things/confirm", None),
        ("get", "/things/1", None),
        ("GET", "/nothing", None),
    ],
)
def test_the_operation_of_a_method_and_a_path(method, path, expected):
    operation = Router(contract_of(*ROUTES)).operation(method, path)
    assert (operation and operation.id) == expected


def test_every_operation_is_found_by_its_own_path(contract):
    router = Router(contract)
    for operation in contract.operations.values():
        assert router.operation(operation.method, operation.path) is operation


def test_sandboxes_do_not_share_state():
    first, second = Sandbox(), Sandbox()
    first.customer.pay("p-1", total=1)
    assert (len(first.payments), len(second.payments)) == (1, 0)
