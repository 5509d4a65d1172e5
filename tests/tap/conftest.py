"""Every client behind one signature, a listener that keeps what it hears, and a server to talk to."""

from __future__ import annotations

import asyncio
import gzip
import json
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import aiohttp
import httpx
import httpx2
import pytest
import requests

TLS = ssl.create_default_context()


@dataclass(frozen=True)
class Reply:
    """What a client made of an answer."""

    status: int
    headers: list
    body: bytes
    native: object = field(repr=False, compare=False)


def httpx_like(library):
    def call(method, url, *, headers=None, content=None, **options):
        with library.Client(trust_env=False, verify=TLS, **options) as client:
            reply = client.request(method, url, headers=headers, content=content)
        return Reply(reply.status_code, reply.headers.multi_items(), reply.content, reply)

    return call


def httpx_like_async(library):
    async def send(method, url, headers, content, options):
        async with library.AsyncClient(trust_env=False, verify=TLS, **options) as client:
            reply = await client.request(method, url, headers=headers, content=content)
        return Reply(reply.status_code, reply.headers.multi_items(), reply.content, reply)

    def call(method, url, *, headers=None, content=None, **options):
        return asyncio.run(send(method, url, headers, content, options))

    return call


def with_requests(method, url, *, headers=None, content=None, follow_redirects=False):
    with requests.Session() as session:
        session.trust_env = False
        reply = session.request(method, url, headers=headers, data=content, allow_redirects=follow_redirects)
    return Reply(reply.status_code, list(reply.raw.headers.items()), reply.content, reply)


def with_aiohttp(method, url, *, headers=None, content=None, follow_redirects=False):
    async def send():
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, headers=headers, data=content, allow_redirects=follow_redirects) as reply,
        ):
            return Reply(reply.status, list(reply.headers.items()), await reply.read(), reply)

    return asyncio.run(send())


CALLERS = {
    "httpx": httpx_like(httpx),
    "httpx-async": httpx_like_async(httpx),
    "httpx2": httpx_like(httpx2),
    "httpx2-async": httpx_like_async(httpx2),
    "requests": with_requests,
    "aiohttp": with_aiohttp,
}


@pytest.fixture(params=CALLERS)
def call(request):
    """`call(method, url, headers=, content=, follow_redirects=) -> Reply`, for each client in turn."""
    return CALLERS[request.param]


class Ear:
    """A listener that claims some hosts, keeps what it hears, and changes what it is told to."""

    def __init__(self, *hosts, change=None, replays=None, deliver=None, forbidden=False):
        self.hosts = hosts or ("api.portone.io",)
        self.forbidden = forbidden
        self.heard = []
        self.asked = []
        self.deliveries = []
        self._change = change
        self._replays = replays
        self._deliver = deliver

    def claim(self, _method, _scheme, host, port, path):
        return path if host in self.hosts or f"{host}:{port}" in self.hosts else None

    def replay(self, request):
        self.asked.append(request)
        return self._replays(request) if self._replays else None

    def forbids(self, _request):
        return self.forbidden

    def received(self, exchange):
        self.heard.append(exchange)
        return self._change(exchange.response) if self._change else exchange.response

    def delivered(self, delivery):
        self.deliveries.append(delivery)
        return self._deliver(delivery) if self._deliver else delivery


@pytest.fixture
def ear():
    """The class of a listener: `ear(*hosts, change=, replays=, deliver=, forbidden=)`."""
    return Ear


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.command, self.path, dict(self.headers.items()), self._body()))
        route = self.path.partition("?")[0].strip("/").replace("-", "_")
        getattr(self, f"_{route}", self._json)()

    do_POST = do_PUT = do_HEAD = do_GET  # noqa: N815 - the names that http.server looks for

    def log_message(self, *_):
        """Say nothing."""

    def _body(self):
        if "chunked" not in self.headers.get("transfer-encoding", ""):
            return self.rfile.read(int(self.headers.get("content-length", 0)))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _send(self, status, fields, body):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, status=200, extra=()):
        body = json.dumps({"path": self.path, "name": "\uc218\uac15\ub8cc"}).encode()
        fields = [("Content-Type", "application/json"), ("Content-Length", str(len(body))), *extra]
        self._send(status, fields, body)

    def _cookies(self):
        self._json(extra=[("Set-Cookie", "a=1; Path=/"), ("Set-Cookie", "b=2; Path=/")])

    def _refused(self):
        self._json(404)

    def _gzip(self):
        body = gzip.compress(b'{"coded": true}', mtime=0)
        fields = [("Content-Type", "application/json"), ("Content-Encoding", "gzip")]
        self._send(200, [*fields, ("Content-Length", str(len(body)))], body)

    def _chunked(self):
        body = b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in (b"one ", b"two ", b"three"))
        self._send(200, [("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked")], body + b"0\r\n\r\n")

    def _redirect(self):
        self._send(302, [("Location", "/banks"), ("Content-Length", "0")], b"")

    def _broken(self):
        self._send(200, [("Content-Length", "100")], b"too short")
        self.close_connection = True


@dataclass(frozen=True)
class Server:
    host: str
    url: str
    seen: list


@contextmanager
def _served():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.seen = []
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        host = f"127.0.0.1:{server.server_port}"
        try:
            yield Server(host, f"http://{host}", server.seen)
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server():
    """A real server on the loopback interface: `host` (with its port), `url`, and what it has `seen`."""
    with _served() as served:
        yield served
