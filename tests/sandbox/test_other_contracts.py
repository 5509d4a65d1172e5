"""Contracts that are not PortOne's: whatever an OpenAPI document can say, the sandbox serves it."""

from __future__ import annotations

import json
from random import Random
from urllib.parse import urlencode

import pytest
from generated_contracts import contracts as generated
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.contracts.errors import ContractError
from pytest_portone.contracts.model import Scalar
from pytest_portone.sandbox import Request, Sandbox, Settings
from pytest_portone.sandbox.generation import Generator, Scope

START = Settings().start


def made(contract, expr, seed):
    try:
        generator = Generator(contract, Random(seed), START)  # noqa: S311 - reproducible on purpose
        return generator.value(expr, Scope({}))
    except ContractError:  # a type that has no value
        return reject()


def request_for(contract, operation, seed):
    query = {}
    for parameter in operation.parameters_in("query"):
        value = made(contract, parameter.type, seed)
        if value != []:
            several = isinstance(value, list)
            query[parameter.name] = [text_of(each) for each in value] if several else text_of(value)
    body = b""
    if operation.body:
        body = json.dumps(made(contract, operation.body.type, seed)).encode()
    headers = {"authorization": "PortOne x"}
    return Request(operation.method, operation.path.replace("{id}", "1"), urlencode(query, doseq=True), headers, body)


def text_of(value):
    return value if isinstance(value, str) else json.dumps(value)


@given(generated(), st.integers(0, 10))
@settings(deadline=None, max_examples=80)
def test_any_contract_is_served(contract, seed):
    for operation in contract.operations.values():
        answer = operation.success.type
        if answer is not None:
            made(contract, answer, seed)
        sandbox = Sandbox(contract)
        response = sandbox.handle(request_for(contract, operation, seed))

        if sandbox.calls[-1].provenance == "refused":
            # Where the document has no word for it, the refusal is in the form that PortOne's are.
            assert response.status in {400, 401, *contract.statuses(operation)}
            continue
        assert response.status == 200
        if answer not in (None, Scalar("csv")):
            assert contract.is_valid(answer, response.json())


DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "7"},
    "servers": [{"url": "https://shop.example/v7"}],
    "paths": {
        "/orders/{id}": {
            "get": {
                "operationId": "getOrder",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}},
                    {"name": "tag", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    },
                    "422": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                    },
                },
            }
        },
        "/payments/{paymentId}": {
            "get": {
                "operationId": "getPayment",
                "parameters": [{"name": "paymentId", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}},
                    }
                },
            }
        },
    },
    "components": {
        "schemas": {
            "Order": {
                "type": "object",
                "required": ["id", "total"],
                "properties": {"id": {"type": "integer"}, "total": {"type": "integer"}, "tag": {"type": "string"}},
            },
            "Problem": {
                "type": "object",
                "required": ["message", "code"],
                "properties": {"message": {"type": "string"}, "code": {"type": "integer"}},
            },
        }
    },
}


@pytest.fixture
def shop(merchant_of, tmp_path):
    path = tmp_path / "shop.json"
    path.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return merchant_of(contracts.load(path))


def test_an_imported_document_is_served_under_its_servers_path(shop):
    for path in ("/v7/orders/5", "/orders/5"):
        answer = shop.get(path, query={"tag": "x"}).json()
        assert answer["id"] == 5
        assert isinstance(answer["total"], int)
    assert shop.sandbox.calls[-1].provenance == "generated"


def test_its_own_error_says_what_is_wrong(shop):
    response = shop.get("/orders/five")
    problem = response.json()
    assert response.status == 422
    assert problem.keys() == {"message", "code"}
    assert problem["message"] == ('The request is wrong in 1 place: $.path.id: received "five", expected an integer')


def test_an_operation_that_only_shares_our_path_is_not_taken_for_ours(shop):
    assert shop.get("/payments/p-1").status == 200
    assert shop.sandbox.calls[-1].provenance == "generated"


def test_a_repeated_parameter_is_a_list(shop):
    assert shop.sandbox.handle(Request("GET", "/orders/5", "tag=a&tag=b", shop.headers)).status == 200
