"""The domains that are modelled. A new one is a folder of its own, and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.authentication import wire as authentication
from pytest_portone.sandbox.banks import wire as banks
from pytest_portone.sandbox.billing_keys import wire as billing_keys
from pytest_portone.sandbox.cash_receipts import wire as cash_receipts
from pytest_portone.sandbox.gateways import wire as gateways
from pytest_portone.sandbox.identity_verifications import wire as identity_verifications
from pytest_portone.sandbox.payment_sessions import wire as payment_sessions
from pytest_portone.sandbox.payments import wire as payments
from pytest_portone.sandbox.promotions import wire as promotions
from pytest_portone.sandbox.schedules import wire as schedules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.timers import Job

JOBS: Mapping[str, Job] = {**payments.JOBS, **schedules.JOBS}
"""What timers do, by name."""

ROUTES = (
    *authentication.ROUTES,
    *payments.ROUTES,
    *billing_keys.ROUTES,
    *schedules.ROUTES,
    *promotions.ROUTES,
    *cash_receipts.ROUTES,
    *identity_verifications.ROUTES,
    *payment_sessions.ROUTES,
    *banks.ROUTES,
    *gateways.ROUTES,
)
