"""Parts of a recorded text that are another value each time, and texts as patterns of them.

A part is known by its form: what was made for the one call (a UUID, a moment), and what scrubbing left in place of a
person's data. All that stands between such parts is compared letter by letter. Each text is read from left to right
once: no recorded value can make matching slow.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pytest_portone.recording.matching.binding import Binding, Token
from pytest_portone.recording.tokens import TOKENS
from pytest_portone.redaction import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values that differ from one run to the next.

    Attributes:
        name: a Python identifier, of no other kind.
        recorded: a regular expression, without named groups, for such a value in a recorded text.
        live: one for the value that may stand in its place; None for the same as `recorded`.
        delimited: whether the value ends where its form does. What has no form, such as a name, ends where the
            text around it goes on.
        same_length: whether the value in its place has as many characters.
        bound: whether a recorded value stands for the same value throughout; otherwise for any, each time.
    """

    name: str
    recorded: str
    live: str | None = None
    delimited: bool = True
    same_length: bool = False
    bound: bool = True


_TIME = (
    r"(?<![0-9])[0-9]{4}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-6][0-9](?:\.[0-9]{1,9})?"
    r"(?:[Zz]|[+ -][0-2][0-9]:[0-5][0-9])(?![0-9])"
)
_UUID = r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}(?![0-9A-Fa-f])"
_NANOID = (
    r"(?<![0-9A-Za-z])(?=[A-Za-z_-]{0,20}[0-9])(?=[0-9A-Z_-]{0,20}[a-z])(?=[0-9a-z_-]{0,20}[A-Z])"
    r"[0-9A-Za-z_-]{21}(?![0-9A-Za-z_-])"
)
_ULID = r"(?<![0-9A-Za-z])[0-7](?:[0-9A-HJKMNP-TV-Z]{25}|[0-9a-hjkmnp-tv-z]{25})(?![0-9A-Za-z])"
_HEX = r"(?<![0-9A-Za-z])(?=[0-9]*[A-Fa-f])(?=[A-Fa-f]*[0-9])(?:[0-9a-f]{8,}+|[0-9A-F]{8,}+)(?![0-9A-Za-z])"
_BASE62 = r"(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])(?=[0-9A-Z]*[a-z])(?=[0-9a-z]*[A-Z])[0-9A-Za-z]{16,}+"
_CUID = r"(?<![0-9A-Za-z])(?=[a-z]*[0-9])c[0-9a-z]{24}(?![0-9A-Za-z])"

GENERATED = (
    Kind("time", _TIME, bound=False),
    Kind("uuid", _UUID),
    Kind("ulid", _ULID),
    Kind("cuid", _CUID),
    Kind("nanoid", _NANOID, r"[0-9A-Za-z_-]{21}"),
    Kind("hexadecimal", _HEX, r"[0-9A-Fa-f]++", same_length=True),
    Kind("base62", _BASE62, r"[0-9A-Za-z]++", same_length=True),
    Kind("digits", r"(?<![0-9])[0-9]{10,}+", r"[0-9]{10,}+"),
)
"""What programs make up for each call, the most telling form first.

Moments are those of RFC 3339; a blank for the plus is what a query makes of one that was not escaped.
"""
PSEUDONYMS = tuple(
    Kind(each.kind, each.recorded, each.live, delimited=False, bound=each.kind != "secret") for each in TOKENS
)
"""What scrubbing leaves behind. All secrets look alike, so none stands for one value."""
_UUID_FIRST = 2
KINDS = (*GENERATED[:_UUID_FIRST], *PSEUDONYMS, *GENERATED[_UUID_FIRST:])
"""Every kind, in the order in which they are looked for: a pseudonym made of digits is one before it is digits."""

_HINTS = ("[0-9]", "anon-", re.escape(PLACEHOLDER))
"""What each value of these kinds has in it; a text without is told from them ten times faster."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a pattern: the token that was recorded there, and the text that follows up to the next one."""

    token: Token
    kind: Kind
    live: re.Pattern[str] = field(compare=False)
    after: str

    def end(self, text: str, start: int, today: str | None, *, last: bool) -> int | None:
        """Where the value ends that begins at `start` of a live text; None where none does.

        Args:
            text: the live text.
            start: where the value begins.
            today: the value that it has to be; None where that is open.
            last: whether nothing but `after` may follow.
        """
        if today is not None:
            return start + len(today) if text.startswith(today, start) else None
        if self.kind.delimited:
            found = self.live.match(text, start)
        else:
            stop = len(text) - len(self.after) if last else text.find(self.after, start + 1)
            found = self.live.fullmatch(text, start, stop) if stop > start else None
        if not found or (self.kind.same_length and found.end() - start != len(self.token.text)):
            return None
        return found.end()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A recorded text: what it begins with, and its slots."""

    text: str
    before: str
    slots: tuple[Slot, ...]

    def match(self, live: str, binding: Binding) -> Binding | None:
        """What is bound once `live` stands for the recorded text; None where it can't."""
        if live == self.text:
            return self._itself(binding)
        if not live.startswith(self.before):
            return None
        cursor = len(self.before)
        for number, slot in enumerate(self.slots, 1):
            end = slot.end(live, cursor, binding.today.get(slot.token), last=number == len(self.slots))
            if end is None or not live.startswith(slot.after, end):
                return None
            if slot.kind.bound:
                grown = binding.bound(slot.token, live[cursor:end])
                if grown is None:
                    return None
                binding = grown
            cursor = end + len(slot.after)
        return binding if cursor == len(live) else None

    def today(self, binding: Binding) -> str:
        """The recorded text with the values that are bound."""
        return self.before + "".join(
            binding.today.get(each.token, each.token.text) + each.after for each in self.slots
        )

    def _itself(self, binding: Binding) -> Binding | None:
        for slot in self.slots:
            grown = binding.bound(slot.token, slot.token.text) if slot.kind.bound else binding
            if grown is None:
                return None
            binding = grown
        return binding


class Lexer:
    """Tells in recorded texts the parts that are of one of these kinds.

    Raises:
        ValueError: two kinds have the same name.
        re.error: a kind's regular expression is none.
    """

    def __init__(self, kinds: tuple[Kind, ...] = KINDS) -> None:
        self._kinds = {each.name: each for each in kinds}
        if len(self._kinds) < len(kinds):
            raise ValueError(
                f"received kinds named {', '.join(each.name for each in kinds)}, expected one of each name"
            )
        self._live = {each.name: re.compile(each.live or each.recorded) for each in kinds}
        self._any = re.compile("|".join(f"(?P<{each.name}>{each.recorded})" for each in kinds))
        self._hint = re.compile("|".join((*_HINTS, *(each.recorded for each in kinds if each not in KINDS))))

    def pattern(self, text: str) -> Pattern:
        """A recorded text as a pattern; one without slots is all literal."""
        found = [*self._any.finditer(text)] if self.may_have_tokens(text) else []
        ends = [*(match.start() for match in found[1:]), len(text)]
        slots = tuple(self._slot(match, end) for match, end in zip(found, ends, strict=False))
        return Pattern(text, text[: found[0].start()] if found else text, slots)

    def replaced(self, text: str, value: Callable[[Token], str]) -> str:
        """`text` with a value in the place of each token."""
        return self._any.sub(lambda match: value(_token(match)), text) if self.may_have_tokens(text) else text

    def may_have_tokens(self, text: str) -> bool:
        """Whether it is worth while to look for tokens in a text; quick."""
        return self._hint.search(text) is not None

    def _slot(self, match: re.Match[str], end: int) -> Slot:
        token = _token(match)
        return Slot(token, self._kinds[token.kind], self._live[token.kind], match.string[match.end() : end])


def _token(match: re.Match[str]) -> Token:
    return Token(str(match.lastgroup), match[0])
