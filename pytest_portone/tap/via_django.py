"""Django's test clients and request factories, synchronous and not."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

from pytest_portone.tap import fields
from pytest_portone.tap.listener import Delivery
from pytest_portone.tap.patches import replaced
from pytest_portone.tap.via_wsgi import deliver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.tap.calls import Tap
    from pytest_portone.transport.patching import Method


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Show the tap every request with a body of `django.test.client`."""

    def synchronous(original: Method) -> Method:
        @wraps(original)
        def _base_environ(factory: Any, **request: Any) -> Any:
            environ = original(factory, **request)
            deliver(tap, environ, module.FakePayload)
            return environ

        return _base_environ

    def asynchronous(original: Method) -> Method:
        @wraps(original)
        def request(factory: Any, **scope: Any) -> Any:
            __tracebackhide__ = True
            if not tap.closed and "_body_file" in scope:
                _deliver(tap, scope, module)
            return original(factory, **scope)

        return request

    with ExitStack() as stack:
        stack.enter_context(replaced(module, "RequestFactory._base_environ", tap, synchronous))
        stack.enter_context(replaced(module, "AsyncRequestFactory.request", tap, asynchronous))
        stack.enter_context(replaced(module, "AsyncClient.request", tap, asynchronous))
        yield


def _deliver(tap: Tap, scope: dict[str, Any], module: Any) -> None:
    """Put into `scope` (ASGI's, with the body beside it) what the listener wants delivered."""
    came = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    shown = Delivery(fields.joined(came), scope["_body_file"].read())
    wanted = tap.listener.delivered(shown)
    scope["_body_file"] = module.FakePayload(wanted.body)
    if wanted != shown:
        sent = fields.of_delivery(came, shown, wanted)
        scope["headers"] = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in sent]
