"""`portone`, the clients, the server: what the code under test calls, it gets answered."""

from __future__ import annotations

import textwrap

import pytest

from pytest_portone.sandbox.messages import Response
from pytest_portone.server import running

PAID = {
    "httpx": "import httpx; body = httpx.get(URL, headers=AUTH).json()",
    "httpx2": "import httpx2; body = httpx2.get(URL, headers=AUTH).json()",
    "requests": "import requests; body = requests.get(URL, headers=AUTH, timeout=5).json()",
    "httpx, asynchronous": """
        import asyncio, httpx
        async def call():
            async with httpx.AsyncClient() as client:
                return (await client.get(URL, headers=AUTH)).json()
        body = asyncio.run(call())
    """,
    "httpx2, asynchronous": """
        import asyncio, httpx2
        async def call():
            async with httpx2.AsyncClient() as client:
                return (await client.get(URL, headers=AUTH)).json()
        body = asyncio.run(call())
    """,
    "aiohttp": """
        import aiohttp, asyncio
        async def call():
            async with aiohttp.ClientSession() as session, session.get(URL, headers=AUTH) as answer:
                return await answer.json()
        body = asyncio.run(call())
    """,
}


@pytest.mark.parametrize("client", PAID)
def test_the_code_under_test_meets_the_sandbox_whatever_it_calls_with(run, client):
    body = textwrap.indent(textwrap.dedent(PAID[client]).strip(), "    ")
    run(f"""
URL = "https://api.portone.io/payments/order%2F1"

def test_payment(portone):
    AUTH = {{"Authorization": f"PortOne {{portone.secret}}"}}
    portone.customer.pay("order/1", total=39_000)
{body}
    assert (body["status"], body["amount"]["total"]) == ("PAID", 39_000)
    assert [(each.operation, each.provenance) for each in portone.calls] == [("getPayment", "modelled")]
""").assert_outcomes(passed=1)


def test_clients_made_before_the_test_are_caught_and_free_after_it(run):
    with running(lambda _: Response(200, {}, b"the network")) as url:
        run(
            f"""
            import httpx
            import pytest

            client = httpx.Client(base_url="{url}")

            @pytest.fixture(scope="module", autouse=True)
            def closed():
                with client:
                    yield

            def test_caught(portone):
                assert client.get("/banks").json()["items"]

            def test_free():
                assert client.get("/banks").text == "the network"

            def test_caught_again(portone):
                assert client.get("/banks").json()["items"]
            """,
            ini=f"portone_base_urls = {url}",
        ).assert_outcomes(passed=3)


def test_each_test_has_a_state_of_its_own(run):
    run("""
        import pytest

        @pytest.mark.parametrize("turn", [1, 2])
        def test_fresh(portone, turn):
            assert (len(portone.payments), len(portone.calls)) == (0, 0)
            portone.customer.pay("order-1", total=1000)
            assert len(portone.payments) == 1
    """).assert_outcomes(passed=2)


def test_the_clients_are_authenticated(run):
    run("""
        import asyncio

        def test_client(portone, portone_client):
            portone.customer.pay("order-1", total=1000)
            assert portone_client.get("/payments/order-1").json()["status"] == "PAID"
            assert portone_client.get("/payments/order-2").status_code == 404

        def test_asynchronous_client(portone_async_client):
            answer = asyncio.run(portone_async_client.get("/payments/order-1"))
            assert answer.json()["type"] == "PAYMENT_NOT_FOUND"
    """).assert_outcomes(passed=2)


def test_the_server_is_the_same_sandbox(run):
    run("""
        import urllib.request
        import json

        def test_server(portone_server, portone):
            assert portone_server.sandbox is portone
            portone.customer.pay("order-1", total=1000)
            headers = {"Authorization": f"PortOne {portone.secret}"}
            request = urllib.request.Request(f"{portone_server.url}/payments/order-1", headers=headers)
            with urllib.request.urlopen(request) as answer:
                assert json.load(answer)["status"] == "PAID"
            assert portone.secret not in repr(portone_server)
    """).assert_outcomes(passed=1)


def test_the_mock_goes_before_the_sandbox_in_whatever_order_they_are_asked_for(run):
    run("""
        import pytest

        @pytest.fixture
        def mock_first(portone_mock, portone, portone_client):
            return portone_mock, portone, portone_client

        @pytest.fixture
        def sandbox_first(portone_client, portone, portone_mock):
            return portone_mock, portone, portone_client

        @pytest.mark.parametrize("order", ["mock_first", "sandbox_first"])
        def test_both(request, order):
            mock, sandbox, client = request.getfixturevalue(order)
            check(mock, sandbox, client)

        def test_named(portone_mock, portone, portone_client):
            check(portone_mock, portone, portone_client)

        def check(mock, sandbox, client):
            sandbox.customer.pay("order-1", total=1000)
            mock["getBankInfos"].respond(json={"items": []})
            mock["getPayment"].pass_through()
            assert client.get("/banks").json() == {"items": []}
            assert client.get("/payments/order-1").json()["status"] == "PAID"
            assert [each.operation for each in sandbox.calls] == ["getPayment"]
    """).assert_outcomes(passed=3)


def test_nothing_is_beyond_the_mock_without_the_sandbox(run):
    result = run("""
        import httpx

        def test_alone(portone_mock):
            portone_mock["getBankInfos"].pass_through()
            httpx.get("https://api.portone.io/banks")
    """)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*GET /banks is to pass through, and there is nobody beyond*"])


def test_the_fixtures_are_override_points(run):
    run("""
        import pytest
        from pytest_portone import contracts
        from pytest_portone.sandbox import Settings

        @pytest.fixture
        def portone_settings(portone_settings):
            return Settings(secrets=frozenset({"own"}), channel_type="LIVE")

        @pytest.fixture
        def portone_contract():
            return contracts.load("2024-10-24")

        def test_own(portone, portone_client):
            assert (portone.secret, portone.contract.version) == ("own", "2024-10-24")
            assert portone_client.headers["authorization"] == "PortOne own"
            portone.customer.pay("order-1", total=1)
            assert portone_client.get("/payments/order-1").json()["channel"]["type"] == "LIVE"
    """).assert_outcomes(passed=1)


def test_in_parallel(run):
    run(
        """
        import httpx
        import pytest

        @pytest.mark.parametrize("turn", range(6))
        def test_payment(portone, portone_server, turn):
            portone.customer.pay(f"order-{turn}", total=1000 + turn)
            auth = {"Authorization": f"PortOne {portone.secret}"}
            for base in ("https://api.portone.io", portone_server.url):
                answer = httpx.get(f"{base}/payments/order-{turn}", headers=auth).json()
                assert answer["amount"]["total"] == 1000 + turn
            assert len(portone.payments) == 1
        """,
        "-n2",
        "-pno:schemathesis",
    ).assert_outcomes(passed=6)
