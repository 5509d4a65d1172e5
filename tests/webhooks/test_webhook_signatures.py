"""Signatures, held against verifiers that others wrote."""

from datetime import UTC, datetime

import pytest
import standardwebhooks
import time_machine
from portone_server_sdk import webhook

FORGED = webhook.WebhookVerificationError


def by_sdk(secret, request):
    return webhook.verify(secret, request.content.decode(), request.headers)


def by_package(secret, request):
    return standardwebhooks.Webhook(secret).verify(request.content, dict(request.headers))


@pytest.mark.parametrize("verify", [by_sdk, by_package])
def test_a_webhook_is_accepted_with_its_secret_alone(told, merchant, secret, other_secret, verify):
    told.customer.pay("주문/1", 39_000, order_name="주문")
    for each in merchant.heard:
        verify(secret, each)
        with pytest.raises((FORGED, standardwebhooks.WebhookVerificationError)):
            verify(other_secret, each)


@pytest.mark.parametrize("verify", [by_sdk, by_package])
def test_while_a_secret_is_replaced_both_are_good(portone, merchant, secret, other_secret, verify):
    portone.webhooks.send_to(merchant, secret=[secret, other_secret])
    portone.customer.open("order-1", 39_000)
    [request] = merchant.heard
    verify(secret, request)
    verify(other_secret, request)
    assert len(request.headers["webhook-signature"].split(" ")) == 2


def test_the_older_version_is_signed_too_also_as_a_form(portone, merchant, secret):
    portone.webhooks.send_to(merchant, "/form", secret=secret, version="2024-01-01", form="form")
    portone.customer.open("order-1", 39_000)
    [request] = merchant.heard
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert request.content.startswith(b"payment_id=order-1&tx_id=")
    by_sdk(secret, _as_json(request, secret))


def _as_json(request, secret):
    """The SDK reads JSON alone: it is asked about the signature only."""
    import httpx

    from pytest_portone.sandbox.webhooks.signing import headers_of

    signature = headers_of(
        [secret], request.headers["webhook-id"], int(request.headers["webhook-timestamp"]), request.content
    )
    assert signature["webhook-signature"] == request.headers["webhook-signature"]
    body = b"{}"
    headers = headers_of([secret], "id", int(request.headers["webhook-timestamp"]), body)
    return httpx.Request("POST", "http://x/", headers=headers, content=body)


def test_without_a_secret_nothing_is_signed(portone, merchant):
    portone.webhooks.send_to(merchant)
    portone.customer.open("order-1", 39_000)
    assert [name for name in merchant.heard[0].headers if name.startswith("webhook-")] == []


def test_the_secret_of_the_store_signs_what_goes_to_urls_that_only_a_payment_names(told, merchant, secret):
    told.customer.open("order-1", 39_000, notice_urls=["http://testserver/other"])
    by_sdk(secret, merchant.heard[0])


def test_each_attempt_has_a_signature_as_old_as_itself_and_the_same_body(told, merchant, secret):
    merchant.codes = [500] * 5
    with time_machine.travel(datetime(2031, 5, 6, tzinfo=UTC), tick=False) as now:
        told.customer.open("order-1", 39_000)
        by_sdk(secret, merchant.heard[-1])
        for minutes in (1, 4, 16, 64, 256):
            now.shift(minutes * 60)
            told.clock.advance(minutes=minutes)
            by_sdk(secret, merchant.heard[-1])
    assert len(merchant.heard) == 6
    assert len({each.content for each in merchant.heard}) == 1
    assert len({each.headers["webhook-id"] for each in merchant.heard}) == 1
    stamps = [int(each.headers["webhook-timestamp"]) for each in merchant.heard]
    assert [each - stamps[0] for each in stamps] == [0, 60, 300, 1260, 5100, 20460]
    assert {each["timestamp"] for each in merchant.bodies} == {"2026-01-01T00:00:00.000Z"}


@pytest.mark.parametrize("secret", ["whsec_", "", "whsec_!!", "no base64"])
def test_a_secret_that_is_none_is_refused_and_not_shown(portone, merchant, secret):
    with pytest.raises(ValueError, match="received a secret that is not Base64") as refused:
        portone.webhooks.send_to(merchant, secret=[secret])
    assert not secret or secret == "whsec_" or secret not in str(refused.value)


def test_no_secret_is_shown(told, secret):
    told.customer.open("order-1", 39_000)
    webhooks = told.webhooks
    shown = repr((webhooks, webhooks.post.endpoints, list(webhooks.deliveries), webhooks.timeline()))
    assert secret not in shown
    assert secret.removeprefix("whsec_") not in shown
