"""What there is to go on with: a record that exists, and all that a request or an act may name of it."""

from dataclasses import dataclass, field
from typing import Any

from world_machine import merchant


@dataclass(frozen=True, repr=False)
class Focus:
    """One record.

    Attributes:
        kind: its table in the sandbox's state.
        store: the store that it is in.
        values: what fields and parameters are to be, by name.
    """

    kind: str
    store: str
    values: dict[str, Any] = field(default_factory=dict)

    def __repr__(self):
        return f"{self.kind} {next(iter(self.values.values()))}"


_LATEST = 3
NOTHING = Focus("", merchant.OWN)
"""What begins something new is about no record."""


def _payment(each):
    channel, amount = each.order.channel, each.order.amount
    return {
        "paymentId": each.id,
        "txId": each.transaction_id,
        "totalAmount": amount.total,
        "taxFreeAmount": amount.tax_free,
        "currency": each.order.currency,
        "isTest": channel is not None and channel.type == "TEST",
        "paymentToken": each.token or "none",
        "cancellationId": each.cancellations[-1].id if each.cancellations else "none",
    }


def _key(each):
    return {"billingKey": each.id, "billingIssueToken": each.token}


def _schedule(each):
    return {"paymentScheduleId": each.id, "scheduleIds": each.id, "billingKey": each.billing_key}


def _verification(each):
    return {"identityVerificationId": each.id, "otp": each.otp or "none"}


_VALUES = {
    "payments": _payment,
    "billing_keys": _key,
    "schedules": _schedule,
    "identity_verifications": _verification,
}
_PATHS = {
    "": (
        *["{paymentId}/instant"] * 3,
        "{paymentId}/pre-register",
        "{paymentId}/billing-key",
        *["{paymentId}/schedule"] * 2,
        "/billing-keys",
        "/cash-receipts",
        "{identityVerificationId}/send",
        "/payment-sessions",
    ),
    "payments": ("{paymentId}", *["{paymentId}/cancel"] * 8, *["{paymentId}/escrow"] * 2),
    "billing_keys": ("/billing-keys", "{paymentId}/billing-key", *["{paymentId}/schedule"] * 3),
    "schedules": ("/payment-schedules",),
    "identity_verifications": ("{identityVerificationId}",),
    "payment_sessions": ("{sessionId}",),
}
"""What is asked about a record, or about none; what stands there twice is asked twice as often."""
ARGUMENTS = {
    "payments": "payment_id",
    "billing_keys": "billing_key",
    "identity_verifications": "verification_id",
    "payment_sessions": "session_id",
}
"""The parameter by which an act is about a record."""


def existing(world):
    """The records that there are, the latest of each kind."""
    found = []
    for kind, of in _VALUES.items():
        for store in (merchant.OWN, merchant.OTHER):
            records = list(getattr(world.shelves, kind).of(store).values())[-_LATEST:]
            found += [Focus(kind, store, of(each)) for each in records]
    sessions = world.sandbox.payment_sessions.values()
    more = (Focus("payment_sessions", each.store_id, {"sessionId": each.id}) for each in sessions)
    return [*found, *sorted(more, key=repr)[-1:]]


def about(contract, focus):
    """The ids of the operations that do something with such a record."""
    found = [each for each in contract.operations.values() if each.method != "GET"]
    return [each.id for part in _PATHS[focus.kind] for each in found if part in each.path]
