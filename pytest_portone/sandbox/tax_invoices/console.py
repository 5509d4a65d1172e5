"""The console's side of tax invoices: what the tax office and counterparties answer, and what is done in bulk."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import certificates, connecting
from pytest_portone.sandbox.counterparties.sides import named
from pytest_portone.sandbox.tax_invoices import book, bulk, moving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from threading import RLock

    from pytest_portone.sandbox.counterparties.models import Certificate, Counterparty
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.bulk import Work
    from pytest_portone.sandbox.tax_invoices.models import Bulk, TaxInvoice


class TaxOffice:
    """What happens to tax invoices and counterparties, and not through the API. `test` says which data it is about.

    What the merchant is told of by a webhook arrives before the call returns.
    """

    def __init__(self, state: State, lock: RLock, settle: Callable[[], None] | None = None) -> None:
        self._state, self._lock, self._settle = state, lock, settle

    @contextmanager
    def _act(self) -> Iterator[None]:
        with self._lock:
            yield
        if self._settle is not None:
            self._settle()

    def accept_tax_invoice(self, invoice_id: str, *, test: bool = False) -> TaxInvoice:
        """Have the tax office accept an invoice that is issued, or on its way: it is SENDING_COMPLETED.

        Raises:
            Refusal: `B2B_TAX_INVOICE_NOT_FOUND`.
            ValueError: it is not issued, or the tax office has answered.
        """
        with self._act():
            return moving.answered(
                self._state, self._invoice(invoice_id, test), "SENDING_COMPLETED", *moving.ACCEPTED
            )

    def reject_tax_invoice(
        self, invoice_id: str, *, code: str = "ERR001", reason: str = "rejected", test: bool = False
    ) -> TaxInvoice:
        """Have the tax office reject an invoice that is issued, or on its way: it is SENDING_FAILED.

        Args:
            invoice_id: of the invoice.
            code: three letters and three digits.
            reason: in words.
            test: whether it is test data.

        Raises:
            Refusal, ValueError: as `accept_tax_invoice`.
        """
        with self._act():
            return moving.answered(self._state, self._invoice(invoice_id, test), "SENDING_FAILED", code, reason)

    def resend_tax_invoice_webhook(self, invoice_id: str, *, test: bool = False) -> TaxInvoice:
        """Have the merchant told by hand how an invoice stands: `TaxInvoice.Manual`.

        Raises:
            Refusal: `B2B_TAX_INVOICE_NOT_FOUND`.
        """
        with self._act():
            found = self._invoice(invoice_id, test)
            book.tell(self._state, found, "TaxInvoice.Manual")
            return found

    def connect_counterparty(self, counterparty_id: str, *, test: bool = False) -> Counterparty:
        """Have the tax office agree to what it was asked: to connect a counterparty, or to disconnect it.

        Raises:
            Refusal: `B2B_COUNTERPARTY_NOT_FOUND`.
            ValueError: it was asked nothing.
        """
        with self._act():
            return connecting.answer(self._state, named(test=test), counterparty_id, agreed=True)

    def refuse_counterparty(self, counterparty_id: str, reason: str, *, test: bool = False) -> Counterparty:
        """Have the tax office not agree to what it was asked of a counterparty: it is in ERROR.

        Raises:
            Refusal, ValueError: as `connect_counterparty`.
        """
        with self._act():
            return connecting.answer(self._state, named(test=test), counterparty_id, agreed=False, reason=reason)

    def disconnect_counterparty(self, counterparty_id: str, *, test: bool = False) -> Counterparty:
        """Ask the tax office to disconnect a counterparty: it is PENDING_DISCONNECT.

        Raises:
            Refusal: `B2B_COUNTERPARTY_NOT_FOUND`, `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
        """
        with self._act():
            return connecting.disconnect(self._state, named(test=test), counterparty_id)

    def link_counterparty(self, counterparty_id: str, partner_id: str | None, *, test: bool = False) -> Counterparty:
        """Have a counterparty belong to a partner, or with None to nobody.

        Raises:
            Refusal: `B2B_COUNTERPARTY_NOT_FOUND`.
        """
        with self._act():
            return connecting.link(self._state, named(test=test), counterparty_id, partner_id)

    def register_certificate(self, brn: str, *, days: int = 365, test: bool = False) -> Certificate:
        """Register a counterparty's certificate, which is good for so many days.

        Raises:
            Refusal: `B2B_COUNTERPARTY_NOT_FOUND`, `B2B_COUNTERPARTY_NTS_NOT_CONNECTED`.
        """
        with self._act():
            return certificates.register(self._state, named(test=test), brn, days)

    def draft_tax_invoices(
        self, invoices: Iterable[Mapping[str, Any]], *, name: str | None = None, test: bool = False
    ) -> Bulk:
        """Upload a sheet of invoices, each as the body of `POST /b2b/tax-invoices/draft`.

        Raises:
            ValueError: there are none, or they are not all issued one way.
        """
        with self._act():
            return bulk.draft(self._state, named(test=test), invoices, name)

    def process_tax_invoices(self, bulk_id: str, work: Work, *, test: bool = False) -> Bulk:
        """Request, issue, cancel or send the invoices of a sheet, as many as can be.

        Raises:
            Refusal: `B2B_BULK_TAX_INVOICE_NOT_FOUND`.
            ValueError: there is none that it can be done to.
        """
        with self._act():
            return bulk.work(self._state, bulk.get(self._state, named(test=test), bulk_id), work)

    def delete_bulk_tax_invoice(self, bulk_id: str, *, test: bool = False) -> Bulk:
        """Delete what holds the invoices of a sheet together; they stay.

        Raises:
            Refusal: `B2B_BULK_TAX_INVOICE_NOT_FOUND`.
        """
        with self._act():
            found = bulk.get(self._state, named(test=test), bulk_id)
            del self._state.bulk_tax_invoices[found.side, found.id]
            return found

    def _invoice(self, invoice_id: str, test: bool) -> TaxInvoice:  # noqa: FBT001 - passed on
        return book.get(self._state, named(test=test), book.Name(invoice_id))
