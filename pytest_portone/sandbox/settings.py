"""What a sandbox can be told: everything that differs between merchants, and all that PortOne leaves open."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from pytest_portone.sandbox.cards import DECLINES, Decline
from pytest_portone.sandbox.channels import wrong_groups
from pytest_portone.sandbox.counterparties.terms import B2b
from pytest_portone.sandbox.features import FEATURES
from pytest_portone.sandbox.payment_sessions.profiles import wrong_profiles
from pytest_portone.sandbox.payments.rules import CANCELLATION_CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.channels import Channel, ChannelType
    from pytest_portone.sandbox.events import EventType
    from pytest_portone.sandbox.payment_sessions.profiles import CheckoutProfile
    from pytest_portone.sandbox.promotions import GatewayPromotion, Promotion
    from pytest_portone.sandbox.reconciliations.models import Finding
    from pytest_portone.sandbox.registries import BankAccount, Company

LineDiscounts: TypeAlias = Literal["per-unit", "per-line"]
Rounding: TypeAlias = Literal["half-up", "down", "up"]
SortOrder: TypeAlias = Literal["ASC", "DESC"]

CANCELLATION_WAITS: Mapping[str, timedelta | None] = {
    "PAYPAL_V2": timedelta(hours=1),
    "TRIPLE_A": timedelta(days=1),
}
"""The gateways that decide on a cancellation later, by PortOne's guides; how much later is made up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a sandbox. Amounts are in the currency's minor unit.

    Attributes:
        seed: where identifiers and generated answers start from; the same seed and calls give the same bytes.
        secrets: the API secrets that are accepted; None for every one that is not blank, since the code under test
            brings its own.
        store_id: the store that the credential belongs to.
        stores: every store that the credential can reach; any other is `FORBIDDEN`. None for one store, which
            answers to whatever id the code under test has configured.
        merchant_id: the merchant that the stores belong to.
        start: where the clock starts; it needs a zone.
        channels: the channels that exist; None for a channel made up for every key and every group.
        channel_type: the type of channels that are made up.
        promotions: the promotions that exist. A payment that names another one goes on without a discount.
        gateway_promotions: the card promotions that a payment gateway has of its own.
        declines: what the payment gateway turns down, by card number.
        vat_rounding: how the default VAT, (total - tax-free) / 11, is rounded.
        max_transactions: attempts that one payment id has before `MAX_TRANSACTION_COUNT_REACHED`.
        max_cancellations: cancellations that one payment has before `MAX_CANCEL_COUNT_REACHED`.
        cancellation_checks: the order in which a cancellation is checked, by the types of the errors.
        refund_account_required: whether the gateway refuses to refund a virtual account without `refundAccount`.
        payments_sort: what the list of payments is sorted by, if the request does not say.
        payments_order: which way it is sorted, if the request does not say.
        cursor_order: which way the list of payments by cursor runs along their creation.
        access_token_life: how long an access token is good for.
        refresh_token_life: how long a refresh token is good for.
        idempotency_retention: how long the answer to an `Idempotency-Key` is kept.
        webhook_connect_timeout: how long PortOne waits for a connection to the merchant's server.
        webhook_read_timeout: how long it then waits for the answer, by the real clock.
        max_webhook_resends: how often one webhook is sent again by hand before `MAX_WEBHOOK_RETRY_COUNT_REACHED`.
        webhook_jitter: whether a webhook that failed is tried again after anything up to the longest wait, as PortOne
            does; otherwise after the longest wait itself.
        webhook_exceptions: what an exception of the merchant's code in process does: `answer` makes it a 500, as a
            server would, and tells it in the attempt; `raise` hands it to whoever made the webhook be sent.
        closing_told: whether a webhook tells that a virtual account was closed, or has expired.
        manual_confirm: keys of the channels whose payments the merchant confirms by hand, after the window.
        confirm_process: whether PortOne asks the merchant's server at a payment's `confirmUrl` before the money is
            taken: where there is one (`offered`); likewise, and a window without one is refused (`required`); or
            never, as for a store for which PortOne has not switched it on (`off`).
        confirm_unanswered: what a payment does whose `confirmUrl` gives no answer: it `fails`, or it `goes-on`.
        approval_waits: how long a gateway reviews a payment, by its `PgProvider`; None until
            `customer.approve` or `customer.decline`. A gateway that is not listed decides at once.
        cancellation_waits: how long a gateway takes for a cancellation, likewise.
        cancellation_failure_event: the webhook that tells that such a cancellation failed; None for none.
        account_expiry: what a virtual account does to its payment when nothing has come in: it `stays`
            VIRTUAL_ACCOUNT_ISSUED, or it `fails`.
        expired_deposits: whether the bank still takes a deposit to a virtual account that has expired.
        partial_deposits: whether the bank takes a deposit of a part, and the payment is paid with the last one.
        past_schedules: what a schedule does whose time is past: the request is refused (`refuse`), or it runs at once
            (`run`).
        self_issued_receipts: the gateways (`PgProvider`) that issue a cash receipt also where NO_RECEIPT is asked
            for.
        lasting_receipts: the gateways that leave the cash receipt of a virtual account as it is when its payment is
            cancelled.
        app_approval: whether a customer whose identity is verified in an app has said yes there at once (`given`), or
            does so with `customer.approve_identity` (`awaited`).
        otp_life: how long the code is good that verifies an identity by SMS.
        max_otp_resends: how often the gateway sends such a code again.
        checkout_profiles: the checkout profiles that exist; None for one that is made up for every key.
        session_life: how long a payment session can be paid, if the request does not say.
        max_session_life: how long it can say, before `MAX_TTL_EXCEEDED`.
        closing_again: what closing a payment session does that is over: it is `answered` with since when it is, or
            `refused` as SESSION_NOT_FOUND.
        features: what PortOne has switched on for the merchant: `PLATFORM`, `PLATFORM_BTX`, `B2B`.
        b2b: what there is to say of tax invoices and counterparties; see `B2b`.
        analytics_channels: whose payments the analytics count: those of `all` channels, or of `live` ones only.
        test_reconciled: whether PortOne's own reconciliation takes payments through test channels too.
        gateway_findings: what it finds of payments, by id: `NOT_MATCHED`, `INCOMPARABLE`, `NOT_COLLECTED`; any other
            is `MATCHED`.
        gateway_settlement_days: business days after which a gateway pays out what was paid, less what was cancelled.
        longest_report: how many days a VAT report covers at most.
        settlement_rounding: how the fees of partner settlement and their VAT are rounded.
        line_discounts: whether the discount of an order's line is given for each of its units (`per-unit`), or for
            all of them (`per-line`).
        settlement_parameters: the parameters of settlement formulas that the merchant has defined.
        payout_wait: how long a bank takes to pay out to partners.
        payout_failures: the numbers of partners' accounts that a bank does not pay to, and why. Test payouts succeed.
        companies: the companies that the tax office knows; None for one that is in business, for every number.
        bank_accounts: the accounts that banks know; None for one, for every number.
        user_defined_properties: the properties that the merchant defined for partners and transfers; None for any.
        banks_without_lookup: the banks that do not tell whose their accounts are.
        connection_wait: how long the tax office takes to connect a partner, or to disconnect it; None until
            `console.answer_connection`.
        calls_kept: how many calls `Sandbox.calls` keeps, the latest ones; None for all.
    """

    seed: int = 0
    secrets: frozenset[str] | None = field(default=None, repr=False)
    store_id: str = "store-00000000-0000-4000-8000-000000000000"
    stores: frozenset[str] | None = None
    merchant_id: str = "merchant-00000000-0000-4000-8000-000000000000"
    start: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    channels: tuple[Channel, ...] | None = None
    channel_type: ChannelType = "TEST"
    promotions: tuple[Promotion, ...] = ()
    gateway_promotions: tuple[GatewayPromotion, ...] = ()
    declines: Mapping[str, Decline] = field(default_factory=lambda: DECLINES)
    vat_rounding: Rounding = "half-up"
    max_transactions: int = 100
    max_cancellations: int = 100
    cancellation_checks: tuple[str, ...] = CANCELLATION_CHECKS
    refund_account_required: bool = True
    payments_sort: Literal["REQUESTED_AT", "STATUS_CHANGED_AT"] = "REQUESTED_AT"
    payments_order: SortOrder = "DESC"
    cursor_order: SortOrder = "ASC"
    access_token_life: timedelta = timedelta(minutes=30)
    refresh_token_life: timedelta = timedelta(days=1)
    idempotency_retention: timedelta = timedelta(hours=3)
    webhook_connect_timeout: timedelta = timedelta(seconds=30)
    webhook_read_timeout: timedelta = timedelta(seconds=30)
    max_webhook_resends: int = 100
    webhook_jitter: bool = True
    webhook_exceptions: Literal["answer", "raise"] = "answer"
    closing_told: bool = False
    manual_confirm: frozenset[str] = frozenset()
    confirm_process: Literal["offered", "required", "off"] = "offered"
    confirm_unanswered: Literal["fails", "goes-on"] = "fails"
    approval_waits: Mapping[str, timedelta | None] = field(default_factory=dict)
    cancellation_waits: Mapping[str, timedelta | None] = field(default_factory=lambda: CANCELLATION_WAITS)
    cancellation_failure_event: EventType | None = None
    account_expiry: Literal["stays", "fails"] = "stays"
    expired_deposits: bool = False
    partial_deposits: bool = False
    past_schedules: Literal["refuse", "run"] = "refuse"
    self_issued_receipts: frozenset[str] = frozenset()
    lasting_receipts: frozenset[str] = frozenset({"KSNET"})
    app_approval: Literal["given", "awaited"] = "given"
    otp_life: timedelta = timedelta(minutes=3)
    max_otp_resends: int = 5
    checkout_profiles: tuple[CheckoutProfile, ...] | None = None
    session_life: timedelta = timedelta(minutes=30)
    max_session_life: timedelta = timedelta(days=1)
    closing_again: Literal["answered", "refused"] = "answered"
    features: frozenset[str] = FEATURES
    b2b: B2b = field(default_factory=B2b)
    analytics_channels: Literal["all", "live"] = "all"
    test_reconciled: bool = False
    gateway_findings: Mapping[str, Finding] = field(default_factory=dict)
    gateway_settlement_days: int = 2
    longest_report: timedelta = timedelta(days=92)
    settlement_rounding: Rounding = "down"
    line_discounts: LineDiscounts = "per-unit"
    settlement_parameters: frozenset[str] = frozenset()
    payout_wait: timedelta = timedelta(minutes=1)
    payout_failures: Mapping[str, str] = field(default_factory=dict)
    companies: tuple[Company, ...] | None = None
    bank_accounts: tuple[BankAccount, ...] | None = None
    user_defined_properties: frozenset[str] | None = None
    banks_without_lookup: frozenset[str] = frozenset({"BANK_OF_KOREA", "KEXIM", "KODIT", "KIBO", "SGI", "KCIS"})
    connection_wait: timedelta | None = timedelta(minutes=10)
    calls_kept: int | None = None

    def __post_init__(self) -> None:
        """Refuse what can't work.

        Raises:
            ValueError: every setting that is wrong: what was received, what was expected.
        """
        wrong = [f"{name}: received {got}, expected {want}" for name, ok, got, want in self._rules() if not ok]
        if wrong:
            raise ValueError("the sandbox's settings are wrong: " + "; ".join(wrong))

    def _rules(self) -> list[tuple[str, bool, object, str]]:
        known = set(CANCELLATION_CHECKS)
        return [
            ("start", self.start.tzinfo is not None, self.start, "a datetime with a zone"),
            (
                "secrets",
                self.secrets is None or _accepts_some(self.secrets),
                "none, or a blank one",
                "one or more, none blank",
            ),
            (
                "stores",
                self.stores is None or self.store_id in self.stores,
                self.stores,
                f"{self.store_id} among them",
            ),
            ("max_transactions", self.max_transactions > 0, self.max_transactions, "1 or more"),
            ("max_webhook_resends", self.max_webhook_resends >= 0, self.max_webhook_resends, "0 or more"),
            *(
                (name, getattr(self, name) > timedelta(), getattr(self, name), "longer than nothing")
                for name in ("webhook_connect_timeout", "webhook_read_timeout")
            ),
            ("max_cancellations", self.max_cancellations > 0, self.max_cancellations, "1 or more"),
            (
                "channels",
                not wrong_groups(self.channels or ()),
                "the group " + " and ".join(wrong_groups(self.channels or ())),
                "groups of one type, with 10 channels or less",
            ),
            ("max_otp_resends", self.max_otp_resends >= 0, self.max_otp_resends, "0 or more"),
            *(
                (name, getattr(self, name) > timedelta(), getattr(self, name), "longer than nothing")
                for name in ("otp_life", "session_life", "max_session_life", "payout_wait")
            ),
            (
                "checkout_profiles",
                not wrong_profiles(self.checkout_profiles or (), self.channels),
                "the profile " + " and ".join(wrong_profiles(self.checkout_profiles or (), self.channels)),
                "profiles by different keys, with channels that are listed and of one type",
            ),
            (
                "features",
                self.features <= FEATURES,
                ", ".join(sorted(self.features - FEATURES)),
                f"some of {', '.join(sorted(FEATURES))}",
            ),
            (
                "gateway_settlement_days",
                self.gateway_settlement_days >= 0,
                self.gateway_settlement_days,
                "0 or more",
            ),
            ("longest_report", self.longest_report >= timedelta(days=1), self.longest_report, "a day or longer"),
            ("calls_kept", self.calls_kept is None or self.calls_kept >= 0, self.calls_kept, "None, 0 or more"),
            (
                "cancellation_checks",
                len(self.cancellation_checks) == len(known) and set(self.cancellation_checks) == known,
                self.cancellation_checks,
                f"each of {', '.join(CANCELLATION_CHECKS)} once",
            ),
        ]


def _accepts_some(secrets: frozenset[str]) -> bool:
    return bool(secrets) and all(each.strip() for each in secrets)
