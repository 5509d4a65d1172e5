"""Payment sessions and checkout profiles."""

from __future__ import annotations

DAY = 24 * 60 * 60


def create(merchant, **changes):
    """Prepare a visit to the payment page."""
    body = {
        "storeId": "store-1",
        "paymentId": "p-1",
        "profileKey": "profile-1",
        "country": "US",
        "currency": "USD",
        "totalAmount": 1100,
        "orderName": "shoes",
    }
    return merchant.post("/payment-sessions", body | changes)


def created(merchant, **changes):
    """The id of a new session."""
    return create(merchant, **changes).json()["sessionId"]


def close(merchant, session_id):
    """Close a session."""
    return merchant.post(f"/payment-sessions/{session_id}/close")


def evaluate(merchant, profile="profile-1", country="US", currency="USD", amount=1100):
    """Ask what a profile offers."""
    query = {"profileKey": profile, "country": country, "currency": currency, "amount": amount}
    return merchant.get("/checkout-profiles/evaluate", query=query, headers={"authorization": None})


def closed(merchant):
    """The id of a session that is closed."""
    session_id = created(merchant)
    close(merchant, session_id)
    return session_id


def forbidden(merchant):
    """The id of a session whose store the credential does not reach any more."""
    merchant.sandbox.faults.error("FORBIDDEN", operation="closePaymentSession")
    return created(merchant)


SCENARIOS = {
    ("createPaymentSession", "INVALID_REQUEST"): lambda m: create(m, profileKey="profile-9"),
    ("createPaymentSession", "FORBIDDEN"): lambda m: create(m, storeId="store-9"),
    ("createPaymentSession", "MAX_TTL_EXCEEDED"): lambda m: create(m, ttlSeconds=DAY + 1),
    ("getPaymentSession", "INVALID_REQUEST"): lambda m: m.get("/payment-sessions/%"),
    ("getPaymentSession", "SESSION_NOT_FOUND"): lambda m: m.get("/payment-sessions/session-9"),
    ("getPaymentSession", "SESSION_EXPIRED"): lambda m: m.get(f"/payment-sessions/{closed(m)}"),
    ("closePaymentSession", "INVALID_REQUEST"): lambda m: close(m, "%"),
    ("closePaymentSession", "FORBIDDEN"): lambda m: close(m, forbidden(m)),
    ("closePaymentSession", "SESSION_NOT_FOUND"): lambda m: close(m, "session-9"),
    ("evaluateCheckoutProfile", "INVALID_REQUEST"): lambda m: evaluate(m, amount=-1),
    ("evaluateCheckoutProfile", "PROFILE_SETTINGS_NOT_FOUND"): lambda m: evaluate(m, "profile-9"),
}
