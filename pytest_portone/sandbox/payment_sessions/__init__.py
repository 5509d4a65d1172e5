"""Payment sessions: PortOne's own payment page; and the profiles that say what it offers to whom."""

from pytest_portone.sandbox.payment_sessions.profiles import CheckoutMethod, CheckoutProfile

__all__ = ["CheckoutMethod", "CheckoutProfile"]
