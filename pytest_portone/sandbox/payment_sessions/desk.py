"""Payment sessions opened, found and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.payment_sessions.models import PaymentSession
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pytest_portone.sandbox.state import State

PAGE = "https://checkout.portone.io/sessions/"


def url_of(session: PaymentSession) -> str:
    """Where the customer is sent to."""
    return PAGE + session.id


def open_session(state: State, body: Mapping[str, Any]) -> PaymentSession:
    """Keep a new session, as a request body asks for (`CreatePaymentSessionBody`).

    Raises:
        Refusal: `MAX_TTL_EXCEEDED`.
    """
    asked = {name: value for name, value in body.items() if name != "ttlSeconds"}
    now = state.clock.now
    session = PaymentSession(
        id=state.identifiers.uuid(),
        asked=asked,
        created_at=now,
        expires_at=now + _life(state, body.get("ttlSeconds")),
    )
    state.payment_sessions[session.id] = session
    return session


def _life(state: State, seconds: int | None) -> timedelta:
    settings = state.settings
    if seconds is None:
        return settings.session_life
    most = int(settings.max_session_life.total_seconds())
    if seconds <= most:
        return timedelta(seconds=seconds)
    message = f"ttlSeconds: received {seconds}, expected {most} or less, as the sandbox's settings say"
    raise Refusal("MAX_TTL_EXCEEDED", message)


def found(state: State, session_id: str) -> PaymentSession:
    """A session, whatever became of it.

    Raises:
        Refusal: `SESSION_NOT_FOUND`.
    """
    session = state.payment_sessions.get(session_id)
    if session is None:
        raise Refusal("SESSION_NOT_FOUND", f"There is no payment session {session_id!r}")
    return session


def usable(state: State, session_id: str) -> PaymentSession:
    """A session that can be paid.

    Raises:
        Refusal: `SESSION_NOT_FOUND`, `SESSION_EXPIRED`.
    """
    session, now = found(state, session_id), state.clock.now
    status = session.status(now)
    if status == "OPEN":
        return session
    ended = session.closed_at or session.expires_at
    message = f"The payment session {session_id!r} is {status} since {written(ended)}; it is {written(now)}"
    raise Refusal("SESSION_EXPIRED", message)


def close(state: State, session: PaymentSession) -> datetime:
    """Close a session, and give since when it is closed. One that is over stays as it is.

    Raises:
        Refusal: `FORBIDDEN`; `SESSION_NOT_FOUND`, where it is over and the settings say that it can't be closed.
    """
    state.store(session.store_id)
    now = state.clock.now
    if session.status(now) == "OPEN":
        state.payment_sessions[session.id] = replace(session, closed_at=now)
        return now
    if state.settings.closing_again == "refused":
        raise Refusal("SESSION_NOT_FOUND", f"The payment session {session.id!r} is over: {session.status(now)}")
    return session.closed_at or session.expires_at
