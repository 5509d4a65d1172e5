"""`pytest-portone contract diff OLD NEW`: what changed, judged by the policy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.commands import finding_options

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pytest_portone.contracts import Contract
    from pytest_portone.findings.folding import Touches


def add(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the verb's arguments."""
    verb = verbs.add_parser("diff", help="what changed between two contracts, judged by PortOne's policy")
    for name in ("old", "new"):
        verb.add_argument(name, metavar=name.upper(), help="a bundled date, a folder or an OpenAPI file")
    finding_options.add(verb)
    verb.add_argument(
        "--usage",
        action="append",
        type=Path,
        default=[],
        metavar="FILE",
        help="mark what reaches the merchant: a file that `pytest --portone-usage=FILE` wrote; repeatable",
    )
    verb.set_defaults(run=diff)


def diff(options: argparse.Namespace) -> int:
    """Print the differences; the exit code is 1 where one is of a verdict that fails."""
    from pytest_portone.contracts.changes import RULES, compare
    from pytest_portone.findings.folding import fold
    from pytest_portone.findings.model import Report, Seen

    texts = {each.id: each.text for each in RULES}
    old, new = contracts.load(options.old), contracts.load(options.new)
    found = fold(map(Seen, compare(old, new)), texts, _touches(options.usage, old, new))
    report = Report(
        heading="Contract changes",
        title=f"{old.version} -> {new.version}",
        findings=found,
        file=options.new if Path(options.new).is_file() else "",
        usage=", ".join(map(str, options.usage)),
    )
    return finding_options.tell(report, options)


def _touches(files: Sequence[Path], old: Contract, new: Contract) -> Touches:
    if not files:
        return lambda _: False
    from pytest_portone.usage.reading import read

    return read(files).between(old, new).touches
