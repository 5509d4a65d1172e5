"""All that one sandbox remembers. Domains read and change it; it knows nothing of HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_portone.sandbox.authentication.models import Sessions
from pytest_portone.sandbox.channels import Channels
from pytest_portone.sandbox.clock import Clock
from pytest_portone.sandbox.identifiers import Identifiers
from pytest_portone.sandbox.records import Shelf, Shelves
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.payments.models import Payment, Predefined
    from pytest_portone.sandbox.promotions import Promotion
    from pytest_portone.sandbox.settings import Settings


@dataclass(slots=True)
class State:
    """The state of one sandbox.

    Attributes:
        settings: what the sandbox was told.
        clock: its time.
        identifiers: where its identifiers come from.
        channels: the channels that requests can name.
        sessions: tokens that were given out.
        payments: payments by store.
        predefined: what was pre-registered, by store and payment id.
        billing_keys: billing keys by store.
    """

    settings: Settings
    clock: Clock = field(init=False)
    identifiers: Identifiers = field(init=False)
    channels: Channels = field(init=False)
    sessions: Sessions = field(init=False)
    payments: Shelves[Payment] = field(default_factory=Shelves)
    predefined: dict[tuple[str, str], Predefined] = field(default_factory=dict)
    billing_keys: Shelves[BillingKey] = field(default_factory=Shelves)

    def __post_init__(self) -> None:
        settings = self.settings
        self.clock = Clock(settings.start)
        self.identifiers = Identifiers(settings.seed)
        self.channels = Channels(settings.channels, settings.channel_type)
        self.sessions = Sessions(settings, self.clock, self.identifiers)

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
