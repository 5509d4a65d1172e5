"""`pytest-portone serve`: the sandbox behind a real server, for clients of any language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

_CALLS_KEPT = 1000
"""A server may run for days; nobody reads its oldest calls."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's arguments."""
    serving = commands.add_parser("serve", help="run the sandbox as a server on this machine")
    serving.add_argument("--contract", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    serving.add_argument("--port", type=int, default=8000, help="0 for any free one (default: %(default)s)")
    serving.add_argument("--seed", type=int, default=0, help="of ids and generated answers (default: %(default)s)")
    serving.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from pytest_portone import contracts
    from pytest_portone.sandbox import Sandbox, Settings
    from pytest_portone.server import serve

    sandbox = Sandbox(contracts.load(options.contract), settings=Settings(seed=options.seed, calls_kept=_CALLS_KEPT))
    serve(sandbox, options.host, options.port)
    return 0
