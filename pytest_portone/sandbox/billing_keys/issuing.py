"""Issuing, changing and deleting billing keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import cards, customers
from pytest_portone.sandbox.billing_keys.finding import decline_of
from pytest_portone.sandbox.billing_keys.models import Attempt, BillingKey, moved
from pytest_portone.sandbox.billing_keys.views import failure_json
from pytest_portone.sandbox.channels import enabled
from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.schedules.book import refuse_open

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.sandbox.billing_keys.models import Status
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.events import EventType
    from pytest_portone.sandbox.state import State


def requested(
    state: State, number: str, channels: Sequence[Channel], store_id: str | None, **known: Any
) -> BillingKey:
    """A key for the card with this number, not issued and not kept yet; `known` are further fields."""
    return BillingKey(
        id=state.identifiers.billing_key(),
        store_id=store_id or state.settings.store_id,
        place=len(state.billing_keys_of(store_id)),
        status="READY",
        channels=tuple(channels),
        card=cards.card_json(number),
        requested_at=state.clock.now,
        decline=state.settings.declines.get(number),
        **known,
    )


def issued(state: State, key: BillingKey) -> BillingKey:
    """The key, issued now at each of its channels."""
    return decided(state, key, gateways=False)


def decided(state: State, key: BillingKey, *, gateways: bool = True) -> BillingKey:
    """The key as its channels' gateways decide, each for itself: ISSUED where one issues it, else FAILED.

    Args:
        state: where.
        key: the key, which is not issued yet.
        gateways: whether they can decline.
    """
    now = state.clock.now
    said = [(each, decline_of(key, each, "issue") if gateways else None) for each in key.channels]
    attempts = tuple(Attempt(channel, no, now, None if no else state.identifiers.pg()) for channel, no in said)
    channels = tuple(channel for channel, no in said if no is None)
    if channels:
        return moved(key, "ISSUED", issued_at=now, channels=channels, attempts=attempts)
    return moved(key, "FAILED", attempts=attempts)


EVENTS: Mapping[Status, EventType] = {
    "READY": "BillingKey.Ready",
    "ISSUED": "BillingKey.Issued",
    "FAILED": "BillingKey.Failed",
    "DELETED": "BillingKey.Deleted",
}
"""What is told when a key comes into a status. That one is to be confirmed is not told."""


def keep(state: State, key: BillingKey, *, told: bool = True) -> BillingKey:
    """Keep a key that has come into its status now, and tell of it."""
    kept = state.billing_keys_of(key.store_id).put(key)
    if key.status in EVENTS:
        tell(state, key, EVENTS[key.status], told=told)
    return kept


def tell(state: State, key: BillingKey, type: EventType, *, told: bool = True) -> None:  # noqa: A002
    """Tell of a key."""
    event = Event(
        type=type,
        at=state.clock.now,
        store_id=key.store_id,
        billing_key=key.id,
        channel_type=key.channels[0].type,
        urls=key.notice_urls,
        told=told,
    )
    state.emit(event)


def issue(state: State, body: Mapping[str, Any]) -> BillingKey:
    """Issue and keep what a request body asks for (`IssueBillingKeyBody`), at every enabled channel of a group.

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`; `PG_PROVIDER`, or for a group `CHANNEL_SPECIFIC`, where every gateway declines.
    """
    store_id = body.get("storeId")
    state.store(store_id)
    channels = enabled(state.channels.chosen(body.get("channelKey"), body.get("channelGroupId")))
    number = body["method"]["card"]["credential"]["number"]
    customer = customers.customer_json(body.get("customer", {}))
    urls = tuple(body.get("noticeUrls", ()))
    key = requested(
        state, number, channels, store_id, customer=customer, custom_data=body.get("customData"), notice_urls=urls
    )
    return finish(state, decided(state, key), skip=body.get("skipWebhook", False))


def finish(state: State, key: BillingKey, *, skip: bool = False) -> BillingKey:
    """Keep a key whose issue was decided now; `skip` says that no webhook is to tell of a success.

    Raises:
        Refusal: `PG_PROVIDER`, or for a group `CHANNEL_SPECIFIC`, where it failed.
    """
    keep(state, key, told=not skip or key.status == "FAILED")
    if key.status == "FAILED":
        raise declined(key.failures, ())
    return key


def update(state: State, billing_key: str, number: str, store_id: str | None = None) -> BillingKey:
    """Put another card behind a key, as customers do in their wallet's app, and tell of it.

    Args:
        state: where.
        billing_key: the key.
        number: the number of the card that pays from now on.
        store_id: the store; None for the credential's own.

    Raises:
        Refusal: `BILLING_KEY_NOT_FOUND`, where no such key is issued; `FORBIDDEN`.
    """
    key = state.billing_keys_of(store_id).get(billing_key)
    if key is None or key.status != "ISSUED":
        raise Refusal("BILLING_KEY_NOT_FOUND", f"There is no billing key {billing_key!r} that is issued")
    decline = state.settings.declines.get(number)
    changed = replace(key, card=cards.card_json(number), decline=decline)
    state.billing_keys_of(store_id).put(changed)
    tell(state, changed, "BillingKey.Updated")
    return changed


def delete(state: State, key: BillingKey, *, told: bool = True) -> BillingKey:
    """Delete a key at each of its channels, and keep it as deleted.

    Where some gateways decline it stays issued at theirs, and is gone from the others.

    Raises:
        Refusal: `BILLING_KEY_NOT_ISSUED`, `BILLING_KEY_ALREADY_DELETED`, `PAYMENT_SCHEDULE_ALREADY_EXISTS`;
            `PG_PROVIDER`, or for a group `CHANNEL_SPECIFIC`, where a gateway declines.
    """
    if key.status == "DELETED":
        raise Refusal("BILLING_KEY_ALREADY_DELETED", f"The billing key {key.id!r} is DELETED, expected ISSUED")
    if key.status != "ISSUED":
        raise Refusal("BILLING_KEY_NOT_ISSUED", f"The billing key {key.id!r} is {key.status}, expected ISSUED")
    refuse_open(state, key.store_id, key.id)
    now = state.clock.now
    said = [Attempt(each, decline_of(key, each, "delete"), now) for each in state.channels.current(key.channels)]
    failures = [each for each in said if each.decline]
    if not failures:
        return keep(state, moved(key, "DELETED", deleted_at=now), told=told)
    left = tuple(each.channel for each in failures)
    state.billing_keys_of(key.store_id).put(replace(key, channels=left))
    raise declined(failures, [each.channel for each in said if not each.decline])


def declined(failures: Sequence[Attempt], succeeded: Sequence[Channel]) -> Refusal:
    """The gateways' no: of one channel, or of channels of a group."""
    listed = [failure_json(each) for each in failures]
    message = "; ".join(dict.fromkeys(each["message"] for each in listed))
    if failures[0].channel.group is None:
        only = listed[0]
        return Refusal("PG_PROVIDER", message, {"pgCode": only["pgCode"], "pgMessage": only["pgMessage"]})
    others = [each.json() for each in succeeded]
    return Refusal("CHANNEL_SPECIFIC", message, {"failures": listed, "succeededChannels": others})
