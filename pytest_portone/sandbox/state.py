"""All that one sandbox remembers. Domains read and change it; it knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.authentication.models import Sessions
from pytest_portone.sandbox.cash_receipts import following as receipts
from pytest_portone.sandbox.channels import Channels
from pytest_portone.sandbox.clock import Clock
from pytest_portone.sandbox.identifiers import Identifiers
from pytest_portone.sandbox.promotions import budgets, running
from pytest_portone.sandbox.records import Shelf, Shelves
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.schedules import following
from pytest_portone.sandbox.tables import Log, Table
from pytest_portone.sandbox.timers import Timers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_portone.sandbox.authentication.models import Grant
    from pytest_portone.sandbox.b2b_preview.models import Contact, MemberCompany
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.counterparties.models import Certificate, Counterparty, Verification
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.faults import Plan
    from pytest_portone.sandbox.gateways.paymentwall import Delivery as Consignment
    from pytest_portone.sandbox.idempotency import Kept, Key
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification
    from pytest_portone.sandbox.messages import Call
    from pytest_portone.sandbox.partner_settlements.models import PartnerSettlement
    from pytest_portone.sandbox.payment_sessions.models import PaymentSession
    from pytest_portone.sandbox.payments.models import Payment, Predefined
    from pytest_portone.sandbox.payouts.models import AccountTransfer, BulkAccountTransfer, BulkPayout, Payout
    from pytest_portone.sandbox.platform.models import (
        AdditionalFeePolicy,
        Contract,
        DiscountSharePolicy,
        Partner,
        PlatformSetting,
    )
    from pytest_portone.sandbox.platform.partners.bulk_tasks import BulkTask
    from pytest_portone.sandbox.platform.verifications import Verification as PlatformVerification
    from pytest_portone.sandbox.promotions import Promotion
    from pytest_portone.sandbox.promotions.budgets import Hold
    from pytest_portone.sandbox.promotions.running import Account
    from pytest_portone.sandbox.schedules.models import Schedule
    from pytest_portone.sandbox.settings import Settings
    from pytest_portone.sandbox.tax_invoices.models import Bulk, TaxInvoice, Upload
    from pytest_portone.sandbox.transfers.models import Transfer
    from pytest_portone.sandbox.webhooks.models import Delivery
    from pytest_portone.sandbox.webhooks.posting import Post
    from pytest_portone.sandbox.webhooks.troubles import Trouble


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A world at one moment. It is as good as new however often it is gone back to."""

    now: datetime
    drawn: int
    contents: tuple[Any, ...] = field(repr=False)


@dataclass(slots=True)
class State:
    """The state of one sandbox: tables, a clock, and how many identifiers were drawn. Nothing else is remembered.

    Attributes:
        settings: what the sandbox was told.
        drive: see `Clock`.
        post: takes every event, to tell the merchant of it; see `pytest_portone.sandbox.webhooks`.
        clock: its time.
        identifiers: where its identifiers come from.
        channels: the channels that requests can name.
        sessions: tokens that were given out.
        calls: every call, oldest first.
        answered: the calls that carried an idempotency key.
        absent: paths of what was deleted, of operations that are not modelled.
        access_tokens, refresh_tokens: what tokens mean.
        latest_refresh: a user's only refresh token that is good.
        faults: what is to go wrong with calls.
        timers: what is to happen later.
        events: what happened.
        deliveries: webhooks, sent and to be sent.
        told: the numbers of a payment's webhooks, by store and payment id.
        troubles: what is to happen to webhooks on their way, by number.
        aside: the numbers of webhooks that are not sent now, and the trouble that keeps them.
        payments: payments by store.
        predefined: what was pre-registered, by store and payment id.
        billing_keys: billing keys by store.
        schedules: payment schedules by store.
        scheduled_payments: the schedule of a payment that was made last, by store and payment id.
        scheduled_keys: the schedules of a billing key, by store and key.
        promotions: what became of promotions, by id.
        discounts: what payments hold of promotions' budgets, by store and payment id.
        cash_receipts: cash receipts by store, with the ids of their payments.
        identity_verifications: identity verifications by store.
        payment_sessions: sessions of the payment page, by id.
        paymentwall_deliveries: what Paymentwall was told of deliveries, by transaction id.
        shares: channels whose share of their group's payments was changed, by key.
        switched: features that the console switched on or off, by name.
        counterparties: counterparties of tax invoices, by side (`live` or `test`) and id.
        b2b_verifications: look-ups of businesses, by id.
        certificates: certificates of counterparties, by side and business registration number.
        tax_invoices: tax invoices, by side.
        bulk_tax_invoices: what holds invoices together that were drafted in bulk, by side and id.
        uploads: files of the merchant's, by id.
        platform_settings: how each side is settled, where that was changed.
        platform_partners: partners by side: `live` or `test`.
        platform_contracts: contracts, likewise.
        platform_additional_fee_policies: additional-fee policies, likewise.
        platform_discount_share_policies: discount-share policies, likewise.
        transfers: transfers, likewise.
        paid_transfers: the ids of a payment's transfers, by side and payment id.
        partner_settlements: partner settlements, by side.
        open_settlements: the partner settlement that transfers join which have this in common.
        payouts: payouts, by side.
        bulk_payouts: what payouts are made in, likewise.
        account_transfers: what goes into and out of the merchant's bank account, likewise.
        bulk_account_transfers: what withdrawals are made in, likewise.
        platform_verifications: what was looked up about accounts and companies, by id.
        platform_bulk_tasks: tasks about many partners, by id.
        preview_companies: member companies of the preview API, by side and business registration number.
        preview_contacts: their contacts, by side and id.
    """

    settings: Settings
    drive: Callable[[datetime], None] | None = None
    post: Post | None = None
    clock: Clock = field(init=False)
    identifiers: Identifiers = field(init=False)
    channels: Channels = field(init=False)
    sessions: Sessions = field(init=False)
    calls: Log[Call] = field(default_factory=Log)
    answered: Table[Key, Kept] = field(default_factory=Table)
    absent: Table[str, bool] = field(default_factory=Table)
    access_tokens: Table[str, Grant] = field(default_factory=Table)
    refresh_tokens: Table[str, Grant] = field(default_factory=Table)
    latest_refresh: Table[str, str] = field(default_factory=Table)
    faults: Table[int, Plan] = field(default_factory=Table)
    timers: Timers = field(default_factory=Timers)
    events: Log[Event] = field(default_factory=Log)
    deliveries: Log[Delivery] = field(default_factory=Log)
    told: Table[tuple[str, str], tuple[int, ...]] = field(default_factory=Table)
    troubles: Table[int, Trouble] = field(default_factory=Table)
    aside: Table[int, str] = field(default_factory=Table)
    payments: Shelves[Payment] = field(default_factory=Shelves)
    predefined: Table[tuple[str, str], Predefined] = field(default_factory=Table)
    billing_keys: Shelves[BillingKey] = field(default_factory=Shelves)
    schedules: Shelves[Schedule] = field(default_factory=Shelves)
    scheduled_payments: Table[tuple[str, str], str] = field(default_factory=Table)
    scheduled_keys: Table[tuple[str, str], tuple[str, ...]] = field(default_factory=Table)
    promotions: Table[str, Account] = field(default_factory=Table)
    discounts: Table[tuple[str, str], Hold] = field(default_factory=Table)
    cash_receipts: Shelves[CashReceipt] = field(default_factory=Shelves)
    identity_verifications: Shelves[IdentityVerification] = field(default_factory=Shelves)
    payment_sessions: Table[str, PaymentSession] = field(default_factory=Table)
    paymentwall_deliveries: Table[str, Consignment] = field(default_factory=Table)
    shares: Table[str, Channel] = field(default_factory=Table)
    switched: Table[str, bool] = field(default_factory=Table)
    counterparties: Table[tuple[str, str], Counterparty] = field(default_factory=Table)
    b2b_verifications: Table[str, Verification] = field(default_factory=Table)
    certificates: Table[tuple[str, str], Certificate] = field(default_factory=Table)
    tax_invoices: Shelves[TaxInvoice] = field(default_factory=Shelves)
    bulk_tax_invoices: Table[tuple[str, str], Bulk] = field(default_factory=Table)
    uploads: Table[str, Upload] = field(default_factory=Table)
    platform_settings: Table[str, PlatformSetting] = field(default_factory=Table)
    platform_partners: Shelves[Partner] = field(default_factory=Shelves)
    platform_contracts: Shelves[Contract] = field(default_factory=Shelves)
    platform_additional_fee_policies: Shelves[AdditionalFeePolicy] = field(default_factory=Shelves)
    platform_discount_share_policies: Shelves[DiscountSharePolicy] = field(default_factory=Shelves)
    transfers: Shelves[Transfer] = field(default_factory=Shelves)
    paid_transfers: Table[tuple[str, str], tuple[str, ...]] = field(default_factory=Table)
    partner_settlements: Shelves[PartnerSettlement] = field(default_factory=Shelves)
    open_settlements: Table[tuple[str, ...], str] = field(default_factory=Table)
    payouts: Shelves[Payout] = field(default_factory=Shelves)
    bulk_payouts: Shelves[BulkPayout] = field(default_factory=Shelves)
    account_transfers: Shelves[AccountTransfer] = field(default_factory=Shelves)
    bulk_account_transfers: Shelves[BulkAccountTransfer] = field(default_factory=Shelves)
    platform_verifications: Table[str, PlatformVerification] = field(default_factory=Table)
    platform_bulk_tasks: Table[str, BulkTask] = field(default_factory=Table)
    preview_companies: Table[tuple[str, str], MemberCompany] = field(default_factory=Table)
    preview_contacts: Table[tuple[str, str], Contact] = field(default_factory=Table)

    def __post_init__(self) -> None:
        settings = self.settings
        self.clock = Clock(settings.start, self.drive)
        self.identifiers = Identifiers(settings.seed)
        self.channels = Channels(settings.channels, settings.channel_type, self.shares)
        self.sessions = Sessions(self)

    @property
    def tables(self) -> dict[str, Table[Any, Any] | Log[Any]]:
        """Every table and every log by its name."""
        found = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in found if isinstance(value, Table | Log)}

    def snapshot(self) -> Snapshot:
        """The world as it is: a reference to each table's content."""
        contents = tuple(each.content for each in self.tables.values())
        return Snapshot(self.clock.now, self.identifiers.drawn, contents)

    def restore(self, snapshot: Snapshot) -> None:
        """Make the world what it was."""
        for table, content in zip(self.tables.values(), snapshot.contents, strict=True):
            table.content = content
        self.identifiers.drawn = snapshot.drawn
        self.clock.set(snapshot.now)

    def emit(self, event: Event) -> None:
        """Take note of what happened, and have it told."""
        self.events.append(event)
        budgets.follow(self, event)
        following.follow(self, event)
        receipts.follow(self, event)
        if self.post:
            self.post.take(event)

    def store(self, store_id: str | None) -> str:
        """The key of the store that a request names; without a name, of the credential's own.

        Raises:
            Refusal: `FORBIDDEN`, where the credential can't reach it.
        """
        stores = self.settings.stores
        if stores is None or store_id is None:
            return self.settings.store_id
        if store_id not in stores:
            raise Refusal("FORBIDDEN", f"The credential does not reach the store {store_id!r}")
        return store_id

    def payments_of(self, store_id: str | None) -> Shelf[Payment]:
        """The payments of the store that a request names.

        Raises:
            Refusal: `FORBIDDEN`.
        """
        return self.payments.of(self.store(store_id))

    def billing_keys_of(self, store_id: str | None) -> Shelf[BillingKey]:
        """The billing keys of the store that a request names.

        Raises:
            Refusal: `FORBIDDEN`.
        """
        return self.billing_keys.of(self.store(store_id))

    def schedules_of(self, store_id: str | None) -> Shelf[Schedule]:
        """The payment schedules of the store that a request names.

        Raises:
            Refusal: `FORBIDDEN`.
        """
        return self.schedules.of(self.store(store_id))

    def cash_receipts_of(self, store_id: str | None) -> Shelf[CashReceipt]:
        """The cash receipts of the store that a request names.

        Raises:
            Refusal: `FORBIDDEN`.
        """
        return self.cash_receipts.of(self.store(store_id))

    def identity_verifications_of(self, store_id: str | None) -> Shelf[IdentityVerification]:
        """The identity verifications of the store that a request names.

        Raises:
            Refusal: `FORBIDDEN`.
        """
        return self.identity_verifications.of(self.store(store_id))

    def promotion(self, promotion_id: str | None) -> Promotion | None:
        """The promotion with this id as an order meets it now; None where the settings list none."""
        return running.current(self, promotion_id)
