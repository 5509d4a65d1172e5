"""The load of the newest contract in a fresh process, with and without its disk cache."""

from __future__ import annotations

from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from figures import Budget, Figure
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator

    from processes import Python

ROUNDS = 15
_LOAD = """
import time
started = time.perf_counter()
from pytest_portone import contracts
imported = time.perf_counter()
contracts.load()
ended = time.perf_counter()
print((ended - imported) * 1000, (ended - started) * 1000)
"""


def measure(rounds: int) -> Iterator[Figure]:
    """Both loads in each round: the first finds no cache and leaves one to the second."""
    with python() as fresh:
        cold_and_cached(fresh)  # leaves the compiled modules behind
        cold, cached = zip(*(cold_and_cached(fresh) for _ in range(rounds)), strict=True)
    for name, loads, limit in (("cold", cold, 400), ("cached", cached, 30)):
        bare, whole = zip(*loads, strict=True)
        yield Figure(f"load, {name}", "ms", bare, budget=Budget("at most", limit, of="ours"))
        yield Figure(f"load, {name}, and the imports before it", "ms", whole)


def cold_and_cached(fresh: Python) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A load that finds an empty cache folder, and one that finds what the first left; each as `_LOAD` prints it."""
    with TemporaryDirectory() as folder:
        empty = {"XDG_CACHE_HOME": folder}
        return fresh.figures(_LOAD, environment=empty), fresh.figures(_LOAD, environment=empty)
