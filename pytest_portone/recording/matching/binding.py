"""Which of today's values stands for which recorded one: one for one, for as long as a tape is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from rpds import HashTrieMap


class Token(NamedTuple):
    """A part of a recorded text that may be another value each time: the name of its kind, and what was recorded."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Binding:
    """Recorded values and today's. It is never changed: more of them make another binding.

    Attributes:
        today: the value of today, by the token.
        tokens: the token, by its kind and the value of today.
    """

    today: HashTrieMap[Token, str] = field(default_factory=HashTrieMap)
    tokens: HashTrieMap[Token, Token] = field(default_factory=HashTrieMap)

    def bound(self, token: Token, value: str) -> Binding | None:
        """Bind one pair more; None where the token or the value has another partner already."""
        mine = self.today.get(token)
        if mine is not None:
            return self if mine == value else None
        theirs = Token(token.kind, value)
        if theirs in self.tokens:
            return None
        return Binding(self.today.insert(token, value), self.tokens.insert(theirs, token))
