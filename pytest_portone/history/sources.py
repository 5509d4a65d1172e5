"""Versions that are named: bundled dates, folders, OpenAPI files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.history.building import Version, day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def named(words: Sequence[str]) -> tuple[str, tuple[Version, ...]]:
    """Where the versions come from, in words, and the versions in the order given; none means all bundled dates."""
    chosen = tuple(words) or contracts.versions()
    bundled = set(chosen) <= set(contracts.versions())
    source = "bundled contracts" if bundled else "contracts as given"
    return source, tuple(Version(each, _day(each), partial(contracts.load, each)) for each in chosen)


def _day(word: str) -> date | None:
    return day(word) if word in contracts.versions() else None
