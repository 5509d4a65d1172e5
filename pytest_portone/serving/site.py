"""The sandbox with all that is around it on a server: one function from request to response."""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from string import Template
from typing import TYPE_CHECKING

from pytest_portone.sandbox.messages import Response
from pytest_portone.server import CONTROL
from pytest_portone.serving import checkout, control, document, hosted, reading, uploads
from pytest_portone.serving.answers import ControlError, answered, file, refused
from pytest_portone.serving.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, TypeAlias

    from pytest_portone.sandbox import Request, Sandbox

    Till: TypeAlias = tuple[Callable[[Sandbox, Mapping[str, Any]], dict[str, Any]], Mapping[str, Any]]

_ROOT = CONTROL.rstrip("/")
_PAGES = {"": "dashboard", "pay": "pay"}
_SHARED = {"pay": "till.js", "session": "till.js"}
"""Scripts that stand before a page's own."""
_TILLS: Mapping[str, Till] = {
    "checkout/open": (checkout.open_window, checkout.ASKED),
    "checkout/decide": (checkout.decide, checkout.ASKED),
    "sessions/visit": (hosted.visit, hosted.VISIT),
    "sessions/decide": (hosted.decide, hosted.DECISION),
}
"""What customers do in windows and on pages, and the schema of what they send. Nobody asks them for a token."""
_POLICY = (
    "default-src 'none'; style-src '{style}'; script-src '{script}'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors {framed}"
)


@dataclass(slots=True)
class Site:
    """A sandbox, its control API, its dashboard, the window of the browser SDK's stand-in, and the payment page.

    Attributes:
        sandbox: answers every path of PortOne's.
        guard: who may steer it.
        desk: steers it.
    """

    sandbox: Sandbox
    guard: Guard = field(default_factory=Guard)
    desk: control.Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = control.Desk(self.sandbox)

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever is wrong with it, the answer says so."""
        if request.path != _ROOT and not request.path.startswith(CONTROL):
            return uploads.led_here(request, hosted.led_here(request, self.sandbox.handle(request)))
        try:
            return self._answer(request)
        except ControlError as error:
            return refused(error)

    def _answer(self, request: Request) -> Response:
        """What stands below the prefix.

        Raises:
            ControlError: it can't be had.
        """
        self.guard.check_host(request)
        path = request.path.removeprefix(CONTROL)
        if request.path == _ROOT:
            return Response(308, {"location": CONTROL})
        if uploads.is_file(request.path):
            return self.sandbox.handle(request)
        reads = request.method in {"GET", "HEAD"}
        if reads and path in _PAGES:
            return _page(_PAGES[path])
        if reads and hosted.is_page(request.path):
            return _page("session")
        if reads and path == "sdk.js":
            return _sdk(request)
        if not reads:
            self.guard.check_origin(request)
            self.guard.check_json(request)
        if request.method == "POST" and path in _TILLS:
            till, schema = _TILLS[path]
            return answered(till(self.sandbox, reading.arguments(request, schema)))
        self.guard.check_token(request)
        return self._steered(request, path)

    def _steered(self, request: Request, path: str) -> Response:
        if path == "openapi.json":
            return answered(document.document(self.desk))
        if request.method == "HEAD":
            raise ControlError(405, "METHOD_NOT_ALLOWED", "received HEAD, expected GET or POST")
        if path == "state":
            tag = f'"{self.desk.watch.look()}-{len(self.desk.snapshots)}"'
            if request.headers.get("if-none-match") == tag:
                return Response(304, {"etag": tag})
            return answered(control.answer(self.desk, request, path), etag=tag)
        return answered(control.answer(self.desk, request, path))


def _page(name: str) -> Response:
    html, policy = _rendered(name)
    return file(html, "text/html", content_security_policy=policy)


@lru_cache(maxsize=4)
def _rendered(name: str) -> tuple[str, str]:
    """A page, and its content security policy: no load from elsewhere, and no script but its own."""
    shared = _text(_SHARED[name]) if name in _SHARED else ""
    style, script = _text("look.css") + _text(f"{name}.css"), shared + _text(f"{name}.js")
    html = Template(_text(f"{name}.html")).substitute(style=style, script=script)
    framed = "*" if name == "pay" else "'none'"
    return html, _POLICY.format(style=_hash(style), script=_hash(script), framed=framed)


def _sdk(request: Request) -> Response:
    """The stand-in for the browser SDK; it knows where it comes from, by whatever name it is loaded."""
    home = json.dumps(f"http://{request.headers.get('host', '')}")
    script = Template(_text("sdk.js")).substitute(home=home)
    return file(
        script,
        "text/javascript",
        access_control_allow_origin="*",
        cross_origin_resource_policy="cross-origin",
    )


def _text(name: str) -> str:
    return resources.files("pytest_portone.serving").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
