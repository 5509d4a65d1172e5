"""A webhook over HTTP. It goes below every client library: no mock, cassette or interception of a test takes it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_portone.sandbox.webhooks.endpoints import Answer, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Container, Mapping
    from http.client import HTTPResponse
    from socket import socket

    from pytest_portone.sandbox.webhooks.endpoints import Target, Timeouts

_PIECE = 65_536
_MOST = 2**20
"""Bytes of an answer that are read; the rest tells PortOne nothing."""


@dataclass(frozen=True, slots=True)
class Network:
    """Sends to whatever server the URL names. Redirects are answers as any other."""

    timeouts: Timeouts

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it.

        Raises:
            UnreachableError: nobody is there, or the answer takes longer than the timeouts permit.
        """
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=self.timeouts.connect)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.connect()
            line = connection.sock
            line.settimeout(self.timeouts.read)
            end = time.monotonic() + self.timeouts.read
            connection.request("POST", path, body, dict(headers))
            response = connection.getresponse()
            answered = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, answered, _read(response, line, end))
        except TimeoutError:
            waited = f"{self.timeouts.connect:g} s to connect, {self.timeouts.read:g} s to answer"
            raise UnreachableError(f"{parts.netloc} took too long; permitted are {waited}") from None
        except (OSError, HTTPException, ValueError) as error:
            raise UnreachableError(f"{parts.netloc}: {type(error).__name__}: {error}") from error
        finally:
            connection.close()


def _read(response: HTTPResponse, line: socket, end: float) -> bytes:
    """The body, or its beginning.

    Raises:
        TimeoutError: it isn't there by `end`.
    """
    pieces, size = [], 0
    while size < _MOST and not response.isclosed():
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if line.fileno() >= 0:
            line.settimeout(left)
        piece = response.read1(_PIECE)
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Takes what is for a URL of which no endpoint knows: a server on this machine is called, no other ever is."""

    timeouts: Timeouts

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it to this machine.

        Raises:
            UnreachableError: as `Network`, or it would go to another machine.
        """
        if is_loopback(url):
            return Network(self.timeouts).post(url, headers, body)
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        raise UnreachableError(
            f"{url} is on another machine, and nothing is sent there by itself. Hand it to an app with "
            f'portone.webhooks.send_to(app, "{url}"), or permit it with portone.webhooks.send_to("{origin}/")'
        )


@dataclass(frozen=True, slots=True)
class Lossy:
    """A way on which trouble loses what is sent, or what is answered.

    Attributes:
        target: what is at its end.
        troubles: the kinds of trouble on it.
    """

    target: Target
    troubles: Container[str]

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Hand it over.

        Raises:
            UnreachableError: as the target, or it is lost.
        """
        if "drop" in self.troubles:
            raise UnreachableError("the webhook was lost on its way")
        answer = self.target.post(url, headers, body)
        if "lose_answer" in self.troubles:
            raise UnreachableError(f"the answer, {answer.code}, was lost on its way")
        return answer


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
