"""`pytest-portone contract diff OLD NEW`: what changed, judged by the policy."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pytest_portone import contracts
from pytest_portone.cli import FINDINGS, FINE
from pytest_portone.contracts.changes import RULES, Difference, compare
from pytest_portone.contracts.policy import CLAUSES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from pytest_portone.contracts.changes import Verdict

_WORST_FIRST: tuple[Verdict, ...] = ("breaking", "review", "exempt", "allowed")
_FAILING: Mapping[str, frozenset[Verdict]] = {
    "breaking": frozenset({"breaking"}),
    "review": frozenset({"breaking", "review"}),
    "any": frozenset(_WORST_FIRST),
}
_COLOURS: Mapping[Verdict, str] = {"breaking": "31", "review": "33", "exempt": "36", "allowed": "32"}
_SHOWN = 3
"""So many operations are named for one cause."""


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb's arguments."""
    verb = verbs.add_parser("diff", help="what changed between two contracts, judged by PortOne's policy")
    for name in ("old", "new"):
        verb.add_argument(name, metavar=name.upper(), help="a bundled date, a folder or an OpenAPI file")
    verb.add_argument("--format", choices=("text", "json"), default="text", help="what is printed (default: text)")
    verb.add_argument(
        "--fail-on",
        choices=tuple(_FAILING),
        default="breaking",
        help="what makes the exit code 1 (default: breaking)",
    )
    verb.add_argument("--all", action="store_true", help="with what is allowed, too; JSON always has it")
    verb.set_defaults(run=diff)


def diff(options: argparse.Namespace) -> int:
    """Print the differences; the exit code is 1 where one is of a verdict that fails."""
    old, new = contracts.load(options.old), contracts.load(options.new)
    found = compare(old, new)
    if options.format == "json":
        text = json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False)
    else:
        verdicts = _WORST_FIRST if options.all else _WORST_FIRST[:-1]
        text = "\n".join(_told(found, f"{old.version} -> {new.version}", verdicts, colour=sys.stdout.isatty()))
    sys.stdout.write(f"{text}\n")
    return FINDINGS if any(each.verdict in _FAILING[options.fail_on] for each in found) else FINE


def _told(found: Sequence[Difference], title: str, verdicts: Sequence[Verdict], *, colour: bool) -> Iterator[str]:
    causes = _causes(found)
    counts = Counter(each[0].verdict for each in causes)
    yield f"{title}: {', '.join(f'{counts[each]:,} {each}' for each in _WORST_FIRST)}"
    texts = {each.id: each.text for each in RULES}
    for verdict in verdicts:
        of_verdict = [each for each in causes if each[0].verdict == verdict]
        if of_verdict:
            yield ""
            yield f"\x1b[{_COLOURS[verdict]}m{verdict}\x1b[0m" if colour else verdict
        for cause in of_verdict:
            yield from _cause(cause, texts)


def _causes(found: Sequence[Difference]) -> list[list[Difference]]:
    """The differences by what they come from: one change of a type is met in many operations."""
    causes: dict[tuple[Any, ...], list[Difference]] = {}
    for each in found:
        causes.setdefault((*each.cause, each.verdict), []).append(each)
    return list(causes.values())


def _cause(cause: Sequence[Difference], texts: Mapping[str, str]) -> Iterator[str]:
    first = cause[0]
    named = ".".join(each for each in (first.type, first.field) if each) or first.operation
    change = f"{first.before or 'nothing'} -> {first.after or 'nothing'}"
    yield f"  {first.rule}: {named}: {change}"
    yield f"    {texts[first.rule]}; {CLAUSES[first.clause]}"
    places = dict.fromkeys(f"{each.operation} {each.path}" for each in cause)
    yield from (f"    {each}" for each in list(places)[:_SHOWN])
    if len(places) > _SHOWN:
        yield f"    and {len(places) - _SHOWN} more"
