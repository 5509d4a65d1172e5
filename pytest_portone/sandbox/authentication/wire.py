"""Logging in, and the Authorization header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from pytest_portone.sandbox.authentication.models import Sessions, Tokens
    from pytest_portone.sandbox.domain import Inquiry
    from pytest_portone.sandbox.state import State

_FORMS = "`PortOne <API secret>` or `Bearer <access token>`"


def authenticate(sessions: Sessions, header: str | None) -> str:
    """The user whom an Authorization header names.

    Raises:
        Refusal: `UNAUTHORIZED`.
    """
    if header is None:
        raise Refusal("UNAUTHORIZED", f"The Authorization header is missing, expected {_FORMS}")
    scheme, _, credential = header.partition(" ")
    scheme = scheme.lower()  # RFC 9110, section 11.1
    if scheme == "portone":
        return sessions.user_of_secret(credential)
    if scheme == "bearer":
        return sessions.user_of_token(credential)
    raise Refusal("UNAUTHORIZED", f"The Authorization header has another form, expected {_FORMS}")


def _login(state: State, inquiry: Inquiry) -> dict[str, str]:
    return _json(state.sessions.login(inquiry.body["apiSecret"]))


def _refresh(state: State, inquiry: Inquiry) -> dict[str, str]:
    return _json(state.sessions.refresh(inquiry.body["refreshToken"]))


def _json(tokens: Tokens) -> dict[str, str]:
    return {"accessToken": tokens.access, "refreshToken": tokens.refresh}


ROUTES = (
    Route("POST", "/login/api-secret", "LoginViaApiSecretResponse", _login),
    Route("POST", "/token/refresh", "RefreshTokenResponse", _refresh),
)
