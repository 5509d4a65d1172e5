"""Charts on the wire: what is common to them, and a row an operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.sandbox.analytics import sales, stats
from pytest_portone.sandbox.analytics.aspects import ASPECTS
from pytest_portone.sandbox.analytics.insight import insight
from pytest_portone.sandbox.analytics.stats import TIME
from pytest_portone.sandbox.domain import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.analytics.sales import Sale
    from pytest_portone.sandbox.domain import Handler, Inquiry
    from pytest_portone.sandbox.state import State

    Source: TypeAlias = Callable[[State, Mapping[str, Any]], list[Sale]]
    Chart: TypeAlias = Callable[[list[Sale], Mapping[str, Any]], Mapping[str, Any]]

_REQUIRED = frozenset({"pgCompany"})
"""What a payment may lack, and stats require."""


def _of(chart: Chart, source: Source = sales.paid) -> Handler:
    """What answers with a chart of sales."""

    def handle(state: State, inquiry: Inquiry) -> Mapping[str, Any]:
        sales.check(inquiry.body)
        return chart(source(state, inquiry.body), inquiry.body)

    return handle


def _by(*names: str, only: str | None = None) -> Chart:
    """A chart of what was paid by time or by other aspects; of the payments with one method only, where it is given.

    Payments that have nothing to show for a required field are left out.
    """

    def chart(found: list[Sale], body: Mapping[str, Any]) -> dict[str, Any]:
        required = _REQUIRED.intersection(names)
        shown = [each for each in _only(found, only) if all(ASPECTS[name](each.payment) for name in required)]
        return {"stats": stats.grouped(shown, names, body)}

    return chart


def _only(found: list[Sale], method: str | None) -> list[Sale]:
    return [each for each in found if method is None or ASPECTS["paymentMethod"](each.payment) == method]


def _chosen(aspect: str, field: str, found: list[Sale], body: Mapping[str, Any]) -> Mapping[str, Any]:
    """By time, those whose aspect the request names; an empty list names all."""
    wanted = body[field]
    shown = [each for each in found if not wanted or ASPECTS[aspect](each.payment) in wanted]
    return _by(TIME, aspect)(shown, body)


def _shares(method: str, aspect: str, field: str, found: list[Sale], body: Mapping[str, Any]) -> dict[str, Any]:
    """By time, those of a method: each that the request names, and all others but those that it leaves out as one.

    The summary is of both together.
    """
    wanted, left_out = body[field], body["excludesFromRemainders"]
    ours = [(each, ASPECTS[aspect](each.payment)) for each in _only(found, method)]
    named = [each for each, value in ours if value in wanted]
    rest = [each for each, value in ours if value not in wanted and value not in left_out]
    sums = stats.total(named + rest)
    return {
        "stats": stats.grouped(named, (TIME, aspect), body),
        "remainderStats": stats.grouped(rest, (TIME,), body),
        "summary": {"totalAmount": sums["amount"], "totalCount": sums["count"]},
    }


def _averages(found: list[Sale], body: Mapping[str, Any]) -> dict[str, Any]:
    rows = stats.grouped(found, (TIME,), body, stats.averages)
    return {"stats": rows, "summary": stats.averages(found)}


def _statuses(found: list[Sale], body: Mapping[str, Any]) -> dict[str, Any]:
    def measure(group: Any) -> dict[str, Any]:
        share = {"averageRatio": 100 * len(group) // len(found)}
        return stats.total(group) | share | stats.quartiles(group)

    return {"stats": stats.grouped(found, ("paymentStatus",), body, measure)}


def _cancellation_rate(found: list[Sale], _: Mapping[str, Any]) -> dict[str, Any]:
    """What went back of what was paid, from 0 to 1."""
    back, amount = sum(sales.refunded(each.payment) for each in found), sum(each.amount for each in found)
    return {"cancellationRate": back / amount if amount else 0.0}


def _overseas(state: State, _: Inquiry) -> dict[str, Any]:
    return {"isUsing": sales.abroad(state)}


_CARDS = partial(_shares, "CARD", "cardCompany", "cardCompanies")
_WALLETS = partial(_shares, "EASY_PAY", "easyPayProvider", "easyPayProviders")
_GATEWAYS = partial(_chosen, "pgCompany", "pgCompanies")

ROUTES = (
    Route("GET", "/analytics/charts/payment", "AnalyticsPaymentChart", _of(_by(TIME))),
    Route("GET", "/analytics/charts/payment-insight", "AnalyticsPaymentChartInsight", _of(insight)),
    Route("GET", "/analytics/charts/average-amount", "AnalyticsAverageAmountChart", _of(_averages)),
    Route("GET", "/analytics/charts/payment-method", "AnalyticsPaymentMethodChart", _of(_by("paymentMethod"))),
    Route(
        "GET",
        "/analytics/charts/payment-method-trend",
        "AnalyticsPaymentMethodTrendChart",
        _of(_by(TIME, "paymentMethod")),
    ),
    Route("GET", "/analytics/charts/card", "AnalyticsCardChart", _of(_by(TIME, only="CARD"))),
    Route("GET", "/analytics/charts/card-company", "AnalyticsCardCompanyChart", _of(_CARDS)),
    Route("GET", "/analytics/charts/easy-pay", "AnalyticsEasyPayChart", _of(_by(TIME, only="EASY_PAY"))),
    Route("GET", "/analytics/charts/easy-pay-provider", "AnalyticsEasyPayProviderChart", _of(_WALLETS)),
    Route("GET", "/analytics/charts/pg-company", "AnalyticsPgCompanyChart", _of(_by("pgCompany"))),
    Route("GET", "/analytics/charts/pg-company-trend", "AnalyticsPgCompanyTrendChart", _of(_GATEWAYS)),
    Route("GET", "/analytics/overseas-payment-usage", "AnalyticsOverseasPaymentUsage", _overseas),
    Route("GET", "/analytics/cancellation-rate", "AnalyticsCancellationRate", _of(_cancellation_rate)),
    Route("GET", "/analytics/charts/payment-status", "AnalyticsPaymentStatusChart", _of(_statuses, sales.begun)),
    Route(
        "GET",
        "/analytics/charts/payment-status/by-method",
        "AnalyticsPaymentStatusByPaymentMethodChart",
        _of(_by("paymentMethod", "paymentStatus"), sales.begun),
    ),
    Route(
        "GET",
        "/analytics/charts/payment-status/by-pg-company",
        "AnalyticsPaymentStatusByPgCompanyChart",
        _of(_by("pgCompany", "paymentStatus"), sales.begun),
    ),
    Route(
        "GET",
        "/analytics/charts/payment-status/by-payment-client",
        "AnalyticsPaymentStatusByPaymentClientChart",
        _of(_by("paymentClientType", "paymentStatus"), sales.begun),
    ),
)
