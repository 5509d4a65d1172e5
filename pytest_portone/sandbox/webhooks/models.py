"""What is sent, and what came of it. Records are frozen: a change replaces one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.events import Event, Trigger

Version: TypeAlias = Literal["2024-04-25", "2024-01-01"]
Outcome: TypeAlias = Literal["SUCCEEDED", "FAILED_NOT_OK_RESPONSE", "FAILED_UNEXPECTED_ERROR"]


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
    """

    at: datetime
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    outcome: Outcome
    code: int | None = None
    answer_headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    answer: str = ""
    error: str = ""


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

    @property
    def type(self) -> str:
        """The event's type, such as `Transaction.Paid`."""
        return self.event.type

    @property
    def delivered(self) -> bool:
        """Whether an attempt succeeded."""
        return any(each.outcome == "SUCCEEDED" for each in self.attempts)

    @property
    def given_up(self) -> bool:
        """Whether no further attempt will be made of itself, and none succeeded."""
        return self.due is None and not self.delivered
