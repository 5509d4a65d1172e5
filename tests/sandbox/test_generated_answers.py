"""Answers made from the contract: valid, always the same, echoing what was sent."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random
from urllib.parse import quote, urlencode

import pytest

from pytest_portone import contracts
from pytest_portone.contracts.errors import ContractError
from pytest_portone.contracts.model import (
    Answer,
    Contract,
    Field,
    ListOf,
    MapOf,
    ObjectType,
    Operation,
    Parameter,
    Ref,
    Scalar,
    UnionType,
)
from pytest_portone.sandbox import Request, Sandbox, Settings
from pytest_portone.sandbox.generation import Generator, Scope

ELSEWHERE = "Elsewhere"
HEADERS = {"authorization": "PortOne x", "content-type": "application/json"}
STRING = Scalar("string")


def foreign(contract):
    """The contract of another API with the same operations, whose answers are of other types: none is modelled."""
    types = {f"{name}{ELSEWHERE}": replace(each, name=f"{name}{ELSEWHERE}") for name, each in contract.types.items()}

    def moved(answer):
        return replace(answer, type=Ref(answer.type.name + ELSEWHERE)) if isinstance(answer.type, Ref) else answer

    operations = {
        name: replace(each, answers=tuple(map(moved, each.answers))) for name, each in contract.operations.items()
    }
    return replace(contract, types={**contract.types, **types}, operations=operations)


@pytest.fixture(scope="module")
def generating():
    """A contract of which nothing is modelled."""
    return foreign(contracts.load())


@pytest.fixture
def merchant(merchant_of, generating):
    """A merchant whose every answer is made from the contract."""
    return merchant_of(generating)


def request_for(contract, operation, seed):
    """A valid request, by the schema alone."""
    generator = Generator(contract, Random(seed), Settings().start)  # noqa: S311 - reproducible on purpose
    path, query, body = operation.path, {}, b""
    for parameter in operation.parameters:
        value = generator.value(parameter.type, Scope({}, field=parameter.name))
        text = value if isinstance(value, str) else json.dumps(value)
        if parameter.location == "path":
            path = path.replace(f"{{{parameter.name}}}", quote(text, safe=""))
        else:
            query[parameter.name] = text
    if operation.body:
        text = json.dumps(generator.value(operation.body.type, Scope({})))
        if operation.body.in_query:
            query["requestBody"] = text
        else:
            body = text.encode()
    return Request(operation.method, path, urlencode(query), HEADERS, body)


def test_every_operation_answers_as_it_documents(contract):
    for operation in contract.operations.values():
        for seed in range(5):
            sandbox = Sandbox(contract)
            response = sandbox.handle(request_for(contract, operation, seed))
            (call,) = sandbox.calls

            assert (call.operation, call.response) == (operation.id, response)
            assert response.status in contract.statuses(operation)
            if call.provenance == "generated":
                assert response.status == 200
            check_body(contract, operation, response)


def check_body(contract, operation, response):
    side = contract.answer(operation, response.status)
    if side.type is None and not side.errors:
        assert (response.body, response.headers) == (b"", {})
    elif side.type == Scalar("csv"):
        assert response.headers == {"content-type": "text/csv"}
        header, line_end, _ = response.body.decode().partition("\r\n")
        assert (header.count(",") > 0, line_end) == (True, "\r\n")
    else:
        assert response.headers == {"content-type": "application/json"}
        assert contract.is_valid(side, response.json())


def test_the_same_requests_get_the_same_bytes(contract):
    def answers(seed):
        sandbox = Sandbox(contract, settings=Settings(seed=seed))
        requests = [request_for(contract, each, 1) for each in contract.operations.values()]
        return [sandbox.handle(each) for each in requests]

    assert answers(0) == answers(0)
    assert answers(0) != answers(1)


def test_another_request_gets_another_answer(merchant):
    first, second = (merchant.get(f"/platform/partners/{each}").json() for each in ("a", "b"))
    assert first["graphqlId"] != second["graphqlId"]
    assert merchant.get("/platform/partners/a").json() == first


def test_the_id_of_the_path_comes_back(merchant):
    assert merchant.get("/platform/partners/partner%201").json()["id"] == "partner 1"
    assert merchant.get("/platform/contracts/contract-1").json()["id"] == "contract-1"
    archived = merchant.post("/platform/contracts/contract-1/archive").json()
    assert archived["contract"]["id"] == "contract-1"


def test_what_was_sent_comes_back_also_inside_of_a_wrapper(merchant):
    body = {
        "id": "policy-1",
        "name": "fee",
        "fee": {"amount": 10},
        "memo": "by hand",
        "vatPayer": "PARTNER",
    }
    answer = merchant.post("/platform/additional-fee-policies", body)
    assert answer.status == 200, answer.json()
    policy = answer.json()["additionalFeePolicy"]
    assert {name: policy[name] for name in ("id", "name", "memo", "vatPayer")} == {
        name: body[name] for name in ("id", "name", "memo", "vatPayer")
    }
    assert merchant.sandbox.calls[-1].provenance == "generated"


def test_an_empty_id_does_not_come_back(merchant):
    body = {"id": "", "name": "", "fee": {"amount": 10}, "vatPayer": "PARTNER"}
    policy = merchant.post("/platform/additional-fee-policies", body).json()["additionalFeePolicy"]
    assert policy["name"] == ""
    assert policy["id"]


def test_lists_have_one_item_and_an_end(merchant):
    first = merchant.get("/platform/partners", wanted={"page": {"number": 0, "size": 5}}).json()
    second = merchant.get("/platform/partners", wanted={"page": {"number": 1, "size": 5}}).json()

    assert (len(first["items"]), first["page"]) == (1, {"number": 0, "size": 5, "totalCount": 1})
    assert (second["items"], second["page"]["number"]) == ([], 1)


def test_what_was_deleted_is_gone(merchant):
    path = "/platform/transfers/t-1"
    assert merchant.get(path).status == 200
    assert merchant.delete(path).status == 200

    gone = merchant.get(path)
    assert (gone.status, gone.json()) == (
        404,
        {"type": "PLATFORM_TRANSFER_NOT_FOUND", "message": "/platform/transfers/t-1 was deleted"},
    )
    assert merchant.sandbox.calls[-1].provenance == "generated"
    assert merchant.delete(path).status == 404
    assert merchant.get("/platform/transfers/t-2").status == 200


def test_what_lies_below_what_was_deleted_is_gone_too(merchant):
    merchant.delete("/b2b/tax-invoices/t-1", query={"taxInvoiceKeyType": "SUPPLIER"})
    below = merchant.get("/b2b/tax-invoices/t-1/attachments", query={"brn": "1", "taxInvoiceKeyType": "SUPPLIER"})
    assert (below.status, below.json()["type"]) == (404, "B2B_TAX_INVOICE_NOT_FOUND")


def test_a_schedule_can_be_made_again(merchant):
    path = "/platform/partners/p-1/schedule"
    sent = {"update": {}, "appliedAt": "2026-02-01T00:00:00Z"}
    assert merchant.delete(path).status == 200
    assert merchant.get(path).status == 404
    assert merchant.send("PUT", path, sent).status == 200
    assert merchant.get(path).status == 200


# What no contract of PortOne's has, but another one may.


def contract_of(*types, answer, **kwargs):
    operation = Operation("get", "GET", "/x/{id}", answers=(Answer(200, answer),), authenticated=False, **kwargs)
    return Contract("v1", {"get": operation}, {each.name: each for each in types})


def generated(contract, query=""):
    response = Sandbox(contract).handle(Request("GET", "/x/1", query))
    assert response.status == 200
    return response.json()


def fields(**exprs):
    return {name.rstrip("_"): Field(name.rstrip("_"), expr, not name.endswith("_")) for name, expr in exprs.items()}


def test_types_that_contain_themselves_end():
    node = ObjectType("Node", fields(children=ListOf(Ref("Node")), next_=Ref("Node"), by=MapOf(Ref("Node"))))
    tree = ObjectType("Tree", fields(left=Ref("Side")))
    leaf = ObjectType("Leaf", {})
    side = UnionType("Side", "kind", {"TREE": "Tree", "LEAF": "Leaf"})
    assert "next" not in generated(contract_of(node, answer=Ref("Node")))
    assert "left" in generated(contract_of(tree, leaf, side, answer=Ref("Tree")))


def test_a_type_that_can_not_be_is_named():
    endless = ObjectType("Endless", fields(inner=Ref("Endless")))
    with pytest.raises(ContractError, match="type 'Endless' can't be without another one of itself"):
        generated(contract_of(endless, answer=Ref("Endless")))


@pytest.mark.parametrize("answer", [ListOf(STRING), MapOf(STRING), Scalar("int64"), Scalar("date"), Scalar("any")])
def test_answers_that_are_no_objects(answer):
    contract = contract_of(answer=answer)
    assert contract.is_valid(answer, generated(contract))


def test_what_does_not_fit_does_not_come_back():
    parameters = (
        Parameter("size", "query", STRING, required=False),
        Parameter("name", "query", STRING, required=False),
    )
    thing = ObjectType("Thing", fields(size=Scalar("int32"), name_=STRING))
    contract = contract_of(thing, answer=Ref("Thing"), parameters=parameters)
    assert generated(contract, "size=big&name=x") == {"size": 10, "name": "x"}
