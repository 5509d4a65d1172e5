"""Everything that would make a run depend on the process that it runs in, kept out."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from hypothesis.strategies._internal import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep out what would make a run depend on its process: loaded modules, Hypothesis's profile, warning filters.

    Hypothesis draws constants from the modules that are loaded, so an item alone would not be the item in a whole
    suite. It offers no switch for that.
    """
    profile = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.load_profile("default")
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        patch.setattr(providers, "_get_local_constants", Constants)
        patch.setattr(providers, "CONSTANTS_CACHE", type(providers.CONSTANTS_CACHE)(1024))
        # A fifth of a run's time goes into describing lambdas, for representations that nobody will see.
        patch.setattr(lazy, "get_pretty_function_description", _plain_name)
        try:
            yield
        finally:
            hypothesis.settings.load_profile(profile)


def _plain_name(function: object) -> str:
    return getattr(function, "__name__", "")
