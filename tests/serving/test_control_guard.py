"""Who may steer the sandbox."""

from __future__ import annotations

import pytest

from pytest_portone.sandbox import Request
from pytest_portone.serving.guard import Guard, is_this_machine

TOKEN = "a-token-of-this-test"


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:1", "[::1]:8000", "shop.localhost:8000"])
def test_this_machines_own_names_are_served(team, host):
    assert team.get("state", host=host).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil", "[::1", "10.0.0.1"])
@pytest.mark.parametrize("path", ["", "state", "pay", "sdk.js", "checkout/open", "customer/pay"])
def test_a_foreign_name_that_leads_here_is_not(team, refusal, host, path):
    assert refusal(team.get(path, host=host))[:2] == (403, "HOST_NOT_SERVED")
    assert refusal(team.post(path, host=host))[:2] == (403, "HOST_NOT_SERVED")


def test_a_name_can_be_allowed(team_of, refusal):
    team = team_of(guard=Guard(hosts=frozenset({"sandbox.shop.example"})))
    assert team.get("state", host="sandbox.shop.example:8000").status == 200
    _, _, message = refusal(team.get("state", host="other.example"))
    assert (
        message == "host: received 'other.example', expected one of localhost, 127.0.0.1, [::1], sandbox.shop.example"
    )


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8000"])
@pytest.mark.parametrize("path", ["reset", "customer/pay", "checkout/open", "checkout/decide", "world"])
def test_a_foreign_page_changes_nothing(team, refusal, origin, path):
    assert refusal(team.post(path, origin=origin))[:2] == (403, "FOREIGN_ORIGIN")
    assert team.post("reset", origin="http://127.0.0.1:8000").status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_what_a_form_can_send_changes_nothing(team, refusal, kind):
    assert refusal(team.post("reset", content_type=kind))[:2] == (415, "NOT_JSON")


def test_json_with_a_charset_is_json(team):
    assert team.post("reset", content_type="Application/JSON; charset=utf-8").status == 200


@pytest.mark.parametrize(
    "shown", ["", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_without_the_token_nothing_is_told(team_of, refusal, shown):
    team = team_of(guard=Guard(TOKEN))
    headers = {"authorization": shown} if shown else {}
    for path in ("state", "payments", "openapi.json", "acts", "world"):
        assert refusal(team.get(path, **headers))[:2] == (401, "TOKEN_REQUIRED")
    assert refusal(team.post("customer/pay", **headers))[:2] == (401, "TOKEN_REQUIRED")


def test_with_the_token_any_host_is_served(team_of):
    team = team_of(guard=Guard(TOKEN))
    assert team.get("state", host="10.0.0.1:8000", authorization=f"Bearer {TOKEN}").status == 200
    assert team.get("", host="10.0.0.1:8000").status == 200
    assert TOKEN not in repr(team.guard)


def test_pages_say_what_they_may_load(team):
    for path, framed in (("", "'none'"), ("pay", "*")):
        policy = team.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert f"frame-ancestors {framed}" in policy
    assert team.get("pay").headers["x-content-type-options"] == "nosniff"


def test_only_the_sdk_is_for_other_origins(team):
    assert team.get("sdk.js").headers["access-control-allow-origin"] == "*"
    for path in ("", "pay", "state", "openapi.json"):
        assert "access-control-allow-origin" not in team.get(path).headers


def test_the_sdk_knows_where_it_comes_from_whatever_the_host(team_of):
    script = team_of(guard=Guard(TOKEN)).get("sdk.js", host='"</script>').body
    assert b'var HOME = "http://\\"</script>";' in script


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD"])
def test_other_methods(team, refusal, method):
    response = team.send(method, "state", content_type="application/json")
    assert refusal(response)[:2] == (405, "METHOD_NOT_ALLOWED")


def test_the_prefix_leads_to_the_dashboard(team):
    response = team.site.handle(Request("GET", "/__portone__", "", {"host": "localhost"}))
    assert (response.status, response.headers["location"]) == (308, "/__portone__/")


@pytest.mark.parametrize(
    ("name", "known"), [("127.8.9.1", True), ("::1", True), ("10.0.0.1", False), ("::", False), ("a", False)]
)
def test_what_is_this_machine(name, known):
    assert is_this_machine(name) is known
