"""Which calls of the code under test are PortOne's, and who answers them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

from pytest_portone.sandbox.messages import Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable

Handler: TypeAlias = Callable[[Request], Response]
"""Answers a request: the sandbox, a mock, or any function."""

OtherHosts: TypeAlias = Literal["pass", "refuse"]
"""What becomes of a call to a host that is not PortOne's."""

PORTONE = "https://api.portone.io"
"""The base URL of PortOne's V2 API."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class OtherHostError(Exception):
    """A call to a host that is not PortOne's, where those are refused."""

    def __init__(self, method: str, url: str) -> None:
        super().__init__(
            f"{method} {url} does not go to PortOne, and `portone_other_hosts = refuse` is set. "
            "If PortOne's API is served there, add its base URL to `portone_base_urls`; "
            "to let such calls through, set `portone_other_hosts = pass`."
        )


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """Where PortOne's API is served: a host, a port (None for any) and the path before the API's own."""

    host: str
    port: int | None
    prefix: str

    @classmethod
    def parse(cls, url: str) -> BaseUrl:
        """Read an absolute URL.

        Raises:
            ValueError: it is no http or https URL with a host.
        """
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ValueError(f"received {url!r}, expected a base URL such as {PORTONE!r}")
        return cls(parts.hostname, parts.port, parts.path.rstrip("/"))

    def below(self, scheme: str, port: int | None, path: str) -> str | None:
        """What follows the base URL in `path`; None where the call goes elsewhere."""
        if self.port is not None and self.port != (port or _DEFAULT_PORTS.get(scheme)):
            return None
        if not self.prefix:
            return path
        rest = path.removeprefix(self.prefix)
        return rest if rest != path and rest[:1] in {"", "/"} else None


class Interception:
    """The calls to PortOne's base URLs, for as long as it is open. Once closed it claims nothing."""

    __slots__ = ("_bases", "_refuse", "handler")

    def __init__(self, handler: Handler, base_urls: Iterable[str] = (), other_hosts: OtherHosts = "pass") -> None:
        """Open it.

        Raises:
            ValueError: one of `base_urls` is no http or https URL.
        """
        self.handler = handler
        self._refuse = other_hosts == "refuse"
        self._bases: dict[str, list[BaseUrl]] = {}
        for base in sorted(map(BaseUrl.parse, (PORTONE, *base_urls)), key=lambda each: -len(each.prefix)):
            self._bases.setdefault(base.host, []).append(base)

    def close(self) -> None:
        """Let every call pass from now on, also where a patch has been left standing."""
        self._bases = {}
        self._refuse = False

    @property
    def closed(self) -> bool:
        """Whether every call passes."""
        return not self._bases

    def claim(self, method: str, scheme: str, host: str, port: int | None, path: str) -> str | None:
        """The path below PortOne's base URL, percent-encoded as it came; None for a call that is to pass.

        Raises:
            OtherHostError: the call goes to another host, and those are refused. Loopback never is.
        """
        for base in self._bases.get(host, ()):
            below = base.below(scheme, port, path)
            if below is not None:
                return below or "/"
        if self._refuse and host not in _LOOPBACK:
            raise OtherHostError(method, f"{scheme}://{host}{path}")
        return None
