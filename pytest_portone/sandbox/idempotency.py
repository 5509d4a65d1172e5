"""The Idempotency-Key header: the same key gives the first answer again, and nothing is done twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeAlias

from pytest_portone.contracts.schema import Violation, shown
from pytest_portone.sandbox.refusals import invalid

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.sandbox.messages import Call, Provenance, Request, Response
    from pytest_portone.sandbox.state import State

HEADER = "idempotency-key"
_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FORM = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\]){16,256}"')
_PLACE = ("header", HEADER)

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer to a call that carried a key.

    Attributes:
        operation: the operation's id.
        response: what was answered.
        provenance: where that came from.
        asked: method and path.
        meant: a digest of the whole request; the request itself may hold what is not to be kept.
        until: when the key may be used anew.
    """

    operation: str | None
    response: Response
    provenance: Provenance
    asked: str
    meant: str
    until: datetime


class Answered:
    """The calls that carried a key, by user and key, for as long as they are kept."""

    def __init__(self, state: State) -> None:
        self._state = state

    def key(self, request: Request, user: str) -> Key | None:
        """What a request's answer is kept under; None where it carries no key, or its method takes none.

        Raises:
            Refusal: `INVALID_REQUEST`, where the key is no string of RFC 8941 with 16 to 256 characters.
        """
        sent = request.headers.get(HEADER)
        if sent is None or request.method not in _METHODS:
            return None
        if not _FORM.fullmatch(sent):
            expected = "16 to 256 ASCII characters in double quotes (RFC 8941)"
            raise invalid([Violation(_PLACE, shown(sent), expected)])
        return user, sent

    def replay(self, key: Key, request: Request) -> Kept | None:
        """What was answered under a key; None where nothing was, or it was too long ago.

        Raises:
            Refusal: `INVALID_REQUEST`, where that was another request: PortOne forbids to use a key twice.
        """
        kept = self._state.answered.get(key)
        if kept is None or kept.until <= self._state.clock.now:
            return None
        if kept.meant == _meant(request):
            return kept
        expected = f"a key of its own: this one was used for another request, {kept.asked}"
        raise invalid([Violation(_PLACE, shown(key[1]), expected)])

    def keep(self, key: Key, call: Call) -> None:
        """Keep a call's answer under a key."""
        state, request = self._state, call.request
        until = state.clock.now + state.settings.idempotency_retention
        asked = f"{request.method} {request.path}"
        kept = Kept(call.operation, call.response, call.provenance, asked, _meant(request), until)
        state.answered[key] = kept


def _meant(request: Request) -> str:
    digest = blake2b(request.body, digest_size=24)
    digest.update(f"\n{request.method} {request.path}?{request.query}".encode())
    return digest.hexdigest()
