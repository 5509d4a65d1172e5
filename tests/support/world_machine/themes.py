"""What a story is about mostly: one that is about everything does not get far with anything."""

from hypothesis import strategies as st

_PAYMENTS = {
    "payments": 12,
    "billing_keys": 2,
    "schedules": 1,
    "identity_verifications": 1,
    "payment_sessions": 1,
}
_SETTLEMENT = {
    "payments": 8,
    "transfers": 6,
    "credits": 1,
    "partner_settlements": 4,
    "bulk_payouts": 4,
    "platform_partners": 2,
    "platform_contracts": 1,
    "platform_additional_fee_policies": 1,
    "platform_discount_share_policies": 1,
}
_INVOICES = {"tax_invoices": 6, "counterparties": 2, "platform_partners": 1}
BEGINNINGS = {
    "payments": (
        *["{paymentId}/instant"] * 3,
        "{paymentId}/pre-register",
        "{paymentId}/billing-key",
        *["POST /billing-keys$"] * 2,
        "/cash-receipts",
        "{identityVerificationId}/send",
        "/payment-sessions",
    ),
    "settlement": (
        *["{paymentId}/instant"] * 4,
        *["/transfers/manual$"] * 3,
        *["/platform/contracts$", "/platform/partners$", "/additional-fee-policies$", "/discount-share-policies$"],
        *["/platform/setting", "/platform$"],
    ),
    "tax invoices": (
        *["POST /b2b/tax-invoices/draft$", "/issue-immediately", "/register", "/request-reverse-issuance"] * 2,
        *["/b2b/counterparties$", "/member-companies$"],
    ),
}
"""How something new begins, by the ends or other parts of methods and paths."""
KINDS = {"payments": _PAYMENTS, "settlement": _SETTLEMENT, "tax invoices": _INVOICES}
"""What there is to go on with, and how often."""


def themes(contract):
    """One of the themes that a contract knows."""
    names = ["payments", "payments", "settlement"]
    return st.sampled_from(
        [*names, "tax invoices"] if any("/b2b" in each.path for each in contract.operations.values()) else names
    )
