"""GET /payments/{id} through httpx, in process: the sandbox, and pytest-httpx with the same answer canned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from figures import Budget, Figure, need
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 15
TESTS = Path(__file__).parent / "calls_in_tests.py"


def measure(rounds: int) -> Iterator[Figure]:
    """One pytest run; its tests print what they measured, a side and its microseconds a line."""
    need("pytest_httpx")
    with python() as fresh:
        Path(fresh.folder, "pytest.ini").write_text(f"[pytest]\npython_files = {TESTS.name}\n", encoding="utf-8")
        options = ("-c", "pytest.ini", "-q", "-s", "-p", "no:cacheprovider")
        done = fresh.run("-m", "pytest", *options, str(TESTS), environment={"ROUNDS": str(rounds)})
    times: dict[str, list[float]] = {"sandbox": [], "canned": []}
    for line in done.stdout.splitlines():
        side, _, value = line.removeprefix(".").partition(" ")
        if side in times:
            times[side].append(float(value))
    ours, theirs = (tuple(each) for each in times.values())
    yield Figure("a call, to the answer read", "us", ours, "pytest-httpx", theirs, Budget("at most", 1.3))
