"""Channels: where a payment gateway's account of the merchant is plugged in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.identifiers import derived
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

ChannelType: TypeAlias = Literal["TEST", "LIVE"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel.

    Attributes:
        key: what requests name it by; PortOne's begin with `channel-key-`.
        type: whether real money moves.
        pg_provider: a value of the contract's `PgProvider`.
        pg_merchant_id: the merchant's account at the gateway.
        name: what the merchant calls it.
        group: the channel group that it belongs to; None for none.
    """

    key: str
    type: ChannelType = "TEST"
    pg_provider: str = "TOSSPAYMENTS"
    pg_merchant_id: str = "sandbox-merchant"
    name: str = "sandbox"
    group: str | None = None

    def json(self) -> dict[str, Any]:
        """The channel as `SelectedChannel`."""
        return {
            "type": self.type,
            "id": derived("channel-id", self.key),
            "key": self.key,
            "name": self.name,
            "pgProvider": self.pg_provider,
            "pgMerchantId": self.pg_merchant_id,
        }


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that requests can name.

    Attributes:
        listed: these and no others; None where every key, and every group id, names a channel made up for it.
        type: the type of the channels that are made up.
    """

    listed: Sequence[Channel] | None
    type: ChannelType

    def chosen(self, key: str | None, group: str | None = None) -> tuple[Channel, ...]:
        """The channels that a request names, by a channel's key or by its group's id.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
        """
        found = self._made_up(key, group) if self.listed is None else self._listed(self.listed, key, group)
        if found:
            return found
        named = f"channelKey {key!r}" if key is not None else f"channelGroupId {group!r}"
        known = ", ".join(repr(each.key) for each in self.listed or ()) or "none"
        raise Refusal("CHANNEL_NOT_FOUND", f"No channel has the {named}; the sandbox's settings list {known}")

    def default(self) -> Channel:
        """The channel of a payment that happens outside of the API and names none."""
        return self.listed[0] if self.listed else Channel(derived("channel-key", "default"), self.type)

    def _made_up(self, key: str | None, group: str | None) -> tuple[Channel, ...]:
        return (Channel(derived("channel-key", group or "") if key is None else key, self.type, group=group),)

    @staticmethod
    def _listed(listed: Sequence[Channel], key: str | None, group: str | None) -> tuple[Channel, ...]:
        if key is not None:
            return tuple(each for each in listed if each.key == key)
        return tuple(each for each in listed if each.group == group)


def group_json(channels: Sequence[Channel]) -> dict[str, Any] | None:
    """The channels' group as `ChannelGroupSummary`; None where they have none."""
    if not channels or channels[0].group is None:
        return None
    group = channels[0].group
    return {"id": group, "name": group, "isForTest": channels[0].type == "TEST"}
