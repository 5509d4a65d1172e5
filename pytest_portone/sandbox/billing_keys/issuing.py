"""Issuing and deleting billing keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import cards, customers
from pytest_portone.sandbox.billing_keys.models import BillingKey, moved
from pytest_portone.sandbox.events import Event
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.sandbox.billing_keys.models import Status
    from pytest_portone.sandbox.cards import Decline
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
    """The key, issued now."""
    return moved(key, "ISSUED", issued_at=state.clock.now)


EVENTS: Mapping[Status, EventType] = {
    "READY": "BillingKey.Ready",
    "ISSUED": "BillingKey.Issued",
    "DELETED": "BillingKey.Deleted",
}
"""What is told when a key comes into a status."""


def keep(state: State, key: BillingKey, *, told: bool = True) -> BillingKey:
    """Keep a key that has come into its status now, and tell of it."""
    kept = state.billing_keys_of(key.store_id).put(key)
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
    """Issue and keep what a request body asks for (`IssueBillingKeyBody`).

    Raises:
        Refusal: `CHANNEL_NOT_FOUND`; `PG_PROVIDER`, or for a group `CHANNEL_SPECIFIC`, where the gateway declines.
    """
    store_id = body.get("storeId")
    state.store(store_id)
    channels = state.channels.chosen(body.get("channelKey"), body.get("channelGroupId"))
    number = body["method"]["card"]["credential"]["number"]
    customer = customers.customer_json(body.get("customer", {}))
    urls = tuple(body.get("noticeUrls", ()))
    key = requested(
        state, number, channels, store_id, customer=customer, custom_data=body.get("customData"), notice_urls=urls
    )
    if key.decline and "issue" in key.decline.at:
        tell(state, key, "BillingKey.Failed")
        raise declined(key, key.decline)
    return keep(state, issued(state, key), told=not body.get("skipWebhook", False))


def delete(state: State, key: BillingKey, *, told: bool = True) -> BillingKey:
    """Delete a key and keep it as deleted.

    Raises:
        Refusal: `BILLING_KEY_NOT_ISSUED`, `BILLING_KEY_ALREADY_DELETED`; `PG_PROVIDER`, or for a group
            `CHANNEL_SPECIFIC`, where the gateway declines.
    """
    if key.status == "READY":
        raise Refusal("BILLING_KEY_NOT_ISSUED", f"The billing key {key.id!r} is not issued")
    if key.status == "DELETED":
        raise Refusal("BILLING_KEY_ALREADY_DELETED", f"The billing key {key.id!r} is DELETED, expected ISSUED")
    if key.decline and "delete" in key.decline.at:
        raise declined(key, key.decline)
    return keep(state, moved(key, "DELETED", deleted_at=state.clock.now), told=told)


def declined(key: BillingKey, decline: Decline) -> Refusal:
    """The gateway's no: of one channel, or of every channel of a group."""
    said = {"pgCode": decline.pg_code, "pgMessage": decline.pg_message}
    message = f"The payment gateway refused: {decline.pg_message}"
    if key.channels[0].group is None:
        return Refusal("PG_PROVIDER", message, said)
    failures = [{"type": "PG_PROVIDER", "channel": each.json(), "message": message, **said} for each in key.channels]
    return Refusal("CHANNEL_SPECIFIC", message, {"failures": failures, "succeededChannels": []})
