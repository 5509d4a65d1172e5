"""Tasks about many partners, which are done one by one, later."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.platform.models import graphql_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.platform.models import Partner, Side
    from pytest_portone.sandbox.state import State

Status: TypeAlias = Literal["PREPARED", "PROCESSING", "COMPLETED"]
TaskType: TypeAlias = Literal["CONNECT_MEMBER_COMPANIES", "DISCONNECT_MEMBER_COMPANIES"]

NUMBER = 9
"""What the sandbox calls the kind, in a `graphqlId`; PortOne's own number is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkTask:
    """One task.

    Attributes:
        id: drawn.
        side: live or test.
        type: what is done.
        partner_ids: to whom.
        outcomes: whether it succeeded, by partner, as far as it is done.
        created_at: when it was asked for.
        updated_at: when it got further last.
        status_updated_at: when it came into its status.
    """

    id: str
    side: Side
    type: TaskType
    partner_ids: tuple[str, ...]
    created_at: datetime
    updated_at: datetime
    status_updated_at: datetime
    outcomes: Mapping[str, bool] = field(default_factory=dict)

    @property
    def status(self) -> Status:
        """How far it is."""
        if not self.outcomes:
            return "PREPARED"
        return "COMPLETED" if len(self.outcomes) == len(self.partner_ids) else "PROCESSING"


def create(state: State, side: Side, kind: TaskType, partners: list[Partner]) -> BulkTask:
    """A new task about partners."""
    now = state.clock.now
    task = BulkTask(
        id=state.identifiers.uuid(),
        side=side,
        type=kind,
        partner_ids=tuple(each.id for each in partners),
        created_at=now,
        updated_at=now,
        status_updated_at=now,
    )
    state.platform_bulk_tasks[task.id] = task
    return task


def follow(state: State, partner: Partner, *, agreed: bool) -> None:
    """Note that the tax office has answered for a partner, in the tasks that wait for that."""
    for task in list(state.platform_bulk_tasks.values()):
        waits = partner.id in task.partner_ids and partner.id not in task.outcomes
        if task.side == partner.side and waits:
            now = state.clock.now
            done = replace(task, outcomes={**task.outcomes, partner.id: agreed}, updated_at=now)
            since = task.status_updated_at if done.status == task.status else now
            state.platform_bulk_tasks[task.id] = replace(done, status_updated_at=since)


def task_json(task: BulkTask) -> dict[str, Any]:
    """A task as `PlatformBulkTask`."""
    done = list(task.outcomes.values())
    return {
        "id": task.id,
        "graphqlId": graphql_id(NUMBER, task.id),
        "status": task.status,
        "type": task.type,
        "progressStats": {
            "preparedCount": len(task.partner_ids) - len(done),
            "processingCount": 0,
            "succeededCount": sum(done),
            "failedCount": len(done) - sum(done),
            "canceledCount": 0,
        },
        "isForTest": task.side == "test",
        "statusUpdatedAt": written(task.status_updated_at),
        "createdAt": written(task.created_at),
        "updatedAt": written(task.updated_at),
    }
