"""PortOne's V2 API, in process and stateful: give it a request, it gives the response."""

from pytest_portone.sandbox.answers import ContradictionError
from pytest_portone.sandbox.cards import Decline
from pytest_portone.sandbox.channels import Channel
from pytest_portone.sandbox.counterparties import B2b
from pytest_portone.sandbox.customer import CheckoutError
from pytest_portone.sandbox.engine import Sandbox
from pytest_portone.sandbox.exploring import Exploration, ExplorationError
from pytest_portone.sandbox.faults import Fault
from pytest_portone.sandbox.messages import Call, Request, Response
from pytest_portone.sandbox.payment_sessions import CheckoutMethod, CheckoutProfile
from pytest_portone.sandbox.promotions import Band, GatewayPromotion, Promotion
from pytest_portone.sandbox.registries import BankAccount, Company
from pytest_portone.sandbox.saving import WorldError
from pytest_portone.sandbox.settings import Settings
from pytest_portone.sandbox.state import Snapshot
from pytest_portone.sandbox.sweeping import Sweep, SweepError

__all__ = [
    "B2b",
    "Band",
    "BankAccount",
    "Call",
    "Channel",
    "CheckoutError",
    "CheckoutMethod",
    "CheckoutProfile",
    "Company",
    "ContradictionError",
    "Decline",
    "Exploration",
    "ExplorationError",
    "Fault",
    "GatewayPromotion",
    "Promotion",
    "Request",
    "Response",
    "Sandbox",
    "Settings",
    "Snapshot",
    "Sweep",
    "SweepError",
    "WorldError",
]
