"""PortOne's VAT reports on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.schema import without_nulls
from pytest_portone.sandbox.clock import read
from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.reconciliations.books import movements
from pytest_portone.sandbox.reconciliations.models import settled_on
from pytest_portone.sandbox.reconciliations.views import report_json
from pytest_portone.sandbox.rules import Checks
from pytest_portone.sandbox.transfers.days import day_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.reconciliations.models import Movement
    from pytest_portone.sandbox.state import State


def _by_payment(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return _report(state, inquiry, lambda each: each.day)


def _by_settlement(state: State, inquiry: Inquiry) -> dict[str, Any]:
    days = state.settings.gateway_settlement_days
    return _report(state, inquiry, lambda each: settled_on(each.day, days))


def _report(state: State, inquiry: Inquiry, day: Callable[[Movement], date]) -> dict[str, Any]:
    """The report on the days that a request asks for. What moved on a day is collected on the day after it."""
    body: Any = without_nulls(inquiry.parameters["requestBody"])
    since, until = _range(state, body["dateRange"])
    wanted, today = body.get("filter", {}), day_of(state.clock.now)
    found = _filtered(movements(state, wanted.get("storeIds", ())), wanted)
    return report_json([each for each in found if since <= day(each) <= until and day(each) < today])


def _range(state: State, sent: Mapping[str, str]) -> tuple[date, date]:
    since, until = (read(f"{sent[name]}T00:00:00Z").date() for name in ("from", "until"))
    checks, longest = Checks(), state.settings.longest_report
    checks.require(("dateRange", "until"), sent["until"], f"{sent['from']} or later", met=since <= until)
    days = f"{longest.days} days or fewer, both ends counted"
    checks.require(("dateRange",), dict(sent), days, met=until - since < longest)
    checks.done()
    return since, until


def _filtered(found: Iterable[Movement], wanted: Mapping[str, Any]) -> Iterable[Movement]:
    """What a filter lets through; an empty list is none."""
    findings = frozenset(wanted.get("reconciliationStatuses", ()))
    accounts = {(each["pgProvider"], each["pgMerchantId"]) for each in wanted.get("pgSpecifiers", ())}
    return (
        each
        for each in found
        if (not findings or each.finding in findings) and (not accounts or each.account in accounts)
    )


ROUTES = (
    Route(
        "GET",
        "/payment-reconciliations/settlements/vat-report",
        "GetPaymentReconciliationSettlementVatReportResponse",
        _by_settlement,
    ),
    Route(
        "GET",
        "/payment-reconciliations/transactions/vat-report",
        "GetPaymentReconciliationTransactionVatReportResponse",
        _by_payment,
    ),
)
