"""The words and tables of a history, the same in every format."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pytest_portone.contracts.changes import RULES
from pytest_portone.findings import wording
from pytest_portone.history.statistics import by_verdict, by_year, count, yearly
from pytest_portone.history.weights import weigh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.findings.model import Finding
    from pytest_portone.history.model import History, Step

TITLE = "Contract history"
NOTHING = "nothing that is seen on the wire"
NAMES: Mapping[Verdict, str] = {
    "allowed": "added",
    "breaking": "breaking",
    "review": "review",
    "exempt": "exempt",
}
"""What a verdict is called here, in the order of showing: what is allowed is nearly always something new."""
_NAMED = 3
"""So many examples are named."""


class Table(NamedTuple):
    """Numbers in rows; the first column is a name.

    Attributes:
        title: what they are.
        head: the columns' names.
        rows: as many cells each.
    """

    title: str
    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    @property
    def numeric(self) -> list[bool]:
        """Whether a column has numbers, and nothing else, in its cells."""
        columns = zip(*self.rows, strict=True)
        numbers = (all(not cell or cell[0].isdecimal() for cell in cells) for cells in columns)
        return [bool(at) and each for at, each in enumerate(numbers)]


def headline(history: History) -> str:
    """The history in one sentence."""
    all_of_it = count(history, history.findings)
    ends = f"{history.steps[0].old} -> {history.steps[-1].new}"
    span = f" ({history.months:.0f} months)" if history.months else ""
    numbers = f"{counts(all_of_it.verdicts)}; {all_of_it.share:.0%} of all are breaking"
    return f"{len(history.versions):,} versions, {ends}{span}: {numbers}"


def counts(verdicts: Mapping[Verdict, int]) -> str:
    """`12 added, 1 breaking, 0 review, 3 exempt`."""
    return ", ".join(f"{verdicts[each]:,} {name}" for each, name in NAMES.items())


def step(each: Step) -> str:
    """A step in one line."""
    told = counts(by_verdict(each.findings)) if each.findings else NOTHING
    return f"{each.old} -> {each.new}: {told}"


def finding(each: Finding) -> str:
    """A finding in one line."""
    first, *others = each.places
    more = f" and {len(others):,} more" if others else ""
    return f"{each.subject}: {wording.change(each)}; in {first.operation} {first.path}{more}"


def examples(findings: Sequence[Finding]) -> str:
    """How many findings of a rule there are, and the names of some."""
    named = ", ".join(_named(each) for each in findings[:_NAMED])
    more = f" and {len(findings) - _NAMED:,} more" if len(findings) > _NAMED else ""
    return f"{len(findings):,} {findings[0].rule}: {named}{more}"


def _named(each: Finding) -> str:
    operation = each.places[0].operation
    return each.subject if each.type or each.field in ("", operation) else f"{operation} {each.field}"


def skipped(history: History) -> str:
    """How many versions were passed over; empty where none was."""
    number = len(history.skipped)
    return (
        f"{number:,} version{'s'[: number != 1]} can't be read and {'is' if number == 1 else 'are'} passed over"
        if number
        else ""
    )


def versions(history: History) -> Table:
    """The numbers of the timeline."""
    first = history.steps[0]
    rows = [(first.old, str(first.since or ""), *("" for _ in NAMES))]
    for each in history.steps:
        numbers = by_verdict(each.findings)
        rows.append((each.new, str(each.when or ""), *(f"{numbers[verdict]:,}" for verdict in NAMES)))
    return Table("Versions", ("version", "day", *NAMES.values()), rows)


def tables(history: History) -> Iterator[Table]:
    """The statistics; those that are empty are left out."""
    told = (_kinds(history), _years(history), _areas(history), _rules(history))
    return (each for each in told if each.rows)


def _kinds(history: History) -> Table:
    rows = [
        (kind, f"{each.times:,}", _rate(each.per_year), _most(each.subjects), _most(each.areas))
        for kind, each in weigh(history).kinds.items()
    ]
    head = ("kind", "times", "in 12 months", "most often", "areas")
    return Table("What the gate tries, as it really happened", head, rows)


def _most(numbers: Mapping[str, int]) -> str:
    named = ", ".join(f"{name} {number:,}" for name, number in list(numbers.items())[:_NAMED])
    return f"{named}, …" if len(numbers) > _NAMED else named


def _years(history: History) -> Table:
    rows = [
        (str(year), *(f"{each.verdicts[verdict]:,}" for verdict in NAMES), f"{each.share:.0%}")
        for year, each in by_year(history).items()
    ]
    return Table("Years, by the day of the version that shows it", ("year", *NAMES.values(), "breaking share"), rows)


def _areas(history: History) -> Table:
    areas = count(history, history.findings).areas
    rows = [(name, *(f"{numbers[verdict]:,}" for verdict in NAMES)) for name, numbers in areas.items()]
    return Table("Areas; a change that reaches several counts in each", ("area", *NAMES.values()), rows)


def _rules(history: History) -> Table:
    all_of_it = count(history, history.findings)
    verdicts = {each.id: each.verdict for each in RULES}
    rows = [
        (
            rule,
            NAMES.get(verdicts.get(rule, "review"), ""),
            f"{number:,}",
            f"{number / all_of_it.total:.0%}",
            _rate(yearly(number, history.months)),
        )
        for rule, number in all_of_it.rules.items()
    ]
    return Table("Rules", ("rule", "says", "times", "share", "in 12 months"), rows)


def _rate(number: float | None) -> str:
    return "" if number is None else f"{number:,.1f}"
