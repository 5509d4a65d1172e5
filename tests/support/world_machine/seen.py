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
}
"""Where the ids are that can be read. Asking for all others as well would take most of the time."""


def _ids(world, operation, store):
    subject = next(iter(parameter_names(operation.path)), None)
    if subject is None:
        return [None]
    shelf = _SHELVES.get(operation.path)
    return world.known.of(subject) if shelf is None else list(getattr(world.shelves, shelf).of(store))


def _answers(world):
    for operation, names in reads(world.contract):
        subject = next(iter(parameter_names(operation.path)), None)
        for store in (merchant.OWN, merchant.OTHER) if "storeId" in names else (merchant.OWN,):
            for each in _ids(world, operation, store):
                path = operation.path.replace(f"{{{subject}}}", quote(each or "", safe=""))
                call = world.read(operation, path, "" if store == merchant.OWN else f"storeId={store}")
                if call.response.status == 200:
                    yield (operation.path, store, each), json.loads(call.response.body)


@lru_cache
def _reads(version):
    from pytest_portone import contracts

    contract = contracts.load(version)
    return [
        (each, {parameter.name for parameter in each.parameters_in("query")})
        for each in contract.operations.values()
        if each.method == "GET"
        and desks_of(contract).of(each).modelled
        and len(parameter_names(each.path)) <= 1
        and not any(parameter.required for parameter in each.parameters_in("query"))
    ]


def reads(contract):
    """The reads that are modelled, with the names of their query's parameters."""
    return _reads(contract.version)
