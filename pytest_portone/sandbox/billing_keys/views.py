"""Billing keys as they are shown: every field that any contract knows. Those that it lacks are left out later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.channels import group_json
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from pytest_portone.sandbox.billing_keys.models import BillingKey


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
        "pgBillingKeyIssueResponses": [
            {"type": "ISSUED", "channel": each.json(), "method": method} for each in key.channels
        ],
    }
