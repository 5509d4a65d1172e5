"""What is sent, and what came of it. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.webhooks.bodies import CONFIRM

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.events import Event, Trigger

Version: TypeAlias = Literal["2024-04-25", "2024-01-01"]
Outcome: TypeAlias = Literal["SUCCEEDED", "FAILED_NOT_OK_RESPONSE", "FAILED_UNEXPECTED_ERROR"]
Cause: TypeAlias = Literal["ordinary", "manual", "duplicate"]
"""Why there was an attempt: PortOne's own, first or again; a resend by hand; or one too many of the same."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to deliver.

    Attributes:
        at: when, by the sandbox's clock.
        headers: what was sent with it; names in lower case.
        body: what was sent.
        outcome: what PortOne makes of it.
        code: the answer's status; None where none came.
        answer_headers: the answer's.
        answer: the answer's body, as text.
        error: what went wrong, where no answer came; or the exception that the merchant's code raised.
        cause: why it was made.
        troubles: what was done to it, such as `tamper`; see `portone.webhooks`.
    """

    at: datetime
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    outcome: Outcome
    code: int | None = None
    answer_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: str = ""
    error: str = ""
    cause: Cause = "ordinary"
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One webhook on its way to one URL.

    Attributes:
        number: how many deliveries the sandbox had before.
        id: PortOne's `webhook-id`, the same in every attempt.
        event: what it tells.
        url: where to.
        version: how it is told.
        body: the decoded body, the same in every attempt.
        trigger: what made it be sent; None for what happens in the ordinary way.
        attempts: the tries so far.
        due: when the next one is; None where there is none.
        resent: how often it was sent again by hand.
        endpoint: the number of the endpoint that it is for; None for a URL that only the event names.
    """

    number: int
    id: str
    event: Event
    url: str
    version: Version
    body: Mapping[str, Any]
    trigger: Trigger | None = None
    attempts: tuple[Attempt, ...] = ()
    due: datetime | None = None
    resent: int = 0
    endpoint: int | None = None

    def __repr__(self) -> str:
        from pytest_portone.sandbox.webhooks import telling

        return f"<webhook {telling.line(self)}>"

    @property
    def type(self) -> str:
        """What it tells of, such as `Transaction.Paid`."""
        told: str = self.body.get("type", self.event.type)
        return told

    @property
    def payment_id(self) -> str | None:
        """The payment that it is about; None where it is about anything else."""
        return self.event.payment_id

    @property
    def asks(self) -> bool:
        """Whether it asks before an approval (`Transaction.Confirm`): once, and the answer decides."""
        return self.event.type == CONFIRM

    @property
    def executions(self) -> int:
        """How often PortOne has tried of itself."""
        return sum(each.cause == "ordinary" for each in self.attempts)

    @property
    def delivered(self) -> bool:
        """Whether an attempt succeeded."""
        return any(each.outcome == "SUCCEEDED" for each in self.attempts)

    @property
    def given_up(self) -> bool:
        """Whether no further attempt will be made of itself, and none succeeded."""
        return self.due is None and not self.delivered and not self.asks and bool(self.attempts)
