"""Each bundled contract equals the reference document of its date on everything that is visible on the wire.

The comparison walks both documents itself: the importer has no part in it.
"""

from __future__ import annotations

import copy
from typing import Any

import facts
import pytest

from pytest_portone import contracts
from pytest_portone.contracts import openapi

VERSIONS = ("2024-04-18", "2024-10-24", "2026-07-03")
FLAWED = "PlatformContractPlatformFixedAmountFeeCurrencyAndSettlementCurrencyMismatchedError"
METHODS = {"get", "put", "post", "delete", "patch"}


def name_of(ref: str) -> str:
    return ref.rsplit("/", 1)[-1]


class Wire:
    """What a document says of the wire, as plain data in one form."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.schemas = document["components"]["schemas"]

    def operations(self) -> dict[str, Any]:
        return {
            node["operationId"]: self.operation(method, path, node)
            for path, item in self.document["paths"].items()
            for method, node in item.items()
            if method in METHODS
        }

    def operation(self, method: str, path: str, node: dict[str, Any]) -> dict[str, Any]:
        body = node.get("requestBody")
        return {
            "where": (method, path),
            "authenticated": sorted({scheme for each in node.get("security") or [] for scheme in each}) != [],
            "unstable": node.get("x-portone-unstable", False),
            "parameters": {(each["in"], each["name"]): self.parameter(each) for each in node.get("parameters", [])},
            "body": body and (body["required"], self.content(body)),
            "responses": {status: self.response(int(status), each) for status, each in node["responses"].items()},
        }

    def parameter(self, node: dict[str, Any]) -> Any:
        schema = self.declared(node["schema"]) if "schema" in node else self.content(node)
        return node["required"], schema, node.get("x-portone-query-or-body")

    def content(self, node: dict[str, Any]) -> Any:
        return {media: self.schema(each["schema"]) for media, each in node.get("content", {}).items()}

    def response(self, status: int, node: dict[str, Any]) -> Any:
        """The body of a success; of an error, the tags that its status permits, and the fields of each."""
        schema = node.get("content", {}).get("application/json", {}).get("schema", {})
        union = self.schemas[name_of(schema["$ref"])] if "$ref" in schema else schema
        if status < 400 or "oneOf" not in union:
            return self.content(node)
        named = {name_of(target): tag for tag, target in union["discriminator"]["mapping"].items()}
        cases = [name_of(each["$ref"]) for each in union["oneOf"]]
        return {case: named.get(case) for case in cases if self.schemas[case]["x-portone-status-code"] == status}

    def schema(self, node: dict[str, Any]) -> Any:
        if "$ref" in node:
            return name_of(node["$ref"])
        if node.get("type") == "array":
            return [self.schema(node["items"])]
        if isinstance(node.get("additionalProperties"), dict):
            return {"*": self.schema(node["additionalProperties"])}
        return node.get("type"), node.get("format")

    def declared(self, node: dict[str, Any]) -> Any:
        return self.schema(node), node.get("default")

    def types(self) -> dict[str, Any]:
        unions = {name_of(node["x-portone-error"]["$ref"]) for node in self.nodes() if "x-portone-error" in node}
        return {name: self.type(each) for name, each in self.schemas.items() if name not in unions}

    def nodes(self) -> list[dict[str, Any]]:
        return [node for item in self.document["paths"].values() for key, node in item.items() if key in METHODS]

    def type(self, node: dict[str, Any]) -> Any:
        if "oneOf" in node:
            mapping = {value: name_of(target) for value, target in node["discriminator"]["mapping"].items()}
            return (
                node["discriminator"]["propertyName"],
                mapping,
                sorted(name_of(each["$ref"]) for each in node["oneOf"]),
            )
        if "enum" in node:
            return sorted(node["enum"])
        if isinstance(node.get("additionalProperties"), dict):
            return self.schema(node)
        fields = {name: self.declared(each) for name, each in node.get("properties", {}).items()}
        return fields, sorted(set(node.get("required", []))), node.get("x-portone-status-code")


def both(version: str) -> tuple[Wire, Wire]:
    return Wire(facts.document(version)), Wire(openapi.write(contracts.load(version)))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_operation_is_as_documented(version):
    reference, ours = both(version)
    expected, received = reference.operations(), ours.operations()
    assert received.keys() == expected.keys()
    for name, each in expected.items():
        assert received[name] == each, name


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_is_as_documented(version):
    reference, ours = both(version)
    expected, received = reference.types(), ours.types()
    webhooks = set(contracts.load(version).reachable(*map(contracts.model.Ref, ours_webhooks(version))))
    assert received.keys() - webhooks <= expected.keys()
    for name, each in expected.items():
        assert received[name] == each, name


def ours_webhooks(version: str) -> list[str]:
    return list(contracts.load(version).webhooks.values())


def test_the_comparison_sees_each_kind_of_difference():
    """The check can fail: every planted difference changes what it compares."""
    document = openapi.write(contracts.load("2026-07-03"))
    edits = {
        "a required field": lambda d: d["components"]["schemas"]["PaidPayment"]["required"].remove("paidAt"),
        "a format": lambda d: d["components"]["schemas"]["PaidPayment"]["properties"]["paidAt"].pop("format"),
        "an enum value": lambda d: d["components"]["schemas"]["Currency"]["enum"].remove("KRW"),
        "a case": lambda d: d["components"]["schemas"]["Payment"]["oneOf"].pop(),
        "a status": lambda d: d["paths"]["/payments/{paymentId}"]["get"]["responses"].pop("404"),
        "a parameter": lambda d: d["paths"]["/payments/{paymentId}"]["get"]["parameters"].pop(),
        "authentication": lambda d: d["paths"]["/payments/{paymentId}"]["get"].update(security=[]),
        "an error's status": lambda d: d["components"]["schemas"]["PaymentNotFoundError"].update(
            {"x-portone-status-code": 410}
        ),
        "UNSTABLE": lambda d: d["paths"]["/payments-by-cursor"]["get"].pop("x-portone-unstable"),
        "a default": lambda d: d["components"]["schemas"]["PageInput"]["properties"]["size"].update(default=10),
        "a parameter's default": lambda d: d["paths"]["/payments/{paymentId}"]["get"]["parameters"][1][
            "schema"
        ].update(default="store"),
        "a media type": lambda d: d["paths"]["/payments/{paymentId}"]["get"]["responses"]["200"]["content"].update(
            {"text/csv": {"schema": {"type": "string"}}}
        ),
        "requestBody": lambda d: d["paths"]["/payments"]["get"]["parameters"][0].pop("x-portone-query-or-body"),
    }
    before = (Wire(document).operations(), Wire(document).types())
    for what, edit in edits.items():
        changed = copy.deepcopy(document)
        edit(changed)
        assert (Wire(changed).operations(), Wire(changed).types()) != before, what


def test_the_flaw_of_the_first_document_is_kept_as_a_note():
    contract = contracts.load("2024-04-18")
    flawed = contract.type(FLAWED)
    assert flawed.error.type is None
    assert "mapped to no value" in flawed.note
    assert FLAWED in contract.operation("createPlatformOrderTransfer").errors
    assert contracts.load("2024-10-24").type(FLAWED).error.type is not None


@pytest.mark.parametrize("version", VERSIONS)
def test_both_webhook_versions_are_there(version):
    contract = contracts.load(version)
    assert set(contract.webhooks) == {"2024-04-25", "2024-01-01"}
    paid = {"storeId": "s", "paymentId": "p", "transactionId": "t"}
    event = {"type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z", "data": paid}
    assert contract.is_valid(contract.webhooks["2024-04-25"], event)
    assert contract.is_valid(contract.webhooks["2024-01-01"], {"payment_id": "p", "tx_id": "t", "status": "Paid"})
