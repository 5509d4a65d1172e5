"""What a run of the gate is to do: plain data, read from `--portone-compat`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from pytest_portone.gate.spots import Spot

Line: TypeAlias = Literal["crash", "change"]
"""From which verdict on a break fails its test."""
_WORDS = "crash, change, each, forbidden, since:VERSION, forecast:FILE, only:CHANGE"


@dataclass(frozen=True, slots=True)
class Plan:
    """One run of the gate.

    Attributes:
        line: from which verdict on a break fails its test.
        each: whether changes are tried one by one.
        forbidden: whether what the policy forbids is tried, instead of what it permits.
        since: the contract whose differences to the newest are tried instead; None for what may come at any time.
        forecast: the file of what traffic showed, which is tried instead; None for what may come at any time.
        only: the changes that are tried, together; empty for all.
    """

    line: Line = "crash"
    each: bool = False
    forbidden: bool = False
    since: str | None = None
    forecast: str | None = None
    only: tuple[Spot, ...] = ()

    @property
    def mode(self) -> str:
        """In words, for reports."""
        if self.forbidden:
            return "what the policy forbids, one by one"
        what = f"what changed since {self.since}" if self.since else "what the policy permits"
        what = f"what {self.forecast} foresees" if self.forecast else what
        how = "only what is named" if self.only else "one by one" if self.each else "all at once"
        return f"{what}, {how}; a {self.line} fails"

    @property
    def origin(self) -> list[str]:
        """The words of the option that say where changes come from; none for what the policy permits."""
        words = {"since": self.since, "forecast": self.forecast}
        return [f"{word}:{value}" for word, value in words.items() if value is not None]


def is_plan(text: str) -> bool:
    """Whether `text` looks like a value of the option, and not like a path to collect."""
    return all(word.partition(":")[0] in _HEADS for word in text.split(","))


_HEADS = frozenset({"crash", "change", "each", "forbidden", "since", "forecast", "only"})


def parse(text: str) -> Plan:
    """Read the option's value: words separated by commas.

    Raises:
        ValueError: a word is unknown, or two words exclude each other.
    """
    from pytest_portone.gate.spots import Spot

    words = dict(word.partition(":")[::2] for word in text.split(","))
    unknown = [word for word in words if word not in _HEADS]
    if unknown:
        raise ValueError(f"received {', '.join(unknown)}, expected of {_WORDS}")
    exclusive = {"forbidden", "since", "forecast"}, {"forbidden", "each", "only"}
    if any(len(words.keys() & each) > 1 for each in exclusive):
        raise ValueError(
            f"received {text!r}: of forbidden, since, forecast, and of forbidden, each, only, one at a time"
        )
    return Plan(
        line="change" if "change" in words else "crash",
        each="each" in words,
        forbidden="forbidden" in words,
        since=words.get("since"),
        forecast=words.get("forecast"),
        only=tuple(map(Spot.parse, words["only"].split("+"))) if "only" in words else (),
    )
