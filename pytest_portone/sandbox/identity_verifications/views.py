"""Identity verifications as they are shown: every field that any contract knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.identity_verifications.people import requested_json, verified_json

if TYPE_CHECKING:
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification


def identity_verification_json(verification: IdentityVerification, store: str) -> dict[str, Any]:
    """A verification as `IdentityVerification`; a field that is None is not there.

    Args:
        verification: which.
        store: the key of its store: a customer's `di` belongs to it.
    """
    failure, verified_at = verification.failure, verification.verified_at
    found = verified_json(verification.person, verification.channel.pg_provider, store) if verified_at else None
    return {
        "status": verification.status,
        "id": verification.id,
        "channel": verification.channel.json(),
        "requestedCustomer": requested_json(verification.person),
        "verifiedCustomer": found,
        "customData": verification.custom_data,
        "requestedAt": written(verification.requested_at),
        "updatedAt": written(verification.updated_at),
        "statusChangedAt": written(verification.status_changed_at),
        "verifiedAt": verified_at and written(verified_at),
        "pgTxId": verification.pg_tx_id,
        "pgRawResponse": json.dumps({"tid": verification.pg_tx_id, "result": "0000"}) if verified_at else None,
        "failure": failure and {"reason": failure.reason, "pgCode": failure.pg_code, "pgMessage": failure.pg_message},
        "version": "V2",
    }
