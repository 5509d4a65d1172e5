"""The `pytest-portone` command.

Exit codes: 0 fine, 1 findings, 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = ("contract", "cassette", "serve", "reconcile")
"""Modules of `pytest_portone.commands`, in the order of the help."""

FINE, FINDINGS, WRONG_USE = 0, 1, 2


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    made = argparse.ArgumentParser(prog="pytest-portone", description="Tools around PortOne's API contract.")
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"pytest_portone.commands.{name}").add(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code.

    Args:
        arguments: the words after the program's name; None for those of this process.
    """
    from pytest_portone.contracts import ContractError

    options = parser().parse_args(arguments)
    try:
        code = int(options.run(options))
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except (ContractError, ImportError, OSError) as error:
        print(f"pytest-portone: {error}", file=sys.stderr)  # noqa: T201 - it is a command
        return WRONG_USE
    return code
