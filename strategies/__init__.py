"""Hypothesis strategies for what PortOne's API sends and takes, and machines that drive a merchant's code."""

from pytest_portone.strategies.broken import Breakage
from pytest_portone.strategies.merchant_machines import DisagreementError, merchant_machine
from pytest_portone.strategies.public import payments, requests, responses, types, webhooks
from pytest_portone.strategies.request import Request

__all__ = [
    "Breakage",
    "DisagreementError",
    "Request",
    "merchant_machine",
    "payments",
    "requests",
    "responses",
    "types",
    "webhooks",
]
