"""Options that take a value or none, beside paths: in `--portone-sandbox tests`, `tests` is what to collect.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

_PATHS = "portone_paths"


def action(is_value: Callable[[str], bool], default: str) -> type[argparse.Action]:
    """An action for `nargs="?"`: what is no value is kept as a path, and the option has its default.

    Args:
        is_value: tells a value from a path.
        default: what the option is without a value.
    """

    class ValueOrNothing(argparse.Action):
        def __call__(
            self,
            parser: argparse.ArgumentParser,  # noqa: ARG002 - argparse's signature
            namespace: argparse.Namespace,
            values: Any,
            option_string: str | None = None,  # noqa: ARG002
        ) -> None:
            taken = values == default or is_value(values)
            setattr(namespace, self.dest, values if taken else default)
            if not taken:
                setattr(namespace, _PATHS, [*getattr(namespace, _PATHS, ()), values])

    return ValueOrNothing


def give_back_paths(config: pytest.Config) -> None:
    """Let pytest collect what stood behind such an option and was a path."""
    paths = getattr(config.option, _PATHS, [])
    if paths:
        given = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
        config.args[:] = [*paths, *given]
        config.args_source = pytest.Config.ArgsSource.ARGS
