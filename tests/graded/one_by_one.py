"""A pytest plugin that does what the gate is for in the plainest way: each test again for each change alone.

It shares nothing with the gate but the contract, and knows only the clients of the graded set. What it finds goes to
the file that GRADED_REPORT names: `breaks` as in a report of the gate, `received` and `spots` for what came at all.
"""

from __future__ import annotations

import base64
import hmac
import io
import json
import os
import re
import traceback
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx2
import pytest
import requests
import werkzeug.test
from _pytest.runner import runtestprotocol

from pytest_portone import contracts
from pytest_portone.contracts.evolution import apply_all, evolutions
from pytest_portone.contracts.model import Ref
from pytest_portone.contracts.schema import json_path

HOST = "api.portone.io"
KEY = b"a webhook secret of a test store"
KINDS = {
    "unknown field": "new-field",
    "unknown enum value": "new-enum-value",
    "unknown case": "new-case",
    "unknown error type": "new-type",
    "unknown webhook type": "new-type",
}
CONTRACT = contracts.load()
PATHS = [
    (each.method, re.compile(re.sub(r"\\{.+?\\}", "[^/]+", re.escape(each.path))), each)
    for each in CONTRACT.operations.values()
]


class Wire:
    """Everything that passes, with one change, or none."""

    def __init__(self):
        self.spot, self.spots, self.received = None, {}, []

    def answer(self, method, url, status, body):
        parts = urlsplit(str(url))
        fitting = [each for verb, path, each in PATHS if verb == method and path.fullmatch(parts.path)]
        operation = min(fitting, key=lambda each: each.path.count("{"))
        return self._changed(operation.id, status, CONTRACT.answer(operation, status), body)

    def webhook(self, body):
        version = "2024-04-25" if b'"type"' in body else "2024-01-01"
        return self._changed(f"webhook {version}", 0, Ref(CONTRACT.webhooks[version]), body)

    def _changed(self, name, status, target, body):
        value = json.loads(body)
        found = {}
        for each in evolutions(CONTRACT, target, value):
            spot = (name, status, re.sub(r"\[\d+\]", "[*]", json_path(each.path)), KINDS[each.kind])
            found.setdefault(spot, []).append(each)
        if self.spot is None:
            self.spots.update(dict.fromkeys(found))
            violations = [str(each) for each in CONTRACT.validate(target, value).violations]
            extensions = [str(each) for each in CONTRACT.validate(target, value).extensions]
            self.received.append((name, status, violations + extensions))
            return body
        return json.dumps(apply_all(found[self.spot], value)).encode() if self.spot in found else body


def signed_again(headers, body):
    """The headers of a webhook, with the signature of its new body."""
    if "webhook-signature" in headers:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        headers["webhook-signature"] = "v1," + base64.b64encode(hmac.digest(KEY, content, "sha256")).decode()
    return headers


def through_httpx(library, wire):
    send, send_async = library.Client.send, library.AsyncClient.send

    def evolved(request, response, body):
        changed = wire.answer(request.method, request.url, response.status_code, body)
        return library.Response(response.status_code, json=json.loads(changed), request=request)

    def delivered(request):
        body = wire.webhook(request.read())
        headers = signed_again({**request.headers, "content-length": str(len(body))}, body)
        return library.Request(request.method, request.url, headers=headers, content=body)

    def sync(self, request, **options):
        if request.url.host != HOST:
            return send(self, delivered(request), **options)
        response = send(self, request, **options)
        return evolved(request, response, response.read())

    async def asynchronous(self, request, **options):
        if request.url.host != HOST:
            return await send_async(self, delivered(request), **options)
        response = await send_async(self, request, **options)
        return evolved(request, response, await response.aread())

    library.Client.send, library.AsyncClient.send = sync, asynchronous


def through_requests(wire):
    ask = requests.Session.request

    def sync(self, method, url, **options):
        response = ask(self, method, url, **options)
        response._content = wire.answer(method, url, response.status_code, response.content)
        return response

    requests.Session.request = sync


def through_aiohttp(wire):
    ask = aiohttp.ClientSession._request

    async def asynchronous(self, method, url, **options):
        response = await ask(self, method, url, **options)
        response._body = wire.answer(method, url, response.status, await response.read())
        return response

    aiohttp.ClientSession._request = asynchronous


def through_flask(wire):
    open_ = werkzeug.test.Client.open

    def sync(self, request, *args, **options):
        body = wire.webhook(request.get_data())
        names = {each: f"HTTP_{each.upper().replace('-', '_')}" for each in ("webhook-id", "webhook-timestamp")}
        names["webhook-signature"] = "HTTP_WEBHOOK_SIGNATURE"
        environ = request.environ
        known = {name: environ[key] for name, key in names.items() if key in environ}
        environ.update({names[name]: value for name, value in signed_again(known, body).items()})
        environ.update({"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        return open_(self, type(request)(environ), *args, **options)

    werkzeug.test.Client.open = sync


def whose(path, root):
    if "portone_server_sdk" in path.parts:
        return "sdk"
    if root in path.parents:
        return "test" if path.name.startswith("test_") else "merchant"
    return None


def broken(error, root):
    """Verdict, blame and exception of a failure; an exception of the SDK's own is whose who does not catch it."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        (error,) = error.exceptions
    frames = [whose(Path(each.filename), root) for each in traceback.extract_tb(error.__traceback__)]
    promised = type(error).__module__.startswith("portone_server_sdk")
    blame = [each for each in frames if each and not (promised and each == "sdk")][-1]
    change = blame == "test" and isinstance(error, AssertionError | pytest.fail.Exception)
    return {"verdict": "change" if change else "crash", "blame": blame, "exception": type(error).__name__}


class OneByOne:
    def __init__(self):
        self.wire, self.breaks, self.spots, self.received, self.failed = Wire(), [], {}, {}, None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if call.excinfo and not self.failed:
            self.failed = broken(call.excinfo.value, item.config.rootpath)
        return report

    def run(self, item, spot, *, log):
        self.wire.spot, self.failed = spot, None
        if hasattr(item, "_request"):
            item._initrequest()
        runtestprotocol(item, nextitem=item.parent, log=log)
        return self.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item, nextitem):
        self.wire.spots, self.wire.received = {}, []
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self.run(item, None, log=True)
        self.spots[item.nodeid], self.received[item.nodeid] = list(self.wire.spots), self.wire.received
        for spot in self.spots[item.nodeid]:
            failed = self.run(item, spot, log=False)
            if failed:
                place = dict(zip(("operation", "status", "path", "kind"), spot, strict=True))
                self.breaks.append({"test": item.nodeid, **place, **failed})
        item.session._setupstate.teardown_exact(nextitem)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_sessionfinish(self):
        found = {"breaks": self.breaks, "spots": self.spots, "received": self.received}
        Path(os.environ["GRADED_REPORT"]).write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config):
    plugin = OneByOne()
    config.pluginmanager.register(plugin)
    for library in (httpx, httpx2):
        through_httpx(library, plugin.wire)
    through_requests(plugin.wire)
    through_aiohttp(plugin.wire)
    through_flask(plugin.wire)
