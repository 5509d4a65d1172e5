"""What passes between the code under test and PortOne, seen at the client: above every mock, cassette and sandbox."""

from pytest_portone.tap.listener import Delivery, Listener, Received
from pytest_portone.tap.live import LiveCallError
from pytest_portone.tap.patches import UnsupportedClientError
from pytest_portone.tap.tapping import tap

__all__ = ["Delivery", "Listener", "LiveCallError", "Received", "UnsupportedClientError", "tap"]
