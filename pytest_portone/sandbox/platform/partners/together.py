"""Many partners at once: made together, and changed later together; all of them, or none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

from pytest_portone.contracts.schema import Violation
from pytest_portone.sandbox.platform import finding, life
from pytest_portone.sandbox.platform.finding import PARTNERS, side_of
from pytest_portone.sandbox.platform.partners import connecting, drafts
from pytest_portone.sandbox.platform.partners.kinds import CONNECTING, NAMES
from pytest_portone.sandbox.platform.partners.resource import RESOURCE, check_filter
from pytest_portone.sandbox.platform.resources import Draft, applied_at, check_texts
from pytest_portone.sandbox.refusals import Refusal, invalid
from pytest_portone.sandbox.rules import Checks

if TYPE_CHECKING:
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.platform.models import Partner, Side
    from pytest_portone.sandbox.platform.resources import Fields
    from pytest_portone.sandbox.state import State

T = TypeVar("T")


def create(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """New partners: all of them, or none."""
    side, sent = side_of(state, inquiry), inquiry.body["partners"]
    _check_all(sent)
    _refuse_twice([each["id"] for each in sent if "id" in each])
    finding.CONTRACTS.get_all(state, side, [each["defaultContractId"] for each in sent])
    made = [RESOURCE.new(state, side, each, after=number) for number, each in enumerate(sent)]
    _refuse_existing(state, side, [each.id for each in made])
    for record, each in zip(made, sent, strict=True):
        life.create(state, PARTNERS, record)
        drafts.afterwards(Draft(state, side, each))
    return {"partners": [RESOURCE.json(each) for each in made]}


def _check_all(sent: list[Fields]) -> None:
    checks = Checks()
    checks.require(("partners",), sent, "one partner or more", met=bool(sent))
    for number, each in enumerate(sent):
        at = ("partners", number)
        check_texts(each, checks, at)
        drafts.check_body(each, checks, at)
    for place in (("account", "accountVerificationId"), ("type", "business", "companyVerificationId")):
        for twice in _twice([found for each in sent if (found := _at(each, place))]):
            checks.require(("partners",), twice, f"a {place[-1]} that is used once", met=False)
    checks.done()


def _at(sent: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        sent = sent.get(name, {})
    return sent


def _twice(values: list[T]) -> list[T]:
    return [value for value, count in Counter(values).items() if count > 1]


def _refuse_twice(ids: list[str]) -> None:
    twice = _twice(ids)
    if twice:
        message = f"The request has more than one partner with the id {', '.join(map(repr, twice))}"
        raise Refusal("PLATFORM_PARTNER_IDS_DUPLICATED", message, PARTNERS.ids(twice))


def _refuse_existing(state: State, side: Side, ids: list[str]) -> None:
    taken = [each for each in ids if each in PARTNERS.shelf(state, side)]
    if taken:
        message = f"There are partners with the ids {', '.join(map(repr, taken))} among the {side} data"
        raise Refusal("PLATFORM_PARTNER_IDS_ALREADY_EXISTS", message, PARTNERS.ids(taken))


def schedule(state: State, inquiry: Inquiry) -> dict[str, Any]:
    """A change that comes later to all partners that the filter lets through, or to none."""
    side, body = side_of(state, inquiry), inquiry.body
    check_filter(body)
    at, update, found = applied_at(state, body), body["update"], RESOURCE.chosen(state, side, body.get("filter", {}))
    _refuse_unschedulable(found)
    _refuse_other_types(update, found)
    made = [(each, RESOURCE.changes(Draft(state, side, update, ("update",), each))) for each in found]
    if not found:
        finding.check_properties(state, update.get("userDefinedProperties", {}))
    for each, changes in made:
        life.schedule(state, PARTNERS, each, changes, at)
    drafts.afterwards(Draft(state, side, update))
    return {}


def _refuse_unschedulable(found: list[Partner]) -> None:
    """Refuse what can't be scheduled, with the ids of all that speak against it."""
    archived = [each.id for each in found if each.archived]
    if archived:
        message = f"The partners {', '.join(map(repr, archived))} are archived; recover them first"
        raise Refusal("PLATFORM_ARCHIVED_PARTNERS_CANNOT_BE_SCHEDULED", message)
    connected = [each.id for each in found if connecting.connection_of(each) in CONNECTING]
    if connected:
        message = f"The partners {', '.join(map(repr, connected))} are connected; disconnect them first"
        kind = "PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNERS_CANNOT_BE_SCHEDULED"
        raise Refusal(kind, message, PARTNERS.ids(connected))
    pending = [each.id for each in found if each.pending]
    if pending:
        message = f"The partners {', '.join(map(repr, pending))} are to change already; cancel that first"
        raise Refusal("PLATFORM_PARTNER_SCHEDULES_ALREADY_EXIST", message, PARTNERS.ids(pending))


def _refuse_other_types(update: Fields, found: list[Partner]) -> None:
    """A change of many leaves each what it is: only the fields of a type can change."""
    checks = Checks()
    drafts.check_body(update, checks, ("update",))
    checks.done()
    named = next(iter(update.get("type", {})), None)
    other = [each.id for each in found if named and not isinstance(each.type, NAMES[named])]
    if other:
        expected = f"the type that all have; {', '.join(map(repr, other))} have another"
        raise invalid([Violation(("body", "update", "type"), repr(named), expected)])
