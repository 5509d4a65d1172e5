"""Webhooks that are not PortOne's: anybody can send them to the merchant's URL."""

from __future__ import annotations

import json
from base64 import b64encode
from hashlib import sha256
from hmac import digest
from time import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

WORDS = {"Transaction.Paid": "Paid", "Transaction.Cancelled": "Cancelled"}
"""What is claimed; with what the older version calls it."""
_KEY = b"a key that is not the merchant's"
_TRANSACTION = "forged-transaction"


def _typed(claim: str, payment_id: str) -> dict[str, Any]:
    data = {"storeId": "store-forged", "paymentId": payment_id, "transactionId": _TRANSACTION}
    return {"type": claim, "timestamp": "2026-01-01T00:00:00.000Z", "data": data}


def _flat(claim: str, payment_id: str) -> dict[str, Any]:
    return {"payment_id": payment_id, "tx_id": _TRANSACTION, "status": WORDS[claim]}


_BODIES: Mapping[str, Callable[[str, str], dict[str, Any]]] = {"2024-04-25": _typed, "2024-01-01": _flat}
_FORMS: Mapping[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "json": ("application/json", json.dumps),
    "form": ("application/x-www-form-urlencoded", urlencode),
}


def _unsigned(_: bytes) -> dict[str, str]:
    return {}


def _signed(body: bytes) -> dict[str, str]:
    """Headers by Standard Webhooks, fresh, and with a key of the forger's own."""
    name, at = "forged-webhook", str(int(time()))
    mark = b64encode(digest(_KEY, f"{name}.{at}.".encode() + body, sha256)).decode()
    return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": f"v1,{mark}"}


SIGNATURES: Mapping[str, Callable[[bytes], dict[str, str]]] = {
    "unsigned": _unsigned,
    "signed with another secret": _signed,
}
"""How a forged webhook is signed."""


def forge(endpoint: Any, claim: str, payment_id: str, signature: str) -> str:
    """Send a forged webhook to one of the merchant's URLs. Returns what came of it, for people.

    Args:
        endpoint: one of a sandbox's.
        claim: a key of `WORDS`.
        payment_id: the payment that it is about.
        signature: a key of `SIGNATURES`.
    """
    kind, written = _FORMS[endpoint.form]
    body = written(_BODIES[endpoint.version](claim, payment_id)).encode()
    headers = {"content-type": kind, **SIGNATURES[signature](body)}
    try:
        return f"answered {endpoint.target.post(endpoint.url, headers, body).code}"
    except Exception as error:  # noqa: BLE001 - the merchant's code, which the forger does not mind
        return f"answered {type(error).__name__}"
