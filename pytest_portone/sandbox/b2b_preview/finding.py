"""What a request names, found or refused by PortOne's error. Live and test data are apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties.sides import side_of
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.registries import company_of
from pytest_portone.sandbox.tax_invoices import book

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.b2b_preview.models import Contact, MemberCompany
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.registries import Company
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice

RECIPIENT = "RECIPIENT"
"""Whose document key it is, where the request does not say."""


@dataclass(frozen=True, slots=True)
class Books:
    """The live or the test data of a sandbox."""

    state: State
    side: Side

    def company(self, brn: str) -> MemberCompany:
        """The member company with a business registration number.

        Raises:
            Refusal: `B2B_MEMBER_COMPANY_NOT_FOUND`.
        """
        company = self.state.preview_companies.get((self.side, brn))
        if company is None:
            message = f"No member company has the business registration number {brn!r} among the {self.side} data"
            raise Refusal("B2B_MEMBER_COMPANY_NOT_FOUND", message)
        return company

    def contact(self, brn: str, contact_id: str) -> Contact:
        """A contact of a company.

        Raises:
            Refusal: `B2B_MEMBER_COMPANY_NOT_FOUND`, `B2B_CONTACT_NOT_FOUND`.
        """
        self.company(brn)
        contact = self.state.preview_contacts.get((self.side, contact_id))
        if contact is None or contact.brn != brn:
            raise Refusal("B2B_CONTACT_NOT_FOUND", f"The company {brn!r} has no contact {contact_id!r}")
        return contact

    def invoice(self, named: Mapping[str, Any]) -> TaxInvoice:
        """The invoice that a request names by `brn`, `documentKey` and, where it is the supplier's, the key's type.

        Raises:
            Refusal: `B2B_TAX_INVOICE_NOT_FOUND`.
        """
        name = book.Name(named["documentKey"], named.get("documentKeyType", RECIPIENT), named["brn"])
        return book.get(self.state, self.side, name)

    def recipient(self, invoice: TaxInvoice) -> Company | None:
        """The recipient of an invoice as the tax office knows it; None where it does not."""
        brn: str = invoice.told["recipient"]["brn"]
        return company_of(self.state.settings, brn)


def books_of(state: State, inquiry: Inquiry) -> Books:
    """The data that a request is about: by `test` in its query, else live.

    Raises:
        Refusal: `B2B_NOT_ENABLED`, where PortOne has not switched tax invoices on for the merchant.
    """
    return Books(state, side_of(state, inquiry))
