"""Where an exchange went, as a URL: what is recorded does not tell on which server it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.transport.interception import PORTONE

if TYPE_CHECKING:
    from pytest_portone.traffic.model import Exchange


def of(exchange: Exchange) -> str:
    """The URL: calls are written as calls to PortOne, wherever it was served; webhooks go to the merchant's host."""
    base = _merchant(exchange.host) if exchange.webhook else PORTONE
    query = f"?{exchange.request.query}" if exchange.request.query else ""
    return f"{base}{exchange.request.path}{query}"


def _merchant(host: str) -> str:
    return f"http://[{host}]" if ":" in host else f"http://{host}"
