"""What is shown of a call: nothing that opens an API, and no card's number."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl

from pytest_portone.redaction import PLACEHOLDER, Redactor

SECRET = frozenset(
    {
        "accesstoken",
        "apisecret",
        "authorization",
        "billingissuetoken",
        "birthorbusinessregistrationnumber",
        "cardnumber",
        "customeridentitynumber",
        "cvc",
        "expirymonth",
        "expiryyear",
        "number",
        "password",
        "passwordtwodigits",
        "paymenttoken",
        "refreshtoken",
        "secret",
        "token",
    }
)
"""Fields whose values are left out, whatever they hold; in lower case, without underscores."""
_CARD = re.compile(r"(?<![\w-])(?:\d{13,19}|\d{4}(?:[ -]\d{4}){3})(?![\w-])")
_DEPTH = 64
_LONGEST = 20_000


def text(value: str) -> str:
    """A text without what looks like a card's number, and not too long."""
    shown = _CARD.sub(PLACEHOLDER, Redactor()(value))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}... ({len(value)} characters)"


def value(told: Any, depth: int = _DEPTH) -> Any:
    """A JSON value without its secrets."""
    if depth == 0:
        return "..."
    if isinstance(told, dict):
        return {text(name): PLACEHOLDER if _secret(name) else value(each, depth - 1) for name, each in told.items()}
    if isinstance(told, list):
        return [value(each, depth - 1) for each in told]
    return text(told) if isinstance(told, str) else told


def _secret(name: str) -> bool:
    return name.lower().replace("_", "") in SECRET


def body(content: bytes) -> Any:
    """A body without its secrets: decoded, if it is JSON; None for none."""
    if not content:
        return None
    try:
        return value(json.loads(content))
    except (ValueError, RecursionError):
        return text(content[: 2 * _LONGEST].decode("utf-8", "replace"))


def query(told: str) -> dict[str, Any]:
    """A query's parameters without secrets; what is JSON among them, decoded."""
    pairs = parse_qsl(told[:_LONGEST], keep_blank_values=True, errors="replace", max_num_fields=None)
    return {
        text(name): PLACEHOLDER if _secret(name) else body(each.encode("utf-8", "replace")) for name, each in pairs
    }
