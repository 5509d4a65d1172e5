"""How the calls of the code under test are caught where they stand, and handed to a function.

`intercept` patches the lowest sensible layer of each client that is installed: one module a client (`via_*`), all
with the same names, `MODULE` and `patched(module, interception)`. Calls to hosts other than PortOne's pass untouched.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pytest_portone.transport import via_aiohttp, via_httpx, via_httpx2, via_requests
from pytest_portone.transport.interception import PORTONE, Handler, Interception, OtherHostError, OtherHosts
from pytest_portone.transport.watching import when_imported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from types import ModuleType

__all__ = ["PORTONE", "Handler", "OtherHostError", "OtherHosts", "intercept"]

_CLIENTS = (via_httpx, via_httpx2, via_requests, via_aiohttp)


@contextmanager
def intercept(handler: Handler, base_urls: Iterable[str] = (), *, other_hosts: OtherHosts = "pass") -> Iterator[None]:
    """Answer every call to PortOne with `handler`, from clients made before or after, synchronous or not.

    A client that is not imported yet is left so, and caught as soon as it is imported. Of two interceptions the
    inner one answers. The same holds for other tools that patch a client at the same layer: the later patch wins.

    Args:
        handler: gets each request, and gives its answer; what it raises reaches the caller as it is.
        base_urls: where else PortOne's API is served, besides https://api.portone.io.
        other_hosts: "pass" lets calls to other hosts through, "refuse" raises `OtherHostError`. Loopback passes.

    Raises:
        ValueError: one of `base_urls` is no http or https URL.
    """
    interception = Interception(handler, base_urls, other_hosts)

    def enter(patched: Callable[..., AbstractContextManager[None]], module: ModuleType) -> None:
        patches.enter_context(patched(module, interception))

    with ExitStack() as patches:
        patches.callback(interception.close)
        with when_imported({client.MODULE: partial(enter, client.patched) for client in _CLIENTS}):
            yield
