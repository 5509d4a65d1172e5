"""All that one sandbox remembers. Domains read and change it; it knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.authentication.models import Sessions
from pytest_portone.sandbox.channels import Channels
from pytest_portone.sandbox.clock import Clock
from pytest_portone.sandbox.identifiers import Identifiers
from pytest_portone.sandbox.records import Shelf, Shelves
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.tables import Log, Table
from pytest_portone.sandbox.timers import Timers

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pytest_portone.sandbox.authentication.models import Grant
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.faults import Plan
    from pytest_portone.sandbox.idempotency import Kept, Key
    from pytest_portone.sandbox.messages import Call
    from pytest_portone.sandbox.payments.models import Payment, Predefined
    from pytest_portone.sandbox.promotions import Promotion
    from pytest_portone.sandbox.settings import Settings
    from pytest_portone.sandbox.webhooks.models import Delivery


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
        post: takes every event, to tell the merchant of it.
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
        payments: payments by store.
        predefined: what was pre-registered, by store and payment id.
        billing_keys: billing keys by store.
    """

    settings: Settings
    drive: Callable[[datetime], None] | None = None
    post: Callable[[Event], None] | None = None
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
    payments: Shelves[Payment] = field(default_factory=Shelves)
    predefined: Table[tuple[str, str], Predefined] = field(default_factory=Table)
    billing_keys: Shelves[BillingKey] = field(default_factory=Shelves)

    def __post_init__(self) -> None:
        settings = self.settings
        self.clock = Clock(settings.start, self.drive)
        self.identifiers = Identifiers(settings.seed)
        self.channels = Channels(settings.channels, settings.channel_type)
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
        if self.post:
            self.post(event)

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

    def promotion(self, promotion_id: str | None) -> Promotion | None:
        """The promotion with this id; None where the settings list none."""
        return next((each for each in self.settings.promotions if each.id == promotion_id), None)
