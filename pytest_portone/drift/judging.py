"""From an exchange to what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone import conformance
from pytest_portone.conformance.words import masked, word
from pytest_portone.contracts.changes import Difference
from pytest_portone.drift.rules import CREDENTIALS, RULES, UNKNOWN, of_request
from pytest_portone.drift.subjects import look_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.contracts.model import Contract
    from pytest_portone.drift.answers import Strange
    from pytest_portone.drift.subjects import Examined
    from pytest_portone.report.model import Finding
    from pytest_portone.traffic.model import Exchange

_SUCCESS = range(200, 300)
_REFUSED = 401
_UNSTABLE = "unstable operation"
_BODY = "$.body"


def judge(contract: Contract, exchange: Exchange) -> tuple[Difference, ...]:
    """Everything about an exchange that the contract does not say: the call first, then what came.

    No value is told but vocabulary of the API: enum values, tags and names of fields that look like such.

    Args:
        contract: what it is judged by.
        exchange: a call and its answer, or a webhook.
    """
    examined = look_at(contract, exchange)
    return told(contract, exchange, examined)


def told(contract: Contract, exchange: Exchange, examined: Examined) -> tuple[Difference, ...]:
    """What is to be said of an exchange that was looked at already."""
    call = () if exchange.webhook else _call(contract, exchange, examined)
    return (*call, *(_came(examined, each) for each in examined.strange))


def _came(examined: Examined, strange: Strange) -> Difference:
    place = (strange.path, strange.type, strange.field, strange.before, strange.after)
    return _difference(strange.rule, examined, examined.name, *place)


def _call(contract: Contract, exchange: Exchange, examined: Examined) -> Iterator[Difference]:
    """What is to be said of the request."""
    if examined.operation and examined.operation.unstable:
        yield _difference("unstable-used", examined, examined.name, "$", "", "", "", "UNSTABLE")
    accepted = exchange.response.status in _SUCCESS
    for each in conformance.judge(contract, exchange.request):
        if each.rule == _UNSTABLE or (each.rule in CREDENTIALS and exchange.response.status != _REFUSED):
            continue
        rule = of_request(each.rule, accepted=accepted)
        if rule in UNKNOWN:
            called = f"{word(exchange.request.method)} {masked(contract, exchange.request.path)}"
            yield _difference(rule, examined, called, "$", "", "", "", called)
        else:
            yield _request(rule, examined, each)


def _request(rule: str, examined: Examined, found: Finding) -> Difference:
    """A finding of `conformance`. Its message says what was received, what was expected, and sometimes a way out."""
    received, _, expected = found.message.removeprefix("received ").partition(", expected ")
    before, after = expected.partition(";")[0], "" if received == "nothing" else received
    return _difference(rule, examined, found.operation, _path(found.place), "", _last(found.place), before, after)


def _path(place: str) -> str:
    """A place in a request as `Difference` has it: there, the body is `$`."""
    if place == _BODY or place.startswith((f"{_BODY}.", f"{_BODY}[")):
        return "$" + place.removeprefix(_BODY)
    return place if place.startswith("$") else "$"


def _last(place: str) -> str:
    """The name at the end of a place; nothing for the body as a whole."""
    return "" if place == _BODY else place.rpartition(".")[2].removesuffix("[*]")


def _difference(rule_id: str, examined: Examined, operation: str, path: str = "$", *said: str) -> Difference:
    """`said` is what else a `Difference` says, in its order: type, field, before, after."""
    rule = RULES[rule_id]
    exempt = examined.operation is not None and examined.operation.unstable and rule.verdict != "allowed"
    webhook = examined.operation is None and examined.name.startswith("webhook")
    clause = "W1" if webhook and rule.clause == "2.4" else rule.clause
    type_name, field, before, after = (*said, "", "", "", "")[:4]
    verdict = "exempt" if exempt else rule.verdict
    return Difference(rule.id, clause, verdict, operation, rule.direction, path, type_name, field, before, after)
