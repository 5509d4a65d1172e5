"""The platform on the wire: the routes and the jobs of all its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.platform import contracts, life, lookups, merchants, preferences
from pytest_portone.sandbox.platform.partners import connecting
from pytest_portone.sandbox.platform.partners import wire as partners
from pytest_portone.sandbox.platform.policies import additional_fees, discount_shares

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.timers import Job

JOBS: Mapping[str, Job] = {life.JOB: life.apply, connecting.JOB: connecting.decide}

ROUTES = (
    *preferences.ROUTES,
    *merchants.ROUTES,
    *additional_fees.ROUTES,
    *discount_shares.ROUTES,
    *contracts.ROUTES,
    *partners.ROUTES,
    *lookups.ROUTES,
)
