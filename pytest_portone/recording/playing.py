"""vcrpy's part: it catches the calls of the clients. What is answered, and what is kept, a `Deck` says.

vcrpy asks its cassette three things of a request: whether it can be played, what is played, and, of one that can't
be and may not be made, what to raise. Calls that are not PortOne's pass.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from vcr.cassette import Cassette as VcrCassette  # type: ignore[import-untyped]
from vcr.persisters.filesystem import CassetteNotFoundError  # type: ignore[import-untyped]
from vcr.record_mode import RecordMode  # type: ignore[import-untyped]
from vcr.request import Request as VcrRequest  # type: ignore[import-untyped]

from pytest_portone.recording.errors import RecordingError
from pytest_portone.sandbox.messages import Request
from pytest_portone.tap.fields import joined
from pytest_portone.traffic import vcr
from pytest_portone.traffic.model import Exchange, UnreadableError
from pytest_portone.transport.interception import PORTONE, Interception

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.sandbox.messages import Response

HOST = PORTONE.removeprefix("https://")
_COOKIES = "set-cookie"
_NEXT_COOKIE = re.compile(r",\s*(?=[^\s;,=]+=)")
"""Between two cookies that were joined; a comma within one stands in a date."""
_JSON = "application/json"
_AFTER_A_REDIRECT = ("GET", "POST", "PUT", "PATCH", "DELETE", "GET")
"""What is tried in turn; a miss is told of the last."""


class Deck(Protocol):
    """What a tape is played on, or recorded with. Called from whichever thread makes the call."""

    @property
    def recording(self) -> bool:
        """Whether calls are made and kept; else they are answered, and none is made."""

    def answer(self, request: Request) -> tuple[int, Response] | None:
        """The exchange that a call is, by its number, and its answer. It is played once. None where there is none."""

    def miss(self, request: Request) -> Exception:
        """What a call fails with that has no answer."""

    def keep(self, exchange: Exchange) -> None:
        """Keep what a call came to.

        Raises:
            RecordingError: it may not be kept, and the test must not go on.
        """


@contextmanager
def caught(deck: Deck, base_urls: Iterable[str] = ()) -> Iterator[None]:
    """Have a deck answer the calls to PortOne, or keep them, as long as this is open.

    Args:
        deck: is asked.
        base_urls: where PortOne's API is served, besides https://api.portone.io.

    Raises:
        ValueError: a base URL is none.
    """
    claims = Interception(_never, tuple(base_urls))
    mode = RecordMode.ALL if deck.recording else RecordMode.NONE
    with Cassette.use(deck=deck, claims=claims, path="portone", record_mode=mode, persister=_Nowhere):
        try:
            yield
        finally:
            claims.close()


class _Nowhere:
    """Where vcrpy finds no file: reading and writing is done elsewhere."""

    @staticmethod
    def load_cassette(*_: Any, **__: Any) -> Any:
        raise CassetteNotFoundError


class Cassette(VcrCassette):  # type: ignore[misc] # vcrpy has no types
    """A cassette as vcrpy's stubs for the clients want it.

    An answer is looked up once, when vcrpy asks whether there is one, and set aside for this very request: another
    thread may ask for the same call before it is played.
    """

    def __init__(self, deck: Deck, claims: Interception, **options: Any) -> None:
        super().__init__(**options)
        self._deck, self._claims, self._lock = deck, claims, Lock()
        self._begun: WeakKeyDictionary[VcrRequest, datetime] = WeakKeyDictionary()
        self._set_aside: WeakKeyDictionary[VcrRequest, tuple[int, dict[str, Any]]] = WeakKeyDictionary()

    def can_play_response_for(self, request: VcrRequest) -> bool:
        """Whether there is an answer to a call that is PortOne's."""
        asked = self._asked(request)
        if asked is None:
            return False
        with self._lock:
            self._begun.setdefault(request, datetime.now().astimezone())
            if self._deck.recording:
                return False
            if request in self._set_aside:
                return bool(self.play_counts[self._set_aside[request][0]] == 0)
            found = self._deck.answer(asked)
            if found is not None:
                self._set_aside[request] = found[0], _as_vcr_has_it(found[1])
            return found is not None

    def filter_request(self, request: VcrRequest) -> VcrRequest | None:
        """The request, if it is PortOne's. vcrpy asks for a call that it is about to refuse, and for one it made.

        Raises:
            RecordingError: there is no answer to it, and it may not be made.
        """
        asked = self._asked(request)
        if asked is None:
            return None
        if not self._deck.recording:
            raise self._deck.miss(asked)
        return request

    def _responses(self, request: VcrRequest) -> Iterator[tuple[int, dict[str, Any]]]:
        """What was set aside. vcrpy's `play_response` plays it, which others listen to."""
        if request in self._set_aside:
            yield self._set_aside[request]
        elif not self._deck.recording and (asked := self._asked(request)) is not None:
            raise self._deck.miss(asked)

    def find_requests_with_most_matches(self, request: VcrRequest) -> list[tuple[Any, ...]]:
        """What a request may be that follows a redirect, which vcrpy takes for a GET in any case."""
        return [(VcrRequest(each, request.uri, None, request.headers), [], []) for each in _AFTER_A_REDIRECT]

    def append(self, request: VcrRequest, response: dict[str, Any]) -> None:
        """Keep a call that was made, if it is PortOne's."""
        asked = self._asked(request)
        if asked is None:
            return
        try:
            answered = vcr.response({**response, "body": response["body"] or None})  # {} from aiohttp
        except UnreadableError as problem:
            raise RecordingError(f"the answer to {asked.method} {asked.path} can't be recorded: {problem}") from None
        if "host" in asked.headers:
            asked.headers["host"] = HOST  # wherever it was
        began = self._begun.get(request) or datetime.now().astimezone()
        self._deck.keep(Exchange(asked, answered, HOST, "", began))

    def _asked(self, request: VcrRequest) -> Request | None:
        """A request as PortOne is asked; None for one that goes elsewhere."""
        url = request.parsed_uri
        path = self._claims.claim(request.method, url.scheme, url.hostname or "", url.port, url.path or "/")
        if path is None:
            return None
        headers = joined((_text(name), _text(value)) for name, value in request.headers.items())
        body, is_json = _body(request.body, f"{request.method} {path}")
        if is_json:
            headers.setdefault("content-type", _JSON)
        return Request(request.method.upper(), path, url.query, headers, body)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _body(body: Any, source: str) -> tuple[bytes, bool]:
    """A body as bytes, and whether it is what aiohttp makes JSON of: vcrpy sees that before it is encoded.

    Raises:
        RecordingError: it is nothing that PortOne takes.
    """
    if body is None:
        return b"", False
    if isinstance(body, bytes | bytearray | memoryview):
        return bytes(body), False
    if hasattr(body, "read"):
        return _body(body.read(), source)
    if hasattr(body, "__next__"):
        return b"".join(_body(each, source)[0] for each in body), False
    if isinstance(body, str):
        return body.encode(), False
    if isinstance(body, Mapping | list | tuple | int | float):
        return json.dumps(body).encode(), True
    raise RecordingError(
        f"{source}: received a body that is a {type(body).__name__}, expected JSON, which is all that PortOne takes; "
        "give your client `json=`, or bytes"
    )


def _as_vcr_has_it(response: Response) -> dict[str, Any]:
    headers = {name: [value] for name, value in response.headers.items()}
    if _COOKIES in headers:
        headers[_COOKIES] = _NEXT_COOKIE.split(response.headers[_COOKIES])
    try:
        message = HTTPStatus(response.status).phrase
    except ValueError:
        message = ""
    return {
        "status": {"code": response.status, "message": message},
        "headers": headers,
        "body": {"string": response.body},
    }


def _never(_request: object) -> Any:
    raise AssertionError("the deck answers")
