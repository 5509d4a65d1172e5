"""What stands instead of a text: the pseudonym of its field, or itself with what is found in it replaced."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pytest_portone.recording.scrubbing.fields import kind_of
from pytest_portone.recording.scrubbing.kinds import FORM, UNRELATED, form_of
from pytest_portone.recording.scrubbing.spellings import Texts, spelled
from pytest_portone.recording.scrubbing.vocabulary import field_names, plain_name, words
from pytest_portone.recording.tokens import RECORDED, is_pseudonym

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_portone.recording.scrubbing.layers import Path
    from pytest_portone.recording.scrubbing.pseudonyms import Original, Pseudonyms

_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:?\d\d)?)?")
_IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_NUMBERS = frozenset({"phone", "card", "account", "business", "birthdate"})
_LEAST_NUMBER = 10**6
_LOOKING = re.compile(f"{RECORDED.pattern}|{FORM.pattern}")
_PASSES = 8
_LEAST = {"secret": 4, "digits": 8, "ascii": 4, "other": 3}
"""Characters that a value must have to be looked for in other texts. Shorter ones stand in anything."""


def is_telling(original: Original) -> bool:
    """Whether a value that stands elsewhere as well is no coincidence."""
    if original.kind == "short":
        return False
    if original.kind == "secret":
        return len(original.value) >= _LEAST["secret"]
    if not any(each.isalpha() for each in original.value):
        return sum(each.isdigit() for each in original.value) >= _LEAST["digits"]
    return len(original.value) >= _LEAST["ascii" if original.value.isascii() else "other"]


@dataclass(slots=True)
class Scrubber:
    """Replaces what a field says to be somebody's, what has the form of it, and known values in any text.

    Attributes:
        pseudonyms: gives what stands for a value, and learns the values.
        keep: fields that stay as they are.
        known: spellings of values that are replaced wherever they stand, with what stands for each.
        found: where something has been replaced, and of which kind it was.
        left: texts that stay although a known value may stand in them: the API's own words, numbers, times.
    """

    pseudonyms: Pseudonyms
    keep: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict, repr=False)
    found: list[tuple[str, str]] = field(default_factory=list)
    left: set[str] = field(default_factory=set, repr=False)
    _known: Texts = field(default_factory=lambda: Texts(()), repr=False)

    def know(self, originals: Iterable[Original]) -> None:
        """Replace these values in every text from now on."""
        for each in filter(is_telling, originals):
            stand_in = self.pseudonyms.of(each.kind, each.value)
            self.known |= {text: encode(stand_in) for text, encode in spelled(each.value).items()}
        self._known = Texts(self.known)

    def whole(self, path: Path) -> bool:
        """Whether what stands there is replaced or kept as a whole."""
        return kind_of(path) is not None or self._keeps(path)

    def text(self, path: Path, value: str) -> str:
        """What stands for a text."""
        kind = None if self._keeps(path) else kind_of(path)
        if kind:
            return self._replaced(path, kind, value)
        if self._keeps(path) or value in words() or _TIME.fullmatch(value):
            return self._as_it_is(value)
        return self._searched(path, value)

    def number(self, path: Path, value: Any) -> Any:
        """What stands for a number."""
        kind = None if self._keeps(path) else kind_of(path)
        if kind in UNRELATED:
            return 0
        if kind in _NUMBERS and isinstance(value, int) and value >= _LEAST_NUMBER and not is_pseudonym(str(value)):
            self._note(path, str(kind))
            return self.pseudonyms.number(value)
        self.left.add(str(value))
        return value

    def name(self, value: str) -> str:
        """What stands for the name of a member; an identifier only changes if all of it is a known value."""
        if plain_name(value) in field_names():
            return self._as_it_is(value)
        if _IDENTIFIER.fullmatch(value):
            return self.known.get(value) or self._as_it_is(value)
        return self._searched((), value)

    def _keeps(self, path: Path) -> bool:
        if not self.keep:
            return False
        place = ".".join(path)
        return any(fnmatchcase(place, each) or fnmatchcase(place, f"*.{each}") for each in self.keep)

    def _as_it_is(self, value: str) -> str:
        self.left.add(value)
        return value

    def _replaced(self, path: Path, kind: str, value: str) -> str:
        if not value or is_pseudonym(value) or (kind == "short" and not value.strip("1")):
            return value
        self._note(path, kind)
        return self.pseudonyms.of(kind, value)

    def _note(self, path: Path, kind: str) -> None:
        self.found.append((".".join(path), kind))

    def _searched(self, path: Path, value: str) -> str:
        """A text with what is found in it replaced, until nothing is found any more."""
        for _ in range(_PASSES):
            pattern = self._looking_for(self._known.within(value))
            changed = pattern.sub(lambda match: self._stand_in(path, match), value)
            if changed == value:
                break
            value = changed
        return value

    def _looking_for(self, texts: set[str]) -> re.Pattern[str]:
        """What finds texts, pseudonyms and forms: the longest text first, a pseudonym before a text in it."""
        if not texts:
            return _LOOKING
        ordered = sorted(texts, key=lambda each: (-len(each), each))
        around = [re.escape(each) for each in ordered if RECORDED.search(each)]
        return re.compile("|".join([*around, RECORDED.pattern, *map(re.escape, ordered), FORM.pattern]))

    def _stand_in(self, path: Path, match: re.Match[str]) -> str:
        if match[0] in self.known:
            return self.known[match[0]]
        kind = form_of(match) if str(match.lastgroup).startswith("form_") else None
        return self._replaced(path, kind, match[0]) if kind else match[0]
