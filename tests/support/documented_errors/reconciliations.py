"""PortOne's reconciliation with payment gateways."""

from __future__ import annotations

JANUARY = {"from": "2026-01-01", "until": "2026-01-31"}


def report(merchant, name="transactions", days=JANUARY, **wanted):
    """A VAT report: `transactions` or `settlements`."""
    return merchant.get(f"/payment-reconciliations/{name}/vat-report", wanted={"dateRange": days, "filter": wanted})


BACKWARDS = {"from": "2026-01-02", "until": "2026-01-01"}
OPERATIONS = {
    "getPaymentReconciliationTransactionVatReport": "transactions",
    "getPaymentReconciliationSettlementVatReport": "settlements",
}
SCENARIOS = {
    (operation, error): scenario
    for operation, name in OPERATIONS.items()
    for error, scenario in {
        "INVALID_REQUEST": lambda m, name=name: report(m, name, BACKWARDS),
        "FORBIDDEN": lambda m, name=name: report(m, name, storeIds=["store-1", "store-9"]),
    }.items()
}
