"""Signatures by Standard Webhooks (symmetric, v1)."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
_VERSION = "v1,"


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


def signed_content(headers: Mapping[str, str], body: bytes) -> bytes:
    """What the signature is of."""
    return f"{headers.get(ID, '')}.{headers.get(TIME, '')}.".encode() + body


def signature(key: bytes, content: bytes) -> str:
    """The signature as its header has it."""
    return _VERSION + b64encode(digest(key, content, sha256)).decode()


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
    headers = {ID: webhook_id, TIME: str(timestamp)}
    content = signed_content(headers, body)
    return {**headers, SIGNATURE: " ".join(signature(key_of(each), content) for each in secrets)}
