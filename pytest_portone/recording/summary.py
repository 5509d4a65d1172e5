"""What came of a run's recordings, in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pytest_portone import contracts
from pytest_portone.contracts.changes import Difference
from pytest_portone.drift.judging import judge
from pytest_portone.drift.rules import TEXTS
from pytest_portone.findings import as_text
from pytest_portone.findings.folding import fold
from pytest_portone.findings.model import Report, Seen
from pytest_portone.recording import taping
from pytest_portone.recording.errors import CassetteError
from pytest_portone.recording.options import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from pytest_portone.contracts.model import Contract
    from pytest_portone.recording.recorded import Playing
    from pytest_portone.recording.tape import Tape

    Shown = Callable[[str], str]


@dataclass(slots=True)
class Account:
    """What came of a run, over all workers.

    Attributes:
        written: cassettes, and how many exchanges each.
        dropped: cassettes that were not written, and why.
        named: the tests that name each cassette.
        folders: where cassettes may lie.
        unplayed: of each cassette, the exchanges that no test has played, by their number.
        expired: cassettes, and since when.
        seen: by the version of a contract, what of the cassettes it does not say.
        whole: whether no test was deselected.
    """

    written: list[list[str]] = field(default_factory=list)
    dropped: list[list[str]] = field(default_factory=list)
    named: dict[str, set[str]] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    unplayed: dict[str, dict[str, str]] = field(default_factory=dict)
    expired: dict[str, str] = field(default_factory=dict)
    seen: dict[str, set[Seen]] = field(default_factory=dict)
    whole: bool = True


def account(played: Iterable[tuple[Contract, Playing]], shown: Shown) -> dict[str, Any]:
    """What this process has to tell of the cassettes that it played, as JSON has it.

    Args:
        played: the tests' contracts and recordings.
        shown: a path as people read it.
    """
    unplayed: dict[str, dict[str, str]] = {}
    expired: dict[str, str] = {}
    seen: dict[str, list[dict[str, Any]]] = {}
    judged: set[tuple[str, str]] = set()
    for contract, recording in played:
        if recording.tape is None:
            continue
        path = str(recording.path.resolve())
        left = unplayed.setdefault(path, _labels(recording.tape))
        for number in recording.played:
            left.pop(str(number + 1), None)
        if since := expiry(recording.tape):
            expired[path] = since
        for each in _contracts(contract):
            if (path, each.version) not in judged:
                judged.add((path, each.version))
                seen.setdefault(each.version, []).extend(_differences(each, recording.tape, shown(path)))
    return {"unplayed": unplayed, "expired": expired, "seen": seen}


def expiry(tape: Tape) -> str:
    """Since when a cassette has expired; empty where it has not."""
    day = tape.header.expires if tape.header else None
    return day.isoformat() if day and day <= datetime.now().astimezone().date() else ""


def _labels(tape: Tape) -> dict[str, str]:
    """What each exchange is, by its number. What stands in a cassette may be shown."""
    return {
        str(number): f"{each.request.method} {each.request.path}{' (webhook)' if each.webhook else ''}"
        for number, each in enumerate(tape.exchanges, 1)
    }


def _contracts(pinned: Contract) -> Iterator[Contract]:
    yield pinned
    if pinned.version != contracts.versions()[-1]:
        yield contracts.load()


def _differences(contract: Contract, tape: Tape, shown: str) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(tape.exchanges, 1):
        for found in judge(contract, each):
            yield {"difference": asdict(found), "source": f"{shown}, exchange {number}"}


def merged(told: Iterable[Mapping[str, Any]]) -> Account:
    """What all processes have told."""
    whole = Account()
    for each in told:
        whole.written += each["written"]
        whole.dropped += each["dropped"]
        whole.folders |= set(each["folders"])
        whole.expired |= each["expired"]
        whole.whole &= each["whole"]
        for path, tests in each["named"].items():
            whole.named.setdefault(path, set()).update(tests)
        for path, left in each["unplayed"].items():
            before = whole.unplayed.get(path, left)
            whole.unplayed[path] = {number: label for number, label in left.items() if number in before}
        for version, found in each["seen"].items():
            seen = {Seen(Difference(**one["difference"]), one["source"]) for one in found}
            whole.seen.setdefault(version, set()).update(seen)
    return whole


def text(whole: Account, passed: Collection[str], shown: Shown, *, everything: bool) -> str:
    """What there is to say; empty where all is well.

    Args:
        whole: what came of the run.
        passed: the tests that have passed.
        shown: a path as people read it.
        everything: whether every test there is was collected, so that a cassette which none names is nobody's.
    """
    lines = [
        *(f"recorded: {path} ({count})" for path, count in sorted(whole.written)),
        *(f"not recorded: {path} is as it was: {why}" for path, why in sorted(whole.dropped)),
        *(f"expired: {shown(path)}, {since}: record it anew" for path, since in sorted(whole.expired.items())),
        *_unused(whole, passed, shown),
        *(f"orphan: {shown(each)}: no test has it" for each in (_orphans(whole) if everything else ())),
    ]
    reports = [_report(version, seen) for version, seen in sorted(whole.seen.items()) if seen]
    return "".join([*(f"{each}\n" for each in lines), *map(as_text.render, reports)])


def _unused(whole: Account, passed: Collection[str], shown: Shown) -> Iterator[str]:
    """Exchanges that are of no use, where all tests that have the cassette were run to their end."""
    for path, left in sorted(whole.unplayed.items()):
        if whole.named.get(path, set()) <= set(passed):
            yield from (f"unused: {shown(path)}, exchange {number}: {label}" for number, label in left.items())


def _orphans(whole: Account) -> Iterator[str]:
    """Cassettes of ours that no test has: those of other tools are none of our business."""
    files = (path for folder in whole.folders for path in Path(folder).rglob("*") if path.suffix in SUFFIXES)
    for path in sorted(set(files)):
        if str(path.resolve()) not in whole.named and _is_ours(path):
            yield str(path)


def _is_ours(path: Path) -> bool:
    try:
        return taping.load(path).header is not None
    except CassetteError:
        return False


def _report(version: str, seen: Collection[Seen]) -> Report:
    ordered = sorted(seen, key=lambda each: (each.source, repr(each.difference)))
    return Report("Drift", f"cassettes against {version}", fold(ordered, TEXTS))
