"""Disputes: the customer turns to the payment gateway, and it tells PortOne."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.payments import lifecycle
from pytest_portone.sandbox.payments.models import Dispute
from pytest_portone.sandbox.payments.transitions import DISPUTE, check

if TYPE_CHECKING:
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.state import State


def create(state: State, payment: Payment, reason: str) -> Payment:
    """Keep a payment as disputed."""
    now = state.clock.now
    dispute = Dispute(pg_id=state.identifiers.pg(), reason=reason, created_at=now)
    changed = replace(payment, disputes=(*payment.disputes, dispute), updated_at=now)
    return lifecycle.keep(state, changed, "Transaction.DisputeCreated", trigger="DISPUTE_CREATED")


def resolve(state: State, payment: Payment, dispute: Dispute) -> Payment:
    """Keep a dispute as settled."""
    check(DISPUTE, dispute.status, "RESOLVED")
    now = state.clock.now
    disputes = tuple(replace(each, resolved_at=now) if each is dispute else each for each in payment.disputes)
    changed = replace(payment, disputes=disputes, updated_at=now)
    return lifecycle.keep(state, changed, "Transaction.DisputeResolved", trigger="DISPUTE_RESOLVED")
