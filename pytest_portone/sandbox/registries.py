"""What others know: banks of their accounts, and the tax office of companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from pytest_portone.sandbox.settings import Settings

AccountStatus: TypeAlias = Literal["OPEN", "SUSPENDED", "FOREIGN_EXCHANGE"]
BusinessStatus: TypeAlias = Literal["IN_BUSINESS", "SUSPENDED", "CLOSED"]
TaxationType: TypeAlias = Literal["NORMAL", "SIMPLE", "SIMPLE_TAX_INVOICE_ISSUER", "TAX_FREE", "ASSIGNED_ID_NUMBER"]


@dataclass(frozen=True, slots=True)
class BankAccount:
    """An account at a bank.

    Attributes:
        bank: a value of the contract's `Bank`.
        number: digits, with hyphens or without.
        holder: whose it is.
        status: whether payouts can go there: not where it is suspended, or for foreign money.
    """

    bank: str
    number: str
    holder: str = "Hong Gildong"
    status: AccountStatus = "OPEN"


@dataclass(frozen=True, slots=True)
class Company:
    """A company as the tax office knows it.

    Attributes:
        brn: its business registration number, 10 digits.
        taxation_type: how it pays VAT.
        business_status: whether it does business.
        taxation_type_date: since when it pays VAT that way.
        closed_suspended_date: since when it does no business.
    """

    brn: str
    taxation_type: TaxationType = "NORMAL"
    business_status: BusinessStatus = "IN_BUSINESS"
    taxation_type_date: date | None = None
    closed_suspended_date: date | None = None

    def json(self) -> dict[str, Any]:
        """The company as `B2bCompanyState`, or as `PlatformCompanyState`."""
        since, until = self.taxation_type_date, self.closed_suspended_date
        return {
            "taxationType": self.taxation_type,
            "taxationTypeDate": since and since.isoformat(),
            "businessStatus": self.business_status,
            "closedSuspendedDate": until and until.isoformat(),
        }


def company_of(settings: Settings, brn: str) -> Company | None:
    """The company with a business registration number; None where the settings list others only."""
    if settings.companies is None:
        return Company(brn)
    return next((each for each in settings.companies if each.brn == brn), None)


def is_in_business(settings: Settings, brn: str) -> bool:
    """Whether the tax office knows the company, and connects it: it has to be in business."""
    company = company_of(settings, brn)
    return company is not None and company.business_status == "IN_BUSINESS"


def account_of(settings: Settings, bank: str, number: str) -> BankAccount | None:
    """The account with a number at a bank; None where the settings list others only. Hyphens do not count."""
    if settings.bank_accounts is None:
        return BankAccount(bank, _digits(number))
    wanted = bank, _digits(number)
    return next((each for each in settings.bank_accounts if (each.bank, _digits(each.number)) == wanted), None)


def _digits(number: str) -> str:
    return number.replace("-", "")
