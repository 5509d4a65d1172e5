"""The words of a report, the same in every format; what they stand for is in the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_portone.contracts.policy import CLAUSES
from pytest_portone.report import tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pytest_portone.report.model import Blame, Break, Kind, Report, Verdict
    from pytest_portone.report.tally import Distinct, Level

TITLE = "PortOne compatibility"
NOTHING = f"{TITLE}: no test received an answer or a webhook of PortOne's, so there was nothing to change"
RESULTS = ("survived", "broke", "not received")

KINDS: Mapping[Kind, str] = {
    "new-field": "a field that the reader doesn't know",
    "new-enum-value": "an enum value that the reader doesn't know",
    "new-case": "a oneOf case that the reader doesn't know",
    "new-type": "an error or a webhook of a type that the reader doesn't know",
    "field-gone": "a required field that is gone",
    "amount-changed": "an amount that is another",
    "state-changed": "a state that is another",
}
VERDICTS: Mapping[Verdict, str] = {
    "crash": "an exception",
    "change": "an assertion of the test that fails",
    "silent": "nothing fails, and what is watched has changed",
}
BLAMES: Mapping[Blame, str] = {"sdk": "the SDK", "merchant": "the merchant's code", "test": "the test"}
LEVELS: Mapping[Level, str] = {
    "fails": "failing",
    "warns": "warning",
    "known": "known",
}
FLAKY = "Flaky: fails when run again unchanged, and is blamed on no change"
STALE = "Stale: listed as known, and occurs no more; take it off the list"
UNNOTICED = "Unnoticed: forbidden changes that no test noticed"
REQUESTS = "Requests that the contract doesn't know"
COVERAGE = "Coverage of the contract"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 test`, `2 tests`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def headline(report: Report) -> str:
    """The run in one sentence."""
    if report.attempted and all(each.kind in tally.FORBIDDEN for each in report.attempted):
        return _forbidden(report)
    found = tally.distinct(report)
    levels = [each.level for each in found]
    told = [f"{levels.count(level):,} {LEVELS[level]}" for level in tally.LEVELS if level in levels]
    breaks = f"{counted(len(found), 'distinct break')} ({', '.join(told)})" if found else "no break"
    tests = counted(len(report.tests), "test")
    return f"{report.survived:,} of {counted(report.tried, 'change')} survived in {tests}: {breaks}"


def _forbidden(report: Report) -> str:
    noticed = f"{report.tried - report.survived:,} of {counted(report.tried, 'forbidden change')} noticed"
    return f"{noticed} in {counted(len(report.tests), 'test')}: {len(tally.unnoticed(report)):,} noticed by no test"


def circumstances(report: Report) -> str:
    """Under what the run was made, in one line."""
    reruns = counted(report.reruns, "re-run")
    return f"contract {report.contract}, mode {report.mode}, {reruns} in {report.seconds:.1f} s"


def place(operation: str, status: int, path: str) -> str:
    """Where the change was made; a webhook has no status."""
    return " ".join(each for each in (operation, str(status) if status else "", path) if each)


def title(found: Break) -> str:
    """A break in one line."""
    return f"{found.verdict} in {BLAMES[found.blame]}: {place(found.operation, found.status, found.path)}"


def clause(name: str) -> str:
    """A clause with its text."""
    return str(CLAUSES[name]) if name in CLAUSES else f"clause {name}"


def change(found: Break) -> str:
    """What was changed to what."""
    return f"{found.before or '(nothing)'} -> {found.after or '(nothing)'}"


def editor(found: Break) -> str:
    """Where an editor should open; empty where the frame that raised is there already."""
    if not found.merchant_file or (found.merchant_file, found.merchant_line) == (found.file, found.line):
        return ""
    return f"{found.merchant_file}:{found.merchant_line}"


def hits(tests: Sequence[str], shown: Callable[[str], str] = str, most: int = 3) -> str:
    """How many tests, and the names of some, each as `shown` writes it."""
    named = ", ".join(map(shown, tests[:most]))
    return f"{counted(len(tests), 'test')}: {named}" + (
        f", and {len(tests) - most:,} more" if len(tests) > most else ""
    )


def facts(each: Distinct) -> Iterator[tuple[str, str]]:
    """All that is told of a distinct break below its title, but the command: (name, text)."""
    found = each.example
    told = (
        ("change", f"{found.kind}: {KINDS[found.kind]}"),
        ("policy", clause(found.clause)),
        ("seen", found.seen),
        ("before -> after", change(found)),
        ("raised", found.exception),
        ("where", found.where),
        ("called from", editor(found)),
        ("hits", hits(each.tests)),
        ("only with", "; ".join(found.others)),
        ("known", found.known),
        ("fingerprint", found.fingerprint),
    )
    return (pair for pair in told if pair[1])


def untried(report: Report) -> Iterator[str]:
    """A line for each reason for which changes could not be tried."""
    for note, number in tally.untried(report.attempted).items():
        yield f"{counted(number, 'change')} not tried: {note or 'no reason given'}"


def coverage(report: Report) -> str:
    """What of the contract the tests have met, in one line; empty where nobody counted."""
    if not any(each.of for each in tally.shares(report.coverage)):
        return ""
    told = ", ".join(f"{len(each.met):,} of {each.of:,} {each.name}" for each in tally.shares(report.coverage))
    return f"Coverage: {told}"


def lists(report: Report) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    """What is told after the breaks: (heading, (what, about it) each); those that are empty are left out."""
    told: tuple[tuple[str, list[tuple[str, str]]], ...] = (
        (FLAKY, list(report.flaky.items())),
        (STALE, list(report.stale.items())),
        (
            UNNOTICED,
            [
                (f"{place(each.operation, each.status, each.path)} {each.kind}", hits(each.tests))
                for each in tally.unnoticed(report)
            ],
        ),
        (REQUESTS, [(_asked(each.operation, each.rule, each.place), each.message) for each in report.requests]),
    )
    return ((heading, entries) for heading, entries in told if entries)


def _asked(operation: str, rule: str, where: str) -> str:
    return f"{rule}: {place(operation or '(no operation)', 0, where)}"
