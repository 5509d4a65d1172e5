"""Which calls are PortOne's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.transport.interception import BaseUrl, Interception, OtherHostError

PATHS = st.text("abc/%20.-_~", max_size=12).map("/".__add__)


def nobody(request):
    raise AssertionError(request)


@given(PATHS)
def test_a_path_of_portone_comes_as_it_stands(path):
    assert Interception(nobody).claim("GET", "https", "api.portone.io", None, path) == path


@pytest.mark.parametrize(
    ("base", "call", "claimed"),
    [
        ("http://localhost:8000", ("http", "localhost", 8000, "/payments/1"), "/payments/1"),
        ("http://localhost:8000", ("http", "localhost", 8001, "/payments/1"), None),
        ("http://localhost:80", ("http", "localhost", None, "/payments/1"), "/payments/1"),
        ("http://localhost:80", ("https", "localhost", None, "/payments/1"), None),
        ("https://gateway.test/portone", ("https", "gateway.test", None, "/portone/payments/1"), "/payments/1"),
        ("https://gateway.test/portone/", ("https", "gateway.test", None, "/portone/payments/1"), "/payments/1"),
        ("https://gateway.test/portone", ("https", "gateway.test", None, "/portone"), "/"),
        ("https://gateway.test/portone", ("https", "gateway.test", None, "/portonerous"), None),
        ("https://gateway.test/portone", ("https", "gateway.test", None, "/other"), None),
        ("https://gateway.test", ("http", "gateway.test", 81, "/payments/1"), "/payments/1"),
        ("http://[::1]:8000", ("http", "::1", 8000, "/payments/1"), "/payments/1"),
        ("https://gateway.test", ("https", "other.test", None, "/payments/1"), None),
    ],
)
def test_base_urls(base, call, claimed):
    assert Interception(nobody, [base]).claim("GET", *call) == claimed


def test_the_longest_prefix_counts():
    interception = Interception(nobody, ["https://gateway.test", "https://gateway.test/portone"])
    assert interception.claim("GET", "https", "gateway.test", None, "/portone/banks") == "/banks"


@pytest.mark.parametrize("url", ["api.portone.io", "ftp://api.portone.io", "https://", "/payments", ""])
def test_what_is_no_base_url(url):
    with pytest.raises(ValueError, match=r"expected a base URL such as 'https://api\.portone\.io'") as caught:
        BaseUrl.parse(url)
    assert repr(url) in str(caught.value)


def test_other_hosts_refused():
    interception = Interception(nobody, other_hosts="refuse")
    with pytest.raises(OtherHostError) as caught:
        interception.claim("POST", "https", "bank.test", None, "/transfer")
    assert "POST https://bank.test/transfer does not go to PortOne" in str(caught.value)
    assert "`portone_base_urls`" in str(caught.value)
    assert "`portone_other_hosts = pass`" in str(caught.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_loopback_is_never_refused(host):
    assert Interception(nobody, other_hosts="refuse").claim("GET", "http", host, 5000, "/") is None


def test_once_closed_it_claims_and_refuses_nothing():
    interception = Interception(nobody, other_hosts="refuse")
    interception.close()
    assert interception.closed
    assert interception.claim("GET", "https", "api.portone.io", None, "/banks") is None
    assert interception.claim("GET", "https", "bank.test", None, "/") is None
