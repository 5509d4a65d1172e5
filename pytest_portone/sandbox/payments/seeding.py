"""Payments as somebody else showed them, put into the sandbox: `views` read backwards."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args

from pytest_portone.sandbox.amounts import Amount
from pytest_portone.sandbox.channels import shown_channel
from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.payments import accounts
from pytest_portone.sandbox.payments.lifecycle import PAID
from pytest_portone.sandbox.payments.models import Cancellation, Dispute, Escrow, Failure, Order, Payment, Status
from pytest_portone.sandbox.payments.views import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.state import State

STATUSES: frozenset[str] = frozenset(get_args(Status))
"""What a payment can be here; a later contract may know more."""

_WAITING: frozenset[Status] = frozenset({"READY", "PAY_PENDING", "VIRTUAL_ACCOUNT_ISSUED"})
"""What these become is not decided by the merchant."""


def seed(state: State, told: Mapping[str, Any]) -> Payment:
    """Keep a payment as it was shown. Nothing is told of it: it happened elsewhere.

    An account that waits for its deposit goes on to expire, by the clock.

    Args:
        state: where.
        told: a valid `Payment` of any contract, in one of `STATUSES`.
    """
    payment = _payment(state, told)
    kept = state.payments_of(None).put(payment)
    if kept.status == "VIRTUAL_ACCOUNT_ISSUED" and state.settings.account_expiry == "fails":
        state.timers.set(accounts.expiry(kept), accounts.EXPIRY, kept.store_id, kept.id, kept.transaction_id)
    return kept


def seed_cancellation(state: State, payment_id: str, told: Mapping[str, Any]) -> None:
    """Give the latest cancellation of a payment the looks of one that was shown, a valid `PaymentCancellation`."""
    payment = state.payments_of(None).get(payment_id)
    if payment is None or not payment.cancellations:
        return
    *earlier, latest = payment.cancellations
    same = _cancellation(told, latest.place, latest.refund)
    state.payments_of(None).put(replace(payment, cancellations=(*earlier, replace(same, option=latest.option))))


def moved_on(payment: Payment, told: Mapping[str, Any]) -> bool:
    """Whether what is shown has come about since, by others than the merchant: a customer, a bank, the console."""
    if payment.status != told["status"] and payment.status in _WAITING:
        return True
    known = {each.id for each in payment.cancellations}
    found = (each for each in told.get("cancellations", ()) if each["id"] not in known)
    return any(each.get("trigger", "API") != "API" for each in found)


def before(told: Mapping[str, Any], cancellations: frozenset[str]) -> dict[str, Any]:
    """A payment as it was before some of its cancellations, which are named by their ids."""
    left = [each for each in told.get("cancellations", ()) if each["id"] not in cancellations]
    if len(left) == len(told.get("cancellations", ())):
        return dict(told)
    done = [each for each in left if each["status"] == "SUCCEEDED"]
    gone = {"cancelledAt", "cancellations"} if not done else {"cancelledAt"}
    amount = told["amount"] | {
        "cancelled": sum(each["totalAmount"] for each in done),
        "cancelledTaxFree": sum(each["taxFreeAmount"] for each in done),
    }
    kept = {name: value for name, value in told.items() if name not in gone}
    return kept | {"status": "PARTIAL_CANCELLED" if done else "PAID", "amount": amount, "cancellations": left}


def _payment(state: State, told: Mapping[str, Any]) -> Payment:
    before, requested = state.payments_of(None).get(told["id"]), read(told["requestedAt"])
    changed = _moment(told, "statusChangedAt") or requested
    paid = _moment(told, "paidAt") or (changed if told["status"] in PAID else None)
    bare = Payment(
        id=told["id"],
        store_id=told.get("storeId", state.settings.store_id),
        place=before.place if before else len(state.payments_of(None)),
        created_at=before.created_at if before else requested,
        requested_at=requested,
        updated_at=_moment(told, "updatedAt") or changed,
        status_changed_at=changed,
        transaction_id=told.get("transactionId") or state.identifiers.uuid(),
        status=told["status"],
        order=_order(told),
        paid_at=paid,
        failed_at=_moment(told, "failedAt"),
        pg_tx_id=told.get("pgTxId"),
        failure=_failure(told["failure"]) if "failure" in told else None,
        cancellations=tuple(_cancellations(told)),
        disputes=tuple(map(_dispute, told.get("disputes", ()))),
        escrow=_escrow(told["escrow"]) if "escrow" in told else None,
        deposited=told["amount"]["paid"] if _is_account(told) and paid else 0,
    )
    # What no field of the record brings forth is handed on as it came.
    known = {name for name, value in shown(state, bare).items() if value is not None} | _LEFT
    extras = {name: value for name, value in told.items() if name not in known}
    return replace(bare, order=replace(bare.order, extras=extras))


_LEFT = frozenset({"webhooks"})
"""What is not taken over: these webhooks were never sent from here."""


def _order(told: Mapping[str, Any]) -> Order:
    amount = told["amount"]
    return Order(
        name=told["orderName"],
        amount=Amount(amount["total"], amount["taxFree"], amount.get("vat", 0), amount.get("discount", 0)),
        currency=told["currency"],
        method=told.get("method"),
        channel=shown_channel(told["channel"]) if "channel" in told else None,
        customer=told.get("customer", {}),
        platform=told.get("origin", {}).get("platformType", "API"),
        billing_key=told.get("billingKey"),
        schedule_id=told.get("scheduleId"),
        escrow="escrow" in told,
        promotion_id=told.get("promotionId"),
    )


def _is_account(told: Mapping[str, Any]) -> bool:
    return bool(told.get("method", {}).get("type") == "PaymentMethodVirtualAccount")


def _cancellations(told: Mapping[str, Any]) -> list[Cancellation]:
    """The cancellations; what each gave back is its part of what was paid."""
    amount, found, place = told["amount"], list[Cancellation](), 0
    for each in told.get("cancellations", ()):
        refund = each["totalAmount"] * (amount["total"] - amount.get("discount", 0)) // max(amount["total"], 1)
        found.append(_cancellation(each, place, refund))
        place += each["status"] == "SUCCEEDED"
    return found


def _cancellation(told: Mapping[str, Any], place: int, refund: int) -> Cancellation:
    requested = read(told["requestedAt"])
    done = requested if told["status"] == "SUCCEEDED" else None
    return Cancellation(
        id=told["id"],
        pg_id=told.get("pgCancellationId", ""),
        status=told["status"],
        total=told["totalAmount"],
        tax_free=told["taxFreeAmount"],
        vat=told["vatAmount"],
        refund=refund,
        reason=told["reason"],
        option="RETAIN",
        requested_at=requested,
        cancelled_at=_moment(told, "cancelledAt") or done,
        place=place,
        trigger=told.get("trigger", "API"),
    )


def _failure(told: Mapping[str, Any]) -> Failure:
    return Failure(told.get("reason", ""), told.get("pgCode"), told.get("pgMessage"))


def _dispute(told: Mapping[str, Any]) -> Dispute:
    return Dispute(
        pg_id=told.get("pgDisputeId", ""),
        reason=told.get("reason", ""),
        created_at=read(told["createdAt"]),
        resolved_at=_moment(told, "resolvedAt"),
    )


def _escrow(told: Mapping[str, Any]) -> Escrow:
    return Escrow(
        status=told["status"],
        company=told.get("company"),
        invoice_number=told.get("invoiceNumber"),
        sent_at=told.get("sentAt"),
        applied_at=_moment(told, "appliedAt"),
        automatic=told.get("isAutomaticallyConfirmed", False),
    )


def _moment(told: Mapping[str, Any], name: str) -> datetime | None:
    return read(told[name]) if told.get(name) else None
