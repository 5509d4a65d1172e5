"""Payment schedules."""

from __future__ import annotations

from documented_errors import OTHER

LATER = "2026-02-01T00:00:00Z"


def schedule(merchant, key=None, payment_id="p-1", *, time=LATER, **changes):
    """Schedule a payment; None takes a field of it away."""
    key = merchant.issued() if key is None else key
    body = {"billingKey": key, "orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}} | changes
    payment = {name: value for name, value in body.items() if value is not None}
    return merchant.post(f"/payments/{payment_id}/schedule", {"payment": payment, "timeToPay": time})


def scheduled(merchant, key=None, payment_id="p-1", **changes):
    """The id of a schedule."""
    response = schedule(merchant, key, payment_id, **changes)
    assert response.status == 200, response.json()
    return response.json()["schedule"]["id"]


def revoke(merchant, **body):
    """Revoke, by key, by ids, or both."""
    return merchant.delete("/payment-schedules", body)


def deleted(merchant):
    key = merchant.issued()
    merchant.delete(f"/billing-keys/{key}")
    return key


def run(merchant):
    """The id of a schedule that has run."""
    made = scheduled(merchant)
    merchant.sandbox.clock.advance(days=31)
    return made


def revoked(merchant):
    made = scheduled(merchant)
    revoke(merchant, scheduleIds=[made])
    return made


def paid(merchant):
    merchant.instant()
    return merchant


SCENARIOS = {
    ("createPaymentSchedule", "INVALID_REQUEST"): lambda m: schedule(m, amount={"total": 0}),
    ("createPaymentSchedule", "FORBIDDEN"): lambda m: schedule(m, **OTHER),
    ("createPaymentSchedule", "BILLING_KEY_NOT_FOUND"): lambda m: schedule(m, "billing-key-9"),
    ("createPaymentSchedule", "BILLING_KEY_ALREADY_DELETED"): lambda m: schedule(m, deleted(m)),
    ("createPaymentSchedule", "ALREADY_PAID_OR_WAITING"): lambda m: schedule(paid(m)),
    ("createPaymentSchedule", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): lambda m: [schedule(m), schedule(m)][1],
    ("createPaymentSchedule", "SUM_OF_PARTS_EXCEEDS_TOTAL_AMOUNT"): lambda m: schedule(
        m, amount={"total": 100, "taxFree": 60, "vat": 41}
    ),
    ("getPaymentSchedule", "INVALID_REQUEST"): lambda m: m.get("/payment-schedules/%"),
    ("getPaymentSchedule", "FORBIDDEN"): lambda m: m.get(f"/payment-schedules/{scheduled(m)}", query=OTHER),
    ("getPaymentSchedule", "PAYMENT_SCHEDULE_NOT_FOUND"): lambda m: m.get("/payment-schedules/schedule-9"),
    ("getPaymentSchedules", "INVALID_REQUEST"): lambda m: m.get("/payment-schedules", wanted={"page": {"size": -1}}),
    ("getPaymentSchedules", "FORBIDDEN"): lambda m: m.get("/payment-schedules", wanted={"filter": OTHER}),
    ("revokePaymentSchedules", "INVALID_REQUEST"): lambda m: revoke(m, scheduleIds=[]),
    ("revokePaymentSchedules", "FORBIDDEN"): lambda m: revoke(m, billingKey=m.issued(), **OTHER),
    ("revokePaymentSchedules", "BILLING_KEY_NOT_FOUND"): lambda m: revoke(m, billingKey="billing-key-9"),
    ("revokePaymentSchedules", "BILLING_KEY_ALREADY_DELETED"): lambda m: revoke(m, billingKey=deleted(m)),
    ("revokePaymentSchedules", "PAYMENT_SCHEDULE_NOT_FOUND"): lambda m: revoke(m, scheduleIds=["schedule-9"]),
    ("revokePaymentSchedules", "PAYMENT_SCHEDULE_ALREADY_PROCESSED"): lambda m: revoke(m, scheduleIds=[run(m)]),
    ("revokePaymentSchedules", "PAYMENT_SCHEDULE_ALREADY_REVOKED"): lambda m: revoke(m, scheduleIds=[revoked(m)]),
}
