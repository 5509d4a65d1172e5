"""Secrets, tokens, and the time that they live."""

from __future__ import annotations

import pytest


@pytest.fixture
def strict(merchant_of):
    return merchant_of(secrets=frozenset({"right", "other"}))


def login(merchant, user="right"):
    return merchant.post("/login/api-secret", {"apiSecret": user}).json()


def status_with(merchant, header):
    return merchant.get("/payments/p-1", headers={"authorization": header}).status


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, "The Authorization header is missing, expected `PortOne <API secret>` or `Bearer <access token>`"),
        ("right", "The Authorization header has another form, expected"),
        ("Basic cmlnaHQ6", "The Authorization header has another form, expected"),
        ("PortOne", "The API secret is not one that the sandbox accepts"),
        ("PortOne wrong", "The API secret is not one that the sandbox accepts"),
        ("Bearer right", "The access token is unknown"),
    ],
)
def test_a_credential_that_is_not_good(strict, header, said):
    response = strict.get("/payments/p-1", headers={"authorization": header})

    assert (response.status, response.json()["type"]) == (401, "UNAUTHORIZED")
    assert response.json()["message"].startswith(said)
    assert strict.sandbox.calls[-1].provenance == "refused"


@pytest.mark.parametrize("header", ["PortOne right", "portone right", "PortOne other"])
def test_a_secret_that_is_good(strict, header):
    assert status_with(strict, header) == 404


@pytest.mark.parametrize(("header", "status"), [("PortOne anything", 404), ("PortOne  ", 401), ("PortOne ", 401)])
def test_without_a_list_every_secret_is_good_that_is_not_blank(merchant, header, status):
    assert status_with(merchant, header) == status


def test_the_secret_of_the_sandbox_is_accepted(merchant_of, strict):
    assert strict.sandbox.secret == "other"
    assert merchant_of(seed=1).sandbox.secret != merchant_of(seed=2).sandbox.secret
    assert status_with(merchant_of(seed=1), f"PortOne {merchant_of(seed=1).sandbox.secret}") == 404


def test_an_access_token_lives_for_half_an_hour(strict):
    header = f"Bearer {login(strict)['accessToken']}"
    assert status_with(strict, header) == 404
    strict.sandbox.clock.advance(minutes=29, seconds=59)
    assert status_with(strict, header) == 404
    strict.sandbox.clock.advance(seconds=1)
    response = strict.get("/payments/p-1", headers={"authorization": header})
    assert (response.status, response.json()["message"]) == (401, "The access token has expired; refresh it")


def test_a_refresh_gives_a_fresh_pair(strict):
    first = login(strict)
    second = strict.post("/token/refresh", {"refreshToken": first["refreshToken"]}).json()

    assert len({*first.values(), *second.values()}) == 4
    assert status_with(strict, f"Bearer {second['accessToken']}") == 404
    assert status_with(strict, f"Bearer {first['accessToken']}") == 404


def test_a_newer_refresh_token_kills_the_older_ones_of_the_same_user(strict):
    mine, others = login(strict), login(strict, "other")
    login(strict)

    dead = strict.post("/token/refresh", {"refreshToken": mine["refreshToken"]})
    alive = strict.post("/token/refresh", {"refreshToken": others["refreshToken"]})

    assert (dead.status, alive.status) == (401, 200)
    assert dead.json()["message"] == "The refresh token is unknown, or was replaced by a later one; log in again"


def test_a_refresh_token_lives_for_a_day(strict):
    tokens = login(strict)
    strict.sandbox.clock.advance(days=1)
    response = strict.post("/token/refresh", {"refreshToken": tokens["refreshToken"]})
    assert (response.status, response.json()["message"]) == (401, "The refresh token has expired; log in again")


def test_operations_without_authentication_ignore_the_header(strict):
    for header in (None, "nonsense", "PortOne wrong"):
        response = strict.post("/login/api-secret", {"apiSecret": "right"}, headers={"authorization": header})
        assert response.status == 200
        assert strict.get("/banks", headers={"authorization": header}).status == 200


def test_a_wrong_secret_can_not_log_in(strict):
    response = strict.post("/login/api-secret", {"apiSecret": "wrong"})
    assert (response.status, response.json()["type"]) == (401, "UNAUTHORIZED")
    assert "wrong" not in repr(strict.sandbox.calls[-1])


def test_secrets_stay_out_of_every_repr(strict):
    login(strict)
    for each in (strict.sandbox, strict.sandbox.settings, strict.sandbox.calls[-1], strict.sandbox._state):
        assert "right" not in repr(each)
