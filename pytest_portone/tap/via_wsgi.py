"""Test clients that call a WSGI app in process: Werkzeug's, which is Flask's."""

from __future__ import annotations

from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pytest_portone.tap import fields
from pytest_portone.tap.listener import Delivery
from pytest_portone.tap.patches import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, MutableMapping

    from pytest_portone.tap.calls import Tap
    from pytest_portone.transport.patching import Method

_CONTENT = ("CONTENT_TYPE", "CONTENT_LENGTH")


@contextmanager
def patched(module: Any, tap: Tap) -> Iterator[None]:
    """Show the tap every request with a body of the clients of `werkzeug.test`."""

    def around(original: Method) -> Method:
        @wraps(original)
        def run_wsgi_app(client: Any, environ: Any, *args: Any, **options: Any) -> Any:
            __tracebackhide__ = True
            deliver(tap, environ, BytesIO)
            return original(client, environ, *args, **options)

        return run_wsgi_app

    with replaced(module, "Client.run_wsgi_app", tap, around):
        yield


def deliver(tap: Tap, environ: MutableMapping[str, Any], stream: Callable[[bytes], Any]) -> None:
    """Put into `environ` (PEP 3333) what the listener wants delivered.

    Args:
        tap: whose listener is shown the request.
        environ: the request; its input is read, and stands there again.
        stream: makes an input out of a body.
    """
    body = b"" if tap.closed else _read(environ, stream)
    if not body:
        return
    came = [(_name(key), str(value)) for key, value in environ.items() if _is_header(key)]
    shown = Delivery(fields.joined(came), body)
    wanted = tap.listener.delivered(shown)
    if wanted == shown:
        return
    environ["wsgi.input"] = stream(wanted.body)
    for key in filter(_is_header, list(environ)):
        del environ[key]
    environ.update({_key(name): value for name, value in fields.of_delivery(came, shown, wanted)})


def _read(environ: MutableMapping[str, Any], stream: Callable[[bytes], Any]) -> bytes:
    source = environ["wsgi.input"]
    if source.seekable():  # the client may want to close it: it may be a file
        start = source.tell()
        body: bytes = source.read()
        source.seek(start)
        return body
    body = source.read()
    environ["wsgi.input"] = stream(body)
    return body


def _is_header(key: str) -> bool:
    return key.startswith("HTTP_") or key in _CONTENT


def _name(key: str) -> str:
    return key.removeprefix("HTTP_").replace("_", "-").lower()


def _key(name: str) -> str:
    key = name.replace("-", "_").upper()
    return key if key in _CONTENT else f"HTTP_{key}"
