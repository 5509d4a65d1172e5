"""A handler as an ASGI application, for any ASGI server."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.messages import Request
from pytest_portone.transport import wire

if TYPE_CHECKING:
    from pytest_portone.transport.interception import Handler

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]


def application(handler: Handler) -> Application:
    """The ASGI application that answers every HTTP request with `handler`; it has no lifespan to manage."""

    async def answer(scope: Message, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        response = handler(
            Request(
                scope["method"],
                scope["raw_path"].decode("ascii"),
                scope["query_string"].decode("ascii"),
                headers,
                await _body(receive),
            )
        )
        fields = wire.headers(response).items()
        sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in fields]
        await send({"type": "http.response.start", "status": response.status, "headers": sent})
        await send({"type": "http.response.body", "body": response.body})

    return answer


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)
