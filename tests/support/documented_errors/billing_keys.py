"""Billing keys."""

from __future__ import annotations

from documented_errors import DECLINED, KEPT, OTHER, POOR

CARD = "4111110000001111"


def deleted(merchant):
    key = merchant.issued()
    merchant.delete(f"/billing-keys/{key}")
    return key


def in_group(merchant, number):
    return merchant.issued(number, channelKey=None, channelGroupId="group-1")


def unissued(merchant):
    """A key whose window is open."""
    return merchant.sandbox.customer.issue_billing_key(finish=False)


def waiting(merchant, number=CARD, payment_id=None):
    """A key that waits for its confirmation; with a payment, where one is named."""
    customer = merchant.sandbox.customer
    if payment_id is None:
        return customer.issue_billing_key(card_number=number, confirm=True)
    return customer.issue_and_pay(payment_id, 1100, card_number=number)


def confirm(merchant, token, **body):
    """Confirm an issue by its token, or that of a key."""
    return merchant.post("/billing-keys/confirm", {"billingIssueToken": getattr(token, "token", token)} | body)


def confirm_and_pay(merchant, token, **body):
    """Confirm an issue with a payment."""
    body = {"billingIssueToken": getattr(token, "token", token)} | body
    return merchant.post("/billing-keys/confirm-issue-and-pay", body)


def twice(merchant, act, **wanted):
    key = waiting(merchant, **wanted)
    act(merchant, key)
    return act(merchant, key)


def promised(merchant):
    """A key with a schedule that waits."""
    key = merchant.issued()
    payment = {"billingKey": key, "orderName": "shoes", "currency": "KRW", "amount": {"total": 1100}}
    merchant.post("/payments/p-1/schedule", {"payment": payment, "timeToPay": "2026-02-01T00:00:00Z"})
    return key


SCENARIOS = {
    ("issueBillingKey", "INVALID_REQUEST"): lambda m: m.issue(channelKey=None),
    ("issueBillingKey", "FORBIDDEN"): lambda m: m.issue(**OTHER),
    ("issueBillingKey", "CHANNEL_NOT_FOUND"): lambda m: m.issue(channelKey="channel-key-9"),
    ("issueBillingKey", "PG_PROVIDER"): lambda m: m.issue(DECLINED),
    ("issueBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.issue(DECLINED, channelKey=None, channelGroupId="group-1"),
    ("getBillingKeyInfo", "INVALID_REQUEST"): lambda m: m.get("/billing-keys/%"),
    ("getBillingKeyInfo", "FORBIDDEN"): lambda m: m.get("/billing-keys/key", query=OTHER),
    ("getBillingKeyInfo", "BILLING_KEY_NOT_FOUND"): lambda m: m.get(f"/billing-keys/{unissued(m).id}"),
    ("getBillingKeyInfos", "INVALID_REQUEST"): lambda m: m.get("/billing-keys", wanted={"page": {"size": -1}}),
    ("getBillingKeyInfos", "FORBIDDEN"): lambda m: m.get("/billing-keys", wanted={"filter": OTHER}),
    ("deleteBillingKey", "INVALID_REQUEST"): lambda m: m.delete("/billing-keys/key", query={"requester": "NOBODY"}),
    ("deleteBillingKey", "FORBIDDEN"): lambda m: m.delete("/billing-keys/key", query=OTHER),
    ("deleteBillingKey", "BILLING_KEY_NOT_FOUND"): lambda m: m.delete("/billing-keys/key"),
    ("deleteBillingKey", "BILLING_KEY_NOT_ISSUED"): lambda m: m.delete(f"/billing-keys/{unissued(m).id}"),
    ("deleteBillingKey", "BILLING_KEY_ALREADY_DELETED"): lambda m: m.delete(f"/billing-keys/{deleted(m)}"),
    ("deleteBillingKey", "PG_PROVIDER"): lambda m: m.delete(f"/billing-keys/{m.issued(KEPT)}"),
    ("deleteBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.delete(f"/billing-keys/{in_group(m, KEPT)}"),
    ("deleteBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): lambda m: m.delete(f"/billing-keys/{promised(m)}"),
    ("confirmBillingKey", "INVALID_REQUEST"): lambda m: m.post("/billing-keys/confirm", {}),
    ("confirmBillingKey", "FORBIDDEN"): lambda m: confirm(m, waiting(m), **OTHER),
    ("confirmBillingKey", "BILLING_KEY_NOT_FOUND"): lambda m: confirm(m, "billing-issue-token-9"),
    ("confirmBillingKey", "BILLING_KEY_ALREADY_ISSUED"): lambda m: twice(m, confirm),
    ("confirmBillingKey", "INFORMATION_MISMATCH"): lambda m: confirm(m, waiting(m), isTest=False),
    ("confirmBillingKey", "PG_PROVIDER"): lambda m: confirm(m, waiting(m, DECLINED)),
    ("confirmBillingKeyIssueAndPay", "INVALID_REQUEST"): lambda m: confirm_and_pay(m, 1),
    ("confirmBillingKeyIssueAndPay", "FORBIDDEN"): lambda m: confirm_and_pay(m, "token", **OTHER),
    ("confirmBillingKeyIssueAndPay", "BILLING_KEY_NOT_FOUND"): lambda m: confirm_and_pay(m, waiting(m)),
    ("confirmBillingKeyIssueAndPay", "BILLING_KEY_ALREADY_ISSUED"): lambda m: twice(
        m, confirm_and_pay, payment_id="p-1"
    ),
    ("confirmBillingKeyIssueAndPay", "INFORMATION_MISMATCH"): lambda m: confirm_and_pay(
        m, waiting(m, payment_id="p-1"), totalAmount=1
    ),
    ("confirmBillingKeyIssueAndPay", "PG_PROVIDER"): lambda m: confirm_and_pay(m, waiting(m, POOR, payment_id="p-1")),
}
