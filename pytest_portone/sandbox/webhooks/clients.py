"""Test clients: webhooks go through them as the test's own requests do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox.webhooks.endpoints import Answer, UnreachableError
from pytest_portone.sandbox.webhooks.frameworks import heard

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class HttpxClient:
    """A client of httpx or httpx2; Starlette's and FastAPI's test client is one."""

    client: Any
    timeout: float

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it by the client.

        Raises:
            UnreachableError: the client's transport did not get through, or waited too long.
        """
        options = {} if _has_no_timeouts(self.client) else {"timeout": self.timeout}
        try:
            with heard() as raised:
                response = self.client.post(
                    url, headers=dict(headers), content=body, follow_redirects=False, **options
                )
        except Exception as error:
            if any(each.__name__ == "TransportError" for each in type(error).__mro__):
                raise UnreachableError(f"{type(error).__name__}: {error}") from error
            raise
        return Answer.of(response, raised)


def _has_no_timeouts(client: Any) -> bool:
    """Starlette's client runs the app in process, and warns where it is given a timeout."""
    return any(each.__module__ == "starlette.testclient" for each in type(client).__mro__)


@dataclass(frozen=True, slots=True)
class WerkzeugClient:
    """Flask's test client, or any of Werkzeug."""

    client: Any

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it by the client."""
        with heard() as raised:
            response = self.client.post(url, data=body, headers=dict(headers), follow_redirects=False)
        return Answer.of(response, raised)


@dataclass(frozen=True, slots=True)
class DjangoClient:
    """Django's test client, or one made of it."""

    client: Any

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it by the client."""
        parts = urlsplit(url)
        fields = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        kind = fields.pop("HTTP_CONTENT_TYPE")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with heard() as raised:
            response = self.client.generic("POST", path, body, kind, secure=parts.scheme == "https", **fields)
        return Answer.of(response, raised)
