"""Look-ups: whose a bank account is, and what the tax office says of a company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox import registries
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform import verifications
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.refusals import Refusal, invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

_ACCOUNT = re.compile(r"[0-9][0-9-]*")
_COMPANY = re.compile(r"[0-9]{10}")


def _holder(state: State, inquiry: Inquiry) -> dict[str, str]:
    side, sent = side_of(state, inquiry), inquiry.parameters
    _check(sent)
    bank, number = sent["bank"], sent["accountNumber"]
    if bank in state.settings.banks_without_lookup:
        raise Refusal("PLATFORM_NOT_SUPPORTED_BANK", f"The bank {bank} does not tell whose its accounts are")
    account = registries.account_of(state.settings, bank, number)
    if account is None:
        message = f"The bank {bank} knows no account {number!r}; the sandbox's settings list others"
        raise Refusal("PLATFORM_EXTERNAL_API_FAILED", message)
    made = verifications.issue(state, side, "ACCOUNT", bank, account.number, account.holder)
    return {"holderName": account.holder, "accountVerificationId": made.id}


def _check(sent: Mapping[str, Any]) -> None:
    wrong = []
    if not _ACCOUNT.fullmatch(sent["accountNumber"]):
        wrong.append(
            Violation(("path", "accountNumber"), repr(sent["accountNumber"]), "digits, with hyphens or without")
        )
    if ("birthdate" in sent or "birthDate" in sent) and "businessRegistrationNumber" in sent:
        wrong.append(Violation(("query",), "birthdate and businessRegistrationNumber", "one of them, not both"))
    if wrong:
        raise invalid(wrong)


def _state(state: State, inquiry: Inquiry) -> dict[str, Any]:
    side, number = side_of(state, inquiry), inquiry.parameters["businessRegistrationNumber"]
    if not _COMPANY.fullmatch(number):
        raise invalid([Violation(("path", "businessRegistrationNumber"), repr(number), "ten digits")])
    company = registries.company_of(state.settings, number)
    if company is None:
        raise Refusal("PLATFORM_COMPANY_NOT_FOUND", f"The tax office knows no company {number}")
    made = verifications.issue(state, side, "COMPANY", number, company.taxation_type, company.business_status)
    return {"companyState": company.json(), "companyVerificationId": made.id}


ROUTES = (
    Route("GET", "/platform/bank-accounts/{bank}/{accountNumber}/holder", "PlatformAccountHolder", _holder),
    Route(
        "GET",
        "/platform/companies/{businessRegistrationNumber}/state",
        "GetPlatformCompanyStatePayload",
        _state,
    ),
)
