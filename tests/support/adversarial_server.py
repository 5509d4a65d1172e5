"""A server that answers as no server should, and as some do: written byte by byte, so that no library mends it."""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from contextlib import contextmanager, suppress
from threading import Event, Thread

PAYMENT = {"status": "PAID", "id": "order-1", "orderName": "커피", "channel": {"type": "TEST"}}
BODY = json.dumps(PAYMENT, ensure_ascii=False).encode()
JSON = ("Content-Type: application/json",)


def message(body=BODY, *fields, status="200 OK", version="HTTP/1.1", length=True):
    lines = [f"{version} {status}", *(fields or JSON), *([f"Content-Length: {len(body)}"] if length else [])]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def chunked(body, size=7):
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in [*pieces, b""])


ANSWERS = {
    "/payments/plain": message(),
    "/payments/slow": message(),
    "/payments/chunked": message(b"", *JSON, "Transfer-Encoding: chunked", length=False) + chunked(BODY),
    "/payments/gzip": message(gzip.compress(BODY), *JSON, "Content-Encoding: gzip"),
    "/payments/deflate": message(zlib.compress(BODY), *JSON, "Content-Encoding: deflate"),
    "/payments/gzip-chunked": message(
        b"", *JSON, "Content-Encoding: gzip", "Transfer-Encoding: chunked", length=False
    )
    + chunked(gzip.compress(BODY)),
    "/payments/moved": message(b"", "Location: /payments/plain", status="302 Found"),
    "/payments/kept": message(b"", "Location: /payments/plain", status="307 Temporary Redirect"),
    "/payments/as-html": message(BODY, "Content-Type: text/html"),
    "/payments/no-type": message(BODY, "X-Nothing: here"),
    "/payments/broken": message(BODY[:-20]),
    "/payments/page": message(b"<h1>Bad gateway</h1>", "Content-Type: text/html", status="502 Bad Gateway"),
    "/payments/old": message(version="HTTP/1.0", length=False),
    "/payments/twice": message(
        BODY,
        *JSON,
        "Set-Cookie: a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT",
        "Set-Cookie: b=2",
        "X-Twice: 1",
        "X-Twice: 2",
    ),
    "/payments/nothing": message(b"", "X-Nothing: here", status="204 No Content", length=False),
    "/payments/bytes": message(bytes(range(256)), "Content-Type: application/octet-stream"),
    "/payments/late": message(json.dumps({"type": "X", "message": "m"}).encode(), status="503 Service Unavailable"),
    "/payments/live": message(json.dumps({**PAYMENT, "channel": {"type": "LIVE"}}).encode()),
    "/payments/cut": message()[:-30],
}
"""By path: all that is sent."""


class AdversarialServer:
    """Attributes:
    url: the base URL.
    connections: how many there were.
    """

    def __init__(self, listener):
        self._listener = listener
        self._pause = Event()
        self.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.connections = 0

    def serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            Thread(target=self._answer, args=(connection,), daemon=True).start()

    def close(self):
        """From now on nobody answers."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _answer(self, connection):
        with connection, suppress(OSError):
            received = b""
            while b"\r\n\r\n" not in received:
                received += connection.recv(65536)
            path = received.split()[1].decode().partition("?")[0]
            content = ANSWERS.get(path, message(b"{}", status="404 Not Found"))
            if path == "/payments/slow":
                for each in content:
                    connection.sendall(bytes([each]))
                    self._pause.wait(0.0005)
            connection.sendall(b"" if path == "/payments/slow" else content)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)


@contextmanager
def adversarial_server():
    server = AdversarialServer(socket.create_server(("127.0.0.1", 0)))
    thread = Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
