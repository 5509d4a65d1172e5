"""Load on a server: as many requests as it answers, over some connections kept alive."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import time
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 8
SECONDS = 2
_RATE = re.compile(r"Requests/sec:\s+([\d.]+)")


def rate(url: str, authorization: str, seconds: int = SECONDS, *, connections: int = CONNECTIONS) -> float:
    """Answers a second over so many connections, with `wrk` where it is installed.

    Raises:
        RuntimeError: an answer was no success, or a connection broke.
    """
    if wrk := shutil.which("wrk"):
        return by_wrk(wrk, url, authorization, seconds, connections)
    return asyncio.run(by_asyncio(url, authorization, seconds, connections))


def by_wrk(wrk: str, url: str, authorization: str, seconds: int, connections: int) -> float:
    """One thread of wrk."""
    settings = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command = [wrk, *settings, "-H", f"Authorization: {authorization}", url]
    report = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    found = _RATE.search(report)
    if found is None or "Non-2xx" in report or "Socket errors" in report:
        raise RuntimeError(f"not every answer was a success:\n{report}")
    return float(found[1])


async def by_asyncio(url: str, authorization: str, seconds: int, connections: int) -> float:
    """The same without wrk. It asks several times as slowly, so that a fast server looks less so."""
    parts = urlsplit(url)
    request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: {authorization}\r\n\r\n".encode()
    started = time.monotonic()
    clients = [asking(str(parts.hostname), parts.port, request, started + seconds) for _ in range(connections)]
    answered = sum(await asyncio.gather(*clients))
    return answered / (time.monotonic() - started)


async def asking(host: str, port: int | None, request: bytes, until: float) -> int:
    """Ask again and again over one connection; how often it was answered."""
    reader, writer = await asyncio.open_connection(host, port)
    answered = 0
    while time.monotonic() < until:
        writer.write(request)
        await answer(reader)
        answered += 1
    writer.close()
    await writer.wait_closed()
    return answered


async def answer(reader: Any) -> None:
    """Read one answer whose length stands in its headers.

    Raises:
        RuntimeError: it is no success, or has no length.
    """
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"\r\ncontent-length: *(\d+)", head)
    if not head.startswith(b"http/1.1 200") or length is None:
        raise RuntimeError(f"expected a success with a length, received:\n{head.decode('latin-1')}")
    await reader.readexactly(int(length[1]))
