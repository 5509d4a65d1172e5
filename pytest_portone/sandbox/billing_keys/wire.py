"""Billing keys on the wire: a handler an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox import cards, customers
from pytest_portone.sandbox.billing_keys import confirming, issuing, listing
from pytest_portone.sandbox.billing_keys.models import SHOWN
from pytest_portone.sandbox.billing_keys.views import billing_key_json, issue_json
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.domain import Route, Shown
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State


def _key(state: State, inquiry: Inquiry) -> BillingKey:
    billing_key = inquiry.parameters["billingKey"]
    key = state.billing_keys_of(inquiry.store_id).get(billing_key)
    if key is None:
        raise Refusal("BILLING_KEY_NOT_FOUND", f"There is no billing key {billing_key!r}")
    return key


def _get(state: State, inquiry: Inquiry) -> Shown:
    key = _key(state, inquiry)
    # The oldest contract has no word for a key that was deleted.
    if key.status not in (inquiry.cases & SHOWN or {"ISSUED"}):
        raise Refusal("BILLING_KEY_NOT_FOUND", f"The billing key {key.id!r} is {key.status}, expected ISSUED")
    return Shown(key.rendered, partial(billing_key_json, key, state.settings.merchant_id))


def _issue(state: State, inquiry: Inquiry) -> dict[str, Any]:
    _check(inquiry.body)
    return issue_json(issuing.issue(state, inquiry.body))


def _check(body: Mapping[str, Any]) -> None:
    checks = Checks()
    checks.at_least_one(body, "channelKey", "channelGroupId")
    checks.exactly_one(("method",), body["method"], "card")
    if "card" in body["method"]:
        cards.check(body["method"]["card"]["credential"], ("method", "card", "credential"), checks)
    customers.check(body, checks)
    checks.done()


def _delete(state: State, inquiry: Inquiry) -> dict[str, str]:
    issuing.delete(state, _key(state, inquiry), told=not inquiry.parameters.get("skipWebhook", False))
    return {"deletedAt": written(state.clock.now)}


ROUTES = (
    Route("POST", "/billing-keys", "IssueBillingKeyResponse", _issue),
    Route("POST", "/billing-keys/confirm", "ConfirmedBillingKeySummary", confirming.confirm),
    Route(
        "POST",
        "/billing-keys/confirm-issue-and-pay",
        "ConfirmedBillingKeyIssueAndPaySummary",
        confirming.confirm_and_pay,
    ),
    Route("GET", "/billing-keys/{billingKey}", "BillingKeyInfo", _get),
    Route("GET", "/billing-keys", "GetBillingKeyInfosResponse", listing.by_page),
    Route("DELETE", "/billing-keys/{billingKey}", "DeleteBillingKeyResponse", _delete),
)
