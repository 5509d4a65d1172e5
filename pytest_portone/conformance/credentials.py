"""Rules about who sends a request. What a header says is never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_portone.conformance.rules import Broken
    from pytest_portone.conformance.sent import Sent

_PLACE = "header authorization"
_SCHEMES = ("PortOne", "Bearer")
_FORMS = "`PortOne <API secret>` or `Bearer <access token>`"
_KNOWN = frozenset({"portone", "bearer", "basic", "digest"})
"""Schemes that are shown. Any other first word may be the secret itself."""
_NOTHING = frozenset({"None", "null", "undefined"})


def _authorization(sent: Sent) -> tuple[str, str] | None:
    """Scheme and credential; None where the operation asks for none."""
    if sent.operation is None or not sent.operation.authenticated:
        return None
    scheme, _, credential = sent.request.headers.get("authorization", "").strip().partition(" ")
    return scheme, credential.strip()


def absent(sent: Sent) -> Broken:
    """An operation that asks for authorization gets none."""
    if _authorization(sent) == ("", ""):
        yield _PLACE, f"received nothing, expected {_FORMS}"


def wrong_scheme(sent: Sent) -> Broken:
    """The scheme is another one, or the same in other letters."""
    scheme = (_authorization(sent) or ("", ""))[0]
    if scheme and scheme not in _SCHEMES:
        shown = f"the scheme `{scheme}`" if scheme.lower() in _KNOWN else "another scheme, or none"
        yield _PLACE, f"received {shown}, expected {_FORMS}, written like this"


def wrong(sent: Sent) -> Broken:
    """What stands behind the scheme can't be a secret or token."""
    scheme, credential = _authorization(sent) or ("", "")
    shown = _strange(credential) if scheme in _SCHEMES else None
    if shown:
        yield _PLACE, f"received {shown} behind `{scheme}`, expected the bare secret or token"


def _strange(credential: str) -> str | None:
    """What is wrong with a credential, in words."""
    if not credential:
        return "nothing"
    if credential in _NOTHING:
        return "None, null or undefined, as a setting reads that is not there,"
    if len(credential.split()) > 1:
        return "several words"
    return "quotes or brackets" if credential[0] in "'\"<{" else None
