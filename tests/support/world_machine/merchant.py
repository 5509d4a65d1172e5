"""The merchant whose world is driven: its settings, with enough of everything to go wrong."""

from datetime import UTC, datetime, timedelta

from documented_errors import platform
from documented_errors.tax_invoices import told
from documented_errors.transfers import DAILY
from hypothesis import strategies as st

from pytest_portone.sandbox import B2b, Band, Channel, CheckoutMethod, CheckoutProfile, Decline, Promotion, Settings
from pytest_portone.sandbox.cards import DECLINES

SECRET = "secret"
OWN, OTHER = "store-00000000-0000-4000-8000-000000000000", "store-00000000-0000-4000-8000-000000000001"
START = datetime(2026, 1, 1, tzinfo=UTC)

_NO = Decline(frozenset({"issue", "pay", "identify"}), "NO", "this gateway declines")
_KEEPS = Decline(frozenset({"delete"}), "NO", "this gateway deletes nothing")

CHANNELS = (
    Channel("card"),
    Channel("live", type="LIVE"),
    Channel("reviews", pg_provider="KCP_V2"),
    Channel("later", pg_provider="TRIPLE_A"),
    Channel("slow", pg_provider="PAYPAL_V2"),
    Channel("by-hand"),
    Channel("declines", decline=_NO),
    Channel("one", group="group", ratio=60),
    Channel("two", group="group", ratio=40, decline=_NO),
    Channel("three", group="group", ratio=0, decline=_KEEPS),
)
CARDS = (*["4111110000001111"] * 3, *DECLINES)
PROMOTIONS = (
    Promotion("tenth", (Band(10, percent=10),), budget=500),
    Promotion("fixed", (Band(20, amount=7), Band(1000, amount=70)), maximum=50, recovers=False),
    Promotion("soon", (Band(1, percent=50),), starts=START + timedelta(days=1), ends=START + timedelta(days=20)),
)
PROFILES = (CheckoutProfile("profile", tuple(CheckoutMethod(each, "card") for each in ("CARD_KR", "KAKAO_PAY"))),)

PARTNER = platform.PARTNER | {"contact": platform.PARTNER["contact"] | {"phoneNumber": "01000000000"}}
PLATFORM = {
    "/platform/contracts": platform.CONTRACT_BODY | {"settlementCycle": DAILY},
    "/platform/partners": PARTNER,
    "/platform/additional-fee-policies": {
        "id": "f-1",
        "name": "shipping",
        "fee": {"fixedRate": 5_000},
        "vatPayer": "PARTNER",
    },
    "/platform/discount-share-policies": {"id": "d-1", "name": "half", "partnerShareRate": 50_000},
    "/b2b/counterparties": {"counterpartyId": "paper", "counterparty": told()},
}
"""What there is from the beginning, on both sides, by the paths that create it: no story has time for it."""

_FIXED = {
    "secrets": frozenset({SECRET}),
    "store_id": OWN,
    "stores": frozenset({OWN, OTHER}),
    "start": START,
    "channels": CHANNELS,
    "promotions": PROMOTIONS,
    "checkout_profiles": PROFILES,
    "manual_confirm": frozenset({"by-hand"}),
    "approval_waits": {"PAYPAL_V2": timedelta(hours=3), "KCP_V2": None},
    "cancellation_waits": {"TRIPLE_A": timedelta(hours=2), "PAYPAL_V2": None},
    "max_cancellations": 5,
    "max_transactions": 5,
    "max_webhook_resends": 2,
    "max_otp_resends": 1,
    "calls_kept": 10,
}
_OPEN = {
    "account_expiry": st.sampled_from(["fails", "stays"]),
    "expired_deposits": st.booleans(),
    "partial_deposits": st.booleans(),
    "closing_told": st.booleans(),
    "refund_account_required": st.booleans(),
    "cancellation_failure_event": st.none(),
    "past_schedules": st.sampled_from(["run", "refuse"]),
    "app_approval": st.sampled_from(["given", "awaited"]),
    "closing_again": st.sampled_from(["answered", "refused"]),
    "vat_rounding": st.sampled_from(["half-up", "down", "up"]),
    "cursor_order": st.sampled_from(["ASC", "DESC"]),
    "webhook_jitter": st.booleans(),
    "payout_failures": st.sampled_from([{}, {PARTNER["account"]["number"]: "closed"}]),
    "connection_wait": st.sampled_from([timedelta(minutes=10), None]),
    "b2b": st.sampled_from([B2b(), B2b(connections="awaited"), B2b(waits={}, amounts="consistent")]),
    "settlement_rounding": st.sampled_from(["half-up", "down", "up"]),
    "line_discounts": st.sampled_from(["per-unit", "per-line"]),
}

SETTINGS = st.fixed_dictionaries(_OPEN).map(lambda drawn: Settings(**_FIXED, **drawn))
"""What PortOne leaves open is drawn."""
