"""`pytest-portone serve`: the sandbox behind a real server, for a team and for clients of any language."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from pytest_portone.sandbox import Sandbox

_CALLS_KEPT = 1000
"""A server may run for days; nobody reads its oldest calls."""


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's arguments."""
    serving = commands.add_parser(
        "serve",
        help="run the sandbox as a server on this machine",
        description="Run the sandbox as a server: the API, webhooks, and a dashboard at /__portone__/.",
    )
    serving.add_argument("--contract", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    serving.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: %(default)s)")
    serving.add_argument("--port", type=int, default=8000, help="0 for any free one (default: %(default)s)")
    serving.add_argument("--seed", type=int, default=0, help="of ids and generated answers (default: %(default)s)")
    serving.add_argument("--state", metavar="FILE", help="go on with the world in this file, and keep it there")
    serving.add_argument(
        "--clock",
        choices=("still", "real"),
        default="still",
        help="whether time stands still until it is advanced, or goes on as the machine's (default: %(default)s)",
    )
    webhooks = serving.add_argument_group("webhooks")
    webhooks.add_argument(
        "--webhook-url", metavar="URL", action="append", default=[], help="where they are sent; repeatable"
    )
    webhooks.add_argument(
        "--webhook-secret", metavar="SECRET", help="whsec_..., to sign them with; without, they are not signed"
    )
    webhooks.add_argument(
        "--webhook-version", choices=("2024-04-25", "2024-01-01"), default="2024-04-25", help="(default: %(default)s)"
    )
    control = serving.add_argument_group("control API and dashboard")
    control.add_argument("--token", help="what they ask for; made up where others than this machine get in")
    control.add_argument(
        "--allow-host", metavar="NAME", action="append", default=[], help="a further name of this server; repeatable"
    )
    serving.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from pytest_portone.cli import WRONG_USE
    from pytest_portone.server import serve
    from pytest_portone.serving.guard import Guard
    from pytest_portone.serving.site import Site

    sandbox = _sandbox(options)
    token = _token(options)
    site = Site(sandbox, Guard(token, frozenset(each.lower() for each in options.allow_host)))
    try:
        for each in options.webhook_url:
            secret = options.webhook_secret or ()
            sandbox.webhooks.send_to(each, secret=secret, version=options.webhook_version)
    except ValueError as error:
        print(f"pytest-portone: {error}", file=sys.stderr)  # noqa: T201 - it is a command
        return WRONG_USE
    with ExitStack() as stack:
        _start(sandbox, options, stack)
        serve(sandbox, options.host, options.port, handler=site.handle, announce=_announcing(sandbox, options, token))
    return 0


def _sandbox(options: argparse.Namespace) -> Sandbox:
    from dataclasses import replace
    from datetime import UTC, datetime

    from pytest_portone import contracts
    from pytest_portone.sandbox import Sandbox, Settings

    settings = Settings(seed=options.seed, calls_kept=_CALLS_KEPT)
    if options.clock == "real":
        settings = replace(settings, start=datetime.now(UTC))
    return Sandbox(contracts.load(options.contract), settings=settings)


def _token(options: argparse.Namespace) -> str | None:
    """What is asked for: nothing, where only this machine gets in and no token is named."""
    import secrets

    from pytest_portone.serving.guard import is_this_machine

    named: str | None = options.token
    return named or (None if is_this_machine(options.host) else secrets.token_urlsafe(24))


def _start(sandbox: Sandbox, options: argparse.Namespace, stack: ExitStack) -> None:
    """Start what runs beside the server, to be ended with the stack.

    Raises:
        StateFileError: the file holds no world that could be gone on with.
    """
    from pathlib import Path

    from pytest_portone.serving.keeping import Keeper
    from pytest_portone.serving.ticking import Ticking

    if options.state:
        keeper = Keeper(sandbox, Path(options.state))
        keeper.load()
        stack.enter_context(keeper.keeping())
    stack.enter_context(sandbox.webhooks.delivering())
    if options.clock == "real":
        stack.enter_context(Ticking(sandbox, since=sandbox.clock.now.timestamp()).going())


def _announcing(sandbox: Sandbox, options: argparse.Namespace, token: str | None) -> Callable[[str], None]:
    def announce(url: str) -> None:
        key = f"#token={token}" if token else ""
        lines = [
            f"PortOne sandbox, contract {sandbox.contract.version}: {url} (Ctrl+C ends it)",
            f"Dashboard: {url}/__portone__/{key}",
            f"Browser SDK: {url}/__portone__/sdk.js",
        ]
        print("\n".join(lines), flush=True)  # noqa: T201 - it is a command
        if token and not options.token:
            print(  # noqa: T201
                f"pytest-portone: {options.host} may be reached from other machines. Whoever gets there can use the "
                "API; the control API and the dashboard ask for the token above.",
                file=sys.stderr,
                flush=True,
            )

    return announce
