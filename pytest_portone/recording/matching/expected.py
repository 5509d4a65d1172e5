"""Recorded leaves, prepared once: what is compared as it stands, and what is a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pytest_portone.recording.matching.leaves import INSIDE, Leaves, Other

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pytest_portone.recording.matching.binding import Binding
    from pytest_portone.recording.matching.leaves import Leaf, Path
    from pytest_portone.recording.matching.patterns import Lexer, Pattern

_NUMBER = "number"
"""The kind of pseudonyms that stand in the place of a JSON number."""


class Unlike(NamedTuple):
    """A place at which two mappings of leaves differ; None for nothing there.

    Attributes:
        today: the recorded leaf with the values that are bound.
    """

    path: Path
    recorded: Leaf | None
    given: Leaf | None
    today: Leaf | None


class Comparison(NamedTuple):
    """How given leaves compare with recorded ones.

    Attributes:
        alike: the paths at which they agree.
        unlike: the places at which they don't; where a whole branch is missing, the branch.
        binding: what is bound by those that agree.
    """

    alike: tuple[Path, ...]
    unlike: tuple[Unlike, ...]
    binding: Binding


class _Variable(NamedTuple):
    path: Path
    pattern: Pattern
    number: bool

    def match(self, given: Leaf, binding: Binding) -> Binding | None:
        if isinstance(given, Other):
            return self.pattern.match(given.json, binding) if self.number else None
        return None if self.number else self.pattern.match(given, binding)

    def today(self, binding: Binding) -> Leaf:
        text = self.pattern.today(binding)
        return Other(text) if self.number else text


@dataclass(frozen=True, slots=True)
class Expected:
    """Recorded leaves to compare others with.

    Attributes:
        leaves: as they were recorded.
        literals: those without a token.
        variables: the others. Those that can be read in one way only come first: they bind what the rest needs.
    """

    leaves: Leaves
    literals: Leaves
    variables: tuple[_Variable, ...]

    def match(self, given: Leaves, binding: Binding) -> Binding | None:
        """What is bound once all of `given` stands for what was recorded; None where it can't.

        It has the same paths.
        """
        if not self.literals.items() <= given.items():
            return None
        for each in self.variables:
            grown = each.match(given[each.path], binding)
            if grown is None:
                return None
            binding = grown
        return binding

    def compare(self, given: Leaves, binding: Binding) -> Comparison:
        """What agrees, and what does not."""
        alike = {path for path, leaf in self.literals.items() if given.get(path) == leaf}
        for each in self.variables:
            grown = each.match(given[each.path], binding) if each.path in given else None
            if grown is not None:
                alike.add(each.path)
                binding = grown
        unlike = self._unlike(given, alike, binding)
        return Comparison(tuple(path for path in self.leaves if path in alike), unlike, binding)

    def _unlike(self, given: Leaves, alike: set[Path], binding: Binding) -> tuple[Unlike, ...]:
        if len(alike) == len(self.leaves) == len(given):
            return ()
        mine, theirs = _branches(self.leaves), _branches(given)
        places = dict.fromkeys(
            [
                *(_fork(path, theirs) for path in self.leaves if path not in alike),
                *(_fork(path, mine) for path in given if path not in self.leaves),
            ]
        )
        bound = {each.path: each.today(binding) for each in self.variables}
        covered = {path for path in places if path in self.leaves or path in given}
        return tuple(
            Unlike(
                path, recorded := _at(path, self.leaves, mine), _at(path, given, theirs), bound.get(path, recorded)
            )
            for path in places
            if not any(path[:depth] in covered for depth in range(len(path)))
        )


def expected(leaves: Leaves, lexer: Lexer) -> Expected:
    """Prepare recorded leaves."""
    literals = dict(leaves)
    variables = [*_variables(leaves, lexer)]
    for each in variables:
        del literals[each.path]
    return Expected(leaves, literals, tuple(sorted(variables, key=lambda each: len(each.pattern.slots))))


def _variables(leaves: Leaves, lexer: Lexer) -> Iterator[_Variable]:
    for path, leaf in leaves.items():
        number = isinstance(leaf, Other)
        pattern = lexer.pattern(leaf.json if isinstance(leaf, Other) else leaf)
        if pattern.slots and (not number or pattern.slots[0].token == (_NUMBER, pattern.text)):
            yield _Variable(path, pattern, number)


def _branches(paths: Iterable[Path]) -> dict[Path, str | int | None]:
    """Every place on the way to a leaf, with the step by which it goes on; None at a leaf."""
    found: dict[Path, str | int | None] = {}
    for path in paths:
        for depth, step in enumerate(path):
            found.setdefault(path[:depth], step)
        found[path] = None
    return found


def _fork(path: Path, others: dict[Path, str | int | None]) -> Path:
    """The first place on the way to a leaf that the others don't have; the leaf, where they have them all."""
    return next((path[:depth] for depth in range(1, len(path)) if path[:depth] not in others), path)


def _at(path: Path, leaves: Leaves, branches: dict[Path, str | int | None]) -> Leaf | None:
    if path in leaves:
        return leaves[path]
    if path not in branches:
        return None
    step = branches[path]
    return Other("JSON in a text" if step == INSIDE else "[…]" if isinstance(step, int) else "{…}")
