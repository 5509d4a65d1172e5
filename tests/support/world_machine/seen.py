"""What is seen of a world from outside: every read that there is, of every id that is known."""

import json
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import quote

from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.routing import parameter_names
from world_machine import merchant
from world_machine.areas import AREAS
from world_machine.known import SHELVES, subject


@dataclass(frozen=True)
class Seen:
    """A world at one moment.

    Attributes:
        answers: the answers to all reads, by operation, store and id; of those that were found.
        statuses: the statuses of all things, by area and id.
        events, webhooks: how many there are.
        content: what the sandbox remembered.
    """

    answers: MappingProxyType
    statuses: MappingProxyType
    events: int
    webhooks: int
    content: dict

    def of(self, operation_path):
        """The answers of one read, by store and id."""
        return {key[1:]: value for key, value in self.answers.items() if key[0] == operation_path}


def same(one: Seen, other: Seen, when):
    """Two worlds are seen to be the same.

    Raises:
        AssertionError: they are not; all differences are listed.
    """
    found = _differences(one, other)
    assert not found, f"{when}: {found}"


def _differences(one, other):
    found = [f"{name}: {getattr(one, name)}, {getattr(other, name)}" for name in ("events", "webhooks")]
    found = [each for each in found if len(set(each.partition(": ")[2].split(", "))) > 1]
    for name in ("answers", "statuses"):
        mine, theirs = getattr(one, name), getattr(other, name)
        keys = [each for each in {**mine, **theirs} if mine.get(each) != theirs.get(each)]
        found += [f"{each}: {mine.get(each)}, {theirs.get(each)}" for each in keys]
    return found


def look(world, last: Seen | None = None) -> Seen:
    """See a world as it is now; as `last`, if nothing at all has changed since. Looking changes nothing."""
    before = world.content()
    if last is not None and all(each is last.content[name] for name, each in before.items()):
        return last
    answers = MappingProxyType(dict(_answers(world)))
    changed = [name for name, each in world.content().items() if each is not before[name]]
    assert not changed, f"reads changed {changed}"
    statuses = {(area, name): status for area, find in AREAS.items() for name, status in find(world, answers)}
    return Seen(
        answers, MappingProxyType(statuses), len(world.events), len(world.sandbox.webhooks.deliveries), before
    )


_SHELVES = {
    "/payments/{paymentId}": "payments",
    "/payments/{paymentId}/transactions": "payments",
    "/payments/{paymentId}/cash-receipt": "cash_receipts",
    "/billing-keys/{billingKey}": "billing_keys",
    "/payment-schedules/{paymentScheduleId}": "schedules",
    "/identity-verifications/{identityVerificationId}": "identity_verifications",
    "/platform/partners/{id}": "platform_partners",
    "/platform/contracts/{id}": "platform_contracts",
    "/platform/additional-fee-policies/{id}": "platform_additional_fee_policies",
    "/platform/discount-share-policies/{id}": "platform_discount_share_policies",
    "/platform/transfers/{id}": "transfers",
    "/b2b/tax-invoices/{taxInvoiceKey}": "tax_invoices",
    "/b2b/tax-invoices/{taxInvoiceKey}/attachments": "tax_invoices",
    "/b2b/counterparties/{counterpartyId}": "counterparties",
}
"""Where the ids are that can be read. Asking for all others as well would take most of the time."""


_UNSEEN = ("/platform/companies/{businessRegistrationNumber}/state", "/certificate/registration-url")
"""How the paths of reads end that do not show the world: one is written down, one gives another ticket each time."""


_STORES = {merchant.OWN: "", merchant.OTHER: f"storeId={merchant.OTHER}"}
_SIDES = {"live": "", "test": "test=true"}
"""How a query names a store or a side."""


def _places(operation):
    """The stores, or the sides, that an operation reads, with their queries."""
    names = {each.name for each in operation.parameters_in("query")}
    if _SHELVES.get(operation.path) in SHELVES or "test" in names:
        return _SIDES if "test" in names else {"live": ""}
    return _STORES if "storeId" in names else {merchant.OWN: ""}


def _ids(world, operation, place):
    name = next(iter(parameter_names(operation.path)), None)
    if name is None:
        return [None]
    shelf = _SHELVES.get(operation.path)
    if shelf is None:
        return world.known.of(subject(operation.path, name))
    return (
        [each.id for each in world.records(shelf, place)]
        if shelf in SHELVES
        else list(getattr(world.shelves, shelf).of(place))
    )


def _answers(world):
    for operation, places in reads(world.contract):
        name = next(iter(parameter_names(operation.path)), None)
        for place, query in places.items():
            for each in _ids(world, operation, place):
                path = operation.path.replace(f"{{{name}}}", quote(each or "", safe=""))
                response = world.read(operation, path, query).response
                if response.status == 200:
                    text = response.body.decode()
                    yield (operation.path, place, each), json.loads(text) if text.startswith(("{", "[")) else text


@lru_cache
def _reads(version):
    from pytest_portone import contracts

    contract = contracts.load(version)
    return [
        (each, _places(each))
        for each in contract.operations.values()
        if each.method == "GET"
        and desks_of(contract).of(each).modelled
        and not each.path.endswith(_UNSEEN)
        and len(parameter_names(each.path)) <= 1
        and not any(parameter.required for parameter in each.parameters_in("query"))
        and not (each.body and each.body.required)
    ]


def reads(contract):
    """The reads that are modelled, with the stores or sides that they are of."""
    return _reads(contract.version)
