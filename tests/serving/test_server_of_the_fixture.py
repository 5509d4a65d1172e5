"""The fixture `portone_server` serves all that `pytest-portone serve` does."""

from __future__ import annotations

import httpx


def test_the_control_api_and_the_api_are_one_sandboxs(portone_server):
    control = f"{portone_server.url}/__portone__"
    done = httpx.post(f"{control}/customer/pay", json={"payment_id": "order-1", "total": 39_000})
    assert done.json()["record"]["status"] == "PAID"
    payment = httpx.get(f"{portone_server.url}/payments/order-1", headers={"authorization": "PortOne any"})
    assert payment.json()["amount"]["total"] == 39_000
    assert [each.operation for each in portone_server.sandbox.calls] == ["getPayment"]


def test_the_pages_and_the_script(portone_server):
    control = f"{portone_server.url}/__portone__"
    for page in ("", "pay", "sessions/any"):
        assert httpx.get(f"{control}/{page}").headers["content-type"] == "text/html; charset=utf-8"
    assert portone_server.url in httpx.get(f"{control}/sdk.js").text


def test_a_world_that_is_reset_is_that_of_the_tests_beginning(portone_server):
    portone_server.sandbox.customer.pay("order-1", 39_000)
    httpx.post(f"{portone_server.url}/__portone__/reset", json={})
    assert len(portone_server.sandbox.payments) == 0


def test_a_page_of_another_origin_cant_steer_it(portone_server):
    origin = {"origin": "https://evil.example"}
    answer = httpx.post(f"{portone_server.url}/__portone__/reset", json={}, headers=origin)
    assert (answer.status_code, answer.json()["error"]["name"]) == (403, "FOREIGN_ORIGIN")


def test_what_steers_it_is_no_call_to_portone_for_the_gate(pytester):
    pytester.makepyfile(
        """
        import httpx

        def test_steered(portone_server):
            done = httpx.post(f"{portone_server.url}/__portone__/clock/advance", json={"days": 1})
            assert done.status_code == 200
        """
    )
    result = pytester.runpytest_subprocess("--portone-compat", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert "unknown path" not in result.stdout.str()
