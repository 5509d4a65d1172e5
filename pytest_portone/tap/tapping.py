"""The tap itself."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from pytest_portone.tap import live, via_aiohttp, via_django, via_httpx, via_requests, via_wsgi
from pytest_portone.tap.calls import Tap
from pytest_portone.transport.watching import when_imported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import ModuleType
    from typing import Any

    from pytest_portone.tap.listener import Listener

_PLACES: Mapping[str, tuple[Callable[[Any, Tap], AbstractContextManager[None]], ...]] = {
    "httpx": (via_httpx.patched,),
    "httpx2": (via_httpx.patched,),
    "httpcore": (live.patched,),
    "httpcore2": (live.patched,),
    "requests": (via_requests.patched,),
    "requests_mock.mocker": (via_requests.patched_mock,),
    "urllib3.connection": (live.patched,),
    "aiohttp": (live.patched, via_aiohttp.patched),
    "werkzeug.test": (via_wsgi.patched,),
    "django.test.client": (via_django.patched,),
}
"""By module: what is patched in it, from below to above."""


@contextmanager
def tap(listener: Listener) -> Iterator[None]:
    """Show the listener everything that passes between the code under test and PortOne, and all that is delivered.

    Enter it before any mock is set up: it then lies above them all. httpx, httpx2, requests and aiohttp are heard,
    synchronous or not, from clients made before or after; so are the test clients of Flask and Django (those of
    FastAPI, Starlette and aiohttp are made of the former). A module that is not imported yet is left so, and caught
    as soon as it is imported. What the listener raises reaches the code under test as it is.

    Raises:
        UnsupportedClientError: a client is built otherwise than those that are known; it may come at its import.
    """
    state = Tap(listener)
    with ExitStack() as patches:
        patches.callback(state.close)

        def enter(name: str, module: ModuleType) -> None:
            for patched in _PLACES[name]:
                patches.enter_context(patched(module, state))

        with when_imported({name: partial(enter, name) for name in _PLACES}):
            yield
