"""How a merchant meets each documented error: a module an area, with `SCENARIOS` and `NOT_SIMULATED`.

A module is about the newest contract, or about the one that its `CONTRACT` names: ids of operations come again.

A scenario is given a merchant (see `tests/sandbox/conftest.py`) whose sandbox has `SETTINGS`, and gives the response.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from pytest_portone import contracts
from pytest_portone.sandbox import (
    Band,
    BankAccount,
    Channel,
    CheckoutMethod,
    CheckoutProfile,
    Company,
    Decline,
    Promotion,
)
from pytest_portone.sandbox.cards import DECLINES

NEWEST = contracts.versions()[-1]
CLOSED = Decline(frozenset({"promotions"}), "CLOSED", "the gateway tells no promotions now")
MUTE = Decline(frozenset({"identify"}), "NO_CONTRACT", "the merchant has no contract for identity verification")

SETTINGS = {
    "channels": (
        Channel("channel-key-1"),
        Channel("channel-key-2", group="group-1"),
        Channel("channel-key-kcp", pg_provider="KCP_V2", decline=CLOSED),
        Channel("channel-key-mute", pg_provider="DANAL", decline=MUTE),
    ),
    "promotions": (
        Promotion("tenth", (Band(5000, percent=10),)),
        Promotion("shinhan", (Band(1000, percent=10),), card_company="SHINHAN_CARD"),
        Promotion("all", (Band(1000, amount=5000),)),
        Promotion("steep", (Band(5000, amount=4000),)),
        Promotion("elsewhere", (Band(5000, percent=10),), store_id="store-9"),
    ),
    "checkout_profiles": (CheckoutProfile("profile-1", (CheckoutMethod("PAY_PAL", "channel-key-1"),)),),
    "stores": frozenset({"store-1", "store-2"}),
    "store_id": "store-1",
    "companies": (Company("1234567891"), Company("2234567893"), Company("2208162517"), Company("1108142378")),
    "bank_accounts": (
        BankAccount("SHINHAN", "110123"),
        BankAccount("SHINHAN", "999"),
        BankAccount("SHINHAN", "110124", status="SUSPENDED"),
        BankAccount("SHINHAN", "110125", status="FOREIGN_EXCHANGE"),
    ),
    "user_defined_properties": frozenset({"colour"}),
    "max_transactions": 2,
    "max_cancellations": 2,
}
OTHER = {"storeId": "store-9"}
DECLINED, POOR, STUCK, KEPT = DECLINES


def gathered(name):
    """What every area says under a name, as one mapping: by contract, operation and error."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    return {
        (getattr(module, "CONTRACT", NEWEST), *pair): value
        for module in modules
        for pair, value in getattr(module, name, {}).items()
    }
