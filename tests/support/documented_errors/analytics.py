"""Charts of payments."""

from __future__ import annotations

from functools import partial

CONTRACT = "2024-04-18"

RANGE = {"from": "2026-01-01T00:00:00Z", "until": "2026-02-01T00:00:00Z", "currency": "KRW"}
DAILY = {"excludeCancelled": False, "timeGranularity": {"day": {"timezoneHourOffset": 9}}}
CHARTS = {
    "getAnalyticsPaymentChart": ("charts/payment", DAILY),
    "getAnalyticsPaymentChartInsight": ("charts/payment-insight", {"timezoneHourOffset": 9}),
    "getAverageAmountChart": ("charts/average-amount", DAILY),
    "getPaymentMethodChart": ("charts/payment-method", {"excludeCancelled": False}),
    "getPaymentMethodTrendChart": ("charts/payment-method-trend", DAILY),
    "getAnalyticsCardChart": ("charts/card", DAILY),
    "getAnalyticsCardCompanyChart": (
        "charts/card-company",
        {**DAILY, "cardCompanies": ["BC_CARD"], "excludesFromRemainders": []},
    ),
    "getAnalyticsEasyPayChart": ("charts/easy-pay", DAILY),
    "getAnalyticsEasyPayProviderChart": (
        "charts/easy-pay-provider",
        {**DAILY, "easyPayProviders": ["KAKAOPAY"], "excludesFromRemainders": []},
    ),
    "getPgCompanyChart": ("charts/pg-company", {"excludeCancelled": False}),
    "getPgCompanyTrendChart": ("charts/pg-company-trend", {**DAILY, "pgCompanies": ["TOSSPAYMENTS"]}),
    "getAnalyticsCancellationRate": ("cancellation-rate", {}),
    "getPaymentStatusChart": ("charts/payment-status", {}),
    "getPaymentStatusByPaymentMethodChart": ("charts/payment-status/by-method", {}),
    "getPaymentStatusByPgCompanyChart": ("charts/payment-status/by-pg-company", {}),
    "getPaymentStatusByPaymentClientChart": ("charts/payment-status/by-payment-client", {}),
}
"""The path of each chart, and what a request says beside the range."""


def chart(operation, merchant, **changes):
    """Ask for a chart."""
    path, body = CHARTS[operation]
    return merchant.get(f"/analytics/{path}", RANGE | body | changes)


def overseas(merchant):
    """Ask whether there are payments from abroad."""
    return merchant.get("/analytics/overseas-payment-usage")


def forbidden(operation, ask, merchant):
    """What comes where the credential may not see the analytics: nothing is documented of who may."""
    merchant.sandbox.faults.error("FORBIDDEN", operation=operation)
    return ask(merchant)


SCENARIOS = {
    **{(each, "INVALID_REQUEST"): partial(chart, each, until="2025-12-31T00:00:00Z") for each in CHARTS},
    **{(each, "FORBIDDEN"): partial(forbidden, each, partial(chart, each)) for each in CHARTS},
    ("getAnalyticsOverseasPaymentUsage", "FORBIDDEN"): partial(
        forbidden, "getAnalyticsOverseasPaymentUsage", overseas
    ),
}
