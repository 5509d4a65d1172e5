"""Each exception from a check is needed, and excuses nothing beside what it is for."""

import json
from dataclasses import replace

import pytest
import requests
from schemathesis.core.failures import AcceptedNegativeData, ServerError
from schemathesis.core.transport import Response as Received
from schemathesis.openapi.checks import RejectedPositiveData, UseAfterFree

from pytest_portone import contracts
from pytest_portone.contract_run import exceptions
from pytest_portone.contract_run.exceptions import EXCEPTIONS, CheckException, Exchange, excepted
from pytest_portone.contract_run.limits import LIMITS
from pytest_portone.contract_run.samples import spelled_today
from pytest_portone.sandbox import Sandbox, Settings

SECRET = "the-sandbox-secret"


@pytest.fixture(scope="module")
def newest():
    return contracts.load()


@pytest.fixture
def unneeded(newest, examine):
    """The names of those exceptions that no run of the operation where they are seen needs."""
    settings = Settings(secrets=frozenset({SECRET}), calls_kept=0)

    def seen(contract, operations, profile):
        if not contract.operations.keys() >= set(operations):
            return {}
        handler = lambda: Sandbox(contract, settings=settings).handle  # noqa: E731 - a new sandbox for each
        outcome = examine(contract, handler, *operations, profile=profile, secret=SECRET)
        assert outcome.findings == ()
        return outcome.excepted

    def audit(candidates):
        for contract, profile in ((newest, "quick"), (contracts.load("2024-04-18"), "quick"), (newest, "default")):
            places = {each.seen_at for each in candidates}
            needed = {name for place in places for name in seen(contract, place.split(), profile)}
            candidates = [each for each in candidates if each.name not in needed]
        return [each.name for each in candidates]

    return audit


def test_every_exception_is_needed_beside_the_limits_that_are_looked_at_elsewhere(unneeded):
    limits = {f"limits of {each}" for each in LIMITS}
    assert unneeded([each for each in EXCEPTIONS if each.name not in limits]) == []


def test_stale_exception_is_told(unneeded, monkeypatch):
    stale = CheckException("stale", "status_code_conformance", "No reason.", lambda _: True, "getBankInfos")
    monkeypatch.setattr(exceptions, "EXCEPTIONS", (*EXCEPTIONS, stale))
    assert unneeded([stale]) == ["stale"]


def test_table_is_sound(newest):
    from schemathesis.checks import CHECKS

    names = [each.name for each in EXCEPTIONS]
    assert len(set(names)) == len(names)
    assert {each.check for each in EXCEPTIONS} <= set(CHECKS.get_all_names())
    known = {spelled_today(each) for version in contracts.versions() for each in contracts.load(version).operations}
    assert {name for each in EXCEPTIONS for name in each.seen_at.split()} <= known
    assert all(each.reason.endswith(".") for each in EXCEPTIONS)


FAILURES = {
    "negative_data_rejection": AcceptedNegativeData(
        operation="", message="", status_code=200, expected_statuses=["400"]
    ),
    "positive_data_acceptance": RejectedPositiveData(
        operation="", message="", status_code=400, allowed_statuses=["200"]
    ),
    "not_a_server_error": ServerError(operation="", status_code=502),
    "use_after_free": UseAfterFree(operation="", message="", free="", usage=""),
}
INVALID = (400, {"type": "INVALID_REQUEST"})
PAY = {"orderName": "x", "currency": "KRW", "amount": {"total": 1}, "method": {}}

EXCHANGES = [
    # operation, check, input in the query, input in the body, answer, which exception
    ("payInstantly", "negative_data_rejection", None, PAY | {"country": None}, (200, {}), "null for absent"),
    ("payInstantly", "negative_data_rejection", None, PAY | {"orderName": None}, (200, {}), None),
    ("payInstantly", "negative_data_rejection", None, PAY | {"country": 3}, (200, {}), None),
    ("payInstantly", "negative_data_rejection", None, PAY | {"country": None, "currency": 3}, (200, {}), None),
    ("getPayments", "negative_data_rejection", {"page": {}}, 3, (200, {}), "query before body"),
    ("getPayments", "negative_data_rejection", {"page": 3}, {}, (200, {}), None),
    ("getPayments", "negative_data_rejection", None, 3, (200, {}), None),
    ("downloadB2bTaxInvoicesSheet", "positive_data_acceptance", None, None, INVALID, "input in either place"),
    (
        "downloadB2bTaxInvoicesSheet",
        "positive_data_acceptance",
        {},
        None,
        INVALID,
        "limits of downloadB2bTaxInvoicesSheet",
    ),
    ("getPayments", "positive_data_acceptance", None, None, INVALID, None),
    ("payInstantly", "positive_data_acceptance", None, PAY, INVALID, "limits of payInstantly"),
    ("payInstantly", "positive_data_acceptance", None, PAY | {"country": 3}, INVALID, None),
    ("payInstantly", "positive_data_acceptance", None, PAY, (400, {"type": "NO_SUCH"}), None),
    ("payInstantly", "positive_data_acceptance", None, PAY, (422, {"type": "INVALID_REQUEST"}), None),
    ("capturePayment", "positive_data_acceptance", None, {}, INVALID, None),
    ("getBillingKeyInfo", "use_after_free", None, None, (200, {"status": "DELETED"}), "deleted and shown"),
    ("getBillingKeyInfo", "use_after_free", None, None, (200, {"status": "ISSUED"}), None),
    ("getBillingKeyInfo", "use_after_free", None, None, (200, ["DELETED"]), None),
    (
        "payInstantly",
        "not_a_server_error",
        None,
        PAY,
        (502, {"type": "PG_PROVIDER", "pgCode": "1", "pgMessage": "no"}),
        "documented server error",
    ),
    ("payInstantly", "not_a_server_error", None, PAY, (502, {"type": "PG_PROVIDER"}), None),
    ("payInstantly", "not_a_server_error", None, PAY, (500, {"type": "PG_PROVIDER"}), None),
    (
        "getPayment",
        "not_a_server_error",
        None,
        None,
        (502, {"type": "PG_PROVIDER", "pgCode": "", "pgMessage": ""}),
        None,
    ),
]


@pytest.mark.parametrize(("operation", "check", "query", "body", "answer", "name"), EXCHANGES)
def test_exception_excuses_its_own_and_nothing_else(newest, operation, check, query, body, answer, name):
    operation = newest.operation(operation)
    params = {} if query is None else {"requestBody": json.dumps(query)}
    sent = requests.Request(operation.method, "http://127.0.0.1/", params=params, json=body).prepare()
    if body is None:
        sent.body = None
    status, value = answer
    received = Received(status, {}, json.dumps(value).encode(), sent, 0.0, verify=True)
    found = excepted(FAILURES[check], Exchange(newest, operation, received))
    assert (found.name if found else None) == name


def test_oldest_contract_spells_the_same_operation_with_a_capital():
    oldest = contracts.load("2024-04-18")
    operation = oldest.operation("PayInstantly")
    sent = requests.Request("POST", "http://127.0.0.1/", json=PAY | {"channelKey": "x"}).prepare()
    received = Received(400, {}, b'{"type": "INVALID_REQUEST"}', sent, 0.0, verify=True)
    exchange = Exchange(oldest, operation, received)
    assert exchange.input_is_valid
    assert excepted(FAILURES["positive_data_acceptance"], exchange).name == "limits of payInstantly"
    assert (
        excepted(FAILURES["positive_data_acceptance"], replace(exchange, operation=oldest.operation("getPayment")))
        is None
    )
