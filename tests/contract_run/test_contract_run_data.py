"""The data of the contract run fits the contracts: links, samples, and the documents that they go into."""

import json

import pytest
from openapi_spec_validator import validate

from pytest_portone import contracts
from pytest_portone.contract_run.document import Documents
from pytest_portone.contract_run.links import LINKS, links_within
from pytest_portone.contract_run.samples import SAMPLES, samples_for


def test_every_link_is_one_in_the_newest_contract():
    newest = contracts.load()
    assert len(set(map(repr, LINKS))) == len(LINKS)
    assert list(links_within(newest, frozenset(newest.operations))) == list(LINKS)


def test_every_sample_is_one_in_the_newest_contract():
    newest = contracts.load()
    for name, samples in SAMPLES.items():
        assert list(samples_for(newest, newest.operation(name))) == list(samples)


def test_document_with_samples_and_links_is_valid_openapi():
    newest = contracts.load()
    validate(json.loads(json.dumps(Documents(newest).of(newest.operations))))


@pytest.mark.parametrize("version", contracts.versions())
def test_older_contracts_get_only_what_they_have_room_for(version):
    contract = contracts.load(version)
    for operation in contract.operations.values():
        for sample in samples_for(contract, operation):
            assert contract.is_valid(operation.request, sample)
    for link in links_within(contract, frozenset(contract.operations)):
        assert {link.source, link.target} <= set(contract.operations)


def test_document_has_the_operations_their_neighbours_samples_and_links_and_no_more():
    newest = contracts.load()
    document = Documents(newest).of(["payInstantly", "getPayment"])
    assert set(document["paths"]) == {"/payments/{paymentId}/instant", "/payments/{paymentId}"}
    pay = document["paths"]["/payments/{paymentId}/instant"]["post"]
    assert pay["responses"]["200"]["links"] == {
        "getPayment": {"operationId": "getPayment", "parameters": {"paymentId": "$request.path.paymentId"}}
    }
    examples = pay["requestBody"]["content"]["application/json"]["examples"]
    assert [each["value"] for each in examples.values()] == list(SAMPLES["payInstantly"])


def test_input_in_the_query_has_the_samples_too():
    node = Documents(contracts.load()).of(["getPayments"])["paths"]["/payments"]["get"]
    (parameter,) = (each for each in node["parameters"] if each["name"] == "requestBody")
    examples = parameter["content"]["application/json"]["examples"]
    assert examples == node["requestBody"]["content"]["application/json"]["examples"]


def test_documents_share_nothing_that_schemathesis_writes_to():
    documents = Documents(contracts.load())
    one, other = documents.of(["getPayment"]), documents.of(["getPayment"])
    before = json.dumps(other)
    one["paths"]["/payments/{paymentId}"]["get"]["responses"]["200"]["links"] = {"planted": {}}
    assert json.dumps(other) == json.dumps(documents.of(["getPayment"])) == before
