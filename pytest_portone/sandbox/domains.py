"""The domains that are modelled. A new one is a folder of its own, and a line here."""

from __future__ import annotations

from pytest_portone.sandbox.authentication import wire as authentication
from pytest_portone.sandbox.billing_keys import wire as billing_keys
from pytest_portone.sandbox.payments import wire as payments

ROUTES = (*authentication.ROUTES, *payments.ROUTES, *billing_keys.ROUTES)
