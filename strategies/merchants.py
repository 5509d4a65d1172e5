"""What a merchant machine works with: a merchant, and PortOne as a sandbox plays it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class PortOne(Protocol):
    """What is asked of a sandbox; `pytest_portone.sandbox.Sandbox` is one."""

    @property
    def customer(self) -> Any:
        """Who acts outside of the API."""

    @property
    def webhooks(self) -> Any:
        """The webhooks that it sends, and what goes wrong with them."""

    @property
    def faults(self) -> Any:
        """What goes wrong with the merchant's calls."""

    @property
    def clock(self) -> Any:
        """Its time."""

    @property
    def payments(self) -> Mapping[str, Any]:
        """Its records, by payment id."""

    @property
    def calls(self) -> Sequence[Any]:
        """The merchant's calls."""


class Merchant(Protocol):
    """The merchant's code, as a few methods that call it. `redirected`, `refund` and `catch_up` may be missing."""

    def order(self, total: int) -> str:
        """Take an order over so much, in the currency's minor unit. Returns the id under which it is to be paid."""

    def ledger(self) -> Any:
        """The merchant's books, as they are read for the comparison at the end."""


@runtime_checkable
class HasPage(Protocol):
    """A merchant with a page to which the browser comes back."""

    def redirected(self, payment_id: str) -> object:
        """Do what the page does when the browser is back; whether the customer has paid is another question."""


@runtime_checkable
class GivesBack(Protocol):
    """A merchant who gives money back."""

    def refund(self, payment_id: str, amount: int | None) -> object:
        """Give so much back, in minor units; None for all that is left."""


@runtime_checkable
class CatchesUp(Protocol):
    """A merchant with a job that looks after what was missed."""

    def catch_up(self) -> object:
        """Run the job, once."""
