"""A world for merchants, and how their ledger is compared while a story shrinks: by sums, which is quick."""

from collections import Counter
from contextlib import contextmanager

from pytest_portone.reconciliation.entries import CANCELLATION, PAYMENT
from pytest_portone.sandbox import Sandbox
from pytest_portone.transport import intercept


@contextmanager
def world():
    """A fresh sandbox that answers what the merchant calls."""
    portone = Sandbox()
    with intercept(portone.handle):
        yield portone
    portone.webhooks.close()


class SumsDifferError(AssertionError):
    """The ledger and PortOne disagree; a full reconciliation says how."""

    def __init__(self, portone, ledger):
        super().__init__("sums differ")
        self.portone, self.ledger = portone, [*ledger]

    def reconciliation(self):
        return self.portone.reconcile(self.ledger)


def sums(ledger):
    found = Counter()
    for each in ledger:
        found[each.payment_id, each.kind] += each.amount
    return found


def sums_agree(portone, merchant):
    ledger = merchant.ledger()
    there = Counter()
    for each in portone.payments.values():
        there[each.id, PAYMENT] += each.paid
        there[each.id, CANCELLATION] += each.cancelled
    if sums(ledger) != there:
        raise SumsDifferError(portone, ledger)
