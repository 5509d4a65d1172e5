"""What every act outside of the API has in common."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.model import Ref
from pytest_portone.contracts.schema import without_nulls
from pytest_portone.sandbox.customer.errors import CheckoutError, told_the_customer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from threading import RLock

    from pytest_portone.contracts.model import Contract
    from pytest_portone.sandbox.payments.models import Payment, Status
    from pytest_portone.sandbox.state import State


class Acting:
    """Somebody who acts on one sandbox.

    Args:
        state: its state.
        contract: what its records must fit.
        lock: held during an act.
        after: does what is due after it.
    """

    def __init__(self, state: State, contract: Contract, lock: RLock, after: Callable[[], None]) -> None:
        self._state, self._contract, self._lock, self._after = state, contract, lock, after

    @contextmanager
    def _act(self) -> Iterator[None]:
        """Nobody else acts meanwhile. What became of it is told also where it is refused."""
        try:
            with self._lock, told_the_customer():
                yield
        finally:
            self._after()

    def _found(self, payment_id: str, store_id: str | None, statuses: Collection[Status], what: str) -> Payment:
        """A payment in one of these statuses.

        Raises:
            CheckoutError: `PaymentNotFound`; `what` says what can't be done.
        """
        payment = self._state.payments_of(store_id).get(payment_id)
        if payment is not None and payment.status in statuses:
            return payment
        status = payment.status if payment else "not there"
        raise CheckoutError("PaymentNotFound", f"the payment {payment_id!r} is {status}; {what}")

    def _check(self, name: str, value: dict[str, Any]) -> None:
        """See that a record is one that the contract can show.

        Raises:
            ValueError: it is not.
        """
        if name not in self._contract.types:
            return
        report = self._contract.validate(Ref(name), without_nulls(value))
        if not report.valid:
            raise ValueError("; ".join(map(str, report.violations)))
