"""Whether the world has changed: its tables are immutable values, so that a look costs nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container

    from pytest_portone.sandbox import Sandbox


@dataclass(slots=True)
class Watch:
    """Counts the worlds that it has seen.

    Attributes:
        sandbox: whose they are.
        apart_from: tables that don't count.
        revision: rises with each look at a world that is another than the last.
    """

    sandbox: Sandbox
    apart_from: Container[str] = ()
    revision: int = 0
    _seen: tuple[Any, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._world()

    def look(self) -> int:
        """The revision of the world as it is now."""
        world = self._world()
        if any(mine is not theirs for mine, theirs in zip(world, self._seen, strict=True)):
            self._seen = world
            self.revision += 1
        return self.revision

    def _world(self) -> tuple[Any, ...]:
        tables = self.sandbox.webhooks.post.state.tables
        return (
            self.sandbox.clock.now,
            *(each.content for name, each in tables.items() if name not in self.apart_from),
        )
