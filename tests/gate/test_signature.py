"""Webhooks signed again: whoever checks the signature finds it right, by the key that was right for the first one."""

import base64
import hmac
import json
import time

from hypothesis import given
from hypothesis import strategies as st
from portone_server_sdk import webhook

from pytest_portone.gate.signature import Keys, key_of, signature, signed_content

KEYS = st.binary(min_size=24, max_size=64)
BODY = json.dumps({"type": "Transaction.Paid", "timestamp": "2026-01-01T00:00:00Z", "data": {}}).encode()


def signed(key, body):
    headers = {"webhook-id": "msg-1", "webhook-timestamp": str(int(time.time()))}
    return headers | {"webhook-signature": signature(key, signed_content(headers, body))}


def secret(key):
    return f"whsec_{base64.b64encode(key).decode()}"


def check_with_the_sdk(key, headers, body):
    webhook.verify(secret(key), body.decode(), headers)


def check_by_hand(key, headers, body):
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.new(key, content, "sha256").digest()
    assert f"v1,{base64.b64encode(digest).decode()}" in headers["webhook-signature"].split()


@given(KEYS, st.sampled_from([check_with_the_sdk, check_by_hand]))
def test_the_key_is_learned_from_whoever_checks(key, check):
    keys, headers = Keys(), signed(key, BODY)
    keys.expect(headers, BODY)
    with keys.learning():
        check(key, headers, BODY)
    changed = BODY.replace(b"Paid", b"Tomorrow")
    check_by_hand(key, headers | {"webhook-signature": keys.again(headers, BODY, changed)}, changed)


@given(KEYS)
def test_the_key_may_be_named(key):
    keys, headers = Keys(), signed(key, BODY)
    keys.know([secret(b"another key, of another store"), secret(key)])
    assert keys.again(headers, BODY, b"{}") == signature(key, signed_content(headers, b"{}"))


def test_a_key_that_nobody_has_used_is_not_known():
    keys, headers = Keys(), signed(b"k" * 32, BODY)
    keys.expect(headers, BODY)
    with keys.learning():
        hmac.new(b"k" * 32, b"something else", "sha256")
    assert keys.again(headers, BODY, b"{}") is None


def test_learning_leaves_nothing_behind():
    before = hmac.new, hmac.digest
    with Keys().learning():
        assert (hmac.new, hmac.digest) != before
    assert (hmac.new, hmac.digest) == before


def test_keys_are_not_shown():
    keys = Keys()
    keys.know([secret(b"a very secret key of the store")])
    assert "secret key" not in repr(keys)
    assert key_of("whsec_AAAA") == key_of("AAAA") == b"\0\0\0"
