"""Measure ourselves and the peers side by side: `python benchmarks/run.py [names...] [--json FILE]`."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from figures import Figure, NotMeasuredError, print_table, write

if TYPE_CHECKING:
    from collections.abc import Sequence

BENCHMARKS = (
    "start",
    "contract",
    "bodies",
    "call",
    "server",
    "memory",
    "gate",
    "changes",
    "replay",
    "scale",
    "defects",
    "reconciliation",
    "spark",
)
"""Modules beside this one. Each has `measure(rounds)`, and `ROUNDS`, how many rounds it takes by itself."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(description=__doc__)
    made.add_argument("names", nargs="*", metavar="NAME", help=f"{', '.join(BENCHMARKS)} (default: all)")
    made.add_argument("--rounds", type=int, help="rounds of each benchmark (default: each one's own number)")
    made.add_argument("--json", type=Path, metavar="FILE", help="write the figures of every round there")
    return made


def measured(name: str, rounds: int | None) -> list[Figure]:
    """The figures of one benchmark, printed as well; none where what it needs is missing."""
    module = import_module(name)
    try:
        figures = list(module.measure(rounds or module.ROUNDS))
    except NotMeasuredError as error:
        print(f"{name}: not measured: {error}", file=sys.stderr)
        return []
    print_table(f"{name}: {module.__doc__.splitlines()[0]}", figures)
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is named; 0 also where a budget is missed, because the machine may be to blame."""
    command = parser()
    options = command.parse_args(arguments)
    if unknown := set(options.names) - set(BENCHMARKS):
        command.error(f"received {', '.join(sorted(unknown))}, expected some of {', '.join(BENCHMARKS)}")
    if options.rounds is not None and options.rounds < 1:
        command.error(f"received --rounds {options.rounds}, expected 1 or more")
    outcome = {name: measured(name, options.rounds) for name in options.names or BENCHMARKS}
    if options.json:
        write(options.json, outcome)
    missed = [f"{name}: {each.what}" for name, figures in outcome.items() for each in figures if each.met is False]
    print("missed budgets: " + ("; ".join(missed) or "none"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
