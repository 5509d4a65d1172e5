"""Where a merchant receives webhooks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, TypeAlias, runtime_checkable
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.webhooks.models import Version

Form: TypeAlias = Literal["json", "form"]
"""How the body travels; `form` is `application/x-www-form-urlencoded`, which the older version knows alone."""


Product: TypeAlias = Literal["payments", "tax-invoices"]
"""What is told of: payments and billing keys, or tax invoices."""

_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long PortOne waits for a connection, and then for the whole answer; in seconds."""

    connect: float
    read: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What the merchant's server said.

    Attributes:
        code: the status.
        headers: names in lower case.
        body: the raw bytes.
        error: the exception behind it, where the merchant's code is in process and raised one.
    """

    code: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    error: str = ""

    @classmethod
    def of(cls, response: Any, raised: Sequence[str] = ()) -> Answer:
        """What a client's response says; with the last that was raised, if it is a server's error."""
        code, headers = response.status_code, {name.lower(): value for name, value in response.headers.items()}
        content = response.content if hasattr(response, "content") else response.get_data()
        return cls(code, headers, content, raised[-1] if raised and code >= _SERVER_ERROR else "")


class UnreachableError(Exception):
    """No answer came: nobody is there, or it took too long."""


class MisuseError(TypeError):
    """A target is not what it was taken for. That is no answer, and is raised to the test."""


class Target(Protocol):
    """Whoever takes a webhook."""

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Hand a webhook over.

        Raises:
            UnreachableError: no answer came.
        """


@runtime_checkable
class Closing(Protocol):
    """A target for which something runs."""

    def close(self) -> None:
        """End it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One URL of the merchant, as the console has it.

    Attributes:
        url: absolute.
        target: what is behind it.
        version: how webhooks are told there.
        secrets: what they are signed with: two while one replaces another, none for no signature.
        form: how the body travels.
        channel_type: which payments it is for, or live or test tax invoices; None for all.
        product: what is told there.
    """

    url: str
    target: Target
    version: Version = "2024-04-25"
    secrets: tuple[str, ...] = field(default=(), repr=False)
    form: Form = "json"
    channel_type: ChannelType | None = None
    product: Product = "payments"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what else is told there is taken by the same target."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"
