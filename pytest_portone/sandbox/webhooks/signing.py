"""Signatures by Standard Webhooks (symmetric, v1)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PREFIX = "whsec_"


def key_of(secret: str) -> bytes:
    """The key that a secret stands for: Base64, after an optional `whsec_`.

    Raises:
        ValueError: it is no Base64, or is empty. The message does not show it.
    """
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        key = b""
    if not key:
        raise ValueError("received a secret that is not Base64 behind 'whsec_', expected one as the console gives it")
    return key


def headers_of(secrets: Sequence[str], webhook_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The headers that sign a body; one signature for each secret, for there are two while one replaces another.

    Args:
        secrets: none for a merchant who has issued none: such a webhook is not signed.
        webhook_id: the webhook's id.
        timestamp: seconds since 1970, when it is sent.
        body: as it is sent.

    Raises:
        ValueError: a secret is none.
    """
    if not secrets:
        return {}
    signed = f"{webhook_id}.{timestamp}.".encode() + body
    signatures = (f"v1,{b64encode(digest(key_of(each), signed, sha256)).decode()}" for each in secrets)
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
