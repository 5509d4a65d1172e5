"""What a pseudonym looks like, and what may stand in its place when the call is made again.

A pseudonym can be told from a real value without the key that made it: scrubbing leaves it as it is, and matching
takes it for any value of its kind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pytest_portone.redaction import PLACEHOLDER


@dataclass(frozen=True, slots=True)
class Token:
    """One kind of pseudonym.

    Attributes:
        kind: its name, such as `email`.
        recorded: a regular expression, without groups, for the pseudonym as it stands in a cassette.
        live: a regular expression, without groups, for a real value of this kind.
    """

    kind: str
    recorded: str
    live: str


_ANY = r"(?s:.+)"
_CARD = r"[\d*](?:[ -]?[\d*]){7,18}"

TOKENS = (
    Token("secret", re.escape(PLACEHOLDER), _ANY),
    Token("email", r"anon-[0-9a-f]{12}@example\.com", r"[^\s@\"<>(),;:]+@[^\s@\"<>(),;:]+"),
    Token(
        "phone",
        r"(?<!\d)(?:\+82[ .-]?|0)10[ .-]?0\d{3}[ .-]?\d{4}(?!\d)",
        r"(?:\+\d{1,3}[ .-]?)?\d{1,4}(?:[ .-]?\d{3,4}){2}",
    ),
    Token("card", r"(?<!\d)9(?:[ -]?9){5}(?:[ -]?[\d*]){2,13}(?!\d)", _CARD),
    Token("account", r"(?<!\d)0(?:[ -]?0){5}(?:[ -]?\d){6,}(?!\d)", r"\d(?:[ -]?\d){4,}"),
    Token("business", r"(?<!\d)000-?\d{2}-?\d{5}(?!\d)", r"\d{3}-?\d{2}-?\d{5}"),
    Token("birthdate", r"(?<!\d)1[78]\d\d(?:-[01]\d-|[01]\d)[0-3]\d(?!\d)", r"\d{4}(?:-\d\d-|\d\d)\d\d"),
    Token("number", r"(?<!\d)900000\d{9}(?!\d)", r"-?\d+(?:\.\d+)?"),
    Token("identity", r"anon-[0-9a-f]{13,}(?![0-9A-Za-z])", _ANY),
    Token("text", r"anon-[0-9a-f]{12}", _ANY),
)
"""In the order in which they are looked for: the first that matches says the kind."""

KINDS = {each.kind: each for each in TOKENS}
RECORDED = re.compile("|".join(f"(?P<{each.kind}>{each.recorded})" for each in TOKENS))
"""Any pseudonym; `lastgroup` of a match names its kind."""


def is_pseudonym(text: str) -> bool:
    """Whether all of `text` is one pseudonym."""
    return RECORDED.fullmatch(text) is not None
