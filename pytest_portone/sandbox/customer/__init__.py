"""Who acts outside of the API: the customer in the browser, at the bank and at the door; and the gateway."""

from pytest_portone.sandbox.customer.account import Account
from pytest_portone.sandbox.customer.checkout import CARD_NUMBER, METHODS, Checkout
from pytest_portone.sandbox.customer.complaints import Complaints
from pytest_portone.sandbox.customer.errors import CheckoutError
from pytest_portone.sandbox.customer.hosted import Hosted
from pytest_portone.sandbox.customer.identity import Identity
from pytest_portone.sandbox.customer.parcels import Parcels
from pytest_portone.sandbox.customer.wallet import Wallet

__all__ = ["CARD_NUMBER", "METHODS", "Checkout", "CheckoutError", "Customer"]


class Customer(Account, Wallet, Hosted, Identity, Complaints, Parcels):
    """The customer of one sandbox. Whatever it does, it returns the record that it changed."""
