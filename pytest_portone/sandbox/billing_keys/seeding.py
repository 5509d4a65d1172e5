"""Billing keys as somebody else showed them, put into the sandbox: `views` read backwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.billing_keys.models import SHOWN, Attempt, BillingKey
from pytest_portone.sandbox.cards import Decline
from pytest_portone.sandbox.channels import shown_channel
from pytest_portone.sandbox.clock import read

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.state import State

STATUSES: frozenset[str] = frozenset(SHOWN)


def seed(state: State, told: Mapping[str, Any]) -> BillingKey:
    """Keep a billing key as it was shown. Nothing is told of it: it was issued elsewhere.

    Args:
        state: where.
        told: a valid `BillingKeyInfo` of any contract, in one of `STATUSES`; the oldest names none.
    """
    shelf = state.billing_keys_of(None)
    before, group = shelf.get(told["billingKey"]), told.get("channelGroup", {}).get("id")
    issued = read(told["issuedAt"])
    key = BillingKey(
        id=told["billingKey"],
        store_id=told["storeId"],
        place=before.place if before else len(shelf),
        status=told.get("status", "ISSUED"),
        channels=tuple(shown_channel(each, group) for each in told["channels"]),
        card=next((each["card"] for each in told.get("methods", ()) if each.get("card")), {}),
        requested_at=read(told["requestedAt"]) if "requestedAt" in told else issued,
        customer=told.get("customer", {}),
        custom_data=told.get("customData"),
        issue_id=told.get("issueId"),
        issue_name=told.get("issueName"),
        issued_at=issued,
        deleted_at=read(told["deletedAt"]) if "deletedAt" in told else None,
        attempts=tuple(_attempt(each, group, issued) for each in told.get("pgBillingKeyIssueResponses", ())),
    )
    return shelf.put(key)


def rename(state: State, key: str, name: str) -> None:
    """Give a billing key the name that it has elsewhere; it keeps its place."""
    shelf = state.billing_keys_of(None)
    shelf.rename(key, replace(shelf[key], id=name))


def _attempt(told: Mapping[str, Any], group: str | None, issued: datetime) -> Attempt:
    channel, failure = shown_channel(told["channel"], group), told.get("failure")
    if failure is None:
        return Attempt(channel, None, issued, told.get("pgTxId"))
    no = Decline(frozenset({"issue"}), failure.get("pgCode", ""), failure.get("pgMessage", ""))
    return Attempt(channel, no, read(failure["failedAt"]))
