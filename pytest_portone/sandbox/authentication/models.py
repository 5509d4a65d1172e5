"""Who calls: API secrets, access tokens, refresh tokens."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from pytest_portone.sandbox.state import State


@dataclass(frozen=True, slots=True, repr=False)
class Grant:
    """A token's meaning: the user (see `user_of`), and when it ends."""

    user: str
    until: datetime


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """What a login and a refresh give."""

    access: str
    refresh: str


def user_of(secret: str) -> str:
    """Who has an API secret: told by what can't be turned back into it."""
    return blake2b(secret.encode(), digest_size=12).hexdigest()


class Sessions:
    """The tokens that one sandbox gave out. A user has one refresh token, the latest; access tokens live on."""

    def __init__(self, state: State) -> None:
        self._state = state

    def login(self, secret: str) -> Tokens:
        """New tokens for an API secret.

        Raises:
            Refusal: `UNAUTHORIZED`.
        """
        if not self.accepts(secret):
            raise Refusal("UNAUTHORIZED", "The API secret is not one that the sandbox accepts")
        return self._issue(user_of(secret))

    def refresh(self, token: str) -> Tokens:
        """New tokens for a refresh token; it and all that the user had before are dead from now on.

        Raises:
            Refusal: `UNAUTHORIZED`.
        """
        grant = self._state.refresh_tokens.get(token)
        if grant is None or grant.until <= self._state.clock.now:
            reason = "is unknown, or was replaced by a later one" if grant is None else "has expired"
            raise Refusal("UNAUTHORIZED", f"The refresh token {reason}; log in again")
        return self._issue(grant.user)

    def user_of_token(self, token: str) -> str:
        """The user of an access token.

        Raises:
            Refusal: `UNAUTHORIZED`.
        """
        grant = self._state.access_tokens.get(token)
        if grant is None or grant.until <= self._state.clock.now:
            reason = "is unknown" if grant is None else "has expired; refresh it"
            raise Refusal("UNAUTHORIZED", f"The access token {reason}")
        return grant.user

    def user_of_secret(self, secret: str) -> str:
        """The user of an API secret.

        Raises:
            Refusal: `UNAUTHORIZED`.
        """
        if not self.accepts(secret):
            raise Refusal("UNAUTHORIZED", "The API secret is not one that the sandbox accepts")
        return user_of(secret)

    def accepts(self, secret: str) -> bool:
        """Whether an API secret is good."""
        secrets = self._state.settings.secrets
        return bool(secret.strip()) if secrets is None else secret in secrets

    def _issue(self, user: str) -> Tokens:
        state = self._state
        now, settings, draw = state.clock.now, state.settings, state.identifiers
        tokens = Tokens(draw.token("access"), draw.token("refresh"))
        if user in state.latest_refresh:
            del state.refresh_tokens[state.latest_refresh[user]]
        state.latest_refresh[user] = tokens.refresh
        state.access_tokens[tokens.access] = Grant(user, now + settings.access_token_life)
        state.refresh_tokens[tokens.refresh] = Grant(user, now + settings.refresh_token_life)
        return tokens
