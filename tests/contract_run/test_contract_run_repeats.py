"""A run depends on its contract, profile and seed, and on nothing else in its process."""

import dataclasses
import socket
import sys
import types
import warnings

import hypothesis
import pytest

from pytest_portone import contracts
from pytest_portone.contract_run.plan import PROFILES
from pytest_portone.sandbox import Sandbox, Settings

SECRET = "the-sandbox-secret"
SETTINGS = Settings(secrets=frozenset({SECRET}), calls_kept=0)


@pytest.fixture
def sent(examine):
    """Every request of one item, with its answer."""

    def run(*operations, seed=0, profile="quick"):
        exchanges = []

        def serve():
            sandbox = Sandbox(settings=SETTINGS)

            def handle(request):
                response = sandbox.handle(request)
                headers = {name: request.headers.get(name) for name in ("authorization", "content-type")}
                exchanges.append((request.method, request.path, request.query, request.body, headers, response))
                return response

            return handle

        examine(contracts.load(), serve, *operations, seed=seed, secret=SECRET, profile=profile)
        return exchanges

    return run


@pytest.mark.parametrize(
    "operations", [("getPromotion",), ("createPaymentSession", "getPaymentSession", "closePaymentSession")]
)
def test_same_seed_same_requests_whatever_else_the_process_does(sent, operations, monkeypatch, tmp_path):
    first = sent(*operations)
    local = types.ModuleType("shop_of_the_user")
    local.__file__ = str(tmp_path / "shop_of_the_user.py")
    (tmp_path / "shop_of_the_user.py").write_text("WORDS = ['a word of the shop', 987654321, 2.5]\n")
    monkeypatch.setitem(sys.modules, "shop_of_the_user", local)
    sent("getBankInfos")
    profile = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.register_profile("of the user", max_examples=1, derandomize=True, phases=())
    hypothesis.settings.load_profile("of the user")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert sent(*operations) == first
        assert hypothesis.settings.get_current_profile_name() == "of the user"
    finally:
        hypothesis.settings.load_profile(profile)


def test_another_seed_gives_other_requests(sent):
    assert sent("getPromotion", seed=1) != sent("getPromotion", seed=2)


def test_no_sockets_in_process(sent, monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert sent("getPromotion")
    assert sent("createPaymentSession", "getPaymentSession")


def test_each_request_alone_meets_a_fresh_sandbox(sent):
    """The enumerated cases all use the same ids: one that paid would be in the way of all that follow."""
    statuses = [response.status for *_, response in sent("payInstantly")]
    assert statuses.count(200) > 1
    assert 409 not in statuses


def test_sequences_go_deep(sent, monkeypatch):
    longer = dataclasses.replace(PROFILES["quick"], scenarios=40, steps=8)
    monkeypatch.setitem(PROFILES, "quick", longer)
    operations = (
        *(
            "preRegisterPayment",
            "payInstantly",
            "getPayment",
            "getPayments",
            "cancelPayment",
            "getPaymentTransactions",
        ),
        *("issueBillingKey", "getBillingKeyInfo", "getBillingKeyInfos", "deleteBillingKey", "payWithBillingKey"),
    )
    exchanges = sent(*operations)
    succeeded = {
        f"{method} {path.split('/')[1]}" for method, path, *_, response in exchanges if response.status == 200
    }
    assert {"POST payments", "GET payments", "POST billing-keys", "GET billing-keys"} <= succeeded
    paths = [path for method, path, *_, response in exchanges if (method, response.status) == ("POST", 200)]
    assert any(path.endswith("/cancel") for path in paths), "something was paid, and then cancelled"
    assert any(path.endswith("/billing-key") for path in paths), "a billing key was issued, and then paid with"
