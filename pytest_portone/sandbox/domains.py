"""The domains that are modelled. A new one is a folder of its own, and a line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.authentication import wire as authentication
from pytest_portone.sandbox.billing_keys import wire as billing_keys
from pytest_portone.sandbox.payments import wire as payments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.timers import Job

JOBS: Mapping[str, Job] = {}
"""What timers do, by name."""

ROUTES = (*authentication.ROUTES, *payments.ROUTES, *billing_keys.ROUTES)
