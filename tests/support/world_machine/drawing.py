"""Requests that are drawn from the contract, for any operation, and made at home in a world: with its ids."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.strategies import requests
from pytest_portone.strategies.broken_requests import can_break_request
from world_machine import merchant
from world_machine.focus import NOTHING
from world_machine.known import canonical, subject

SOMETIMES = st.integers(0, 11).map(lambda number: number == 11)
_SELDOM = st.integers(0, 3).map(lambda number: number == 3)
_STORES = st.sampled_from([merchant.OWN] * 9 + [merchant.OTHER])
_CREDENTIAL = {"expiryYear": "30", "expiryMonth": "01"}
_CARDS = st.sampled_from(merchant.CARDS).map(
    lambda number: {"card": {"credential": _CREDENTIAL | {"number": number}}}
)
_ACCOUNTS = st.builds(
    lambda hours, receipt: {
        "virtualAccount": {"bank": "SHINHAN", "expiry": {"validHours": hours}, "option": {"type": "NORMAL"}} | receipt
    },
    st.integers(1, 100),
    st.sampled_from([{}, {"cashReceipt": {"type": "PERSONAL", "customerIdentityNumber": "01000000000"}}]),
)
_METHODS = {"/payments/{paymentId}/instant": _CARDS | _ACCOUNTS, "/billing-keys": _CARDS}
"""What is to be paid with, by path: the contract permits nothing at all, and everything at once."""
_TOTALS = st.integers(1, 60) | st.integers(1, 10**12)


@lru_cache
def operations(version, *, modelled):
    """The ids of the operations of a contract that a domain models, or of all; those that change something first."""
    contract = contracts.load(version)
    found = [each for each in contract.operations.values() if not modelled or desks_of(contract).of(each).modelled]
    return [each.id for each in sorted(found, key=lambda each: (each.method == "GET", each.path, each.method))]


@lru_cache
def breakable(version):
    """The ids of the operations about whose requests something can be wrong."""
    contract = contracts.load(version)
    found = operations(version, modelled=True)
    return [each for each in found if can_break_request(contract, contract.operation(each))]


@lru_cache
def _requests(version, operation_id, *, broken):
    return requests(operation_id, contract=contracts.load(version), broken=broken).map(_Brief)


class _Brief:
    """A request that does not show itself: what is sent in the end is noted."""

    def __init__(self, sent):
        self.sent = sent

    def __repr__(self):
        return "a request"


def drawn(draw, world, operation_id):
    """A request of an operation, drawn from the contract, with this world's ids in place of the drawn ones."""
    sent = draw(_requests(world.contract.version, operation_id, broken=False)).sent
    path = _path(draw, world, sent)
    query = {name: _at_home(draw, world, name, value) for name, value in sent.query.items()}
    body = None if sent.body is None else _at_home(draw, world, "", sent.body)
    return finished(draw, world, NOTHING, replace(sent, path_parameters=path, query=query, body=body))


def _path(draw, world, sent):
    """The parameters in a request's path, at home."""
    return {
        name: known(draw, world, NOTHING, subject(sent.operation.path, name), value)
        for name, value in sent.path_parameters.items()
    }


def broken(draw, world, operation_id):
    """A request of an operation with one thing wrong, about something that may be there."""
    sent = draw(_requests(world.contract.version, operation_id, broken=True)).sent
    if sent.breakage.path[0] == "path":
        return sent
    path = _path(draw, world, sent)
    return replace(sent, path_parameters=path)


def finished(draw, world, focus, sent):
    """A request with what depends on the whole of it: how it is paid, and how much is cancelled."""
    path, body = sent.operation.path, sent.body
    if path == "/payments/{paymentId}/cancel":
        body = _cancelling(draw, world, focus, sent.path_parameters["paymentId"], body)
    if path in _METHODS and isinstance(body, dict) and not draw(SOMETIMES):
        body = {**body, "method": draw(_METHODS[path])}
    if path == "/payments/{paymentId}/instant" and isinstance(body, dict) and draw(_SELDOM):
        body = {**body, "isEscrow": True}
    return replace(sent, body=body)


def _at_home(draw, world, name, value):
    if name in OWN:
        return OWN[name](draw, world, NOTHING, value)
    if isinstance(value, dict):
        return {each: _at_home(draw, world, each, inner) for each, inner in value.items()}
    if isinstance(value, list):
        return [_at_home(draw, world, name, each) for each in value]
    return known(draw, world, NOTHING, name, value)


def known(draw, world, focus, name, value):
    """What a field or a parameter of this name may be in this world; `value` where nothing is known, or sometimes."""
    for each in (name, canonical(name)):
        if each in focus.values:
            return value if draw(SOMETIMES) else focus.values[each]
    pool = world.known.of(name)
    return value if not pool or not isinstance(value, str) or draw(SOMETIMES) else draw(st.sampled_from(pool))


def _store(draw, world, focus, value):
    if focus is not NOTHING and not draw(SOMETIMES):
        return focus.store
    return value if draw(SOMETIMES) else draw(_STORES)


def _urls(draw, world, focus, value):
    known_urls = [each.url for each in world.endpoints.values()]
    return draw(st.lists(st.sampled_from([*known_urls, "http://testserver/else"]), max_size=2, unique=True))


def _amount(draw, world, focus, value):
    """An amount that often fits; a part of it may be one too many."""
    if not isinstance(value, dict):
        return value
    total = draw(_TOTALS)
    parts = {name: draw(st.integers(0, total + 1)) for name in ("taxFree", "vat") if name in value}
    return {**value, "total": total, **{name: each if draw(SOMETIMES) else each // 2 for name, each in parts.items()}}


def _soon(draw, world, focus, value):
    minutes = draw(st.integers(-1, 20_000))
    return written(world.now + timedelta(minutes=minutes))


def _seconds(draw, world, focus, value):
    return draw(st.integers(0, 90_000))


def _skip(draw, world, focus, value):
    return draw(_SELDOM)


OWN = {
    "storeId": _store,
    "noticeUrls": _urls,
    "amount": _amount,
    "timeToPay": _soon,
    "ttlSeconds": _seconds,
    "skipWebhook": _skip,
}
"""How fields are drawn that are no ids. URLs are always the receiver's: webhooks go nowhere else."""


def _cancelling(draw, world, focus, payment_id, body):
    """A cancellation of about what is left: a part, the whole, one more."""
    payments = world.seen.of("/payments/{paymentId}")
    found = payments.get((focus.store, payment_id))
    if found is None:
        return body
    live = [each for each in found.get("cancellations", ()) if each["status"] != "FAILED"]
    left = found["amount"]["total"] - sum(each["totalAmount"] for each in live)
    free = found["amount"]["taxFree"] - sum(each["taxFreeAmount"] for each in live)
    numbers = {
        "amount": [max(1, left // 2), left, 1, left - 1, left + 1],
        "taxFreeAmount": [0, free // 2, free, free + 1],
        "vatAmount": [0, 1],
        "currentCancellableAmount": [left, left, left + 1],
    }
    wanted = {*body, *(["amount"] if draw(st.booleans()) else [])}
    changes = {name: draw(st.sampled_from(each)) for name, each in numbers.items() if name in wanted}
    return {**body, **changes}
