"""A merchant at work: a sandbox, and a client that says what it sends."""

from __future__ import annotations

import pytest
from calling import Merchant

from pytest_portone import contracts
from pytest_portone.sandbox import Sandbox, Settings


@pytest.fixture
def merchant_of():
    """Makes a merchant: `merchant_of(contract=None, **settings)`."""

    def make(contract=None, **settings):
        return Merchant(Sandbox(contract, settings=Settings(**settings)))

    return make


@pytest.fixture
def merchant(merchant_of):
    return merchant_of()


@pytest.fixture
def portone(merchant):
    return merchant.sandbox


@pytest.fixture(params=contracts.versions())
def contract(request):
    """Each bundled contract."""
    return contracts.load(request.param)
