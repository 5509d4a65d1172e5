"""Every error that a modelled operation documents comes about as it would for a merchant, or it is said why not."""

from __future__ import annotations

import re

import pytest
from documented_errors import SETTINGS, gathered

from pytest_portone import contracts
from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox.domains import ROUTES

SCENARIOS, NOT_SIMULATED = gathered("SCENARIOS"), gathered("NOT_SIMULATED")


def modelled():
    """The operations of the newest contract that a domain models."""
    routes = {(each.method, each.path, Ref(each.answer)) for each in ROUTES}
    return [
        each for each in contracts.load().operations.values() if (each.method, each.path, each.success.type) in routes
    ]


def documented():
    contract = contracts.load()
    for operation in modelled():
        for status, errors in contract.errors_of(operation).items():
            for error in errors:
                yield operation.id, error.error.type, status


STATUSES = {(operation, error): status for operation, error, status in documented()}


@pytest.fixture
def strict(merchant_of):
    return merchant_of(**SETTINGS)


def test_each_domain_is_in_the_newest_contract():
    assert len(modelled()) == len(ROUTES)


@pytest.mark.parametrize(("operation", "error"), SCENARIOS, ids=lambda each: each)
def test_the_error_comes_with_its_status(strict, operation, error):
    response = SCENARIOS[operation, error](strict)

    body = response.json()
    assert (response.status, body["type"]) == (STATUSES[operation, error], error)
    assert body["message"]
    assert strict.sandbox.calls[-1].operation == operation


@pytest.mark.parametrize("operation", [each for each in modelled() if each.authenticated], ids=lambda each: each.id)
def test_without_a_credential_it_is_unauthorized(strict, operation):
    path = re.sub(r"\{\w+\}", "x", operation.path)
    response = strict.send(operation.method, path, {}, headers={"authorization": None})
    assert (response.status, response.json()["type"]) == (401, "UNAUTHORIZED")


def test_no_documented_error_is_forgotten():
    unauthorized = {(each.id, "UNAUTHORIZED") for each in modelled() if each.authenticated}
    assert STATUSES.keys() == SCENARIOS.keys() | NOT_SIMULATED.keys() | unauthorized
    assert not SCENARIOS.keys() & NOT_SIMULATED.keys()
