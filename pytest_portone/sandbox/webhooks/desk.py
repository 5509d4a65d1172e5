"""What a test sees of webhooks: `portone.webhooks`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.webhooks.endpoints import Endpoint
from pytest_portone.sandbox.webhooks.signing import key_of
from pytest_portone.sandbox.webhooks.targets import target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.webhooks.endpoints import Form
    from pytest_portone.sandbox.webhooks.models import Delivery, Version
    from pytest_portone.sandbox.webhooks.posting import Post

DEFAULT_URL = "http://merchant.test/"
"""What the path of an app in process is below."""


@dataclass(slots=True)
class Webhooks:
    """The webhooks of one sandbox.

    Attributes:
        post: sends them.
        due: does what is due now: timers, and deliveries among them.
    """

    post: Post
    due: Callable[[], None]

    def send_to(  # noqa: PLR0913 - each is a setting of PortOne's console
        self,
        target: Any,
        url: str = "/",
        *,
        secret: str | Iterable[str] = (),
        version: Version = "2024-04-25",
        form: Form = "json",
        channel_type: ChannelType | None = None,
    ) -> Endpoint:
        """Have webhooks sent to the merchant, from now on.

        Args:
            target: an ASGI or WSGI app, a test client of Starlette, Flask or Django, a callable that takes an
                `httpx.Request` and gives an `httpx.Response`; or a URL, for a server of the merchant's own.
            url: the path in the app, or a whole URL that the app answers to.
            secret: `whsec_...`, or two of them while one replaces the other; without, they are not signed.
            version: how webhooks are told.
            form: `json`, or `form`, which only the version 2024-01-01 knows.
            channel_type: which payments it is for: those of `LIVE` channels, of `TEST` channels, or None for all.

        Raises:
            ValueError: a secret is none; `form` with the newer version.
            TypeError: webhooks can't be sent to such a target.
        """
        secrets = (secret,) if isinstance(secret, str) else tuple(secret)
        for each in secrets:
            key_of(each)
        if form == "form" and version != "2024-01-01":
            raise ValueError(f"form: received 'form' with version {version}, which is JSON only; expected 'json'")
        whole = target if isinstance(target, str) else url
        endpoint = Endpoint(
            url=whole if "://" in whole else DEFAULT_URL + whole.lstrip("/"),
            target=target_of(target),
            version=version,
            secrets=secrets,
            form=form,
            channel_type=channel_type,
        )
        self.post.endpoints.append(endpoint)
        return endpoint

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Every webhook, oldest first, with its attempts."""
        return self.post.state.deliveries

    @property
    def pending(self) -> list[Delivery]:
        """The webhooks that are still to be sent, or to be tried again."""
        return [each for each in self.deliveries if each.due is not None]

    def deliver(self) -> list[Delivery]:
        """Send what is due now, and what becomes of it at once. Returns the webhooks that were attempted."""
        before = {each.number: len(each.attempts) for each in self.deliveries}
        self.due()
        return [each for each in self.deliveries if len(each.attempts) > before.get(each.number, 0)]
