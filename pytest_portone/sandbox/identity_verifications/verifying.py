"""Verifying: an attempt begins, something is sent to the customer, and the gateway decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.declines import decline_at
from pytest_portone.sandbox.identity_verifications.models import IdentityVerification, moved, refuse_verified
from pytest_portone.sandbox.payments.gateway import refusal
from pytest_portone.sandbox.payments.models import Failure
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.sandbox.channels import Channel
    from pytest_portone.sandbox.identity_verifications.models import Method
    from pytest_portone.sandbox.identity_verifications.people import Person
    from pytest_portone.sandbox.state import State

_DIGITS = 6


def begin(  # noqa: PLR0913 - what an attempt is begun with
    state: State,
    verification_id: str,
    person: Person,
    channel: Channel,
    *,
    store_id: str | None,
    custom_data: str | None,
) -> IdentityVerification:
    """A new attempt, not kept yet.

    Raises:
        Refusal: `FORBIDDEN`, `IDENTITY_VERIFICATION_ALREADY_VERIFIED`, `MAX_TRANSACTION_COUNT_REACHED`.
    """
    shelf, now = state.identity_verifications_of(store_id), state.clock.now
    before = shelf.get(verification_id)
    refuse_verified(before)
    earlier = (*before.earlier, replace(before, earlier=())) if before else ()
    if len(earlier) >= state.settings.max_transactions:
        message = (
            f"The identity verification {verification_id!r} had {len(earlier)} attempts; the sandbox's settings "
            f"allow {state.settings.max_transactions}"
        )
        raise Refusal("MAX_TRANSACTION_COUNT_REACHED", message)
    return IdentityVerification(
        id=verification_id,
        store_id=store_id or state.settings.store_id,
        place=before.place if before else len(shelf),
        tx_id=state.identifiers.uuid(),
        status="READY",
        channel=channel,
        person=person,
        requested_at=now,
        updated_at=now,
        status_changed_at=now,
        custom_data=custom_data,
        earlier=earlier,
    )


def keep(state: State, verification: IdentityVerification) -> IdentityVerification:
    """Keep a verification. Nobody is told of it."""
    return state.identity_verifications_of(verification.store_id).put(verification)


def send(state: State, attempt: IdentityVerification, method: Method) -> IdentityVerification:
    """Have the gateway ask the customer, by SMS or in the telecom company's app.

    Raises:
        Refusal: `PG_PROVIDER`, where the gateway declines; the attempt is kept as FAILED.
    """
    own = state.settings.declines.get(attempt.person.phone_number or "")
    no = decline_at("identify", attempt.channel, own)
    if no:
        fail(state, replace(attempt, method=method), Failure(no.pg_message, no.pg_code, no.pg_message))
        raise refusal(no.pg_code, no.pg_message)
    asked = replace(
        attempt,
        method=method,
        pg_tx_id=state.identifiers.pg(),
        approved=method == "APP" and state.settings.app_approval == "given",
    )
    return keep(state, _sent(state, asked))


def resend(state: State, verification: IdentityVerification) -> IdentityVerification:
    """Have the gateway send another code; the one before is good no more.

    Raises:
        Refusal: `IDENTITY_VERIFICATION_ALREADY_VERIFIED`, `IDENTITY_VERIFICATION_NOT_SENT`; `PG_PROVIDER`, where it
            was sent often enough.
    """
    waiting(verification)
    if verification.otp is None:
        raise Refusal("IDENTITY_VERIFICATION_NOT_SENT", f"{verification.id!r} is done in the app: no code was sent")
    most = state.settings.max_otp_resends
    if verification.resent >= most:
        raise refusal("TOO_MANY_CODES", f"a code was sent again {most} times already")
    return keep(state, _sent(state, replace(verification, resent=verification.resent + 1)))


def _sent(state: State, verification: IdentityVerification) -> IdentityVerification:
    otp = state.identifiers.pg()[-_DIGITS:] if verification.method == "SMS" else None
    return replace(verification, otp=otp, sent_at=state.clock.now, updated_at=state.clock.now)


def confirm(state: State, verification: IdentityVerification, otp: str | None) -> IdentityVerification:
    """Verify with the code that the customer has typed, or with what was said in the app.

    Raises:
        Refusal: `IDENTITY_VERIFICATION_ALREADY_VERIFIED`, `IDENTITY_VERIFICATION_NOT_SENT`; `PG_PROVIDER`, where the
            code is wrong or late, or the app has not been answered. It can be tried again.
    """
    sent_at = waiting(verification)
    if verification.otp is None:
        if not verification.approved:
            raise refusal("NOT_APPROVED", "the customer has not approved in the app")
        return verify(state, verification)
    end = sent_at + state.settings.otp_life
    if state.clock.now > end:
        raise refusal("CODE_EXPIRED", f"the code was good until {written(end)}; it is {written(state.clock.now)}")
    if otp != verification.otp:
        raise refusal("WRONG_CODE", "otp: received a wrong code, expected the one that was sent last")
    return verify(state, verification)


def waiting(verification: IdentityVerification) -> datetime:
    """When something was sent to a customer who has not answered yet.

    Raises:
        Refusal: `IDENTITY_VERIFICATION_ALREADY_VERIFIED`, `IDENTITY_VERIFICATION_NOT_SENT`.
    """
    refuse_verified(verification)
    if verification.status == "READY" and verification.sent_at is not None:
        return verification.sent_at
    message = f"Nothing was sent for the identity verification {verification.id!r}, which is {verification.status}"
    raise Refusal("IDENTITY_VERIFICATION_NOT_SENT", message)


def verify(state: State, verification: IdentityVerification) -> IdentityVerification:
    """Keep a verification as one that succeeds now."""
    number = verification.pg_tx_id or state.identifiers.pg()
    return keep(state, moved(verification, "VERIFIED", state.clock.now, pg_tx_id=number, otp=None))


def fail(state: State, verification: IdentityVerification, failure: Failure) -> IdentityVerification:
    """Keep a verification as one that fails now."""
    return keep(state, moved(verification, "FAILED", state.clock.now, failure=failure, otp=None))
