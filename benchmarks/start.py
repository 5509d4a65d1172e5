"""What an installed plugin adds to the start of pytest in an empty folder."""

from __future__ import annotations

from functools import partial
from importlib.metadata import distributions, requires
from time import perf_counter
from typing import TYPE_CHECKING

from figures import Budget, Figure, interleaved, shown
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from processes import Python

ROUNDS = 20
US = "portone"
NOTHING_FOUND = 5
"""Pytest's exit code for a run without tests."""
_IMPORT = """
import pytest, time
started = time.perf_counter()
import pytest_portone.plugin
print((time.perf_counter() - started) * 1000)
"""


def measure(rounds: int) -> Iterator[Figure]:
    """The import of our plugin's module; then what each installed plugin adds to a start without any other."""
    plugins = installed()
    with python() as fresh:
        start(fresh, ())  # leaves the compiled modules behind
        (imported,) = interleaved(rounds, lambda: fresh.figures(_IMPORT)[0])
        yield Figure("import of pytest_portone.plugin", "ms", imported, budget=Budget("at most", 5, of="ours"))
        every, without = interleaved(rounds, partial(start, fresh, ()), partial(start, fresh, (US,)))
        yield Figure("start with every installed plugin", "ms", every, "the same without ours", without)
        sides = [partial(start, fresh, plugins.keys() - {name}) for name in plugins]
        bare, *alone = interleaved(rounds, partial(start, fresh, plugins), *sides)
        for name, times in zip(plugins, alone, strict=True):
            note = f"{plugins[name]}; the quickest starts differ by {shown(min(times) - min(bare))} ms"
            yield Figure(f"start with {name} alone", "ms", times, "without any", bare, note=note)


def start(fresh: Python, without: Iterable[str]) -> float:
    """How long pytest takes to find nothing in an empty folder, without these plugins, in ms."""
    excluded = [word for name in without for word in ("-p", f"no:{name}")]
    started = perf_counter()
    fresh.run("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *excluded, expected=NOTHING_FOUND)
    return (perf_counter() - started) * 1000


def installed() -> dict[str, str]:
    """Every installed pytest plugin by the name that `-p no:` takes, with what brings it."""
    core, sandbox = required(""), required("sandbox")
    found = {}
    for distribution in distributions():
        owner = canonicalize_name(distribution.metadata["Name"])
        why = "a core dependency" if owner in core else "the extra sandbox" if owner in sandbox else "not required"
        for each in distribution.entry_points.select(group="pytest11"):
            found[each.name] = "ours" if each.name == US else f"{owner}, {why}"
    return dict(sorted(found.items()))


def required(extra: str) -> set[str]:
    """The distributions that installing us with `extra` brings, directly or not."""
    found: set[str] = set()
    pending = [Requirement(f"pytest-portone[{extra}]" if extra else "pytest-portone")]
    while pending:
        wanted = pending.pop()
        name = canonicalize_name(wanted.name)
        if name not in found:
            found.add(name)
            pending += [each for each in map(Requirement, requires(name) or ()) if applies(each, wanted.extras)]
    return found


def applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    """Whether a requirement holds here for someone who asked for these extras."""
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": each}) for each in ("", *extras))
