"""Who may steer the sandbox. A browser that visits a foreign page must not do it for that page.

- The `Host` must be one that is served: a foreign name that was made to lead here (DNS rebinding) is refused.
- A change comes as a POST of JSON, which a foreign page can't send without asking; it is told no.
- An `Origin` must be the server's own.
- Where others than this machine get in, a token is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hmac import compare_digest
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pytest_portone.serving.answers import ControlError

if TYPE_CHECKING:
    from pytest_portone.sandbox import Request

_BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Guard:
    """What is asked of a request.

    Attributes:
        token: what has to be shown; None where nobody but this machine gets in.
        hosts: names that are served besides this machine's own; any, where there is a token.
    """

    token: str | None = field(default=None, repr=False)
    hosts: frozenset[str] = frozenset()

    def check_host(self, request: Request) -> None:
        """See that a request is for this server.

        Raises:
            ControlError: `HOST_NOT_SERVED`.
        """
        name = _name(request.headers.get("host", ""))
        if self.token is None and not is_this_machine(name) and name not in self.hosts:
            served = ", ".join(["localhost", "127.0.0.1", "[::1]", *sorted(self.hosts)])
            raise ControlError(403, "HOST_NOT_SERVED", f"host: received {name!r}, expected one of {served}")

    def check_origin(self, request: Request) -> None:
        """See that no foreign page asks.

        Raises:
            ControlError: `FOREIGN_ORIGIN`.
        """
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
            raise ControlError(403, "FOREIGN_ORIGIN", f"origin: received {origin!r}, expected this server's own")

    def check_json(self, request: Request) -> None:
        """See that a change comes as JSON.

        Raises:
            ControlError: `NOT_JSON`.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            received = kind or "none"
            raise ControlError(
                415, "NOT_JSON", f"content-type: received {received}, expected application/json, also without a body"
            )

    def check_token(self, request: Request) -> None:
        """See that whoever asks knows the token.

        Raises:
            ControlError: `TOKEN_REQUIRED`.
        """
        if self.token is None:
            return
        shown = request.headers.get("authorization", "")
        known = shown[len(_BEARER) :] if shown.lower().startswith(_BEARER) else ""
        if not compare_digest(known.encode("utf-8", "replace"), self.token.encode()):
            message = "authorization: expected `Bearer` with the token that the server printed when it started"
            raise ControlError(401, "TOKEN_REQUIRED", message)


def _name(host: str) -> str:
    """A host without its port."""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def is_this_machine(name: str) -> bool:
    """Whether a host's name or address is this machine's own, and no other machine gets there."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")
