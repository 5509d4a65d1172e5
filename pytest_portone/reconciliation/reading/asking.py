"""Asking PortOne's API: over HTTP, again where no answer came; or a sandbox in this process.

What is asked for here is only ever read, so asking again changes nothing. The retries are written out because they
take a
page: httpx itself tries again only where no connection came about.
"""

from __future__ import annotations

import json
import os
import random
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import httpx

    from pytest_portone.sandbox import Sandbox

    Ask: TypeAlias = "Callable[[str, Mapping[str, str]], Any]"

BASE_URL = "https://api.portone.io"
SECRET = "PORTONE_API_SECRET"  # noqa: S105 - the name of the variable
"""The environment variable that holds the API secret."""
_TIMEOUT = 60.0
"""Seconds that PortOne advises to wait for an answer."""
_LONGEST = 300.0
"""Seconds that one wait takes at most, whatever the answer asks for."""
_OK, _TIMED_OUT, _TOO_MANY, _FAILURES = 200, 408, 429, range(500, 600)


class ApiError(OSError):
    """PortOne's API did not give what was asked for.

    Attributes:
        status: of the last answer; None where none came.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often one question is asked, and how long is waited in between.

    Attributes:
        tries: how often at most.
        first: seconds that the first wait takes at most; each later one twice as much. The wait is drawn at random up
            to there, so that many readers don't come back at once. An answer's `Retry-After` counts if it is longer.
        sleep: waits so many seconds.
    """

    tries: int = 8
    first: float = 1.0
    sleep: Callable[[float], object] = time.sleep

    def wait(self, number: int, asked: float) -> None:
        """Wait after a try, counted from 0."""
        drawn = random.uniform(0, self.first * 2**number)  # noqa: S311 - no secret
        self.sleep(min(_LONGEST, max(asked, drawn)))


@contextmanager
def client(base_url: str = BASE_URL, secret: str | None = None) -> Iterator[httpx.Client]:
    """An httpx client for `over_http`, with the API secret.

    Args:
        base_url: where the API is served.
        secret: the V2 API secret; None for that of the environment variable `PORTONE_API_SECRET`.

    Raises:
        ApiError: there is no secret.
    """
    import httpx

    secret = secret or os.environ.get(SECRET)
    if not secret:
        raise ApiError(f"received no API secret, expected one in the environment variable {SECRET}")
    headers = {"authorization": f"PortOne {secret}"}
    with httpx.Client(base_url=base_url, headers=headers, timeout=_TIMEOUT) as made:
        yield made


@contextmanager
def default(ask: Ask | None) -> Iterator[Ask]:
    """The given way to ask, or https://api.portone.io with the secret of the environment."""
    if ask:
        yield ask
        return
    with client() as chosen:
        yield over_http(chosen)


def over_http(client: httpx.Client, patience: Patience | None = None) -> Ask:
    """Ask by HTTP. 408, 429, 5xx, lost and garbled answers are asked for again.

    Args:
        client: knows the base URL and the credential.
        patience: how often, and when.

    The function that is given raises `ApiError`.
    """
    patience = patience or Patience()

    def ask(path: str, query: Mapping[str, str]) -> Any:
        problem, status = "", None
        for number in range(patience.tries):
            value, problem, status, asked = _try(client, path, query)
            if not problem:
                return value
            if number + 1 < patience.tries:
                patience.wait(number, asked)
        raise ApiError(f"GET {path}: {problem}, {patience.tries} times", status)

    return ask


def _try(client: httpx.Client, path: str, query: Mapping[str, str]) -> tuple[Any, str, int | None, float]:
    """One try: the value, or what went wrong, with the status and the seconds that the answer asks to wait.

    Raises:
        ApiError: asking again would not help.
    """
    import httpx

    try:
        response = client.get(path, params=dict(query))
    except httpx.RequestError as error:
        return None, f"received no answer ({type(error).__name__})", None, 0.0
    status = response.status_code
    if status == _OK:
        try:
            return response.json(), "", status, 0.0
        except ValueError:
            return None, "received an answer that is no JSON", status, 0.0
    if status in {_TIMED_OUT, _TOO_MANY} or status in _FAILURES:
        return None, f"received {status}", status, _asked_wait(response.headers.get("retry-after"))
    raise refused(path, status, response.content)


def in_process(sandbox: Sandbox) -> Ask:
    """Ask a copy of a sandbox: its calls, its faults and its webhooks are left alone.

    The function that is given raises `ApiError`.
    """
    from pytest_portone.sandbox import Request, Sandbox

    copy = Sandbox(sandbox.contract, settings=sandbox.settings)
    copy.restore(sandbox.snapshot())
    copy.faults.clear()
    headers = {"authorization": f"PortOne {copy.secret}"}

    def ask(path: str, query: Mapping[str, str]) -> Any:
        response = copy.handle(Request("GET", path, urlencode(query), headers))
        if response.status != _OK:
            raise refused(path, response.status, response.body)
        return response.json()

    return ask


def refused(path: str, status: int, body: bytes) -> ApiError:
    """What is wrong when PortOne refuses, in its own words."""
    try:
        told = json.loads(body)
    except ValueError:
        told = {}
    words = [str(told[each]) for each in ("type", "message") if each in told] if isinstance(told, dict) else []
    way_out = {401: f"; see to {SECRET}", 403: "; name a store that this secret may read"}.get(status, "")
    return ApiError(f"GET {path}: received {' '.join([str(status), *words])}, expected 200{way_out}", status)


def _asked_wait(header: str | None) -> float:
    """The seconds of a `Retry-After`, which may be a date (RFC 9110, section 10.2.3)."""
    if not header:
        return 0.0
    try:
        return float(header) if header.strip().isdigit() else _until(parsedate_to_datetime(header))
    except ValueError:
        return 0.0


def _until(moment: datetime) -> float:
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
