"""Values and what stands for them: equal for equal ones, different for different ones."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field

from pytest_portone.recording.scrubbing.kinds import MAKERS, UNRELATED, canonical, settle, shaped
from pytest_portone.recording.tokens import KINDS

_ATTEMPTS = 64
_ORDER = [*KINDS, "short"]


@dataclass(frozen=True, slots=True)
class Original:
    """A value that a pseudonym stands for. The value is never shown."""

    kind: str
    value: str = field(repr=False)


@dataclass(slots=True)
class Pseudonyms:
    """The pseudonyms of one tape.

    A value has one kind throughout a tape, whichever fields it stands in. Two values that are given the same
    pseudonym are told apart by deriving the second one's anew.
    """

    key: bytes = field(repr=False)
    _kinds: dict[str, str] = field(default_factory=dict, repr=False)
    _made: dict[tuple[str, str], str] = field(default_factory=dict, repr=False)
    _taken: set[str] = field(default_factory=set, repr=False)

    def of(self, kind: str, value: str) -> str:
        """What stands for a value that was found in a field of `kind`, or that has its form."""
        kind = self._noted(kind, value)
        core = canonical(kind, value)
        if (kind, core) not in self._made:
            self._made[kind, core] = self._make(kind, core)
        return shaped(kind, self._made[kind, core], value)

    def number(self, value: int) -> int:
        """What stands for a number."""
        return int(self.of("number", str(value)))

    def originals(self) -> frozenset[Original]:
        """Every value that has been met."""
        return frozenset(Original(kind, value) for value, kind in self._kinds.items())

    def made(self) -> frozenset[str]:
        """Every pseudonym that has been given, in its canonical form."""
        return frozenset(self._made.values())

    def _noted(self, kind: str, value: str) -> str:
        """The kind of a value: of several that its fields have said, the first in the order of `TOKENS`."""
        settled = settle(kind, value)
        self._kinds[value] = min(settled, self._kinds.get(value, settled), key=_ORDER.index)
        return self._kinds[value]

    def _make(self, kind: str, value: str) -> str:
        for attempt in range(_ATTEMPTS):
            made = MAKERS[kind](self._derived(f"{kind}\0{value}\0{attempt}"), value)
            if kind in UNRELATED or made not in self._taken:
                self._taken.add(made)
                return made
        return self._make("text", value)

    def _derived(self, message: str) -> str:
        """128 hexadecimal digits; two blocks of HMAC-SHA256 (RFC 2104), as an identity's pseudonym is long."""
        content = message.encode("utf-8", "surrogatepass")
        return "".join(hmac.new(self.key, bytes([each]) + content, hashlib.sha256).hexdigest() for each in (0, 1))
