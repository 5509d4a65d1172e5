"""Channels: where a gateway's account of the merchant is plugged in, and groups of them that share payments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from pytest_portone.sandbox.identifiers import derived
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence

    from pytest_portone.sandbox.cards import Decline, Step
    from pytest_portone.sandbox.identifiers import Identifiers

ChannelType: TypeAlias = Literal["TEST", "LIVE"]

_LARGEST_GROUP = 10


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
        ratio: its share of its group's payments, beside the shares of the others (PortOne's add up to 100). One of 0
            takes none, but where the others can't.
        enabled: whether its group uses it.
        decline: the gateway's no to every card, and the steps at which it comes.
        id: what answers show beside the key; None for one that follows from the key.
    """

    key: str
    type: ChannelType = "TEST"
    pg_provider: str = "TOSSPAYMENTS"
    pg_merchant_id: str = "sandbox-merchant"
    name: str = "sandbox"
    group: str | None = None
    ratio: int = 1
    enabled: bool = True
    decline: Decline | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no channel is.

        Raises:
            ValueError: the ratio is negative.
        """
        if self.ratio < 0:
            raise ValueError(f"ratio of the channel {self.key!r}: received {self.ratio}, expected 0 or more")

    def json(self) -> dict[str, Any]:
        """The channel as `SelectedChannel`."""
        return {
            "type": self.type,
            "id": self.id or derived("channel-id", self.key),
            "key": self.key,
            "name": self.name,
            "pgProvider": self.pg_provider,
            "pgMerchantId": self.pg_merchant_id,
        }

    def declines(self, step: Step) -> Decline | None:
        """The gateway's no at a step; None where it has none."""
        return self.decline if self.decline and step in self.decline.at else None


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that requests can name.

    Attributes:
        listed: these and no others; None where every key, and every group id, names a channel made up for it.
        type: the type of the channels that are made up.
        changed: channels whose share was changed since, by key.
    """

    listed: Sequence[Channel] | None
    type: ChannelType
    changed: MutableMapping[str, Channel] = field(default_factory=dict)

    def chosen(self, key: str | None, group: str | None = None) -> tuple[Channel, ...]:
        """The channels that a request names, by a channel's key or by its group's id.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
        """
        found = self._made_up(key, group) if self.listed is None else self._listed(self.listed, key, group)
        if found:
            return tuple(self.current(found))
        named = f"channelKey {key!r}" if key is not None else f"channelGroupId {group!r}"
        known = ", ".join(repr(each.key) for each in self.listed or ()) or "none"
        raise Refusal("CHANNEL_NOT_FOUND", f"No channel has the {named}; the sandbox's settings list {known}")

    def default(self) -> Channel:
        """The channel of a payment that happens outside of the API and names none."""
        return self.listed[0] if self.listed else Channel(derived("channel-key", "default"), self.type)

    def current(self, channels: Iterable[Channel]) -> Iterator[Channel]:
        """Channels as they are now: shares change, also those of channels that a billing key was issued at."""
        return (self.changed.get(each.key, each) for each in channels)

    def share(self, key: str, *, ratio: int | None = None, enabled: bool | None = None) -> Channel:
        """Change a channel's share of its group's payments, as the merchant does in the console.

        Args:
            key: the channel's.
            ratio: its new share; None to leave it.
            enabled: whether its group uses it; None to leave it.

        Raises:
            Refusal: `CHANNEL_NOT_FOUND`.
            ValueError: the ratio is negative.
        """
        now = self.chosen(key)[0]
        changed = replace(
            now,
            ratio=now.ratio if ratio is None else ratio,
            enabled=now.enabled if enabled is None else enabled,
        )
        self.changed[key] = changed
        return changed

    def _made_up(self, key: str | None, group: str | None) -> tuple[Channel, ...]:
        return (Channel(derived("channel-key", group or "") if key is None else key, self.type, group=group),)

    @staticmethod
    def _listed(listed: Sequence[Channel], key: str | None, group: str | None) -> tuple[Channel, ...]:
        if key is not None:
            return tuple(each for each in listed if each.key == key)
        return tuple(each for each in listed if each.group == group)


def enabled(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """The channels that their group uses.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`, where there is none.
    """
    known = tuple(channels)
    found = tuple(each for each in known if each.enabled or each.group is None)
    if found:
        return found
    listed = ", ".join(repr(each.key) for each in known)
    raise Refusal("CHANNEL_NOT_FOUND", f"None of the group's channels is enabled: {listed}")


def routed(channels: Iterable[Channel], identifiers: Identifiers) -> Channel:
    """The channel that pays: one of those that are enabled, by chance, as often as its share says.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`, where none is enabled.
    """
    usable = enabled(channels)
    sharing = [each for each in usable if each.ratio] or usable
    if len(sharing) == 1:
        return sharing[0]
    shares = [each.ratio or 1 for each in sharing]
    point = identifiers.fraction() * sum(shares)
    for channel, share in zip(sharing, shares, strict=True):
        point -= share
        if point < 0:
            return channel
    return sharing[-1]


def group_json(channels: Sequence[Channel]) -> dict[str, Any] | None:
    """The channels' group as `ChannelGroupSummary`; None where they have none."""
    if not channels or channels[0].group is None:
        return None
    group = channels[0].group
    return {"id": group, "name": group, "isForTest": channels[0].type == "TEST"}


def shown_channel(told: Mapping[str, Any], group: str | None = None) -> Channel:
    """A channel as answers showed it, a `SelectedChannel`, and the id of its group."""
    named = told.get("key") or derived("channel-key", told.get("id", told["pgMerchantId"]))
    name = told.get("name", "")
    return Channel(named, told["type"], told["pgProvider"], told["pgMerchantId"], name, group, id=told.get("id"))


def wrong_groups(channels: Iterable[Channel]) -> list[str]:
    """What is wrong with the groups of channels, in words: each is all live or all test, and has 10 at the most."""
    groups: dict[str, list[Channel]] = {}
    for each in channels:
        if each.group is not None:
            groups.setdefault(each.group, []).append(each)
    mixed = [f"{name} of both types" for name, members in groups.items() if len({each.type for each in members}) > 1]
    large = [f"{name} with {len(members)}" for name, members in groups.items() if len(members) > _LARGEST_GROUP]
    return mixed + large
