"""What there is to go on with: a record that exists, and all that a request or an act may name of it."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pytest_portone import contracts
from pytest_portone.sandbox.transfers.models import ManualTransfer
from world_machine import merchant
from world_machine.known import SHELVES
from world_machine.themes import BEGINNINGS


@dataclass(frozen=True, repr=False)
class Focus:
    """One record.

    Attributes:
        kind: its table in the sandbox's state; `credits` are the transfers that were made by hand.
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
        "test": channel is not None and channel.type == "TEST",
    }


def _key(each):
    return {"billingKey": each.id, "billingIssueToken": each.token}


def _schedule(each):
    return {"paymentScheduleId": each.id, "scheduleIds": each.id, "billingKey": each.billing_key}


def _verification(each):
    return {"identityVerificationId": each.id, "otp": each.otp or "none"}


def _invoice(world, each):
    party = "supplier" if each.issuance == "NORMAL" else "recipient"
    return {"documentKey": each.key(party) or "none", "documentKeyType": party.upper(), "brn": each.number(party)}


def _withdrawn(world, each):
    """What names the payment of a transfer and its cancellation; one by hand has none."""
    if isinstance(each, ManualTransfer):
        return {}
    payment = world.shelves.payments.of(each.payment.store_id).get(each.payment.id)
    cancellation = payment.cancellations[-1].id if payment and payment.cancellations else "none"
    return {"paymentId": each.payment.id, "cancellationId": cancellation}


def _business(world, each):
    return {"brn": each.brn}


def _no_more(world, each):
    return {}


_MORE = {"tax_invoices": _invoice, "transfers": _withdrawn, "counterparties": _business}
_VALUES = {
    "payments": _payment,
    "billing_keys": _key,
    "schedules": _schedule,
    "identity_verifications": _verification,
}
_PATHS = {
    "payments": ("{paymentId}", *["{paymentId}/cancel$"] * 8, *["{paymentId}/escrow"] * 2),
    "billing_keys": ("/billing-keys", "{paymentId}/billing-key", *["{paymentId}/schedule"] * 3),
    "schedules": ("/payment-schedules",),
    "identity_verifications": ("{identityVerificationId}",),
    "payment_sessions": ("{sessionId}",),
    "platform_partners": ("/partners/{id}", "/counterparty-", *["/transfers/manual"] * 3),
    "platform_contracts": ("/contracts/{id}",),
    "platform_additional_fee_policies": ("/additional-fee-policies/{id}",),
    "platform_discount_share_policies": ("/discount-share-policies/{id}",),
    "transfers": ("/transfers/{id}", *["/transfers/order-cancel"] * 3),
    "credits": ("/transfers/{id}",),
    "partner_settlements": ("/partner-settlements/",),
    "tax_invoices": ("{taxInvoiceKey}", "/draft", "{documentKey}", "/b2b-preview/tax-invoices/"),
    "counterparties": ("{counterpartyId}", "/b2b/counterparties/{brn}", "POST /b2b/tax-invoices/draft$"),
}
"""What is asked about a record; what stands there twice is asked twice as often. `$` is the end."""
_SOLD = ("{paymentId}/cancel$", "/transfers/order$", "/transfers/order$")
"""What is asked about a payment where partners are to be paid."""
ARGUMENTS = {
    "payments": "payment_id",
    "billing_keys": "billing_key",
    "identity_verifications": "verification_id",
    "payment_sessions": "session_id",
}
"""The parameter by which an act of the customer is about a record."""
CONSOLE_ARGUMENTS = {
    "platform_partners": "partner_id",
    "partner_settlements": "partner_settlement_id",
    "bulk_payouts": "bulk_payout_id",
    "counterparties": "counterparty_id",
    "tax_invoices": "invoice_id",
}
"""Likewise, of what is done in the console."""


def existing(world):
    """The records that there are, the latest of each kind."""
    found = []
    for kind, of in _VALUES.items():
        for store in (merchant.OWN, merchant.OTHER):
            records = list(getattr(world.shelves, kind).of(store).values())[-_LATEST:]
            found += [Focus(kind, store, of(each)) for each in records]
    sessions = world.sandbox.payment_sessions.values()
    more = (Focus("payment_sessions", each.store_id, {"sessionId": each.id}) for each in sessions)
    return [*found, *sorted(more, key=repr)[-1:], *_sided(world)]


def _sided(world):
    """Those that are live data or test data, and of no store."""
    for kind, name in SHELVES.items():
        for side in ("live", "test"):
            for each in world.records(kind, side)[-_LATEST:]:
                values = {name: each.id, "test": side == "test"} | _MORE.get(kind, _no_more)(world, each)
                yield Focus("credits" if isinstance(each, ManualTransfer) else kind, merchant.OWN, values)


def about(world, focus):
    """The ids of the operations that do something with such a record, or begin something new."""
    parts = BEGINNINGS[world.theme] if focus is NOTHING else _PATHS.get(focus.kind, ())
    if focus.kind == "payments" and world.theme == "settlement":
        parts = _SOLD
    return _about(world.contract.version, parts)


@lru_cache
def _about(version, parts):
    found = [each for each in contracts.load(version).operations.values() if each.method != "GET"]
    return [each.id for part in parts for each in found if part in f"{each.method} {each.path}$"]
