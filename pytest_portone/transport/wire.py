"""An answer as it stands on the wire."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.sandbox.messages import Fate, Response

_REASONS = {each.value: each.phrase for each in HTTPStatus}


def headers(response: Response) -> dict[str, str]:
    """The answer's headers, with the length of its body (RFC 9110, section 8.6)."""
    return {**response.headers, "content-length": str(len(response.body))}


def reason(status: int) -> str:
    """The reason phrase; empty for a status that has none."""
    return _REASONS.get(status, "")


def body(response: Response, method: str) -> bytes:
    """The answer's body; a HEAD request gets none (RFC 9110, section 9.3.2)."""
    return b"" if method == "HEAD" else response.body


def fate(response: Response, patience: float | None) -> Fate | None:
    """What keeps an answer from a client that waits so many seconds for it; None for as long as it takes."""
    late = patience is not None and response.delay > patience
    return response.fate or ("read-timeout" if late else None)


def cut(content: bytes) -> bytes:
    """What arrives of a body whose connection breaks off."""
    return content[: len(content) // 2]


def http1(response: Response, method: str, *, close: bool = False) -> bytes:
    """The answer as an HTTP/1.1 message (RFC 9112).

    Args:
        response: what to render.
        method: of the request.
        close: whether the connection ends with this answer, which the other side is told.
    """
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers(response).items())
    ending = "connection: close\r\n\r\n" if close else "\r\n"
    top = f"HTTP/1.1 {response.status} {reason(response.status)}\r\n{fields}{ending}"
    return top.encode("latin-1") + body(response, method)
