"""How content was carried, undone: chunks and compression (RFC 9110, section 8.4; RFC 9112, section 7.1).

Recorders differ in what they keep: some write down what came off the wire, some what the client made of it, and most
leave the headers as they were. So what is decoded already is left as it is.
"""

from __future__ import annotations

import re
import zlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

from pytest_portone.traffic.model import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LARGEST = 2**28
"""Bytes that a body may have once it is decompressed; what has more is a bomb rather than an answer."""
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})(?:;[^\r\n]*)?\r\n")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_AUTO = 47
"""zlib's sign for gzip or zlib, whichever it is."""


def plain(headers: Mapping[str, str], body: bytes) -> bytes:
    """The content itself.

    Args:
        headers: that came with it, names in lower case.
        body: as recorded.

    Raises:
        UnreadableError: it is compressed, and broken, too large, or in a way that can't be undone here.
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _joined(body)
    for coding in reversed([each.strip().lower() for each in headers.get("content-encoding", "").split(",")]):
        if coding in ("", "identity") or not body:
            continue
        if coding not in _CODINGS:
            raise UnreadableError(
                "a content-encoding that is not known", f"one of {', '.join(_CODINGS)}", "record it without"
            )
        body = _CODINGS[coding](body)
    return body


def _joined(body: bytes) -> bytes:
    """Chunks put together; a body that is not in chunks any more as it is."""
    pieces: list[bytes] = []
    start = 0
    while match := _CHUNK.match(body, start):
        size = int(match[1], 16)
        end = match.end() + size
        if body[end : end + 2] != b"\r\n":
            return body
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[match.end() : end])
        start = end + 2
    return body


def _gunzipped(body: bytes) -> bytes:
    return _inflated(body, _AUTO, "gzip") if body.startswith(_GZIP) else _legible(body, "gzip")


def _deflated(body: bytes) -> bytes:
    """What is called deflate: zlib's format as the standard says, or bare as some servers have it."""
    if _is_legible(body):
        return body
    try:
        return _inflated(body, _AUTO, "deflate")
    except UnreadableError:
        return _inflated(body, -zlib.MAX_WBITS, "deflate")


def _inflated(body: bytes, form: int, name: str) -> bytes:
    pieces, size, rest = [], 0, body
    while rest:  # gzip may come in several members
        machine = zlib.decompressobj(form)
        try:
            pieces.append(machine.decompress(rest, LARGEST - size + 1))
        except zlib.error:
            raise UnreadableError(f"broken {name}", f"content compressed with {name}", "record it again") from None
        size += len(pieces[-1])
        if size > LARGEST:
            raise _too_large()
        if not machine.eof:
            raise UnreadableError(f"{name} that is cut off", f"whole {name}", "record it again")
        rest = machine.unused_data
    return b"".join(pieces)


def _unbrotlied(body: bytes) -> bytes:
    return body if _is_legible(body) else _by_package(body, "br", ("brotli", "brotlicffi"))


def _unstandard(body: bytes) -> bytes:
    if not body.startswith(_ZSTD):
        return _legible(body, "zstd")
    return _by_package(body, "zstd", ("compression.zstd", "backports.zstd", "zstandard"))


def _by_package(body: bytes, name: str, packages: tuple[str, ...]) -> bytes:
    """Content in a coding that a package undoes.

    Raises:
        UnreadableError: no such package is installed, or the content is broken.
    """
    module: Any = next(_imported(packages), None)
    if module is None:
        wanted = f"one of the packages {', '.join(packages)} to read it"
        raise UnreadableError(f"content compressed with {name}", wanted, "install one, or record it without")
    try:
        found = bytes(module.decompress(body))
    except Exception:  # noqa: BLE001 - each package has errors of its own
        raise UnreadableError(f"broken {name}", f"content compressed with {name}", "record it again") from None
    if len(found) > LARGEST:
        raise _too_large()
    return found


def _imported(packages: tuple[str, ...]) -> Iterator[Any]:
    for name in packages:
        try:
            yield import_module(name)
        except ImportError:
            continue


def _too_large() -> UnreadableError:
    return UnreadableError(f"more than {LARGEST:,} bytes once decompressed", "less", "leave this exchange out")


def _legible(body: bytes, name: str) -> bytes:
    """What is text was decompressed by the recorder.

    Raises:
        UnreadableError: it is no text.
    """
    if _is_legible(body):
        return body
    raise UnreadableError("content that is neither text nor compressed", name, "record it again")


def _is_legible(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(body)


_CODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unstandard,
}
"""By the name in the header `content-encoding`."""
