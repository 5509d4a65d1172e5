"""The merchant's console: what is changed there while the sandbox runs, and not through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.promotions import running

if TYPE_CHECKING:
    from threading import RLock

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.promotions.running import Account
    from pytest_portone.sandbox.state import State


class Console:
    """The console of one sandbox. Whatever it does, it returns the record that it changed."""

    def __init__(self, state: State, lock: RLock) -> None:
        self._state, self._lock = state, lock

    def share(self, channel_key: str, *, ratio: int | None = None, enabled: bool | None = None) -> Channel:
        """Change a channel's share of its group's payments, from the next one on.

        Args:
            channel_key: the channel's key.
            ratio: its new share; None to leave it.
            enabled: whether its group uses it; None to leave it.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
            ValueError: the ratio is negative.
        """
        with self._lock:
            return self._state.channels.share(channel_key, ratio=ratio, enabled=enabled)

    def pause(self, promotion_id: str) -> Account:
        """Pause a promotion: it gives no discount until it is resumed.

        Raises:
            Refusal: `PROMOTION_NOT_FOUND`.
            ValueError: it is over.
        """
        with self._lock:
            return running.change(self._state, promotion_id, paused=True)

    def resume(self, promotion_id: str) -> Account:
        """Let a promotion run that was paused.

        Raises:
            Refusal, ValueError: as `pause`.
        """
        with self._lock:
            return running.change(self._state, promotion_id, paused=False)

    def terminate(self, promotion_id: str) -> Account:
        """End a promotion for good.

        Raises:
            Refusal, ValueError: as `pause`.
        """
        with self._lock:
            return running.change(self._state, promotion_id, terminated_at=self._state.clock.now)
