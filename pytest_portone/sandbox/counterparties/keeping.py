"""Counterparties made and changed, as request bodies ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.counterparties import book, connecting, numbers, verifying
from pytest_portone.sandbox.counterparties.models import Counterparty
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.sandbox.counterparties.models import Verification
    from pytest_portone.sandbox.platform.models import Side
    from pytest_portone.sandbox.state import State

MOST_CONTACTS = 5
"""Further contacts that a counterparty can have."""
_REQUIRED = ("name", "representativeName", "contact")
_LOOKED_UP = {
    "name": "name",
    "representativeName": "ceoName",
    "address": "address",
    "businessType": "businessType",
    "businessClass": "businessClass",
}


def create(
    state: State, side: Side, counterparty_id: str | None, told: Mapping[str, Any], options: Mapping[str, Any]
) -> Counterparty:
    """Keep a new counterparty, and have it connected to the tax office.

    Args:
        state: what the sandbox remembers.
        side: live or test.
        counterparty_id: what it is to be called; None for a name of PortOne's.
        told: a `B2bCounterpartyInput`.
        options: `B2bCounterpartyCreateOptions`.

    Raises:
        Refusal: each error of `createB2bCounterparty` that has a name of its own.
    """
    brn = told["brn"]
    _refuse_taken(state, side, counterparty_id)
    _refuse_number(state, side, brn)
    info = _info(state, brn, told, options)
    checked = verifying.used(state, "BUSINESS_STATUS", brn, options)
    made = Counterparty(
        id=counterparty_id or f"counterparty-{state.identifiers.uuid()}",
        side=side,
        place=book.next_place(state, side),
        brn=brn,
        told=_completed(state, told, info),
        applied_at=state.clock.now,
        business_state=verifying.state_of(state, brn) if checked else None,
        state_verification=checked,
        info_verification=info,
    )
    return book.keep(state, connecting.asked(state, made))


def change(state: State, found: Counterparty, told: Mapping[str, Any], options: Mapping[str, Any]) -> Counterparty:
    """Change a counterparty: fields that are not told stay as they are.

    Raises:
        Refusal: each error of `updateB2bCounterparty` that has a name of its own, but `B2B_COUNTERPARTY_NOT_FOUND`.
    """
    refuse_partners(found, "UPDATABLE")
    if told["brn"] != found.brn:
        message = f"The counterparty {found.id!r} has the number {found.brn}, which can't become {told['brn']!r}"
        raise Refusal("B2B_COUNTERPARTY_BRN_MODIFICATION_NOT_ALLOWED", message)
    merged = {**found.told, **told}
    info = _info(state, found.brn, merged, options)
    checked = verifying.used(state, "BUSINESS_STATUS", found.brn, options)
    changed = replace(
        found,
        told=_completed(state, merged, info),
        applied_at=state.clock.now,
        business_state=verifying.state_of(state, found.brn) if checked else found.business_state,
        state_verification=checked or found.state_verification,
        info_verification=info or found.info_verification,
    )
    return book.keep(state, changed)


def refuse_partners(found: Counterparty, what: str) -> None:
    """Go on only with a counterparty that belongs to no partner.

    Raises:
        Refusal: `B2B_COUNTERPARTY_PARTNER_NOT_...`, by what can't be done.
    """
    if found.partner_id is not None:
        message = f"The counterparty {found.id!r} belongs to the partner {found.partner_id!r}"
        raise Refusal(f"B2B_COUNTERPARTY_PARTNER_NOT_{what}", message)


def _refuse_taken(state: State, side: Side, counterparty_id: str | None) -> None:
    taken = state.counterparties.get((side, counterparty_id or ""))
    if taken is not None:
        suffix = "" if taken.partner_id is None else "_BY_PARTNER"
        message = f"There is a counterparty {counterparty_id!r} among the {side} data"
        raise Refusal(f"B2B_COUNTERPARTY_ID_ALREADY_EXISTS{suffix}", message)


def _refuse_number(state: State, side: Side, brn: str) -> None:
    if not numbers.is_valid(brn):
        message = f"counterparty.brn: received {brn!r}, expected ten digits of which the last checks the others"
        raise Refusal("B2B_COUNTERPARTY_BRN_INVALID", message)
    if brn == state.settings.b2b.own_number:
        raise Refusal("B2B_COUNTERPARTY_SELF_ORIGIN_BRN_MISMATCH", f"{brn} is the merchant's own number")
    known = book.with_number(state, side, brn)
    if known is not None:
        refuse_partners(known, "CONNECTABLE")


def _info(state: State, brn: str, told: Mapping[str, Any], options: Mapping[str, Any]) -> Verification | None:
    """The verification of a counterparty's names, after the rules on what is told of it."""
    contacts = told.get("additionalContacts", ())
    if len(contacts) > MOST_CONTACTS:
        message = f"counterparty.additionalContacts: received {len(contacts)}, expected {MOST_CONTACTS} or less"
        raise Refusal("B2B_COUNTERPARTY_TOO_MANY_ADDITIONAL_CONTACTS", message)
    looks_up = options.get("checkBusinessInfo") or "businessInfoVerificationId" in options
    missing = [name for name in _REQUIRED if not _given(told, name) and not (looks_up and name in _LOOKED_UP)]
    if missing:
        message = f"counterparty: received nothing for {', '.join(missing)}, expected each of {', '.join(_REQUIRED)}"
        raise Refusal("B2B_COUNTERPARTY_MISSING_REQUIRED_FIELDS", message)
    return verifying.used(state, "BUSINESS_INFO", brn, options)


def _given(told: Mapping[str, Any], name: str) -> bool:
    value = told.get(name)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _completed(state: State, told: Mapping[str, Any], info: Verification | None) -> dict[str, Any]:
    """What is told, with what was looked up in the place of what is not."""
    found = verifying.info_of(state, info.brn) if info else None
    known = {name: found[field] for name, field in _LOOKED_UP.items()} if found else {}
    given = {name: value for name, value in told.items() if _given(told, name)}
    return {"name": "", "representativeName": "", **known, **given}
