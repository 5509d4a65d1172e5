"""A test's breaks as the text of its failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.report import wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytest_portone.report.model import Break


def told(breaks: Sequence[Break]) -> str:
    """The text of a test that fails at the gate: every break that fails it."""
    count = f"{len(breaks)} permitted changes break" if len(breaks) > 1 else "A permitted change breaks"
    lines = [f"{count} this test, which passes without."]
    for number, each in enumerate(breaks, 1):
        lines += ["", *_told(number, each)]
    return "\n".join(lines)


def _told(number: int, found: Break) -> Iterator[str]:
    place = wording.place(found.operation, found.status, found.path)
    yield f"{number}. {place}: {found.kind}, {found.verdict} in {found.blame} code"
    yield f"   {found.before} -> {found.after}" if found.before else f"   {found.after} appears"
    yield from (f"   together with {each}" for each in found.others)
    yield f"   {wording.clause(found.clause)}"
    yield f"   {found.exception}"
    yield f"   {found.where}"
    if caller := wording.editor(found):
        yield f"   called from {caller}"
    yield f"   fingerprint {found.fingerprint}; repeat exactly this run:"
    yield f"   $ {found.command}"
