"""How a webhook gets to the merchant: what it is sent to tells by which way."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from pytest_portone.sandbox.webhooks.clients import DjangoClient, HttpxClient, WerkzeugClient
from pytest_portone.sandbox.webhooks.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.webhooks.endpoints import Target, Timeouts

BASE = "http://testserver/"
"""Where an app in process is, if nobody says otherwise. Django's, Starlette's and FastAPI's tests call it so too."""
_TAKEN = (
    "an ASGI or WSGI app; a test client of Starlette, FastAPI, Flask or Django, or an httpx.Client; "
    "a function that takes an httpx.Request and gives an httpx.Response; or a URL such as 'http://127.0.0.1:8000/hooks'"
)


def url_of(target: Any, url: str) -> str:
    """The absolute URL at which a target has a path: below the target itself, if it is a URL or knows its own base.

    Raises:
        ValueError: it would be no http or https URL.
    """
    base = target if isinstance(target, str) else str(getattr(target, "base_url", "") or BASE)
    whole = base if isinstance(target, str) and url == "/" else urljoin(base.rstrip("/") + "/", url)
    parts = urlsplit(whole)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(
            f"received {whole!r} to send webhooks to, expected a URL such as 'http://127.0.0.1:8000/hooks'"
        )
    return whole if parts.path else f"{whole}/"


def target_of(target: Any, timeouts: Timeouts) -> Target:
    """What webhooks for such a target go through.

    Raises:
        TypeError: there is no way to it.
    """
    if isinstance(target, str):
        return Network(timeouts)
    kinds = [f"{each.__module__}.{each.__qualname__}" for each in type(target).__mro__]
    way = next((_WAYS[each] for each in kinds if each in _WAYS), None)
    if way is not None:
        return way(target, timeouts)
    if isinstance(target, type) or not callable(target):
        what = f"the class {target.__qualname__}" if isinstance(target, type) else f"{type(target).__name__} object"
        raise TypeError(f"received {what} to send webhooks to, expected {_TAKEN}")
    return _CALLED[_arguments(target)](target, timeouts)


def _arguments(target: Callable[..., Any]) -> int:
    """With how many arguments it can be called: 1 for a function, 2 for a WSGI app, 3 for an ASGI app.

    Raises:
        TypeError: with none of these.
    """
    try:
        signature = inspect.signature(target)
    except ValueError as error:
        raise TypeError(f"received {target!r} to send webhooks to, expected {_TAKEN}") from error
    for count in sorted(_CALLED):
        try:
            signature.bind(*range(count))
        except TypeError:
            continue
        return count
    raise TypeError(f"received {target!r} to send webhooks to, which takes {signature}; expected {_TAKEN}")


def _function(target: Any, timeouts: Timeouts) -> Target:
    from pytest_portone.sandbox.webhooks.apps import Function, InProcess

    return InProcess(Function(target, timeouts))


def _wsgi(target: Any, _: Timeouts) -> Target:
    from pytest_portone.sandbox.webhooks.apps import InProcess, Wsgi

    return InProcess(Wsgi(target))


def _asgi(target: Any, timeouts: Timeouts) -> Target:
    from pytest_portone.sandbox.webhooks.apps import Asgi, InProcess

    return InProcess(Asgi(target, timeouts))


def _django_asgi(target: Any, timeouts: Timeouts) -> Target:
    from pytest_portone.sandbox.webhooks.apps import DjangoAsgi, InProcess

    return InProcess(DjangoAsgi(target, timeouts))


def _httpx(target: Any, timeouts: Timeouts) -> Target:
    return HttpxClient(target, timeouts.read)


_CALLED: Mapping[int, Callable[[Any, Timeouts], Target]] = {1: _function, 2: _wsgi, 3: _asgi}
_WAYS: Mapping[str, Callable[[Any, Timeouts], Target]] = {
    "httpx.Client": _httpx,
    "httpx2.Client": _httpx,
    "werkzeug.test.Client": lambda target, _: WerkzeugClient(target),
    "django.test.client.Client": lambda target, _: DjangoClient(target),
    "django.core.handlers.asgi.ASGIHandler": _django_asgi,
}
"""What is known by its class, or by one that it is made of."""
