"""The domains that are modelled. A new one is a folder of its own, and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.analytics import wire as analytics
from pytest_portone.sandbox.authentication import wire as authentication
from pytest_portone.sandbox.b2b_preview import wire as b2b_preview
from pytest_portone.sandbox.banks import wire as banks
from pytest_portone.sandbox.billing_keys import wire as billing_keys
from pytest_portone.sandbox.cash_receipts import wire as cash_receipts
from pytest_portone.sandbox.counterparties import wire as counterparties
from pytest_portone.sandbox.gateways import wire as gateways
from pytest_portone.sandbox.identity_verifications import wire as identity_verifications
from pytest_portone.sandbox.partner_settlements import wire as partner_settlements
from pytest_portone.sandbox.payment_sessions import wire as payment_sessions
from pytest_portone.sandbox.payments import wire as payments
from pytest_portone.sandbox.payouts import wire as payouts
from pytest_portone.sandbox.platform import wire as platform
from pytest_portone.sandbox.promotions import wire as promotions
from pytest_portone.sandbox.reconciliations import wire as reconciliations
from pytest_portone.sandbox.schedules import wire as schedules
from pytest_portone.sandbox.tax_invoices import wire as tax_invoices
from pytest_portone.sandbox.transfers import wire as transfers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.timers import Job

JOBS: Mapping[str, Job] = {
    **payments.JOBS,
    **schedules.JOBS,
    **platform.JOBS,
    **transfers.JOBS,
    **payouts.JOBS,
    **tax_invoices.JOBS,
}
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
    *platform.ROUTES,
    *transfers.ROUTES,
    *partner_settlements.ROUTES,
    *payouts.ROUTES,
    *reconciliations.ROUTES,
    *analytics.ROUTES,
    *b2b_preview.ROUTES,
    *counterparties.ROUTES,
    *tax_invoices.ROUTES,
)
