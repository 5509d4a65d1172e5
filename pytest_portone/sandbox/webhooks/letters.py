"""A webhook as it is written: signed, and with the trouble that it has meanwhile."""

from __future__ import annotations

import json
import time
from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from pytest_portone.sandbox.webhooks.signing import PREFIX, headers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox.webhooks.endpoints import Form
    from pytest_portone.sandbox.webhooks.models import Delivery
    from pytest_portone.sandbox.webhooks.troubles import Kind, Trouble

    Body = Mapping[str, Any]

_AGENT = "pytest-portone"
_TYPES: Mapping[Form, str] = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
_ENCODERS: Mapping[Form, Callable[[Body], bytes]] = {
    "json": lambda body: json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(),
    "form": lambda body: urlencode({name: str(value) for name, value in body.items()}).encode(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A webhook that is about to be written.

    Attributes:
        timestamp: seconds since 1970, for the signature.
        secrets: what it is signed with.
        signed: the decoded body that the signature is of.
        sent: the decoded body that is sent.
    """

    timestamp: int
    secrets: tuple[str, ...]
    signed: Body
    sent: Body


def written(
    delivery: Delivery, form: Form, secrets: tuple[str, ...], troubles: Iterable[Trouble]
) -> tuple[dict[str, str], bytes]:
    """The headers and the body of one attempt.

    The signature is as old as the attempt, by the real clock: that is the one that receivers compare it with.
    """
    letter = Letter(timestamp=int(time.time()), secrets=secrets, signed=delivery.body, sent=delivery.body)
    for each in troubles:
        if each.kind in _CHANGES:
            letter = _CHANGES[each.kind](letter, each)
    encode = _ENCODERS[form]
    signature = headers_of(letter.secrets, delivery.id, letter.timestamp, encode(letter.signed))
    return {"content-type": _TYPES[form], "user-agent": _AGENT, **signature}, encode(letter.sent)


def _with(body: Body, trouble: Trouble) -> Body:
    """The body with changes: of its `data` where it has that, else of its own fields."""
    changes = trouble.data or {}
    return {**body, "data": {**body["data"], **changes}} if "data" in body else {**body, **changes}


def _unknown_field(letter: Letter, trouble: Trouble) -> Letter:
    return replace(letter, signed=_with(letter.signed, trouble), sent=_with(letter.sent, trouble))


def _other(secret: str) -> str:
    """A secret that nobody has given out, always the same for the same one."""
    return PREFIX + b64encode(sha256(secret.encode()).digest()).decode()


_CHANGES: Mapping[Kind, Callable[[Letter, Trouble], Letter]] = {
    "unknown_field": _unknown_field,
    "tamper": lambda letter, trouble: replace(letter, sent=_with(letter.sent, trouble)),
    "wrong_secret": lambda letter, _: replace(letter, secrets=tuple(map(_other, letter.secrets or ("",)))),
    "stale_timestamp": lambda letter, trouble: replace(letter, timestamp=letter.timestamp - int(trouble.seconds)),
    "unsigned": lambda letter, _: replace(letter, secrets=()),
}
