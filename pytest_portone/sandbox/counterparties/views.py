"""Counterparties as they are shown. A field that is None is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.platform.models import graphql_id

if TYPE_CHECKING:
    from pytest_portone.sandbox.counterparties.models import Certificate, Counterparty, Verification

_NUMBER = 7
"""What the sandbox calls counterparties in a `graphqlId`; PortOne's own number is not known."""
_TOLD = ("representativeName", "address", "businessType", "businessClass", "contact", "memo")


def counterparty_json(found: Counterparty) -> dict[str, Any]:
    """A counterparty as `B2bCounterparty`."""
    checked = found.state_verification
    return {
        "id": found.id,
        "graphqlId": graphql_id(_NUMBER, found.id),
        "isForTest": found.side == "test",
        "brn": found.brn,
        "companyName": found.name,
        **{name: found.told.get(name) for name in _TOLD},
        "additionalContacts": found.told.get("additionalContacts", []),
        "ntsConnectionStatus": found.connection,
        "ntsConnectedAt": found.connected_at and written(found.connected_at),
        "ntsConnectionFailedReason": found.failed_reason,
        "partnerId": found.partner_id,
        "businessStatus": found.business_state,
        "businessStatusCheckedAt": checked and written(checked.checked_at),
        "businessStatusVerification": _verification_json(checked),
        "businessInfoVerification": _verification_json(found.info_verification),
        "appliedAt": written(found.applied_at),
    }


def _verification_json(found: Verification | None) -> dict[str, Any] | None:
    return {"id": found.id, "checkedAt": written(found.checked_at)} if found else None


def certificate_json(found: Certificate) -> dict[str, Any]:
    """A certificate as `B2bCertificate`."""
    return {
        "registeredAt": written(found.registered_at),
        "expiredAt": written(found.expired_at),
        "issuerName": "CN=Sandbox CA,O=Sandbox,C=KR",
        "subjectName": f"CN=Business {found.brn},O=Sandbox,C=KR",
        "certificateType": "E_TAX",
        "oid": "1.2.410.200004.5.1.1.7",
        "registrantContactName": found.registrant,
        "registrantContactId": f"registrant-{found.brn}",
    }
