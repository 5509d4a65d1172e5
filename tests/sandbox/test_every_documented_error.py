"""Every error that a modelled operation documents comes about as it would for a merchant, or it is said why not."""

from __future__ import annotations

import re

import pytest
from documented_errors import SETTINGS, gathered

from pytest_portone import contracts
from pytest_portone.sandbox.domains import ROUTES

SCENARIOS, NOT_SIMULATED = gathered("SCENARIOS"), gathered("NOT_SIMULATED")


def modelled():
    """The operations that a domain models, each with the newest contract that has it."""
    routes = {(each.method, each.path): each for each in ROUTES}
    found = {}
    for contract in map(contracts.load, contracts.versions()):
        for operation in contract.operations.values():
            place = operation.method, operation.path
            if place in routes and routes[place].serves(operation):
                found[place] = contract.version, operation
    return list(found.values())


def documented():
    for version, operation in modelled():
        for status, errors in contracts.load(version).errors_of(operation).items():
            for error in errors:
                yield version, operation.id, error.error.type, status


STATUSES = {(version, operation, error): status for version, operation, error, status in documented()}
AUTHENTICATED = [pytest.param(*each, id=f"{each[1].id}-{each[0]}") for each in modelled() if each[1].authenticated]


@pytest.fixture
def strict(merchant_of):
    return lambda version: merchant_of(contracts.load(version), **SETTINGS)


def test_each_route_is_in_some_contract():
    assert len(modelled()) == len(ROUTES)


@pytest.mark.parametrize(("version", "operation", "error"), SCENARIOS, ids=lambda each: each)
def test_the_error_comes_with_its_status(strict, version, operation, error):
    merchant = strict(version)
    response = SCENARIOS[version, operation, error](merchant)

    body = response.json()
    assert (response.status, body["type"]) == (STATUSES[version, operation, error], error)
    assert body["message"]
    assert merchant.sandbox.calls[-1].operation == operation


@pytest.mark.parametrize(("version", "operation"), AUTHENTICATED)
def test_without_a_credential_it_is_unauthorized(strict, version, operation):
    path = re.sub(r"\{\w+\}", "x", operation.path)
    response = strict(version).send(operation.method, path, {}, headers={"authorization": None})
    assert (response.status, response.json()["type"]) == (401, "UNAUTHORIZED")


def test_no_documented_error_is_forgotten():
    unauthorized = {(version, each.id, "UNAUTHORIZED") for version, each in modelled() if each.authenticated}
    assert STATUSES.keys() == SCENARIOS.keys() | NOT_SIMULATED.keys() | unauthorized
    assert not SCENARIOS.keys() & NOT_SIMULATED.keys()
