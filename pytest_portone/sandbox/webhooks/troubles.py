"""What can happen to a webhook on its way: a row each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.webhooks.models import Delivery

Kind: TypeAlias = Literal[
    "hold",
    "delay",
    "reorder",
    "drop",
    "lose_answer",
    "duplicate",
    "unknown_type",
    "unknown_field",
    "tamper",
    "wrong_secret",
    "stale_timestamp",
    "unsigned",
]
WRITING: frozenset[Kind] = frozenset({"unknown_field", "tamper", "wrong_secret", "stale_timestamp", "unsigned"})
"""What changes a webhook as it is written; see `letters`."""
SENDING: frozenset[Kind] = WRITING | {"drop", "lose_answer", "duplicate", "unknown_type"}
"""What happens to a webhook that is sent now."""
PUT_OFF: tuple[Kind, ...] = ("delay", "reorder", "hold")
"""What keeps a webhook from being sent now. One that has been through some of it can still meet what follows."""
UNHEARD_TYPE = "Transaction.NotYetInvented"
"""A type that PortOne does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Trouble that is to come.

    Attributes:
        kind: what happens.
        type: to webhooks of this type; None for all.
        payment_id: to those about this payment; None for all.
        times: to so many attempts yet; None for all.
        seconds: how long it takes, or how old it is.
        data: what is put into the body.
    """

    kind: Kind
    type: str | None = None
    payment_id: str | None = None
    times: int | None = 1
    seconds: float = 0
    data: Mapping[str, Any] | None = None

    def strikes(self, delivery: Delivery) -> bool:
        """Whether it is about this webhook."""
        wanted = (self.type, delivery.type), (self.payment_id, delivery.payment_id)
        return all(mine is None or mine == other for mine, other in wanted)

    @property
    def duration(self) -> timedelta:
        """`seconds` as a duration."""
        return timedelta(seconds=self.seconds)


def met(state: State, delivery: Delivery, kinds: Container[str]) -> Iterator[Trouble]:
    """The troubles of these kinds that a webhook meets, oldest first; one that is met is one time less to come."""
    for number in sorted(state.troubles):
        trouble = state.troubles[number]
        if trouble.kind in kinds and trouble.strikes(delivery):
            _use(state, number, trouble)
            yield trouble


def add(state: State, trouble: Trouble) -> int:
    """Let trouble come. Returns its number, by which it can be taken back."""
    number = max(state.troubles, default=-1) + 1
    state.troubles[number] = trouble
    return number


def _use(state: State, number: int, trouble: Trouble) -> None:
    if trouble.times is None:
        return
    if trouble.times == 1:
        del state.troubles[number]
    else:
        state.troubles[number] = replace(trouble, times=trouble.times - 1)


def strange(body: Mapping[str, Any], trouble: Trouble) -> dict[str, Any]:
    """The body with a type that PortOne does not have."""
    return {**body, "type" if "type" in body else "status": (trouble.data or {}).get("type", UNHEARD_TYPE)}
