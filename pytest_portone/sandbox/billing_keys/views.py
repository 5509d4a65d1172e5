"""Billing keys as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.channels import group_json
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from pytest_portone.sandbox.billing_keys.models import Attempt, BillingKey


def billing_key_json(key: BillingKey, merchant_id: str) -> dict[str, Any]:
    """A billing key as `BillingKeyInfo`; a field that is None is not there."""
    method = {"type": "BillingKeyPaymentMethodCard", "card": key.card}
    return {
        "status": key.status,
        "billingKey": key.id,
        "merchantId": merchant_id,
        "storeId": key.store_id,
        "methods": [method],
        "channels": [each.json() for each in key.channels],
        "channelGroup": group_json(key.channels),
        "customer": key.customer,
        "customData": key.custom_data,
        "issueId": key.issue_id,
        "issueName": key.issue_name,
        "requestedAt": written(key.requested_at),
        "issuedAt": key.issued_at and written(key.issued_at),
        "deletedAt": key.deleted_at and written(key.deleted_at),
        "pgBillingKeyIssueResponses": [_response_json(each, method) for each in key.attempts],
    }


def issue_json(key: BillingKey) -> dict[str, Any]:
    """An issue as `IssueBillingKeyResponse`."""
    assert key.issued_at is not None  # noqa: S101 - it is issued
    info = {
        "billingKey": key.id,
        "channels": [each.json() for each in key.channels],
        "issuedAt": written(key.issued_at),
    }
    return {"billingKeyInfo": info, "channelSpecificFailures": [failure_json(each) for each in key.failures]}


def failure_json(attempt: Attempt) -> dict[str, Any]:
    """An attempt that a gateway declined, as `ChannelSpecificFailure`."""
    assert attempt.decline is not None  # noqa: S101 - it was declined
    return {
        "type": "PG_PROVIDER",
        "channel": attempt.channel.json(),
        "message": f"The payment gateway refused: {attempt.decline.pg_message}",
        "pgCode": attempt.decline.pg_code,
        "pgMessage": attempt.decline.pg_message,
    }


def _response_json(attempt: Attempt, method: dict[str, Any]) -> dict[str, Any]:
    channel = attempt.channel.json()
    if attempt.decline is None:
        return {"type": "ISSUED", "channel": channel, "pgTxId": attempt.pg_tx_id, "method": method}
    failure = failure_json(attempt) | {"failedAt": written(attempt.at)}
    return {"type": "FAILED", "channel": channel, "failure": failure}
