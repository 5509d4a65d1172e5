"""A history made of versions: each is read once, and two contracts are in memory at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pytest_portone.contracts import ContractError
from pytest_portone.contracts.changes import RULES, compare
from pytest_portone.findings.folding import fold
from pytest_portone.findings.model import Seen
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.model import History, Step, Unreadable
from pytest_portone.report.printable import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pytest_portone.contracts import Contract
    from pytest_portone.findings.model import Finding

_FAULTS = (ContractError, OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError)
"""What a document can be wrong with: a committed one may be anything."""
_LINES = 6
"""So much is told of why a version can't be read."""


@dataclass(frozen=True, slots=True)
class Version:
    """One version, not read yet.

    Attributes:
        label: what it is called.
        when: its day; None where only the contract itself may tell it.
        load: reads it.
    """

    label: str
    when: date | None
    load: Callable[[], Contract]


@dataclass(frozen=True, slots=True)
class _Read:
    label: str
    when: date | None
    contract: Contract


def build(
    source: str,
    versions: Iterable[Version],
    *,
    skip_unreadable: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> History:
    """The history of versions in the order given.

    Args:
        source: where they come from, in words.
        versions: at least two.
        skip_unreadable: whether one that can't be read is passed over.
        progress: told the label of each version before it is read.

    Raises:
        HistoryError: versions can't be read, all of which are listed; or fewer than two are left.
    """
    steps: list[Step] = []
    areas: dict[str, str] = {}
    unreadable: list[Unreadable] = []
    before: _Read | None = None
    for version in versions:
        progress(version.label)
        try:
            now = _read(version)
        except _FAULTS as error:
            unreadable.append(Unreadable(version.label, _reason(error)))
            continue
        if before and (skip_unreadable or not unreadable):
            steps.append(_step(before, now))
            areas.update(_areas(steps[-1].findings, before.contract, now.contract))
        before = now
    if unreadable and not skip_unreadable:
        raise HistoryError(_refused(unreadable))
    if not steps:
        raise HistoryError(f"{source}: a history needs two versions that can be read{_but(before, unreadable)}")
    return History(source, tuple(steps), areas, tuple(unreadable))


def day(text: str) -> date | None:
    """The day that a version's name is; None where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _read(version: Version) -> _Read:
    contract = version.load()
    return _Read(version.label, version.when or day(contract.version), contract)


def _step(before: _Read, now: _Read) -> Step:
    found = map(Seen, compare(before.contract, now.contract))
    folded = fold(found, {each.id: each.text for each in RULES})
    return Step(before.label, now.label, before.when, now.when, folded)


def _areas(findings: Iterable[Finding], *contracts: Contract) -> Iterator[tuple[str, str]]:
    """The area of each operation that is reached, as the newest contract with it has it."""
    reached = dict.fromkeys(place.operation for each in findings for place in each.places)
    for contract in contracts:
        yield from ((name, contract.operations[name].area) for name in reached if name in contract.operations)


def _reason(error: BaseException) -> str:
    lines = (str(error) or type(error).__name__).splitlines()
    more = [f"(and {len(lines) - _LINES:,} lines more)"] if len(lines) > _LINES else []
    kind = "" if isinstance(error, ContractError | OSError) else f"{type(error).__name__}: "
    return kind + "\n".join([*map(visible, lines[:_LINES]), *more])


def _refused(unreadable: Sequence[Unreadable]) -> str:
    told = "\n".join(f"{visible(each.label)}: {each.reason}" for each in unreadable).replace("\n", "\n  ")
    some = "a version" if len(unreadable) == 1 else f"{len(unreadable):,} versions"
    return f"{some} can't be read; pass over with --skip-unreadable, or mend:\n  {told}"


def _but(before: _Read | None, unreadable: Sequence[Unreadable]) -> str:
    skipped = f"; {len(unreadable):,} can't be read" if unreadable else ""
    return (f", received one: {visible(before.label)}" if before else ", received none") + skipped
