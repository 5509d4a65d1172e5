"""How a webhook gets to the merchant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.webhooks.endpoints import Answer, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    from pytest_portone.sandbox.webhooks.endpoints import Target


class Nowhere:
    """Takes what is for a URL that nobody has set a target for: it is told to nobody."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:  # noqa: ARG002 - as every target
        """Refuse.

        Raises:
            UnreachableError: always.
        """
        raise UnreachableError(f"nobody takes webhooks at {url}; give it a target with portone.webhooks.send_to")


class Function:
    """A function of the test."""

    def __init__(self, function: Callable[[httpx.Request], httpx.Response]) -> None:
        self._function = function

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Call it."""
        import httpx

        response = self._function(httpx.Request("POST", url, headers=dict(headers), content=body))
        return Answer(
            response.status_code, {name.lower(): value for name, value in response.headers.items()}, response.content
        )


def target_of(target: Any) -> Target:
    """What webhooks for such a target go through.

    Raises:
        TypeError: there is no way to it.
    """
    if callable(target):
        return Function(target)
    raise TypeError(f"received {type(target).__name__}, expected an app, a test client, a callable or a URL")
