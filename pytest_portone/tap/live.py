"""Whether a call goes over the network: known where nothing lies below but a socket."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import wraps
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pytest_portone.tap.calls import under_way
from pytest_portone.tap.patches import replaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.messages import Request
    from pytest_portone.tap.calls import Tap
    from pytest_portone.transport.patching import Method

_CONNECTIONS = {
    "HTTP11Connection": "handle_request",
    "HTTP2Connection": "handle_request",
    "AsyncHTTP11Connection": "handle_async_request",
    "AsyncHTTP2Connection": "handle_async_request",
}

LAYERS = {
    "httpcore": _CONNECTIONS,
    "httpcore2": _CONNECTIONS,
    "urllib3.connection": {"HTTPConnection": "request"},
    "aiohttp": {"BaseConnector": "connect"},
}
"""By module: the classes, and the method through which a call goes out. All lie below mocks and cassettes."""


class LiveCallError(Exception):
    """A call to PortOne that would have gone over the network, where the listener forbids it."""

    def __init__(self, request: Request) -> None:
        super().__init__(
            f"{request.method} {request.path} would go over the network, which is forbidden now: "
            "a test that is run again gets the answers that its first run received, and this call had none. "
            "Nothing has been sent. Make the test's calls the same in each run, or answer them from a mock, "
            "a cassette or the sandbox."
        )


def going_out() -> None:
    """Mark the innermost call as live, and those around it that are the same call at a higher layer.

    Raises:
        LiveCallError: its listener forbids it.
    """
    calls = list(under_way())
    for call in takewhile(lambda each: each.key == calls[0].key, calls):
        if call.request is not None and call.tap.listener.forbids(call.request):
            raise LiveCallError(call.request)
        call.live = True


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Have the lowest layer in `module` tell of what goes out."""

    def around(original: Method) -> Method:
        @wraps(original)
        def send(*args: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            going_out()
            return original(*args, **options)

        return send

    with ExitStack() as stack:
        for owner, name in LAYERS[module.__name__].items():
            if hasattr(getattr(module, owner, None), name):  # HTTP/2 is optional
                stack.enter_context(replaced(module, f"{owner}.{name}", tap, around))
        yield
