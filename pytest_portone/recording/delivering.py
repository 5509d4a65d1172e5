"""Recorded webhooks, delivered once more: freshly signed, with the time of now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pytest_portone.sandbox.webhooks import signing
from pytest_portone.sandbox.webhooks.endpoints import Timeouts, UnreachableError
from pytest_portone.sandbox.webhooks.targets import target_of, url_of
from pytest_portone.traffic.headers import CARRIAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_portone.sandbox.webhooks.endpoints import Answer
    from pytest_portone.traffic.model import Exchange

_TIMEOUTS = Timeouts(connect=10.0, read=30.0)
"""Seconds; PortOne's own."""
_OWN = frozenset({"host", "connection", signing.ID, signing.TIME, signing.SIGNATURE}) | CARRIAGE
"""Headers that are made anew."""


def delivered(webhook: Exchange, target: Any, secret: str | Sequence[str], url: str = "") -> Answer:
    """Deliver a webhook; gives what the merchant's server said.

    Args:
        webhook: as it was recorded.
        target: an ASGI or WSGI app, a test client, or a URL.
        secret: signs it; none for a merchant who has issued none.
        url: the path at which the target takes it; empty for where it went, and for a URL that is complete.

    Raises:
        ValueError: the secret is none, or the URL.
        TypeError: there is no way to such a target.
        UnreachableError: nobody answers there.
    """
    sent, secrets = webhook.request, (secret,) if isinstance(secret, str) else tuple(secret)
    now = int(datetime.now(UTC).timestamp())
    signed = signing.headers_of(secrets, sent.headers.get(signing.ID, ""), now, sent.body)
    headers = {**{name: value for name, value in sent.headers.items() if name not in _OWN}, **signed}
    where = url_of(target, url or _path(webhook, target))
    try:
        return target_of(target, _TIMEOUTS).post(where, headers, sent.body)
    except UnreachableError as error:
        raise UnreachableError(f"{webhook.source}: the webhook reached nobody at {where}: {error}") from error


def _path(webhook: Exchange, target: Any) -> str:
    """Where it went; a target that is a URL with a path says so itself."""
    return "/" if isinstance(target, str) and urlsplit(target).path.strip("/") else webhook.request.path
