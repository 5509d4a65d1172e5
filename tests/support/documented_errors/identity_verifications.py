"""Identity verification."""

from __future__ import annotations

from documented_errors import OTHER

CUSTOMER = {
    "name": "Hong Gildong",
    "phoneNumber": "01012345678",
    "identityNumber": "9001011",
    "ipAddress": "10.0.0.1",
}
BODY = {"channelKey": "channel-key-1", "customer": CUSTOMER, "operator": "SKT", "method": "SMS"}


def send(merchant, verification_id="v-1", **changes):
    """Have a code sent, or a question asked in the app."""
    return merchant.post(f"/identity-verifications/{verification_id}/send", BODY | changes)


def resend(merchant, verification_id="v-1", **query):
    """Have another code sent."""
    return merchant.post(f"/identity-verifications/{verification_id}/resend", query=query)


def confirm(merchant, verification_id="v-1", **body):
    """Confirm with what is given."""
    return merchant.post(f"/identity-verifications/{verification_id}/confirm", body)


def arrived(merchant, verification_id="v-1"):
    """The code that has arrived."""
    return merchant.sandbox.identity_verifications[verification_id].otp


def verified(merchant):
    """A merchant with a verification that succeeded."""
    merchant.sandbox.customer.verify_identity("v-1")
    return merchant


def opened(merchant):
    """A merchant with a verification whose window is open."""
    merchant.sandbox.customer.open_identity_window("v-1")
    return merchant


def sent(merchant):
    """A merchant with a verification whose code has arrived."""
    assert send(merchant).status == 200
    return merchant


def tired(merchant):
    """A merchant whose customer gave up as often as can be."""
    for _ in range(2):
        merchant.sandbox.customer.fail_identity("v-1")
    return merchant


def impatient(merchant):
    """A merchant who had a code sent again as often as can be."""
    sent(merchant)
    while resend(merchant).status == 200:
        pass
    return merchant


def gone(merchant):
    """A merchant for whom PortOne loses a verification between two of its own steps."""
    merchant.sandbox.faults.error("IDENTITY_VERIFICATION_NOT_FOUND", operation="sendIdentityVerification")
    return merchant


SCENARIOS = {
    ("sendIdentityVerification", "INVALID_REQUEST"): lambda m: send(m, customer=CUSTOMER | {"phoneNumber": "1-2"}),
    ("sendIdentityVerification", "FORBIDDEN"): lambda m: send(m, **OTHER),
    ("sendIdentityVerification", "CHANNEL_NOT_FOUND"): lambda m: send(m, channelKey="channel-key-9"),
    ("sendIdentityVerification", "IDENTITY_VERIFICATION_NOT_FOUND"): lambda m: send(gone(m)),
    ("sendIdentityVerification", "IDENTITY_VERIFICATION_ALREADY_SENT"): lambda m: send(sent(m)),
    ("sendIdentityVerification", "IDENTITY_VERIFICATION_ALREADY_VERIFIED"): lambda m: send(verified(m)),
    ("sendIdentityVerification", "MAX_TRANSACTION_COUNT_REACHED"): lambda m: send(tired(m)),
    ("sendIdentityVerification", "PG_PROVIDER"): lambda m: send(m, channelKey="channel-key-mute"),
    ("resendIdentityVerification", "INVALID_REQUEST"): lambda m: resend(m, "%"),
    ("resendIdentityVerification", "FORBIDDEN"): lambda m: resend(m, **OTHER),
    ("resendIdentityVerification", "IDENTITY_VERIFICATION_NOT_FOUND"): resend,
    ("resendIdentityVerification", "IDENTITY_VERIFICATION_NOT_SENT"): lambda m: resend(opened(m)),
    ("resendIdentityVerification", "IDENTITY_VERIFICATION_ALREADY_VERIFIED"): lambda m: resend(verified(m)),
    ("resendIdentityVerification", "PG_PROVIDER"): lambda m: resend(impatient(m)),
    ("confirmIdentityVerification", "INVALID_REQUEST"): lambda m: confirm(sent(m)),
    ("confirmIdentityVerification", "FORBIDDEN"): lambda m: confirm(m, **OTHER),
    ("confirmIdentityVerification", "IDENTITY_VERIFICATION_NOT_FOUND"): confirm,
    ("confirmIdentityVerification", "IDENTITY_VERIFICATION_NOT_SENT"): lambda m: confirm(opened(m)),
    ("confirmIdentityVerification", "IDENTITY_VERIFICATION_ALREADY_VERIFIED"): lambda m: confirm(verified(m)),
    ("confirmIdentityVerification", "PG_PROVIDER"): lambda m: confirm(sent(m), otp="wrong"),
    ("getIdentityVerification", "INVALID_REQUEST"): lambda m: m.get("/identity-verifications/%"),
    ("getIdentityVerification", "FORBIDDEN"): lambda m: m.get("/identity-verifications/v-1", query=OTHER),
    ("getIdentityVerification", "IDENTITY_VERIFICATION_NOT_FOUND"): lambda m: m.get("/identity-verifications/v-1"),
    ("getIdentityVerifications", "INVALID_REQUEST"): lambda m: m.get(
        "/identity-verifications", wanted={"page": {"number": -1}}
    ),
    ("getIdentityVerifications", "FORBIDDEN"): lambda m: m.get("/identity-verifications", wanted={"filter": OTHER}),
}
