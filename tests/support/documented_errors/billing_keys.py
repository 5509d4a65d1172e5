"""Billing keys."""

from __future__ import annotations

from documented_errors import DECLINED, KEPT, OTHER


def deleted(merchant):
    key = merchant.issued()
    merchant.delete(f"/billing-keys/{key}")
    return key


def in_group(merchant, number):
    return merchant.issued(number, channelKey=None, channelGroupId="group-1")


def unissued(merchant):
    return merchant.sandbox.customer.issue_billing_key(finish=False).id


SCENARIOS = {
    ("issueBillingKey", "INVALID_REQUEST"): lambda m: m.issue(channelKey=None),
    ("issueBillingKey", "FORBIDDEN"): lambda m: m.issue(**OTHER),
    ("issueBillingKey", "CHANNEL_NOT_FOUND"): lambda m: m.issue(channelKey="channel-key-9"),
    ("issueBillingKey", "PG_PROVIDER"): lambda m: m.issue(DECLINED),
    ("issueBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.issue(DECLINED, channelKey=None, channelGroupId="group-1"),
    ("getBillingKeyInfo", "INVALID_REQUEST"): lambda m: m.get("/billing-keys/%"),
    ("getBillingKeyInfo", "FORBIDDEN"): lambda m: m.get("/billing-keys/key", query=OTHER),
    ("getBillingKeyInfo", "BILLING_KEY_NOT_FOUND"): lambda m: m.get(f"/billing-keys/{unissued(m)}"),
    ("getBillingKeyInfos", "INVALID_REQUEST"): lambda m: m.get("/billing-keys", wanted={"page": {"size": -1}}),
    ("getBillingKeyInfos", "FORBIDDEN"): lambda m: m.get("/billing-keys", wanted={"filter": OTHER}),
    ("deleteBillingKey", "INVALID_REQUEST"): lambda m: m.delete("/billing-keys/key", query={"requester": "NOBODY"}),
    ("deleteBillingKey", "FORBIDDEN"): lambda m: m.delete("/billing-keys/key", query=OTHER),
    ("deleteBillingKey", "BILLING_KEY_NOT_FOUND"): lambda m: m.delete("/billing-keys/key"),
    ("deleteBillingKey", "BILLING_KEY_NOT_ISSUED"): lambda m: m.delete(f"/billing-keys/{unissued(m)}"),
    ("deleteBillingKey", "BILLING_KEY_ALREADY_DELETED"): lambda m: m.delete(f"/billing-keys/{deleted(m)}"),
    ("deleteBillingKey", "PG_PROVIDER"): lambda m: m.delete(f"/billing-keys/{m.issued(KEPT)}"),
    ("deleteBillingKey", "CHANNEL_SPECIFIC"): lambda m: m.delete(f"/billing-keys/{in_group(m, KEPT)}"),
}

NOT_SIMULATED = {
    ("deleteBillingKey", "PAYMENT_SCHEDULE_ALREADY_EXISTS"): "payment schedules are not modelled",
}
