"""What must not be printed, and what stands in its place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

PLACEHOLDER = "[secret]"
_FIELDS = ("apiSecret", "accessToken", "refreshToken")
"""The fields of PortOne's API whose values open it."""
_SPELLED = re.compile(rf"""(["'](?:{"|".join(_FIELDS)})["']\s*:\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
_TOKEN = re.compile(rf'"(?:{"|".join(_FIELDS)})"\s*:\s*"([^"\\]+)"'.encode())
_SHORTEST = 4
"""Shorter strings are no secrets, and hiding them would hide half of a text."""


@dataclass(slots=True)
class Redactor:
    """Takes secrets out of texts: those that it was given, those that it learns, and the values of secret fields."""

    _hidden: set[str] = field(default_factory=set, repr=False)

    def hide(self, secret: str) -> None:
        """Hide a secret from now on, in every spelling that a request can give it."""
        if len(secret) >= _SHORTEST:
            spellings = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret)}
            self._hidden |= spellings | {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}

    def learn(self, content: bytes) -> None:
        """Hide the secrets that a body brings."""
        for match in _TOKEN.finditer(content):
            self.hide(match[1].decode("utf-8", "replace"))

    def __call__(self, text: str) -> str:
        """`text` without secrets."""
        text = _SPELLED.sub(rf'\1"{PLACEHOLDER}"', text)
        for secret in sorted(self._hidden, key=len, reverse=True):
            text = text.replace(secret, PLACEHOLDER)
        return text
