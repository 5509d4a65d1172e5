"""PortOne's V2 API, in process and stateful: give it a request, it gives the response."""

from pytest_portone.sandbox.answers import ContradictionError
from pytest_portone.sandbox.cards import Decline
from pytest_portone.sandbox.channels import Channel
from pytest_portone.sandbox.customer import CheckoutError
from pytest_portone.sandbox.engine import Sandbox
from pytest_portone.sandbox.faults import Fault
from pytest_portone.sandbox.messages import Call, Request, Response
from pytest_portone.sandbox.promotions import Band, Promotion
from pytest_portone.sandbox.settings import Settings
from pytest_portone.sandbox.state import Snapshot
from pytest_portone.sandbox.sweeping import Sweep, SweepError

__all__ = [
    "Band",
    "Call",
    "Channel",
    "CheckoutError",
    "ContradictionError",
    "Decline",
    "Fault",
    "Promotion",
    "Request",
    "Response",
    "Sandbox",
    "Settings",
    "Snapshot",
    "Sweep",
    "SweepError",
]
