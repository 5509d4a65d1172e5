"""A cassette of GET /payments/{id}, played to httpx from its file to the last answer: by us, and by vcrpy alone."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from figures import Figure, interleaved, need

from pytest_portone import contracts
from pytest_portone.recording import taping
from pytest_portone.recording.recorded import Playing, recorded
from pytest_portone.recording.tape import Header, Tape
from pytest_portone.sandbox import Request, Sandbox
from pytest_portone.traffic.model import Exchange
from pytest_portone.transport import PORTONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

ROUNDS = 7
SIZES = (10, 100, 1000)
"""Exchanges of a cassette."""


def measure(rounds: int) -> Iterator[Figure]:
    """Both sides load the same file and match what one client asks."""
    need("vcr")
    import httpx

    with TemporaryDirectory() as folder, httpx.Client(base_url=PORTONE) as client:
        for size in SIZES:
            path = Path(folder, f"{size}.yaml")
            taping.save(path, _tape(size), loaded=None, check=lambda _: None)
            ours, theirs = interleaved(
                rounds,
                lambda path=path, size=size: _played(client, size, _ours(path)),  # type: ignore[misc]
                lambda path=path, size=size: _played(client, size, _theirs(path)),  # type: ignore[misc]
            )
            yield Figure(f"a cassette of {size:,} exchanges, loaded and played", "ms", ours, "vcrpy", theirs)


def _tape(size: int) -> Tape:
    sandbox, now = Sandbox(), datetime.now(UTC)
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    exchanges = []
    for number in range(size):
        sandbox.customer.pay(f"order-{number}", total=1000)
        request = Request("GET", f"/payments/order-{number}", "", headers)
        exchanges.append(Exchange(request, sandbox.handle(request), "api.portone.io", "", now))
    hidden = tuple(
        Exchange(Request("GET", each.request.path), each.response, each.host, "", each.started) for each in exchanges
    )
    return Tape(Header(sandbox.contract.version, now), hidden)


@contextmanager
def _ours(path: Path) -> Iterator[None]:
    playing = Playing(path, "none", taping.load(path), contracts.load(), "")
    with recorded(playing):
        yield


def _theirs(path: Path) -> AbstractContextManager[object]:
    import vcr

    opened: Callable[..., AbstractContextManager[object]] = vcr.use_cassette
    return opened(str(path), record_mode="none")


def _played(client: object, size: int, cassette: AbstractContextManager[object]) -> float:
    """Milliseconds from the file to the last answer, each of which is looked at."""
    began = perf_counter()
    with cassette:
        for number in range(size):
            answer = client.get(f"/payments/order-{number}")  # type: ignore[attr-defined]
            assert json.loads(answer.content)["id"] == f"order-{number}"
    return (perf_counter() - began) * 1000
