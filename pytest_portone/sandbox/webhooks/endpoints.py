"""Where a merchant receives webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.webhooks.models import Version

Form: TypeAlias = Literal["json", "form"]
"""How the body travels; `form` is `application/x-www-form-urlencoded`, which the older version knows alone."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the merchant's server said: its status, its headers with names in lower case, its body."""

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = ""


class UnreachableError(Exception):
    """No answer came: nobody is there, or it took too long."""


class Target(Protocol):
    """Whoever takes a webhook."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Hand a webhook over.

        Raises:
            UnreachableError: no answer came.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One URL of the merchant, as the console has it.

    Attributes:
        url: absolute.
        target: what is behind it.
        version: how webhooks are told there.
        secrets: what they are signed with: two while one replaces another, none for no signature.
        form: how the body travels.
        channel_type: which payments it is for; None for all.
    """

    url: str
    target: Target
    version: Version = "2024-04-25"
    secrets: tuple[str, ...] = field(default=(), repr=False)
    form: Form = "json"
    channel_type: ChannelType | None = None

    @property
    def origin(self) -> str:
        """Scheme, host and port: what else is told there is taken by the same target."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
