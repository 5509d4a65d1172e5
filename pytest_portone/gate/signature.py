"""Webhooks signed again once their body has changed, as the Standard Webhooks specification has it.

The key is known to whoever checks the signature: it is learned while the code under test does so, or named in the
configuration. It stays in memory.
"""

from __future__ import annotations

import base64
import hmac
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.webhooks.signing import PREFIX, SIGNATURE, signature, signed_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping


def key_of(secret: str) -> bytes:
    """The key that a webhook secret stands for: what follows `whsec_`, in base64. It may be empty.

    Raises:
        ValueError: it is no base64.
    """
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)


@dataclass(slots=True)
class Keys:
    """The keys of the webhooks that were delivered."""

    _keys: dict[bytes, None] = field(default_factory=dict, repr=False)
    _waiting: dict[bytes, None] = field(default_factory=dict, repr=False)

    def know(self, secrets: Iterable[str]) -> None:
        """Take keys from the configuration.

        Raises:
            ValueError: one is no base64.
        """
        self._keys.update(dict.fromkeys(map(key_of, secrets)))

    def expect(self, headers: Mapping[str, str], body: bytes) -> None:
        """Learn the key with which the signature of this webhook will be checked."""
        if SIGNATURE in headers:
            self._waiting[signed_content(headers, body)] = None

    def again(self, headers: Mapping[str, str], body: bytes, changed: bytes) -> str | None:
        """The signature of the changed body; None where the key of the one that came is not known.

        Args:
            headers: of the webhook as it came.
            body: as it came.
            changed: as it is delivered.
        """
        content, given = signed_content(headers, body), headers.get(SIGNATURE, "").split()
        key = next((each for each in self._keys if signature(each, content) in given), None)
        return None if key is None else signature(key, signed_content(headers, changed))

    @contextmanager
    def learning(self) -> Iterator[None]:
        """Learn keys for as long as this is open: whoever checks a signature calls `hmac.new` or `hmac.digest`."""
        new, digest = hmac.new, hmac.digest
        replaced = {"new": self._watched(new), "digest": self._watched(digest)}
        for name, function in replaced.items():
            setattr(hmac, name, function)
        try:
            yield
        finally:
            for name, original in (("new", new), ("digest", digest)):
                if getattr(hmac, name) is replaced[name]:
                    setattr(hmac, name, original)

    def _watched(self, original: Callable[..., Any]) -> Callable[..., Any]:
        def function(key: Any, msg: Any = None, *args: Any, **options: Any) -> Any:
            if self._waiting and msg is not None and bytes(msg) in self._waiting:
                self._keys[bytes(key)] = None
            return original(key, msg, *args, **options)

        return function
