"""The option that writes a usage file.

Every run of pytest loads this module, so it imports the standard library and pytest only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

OPTION = "--portone-usage"
PLUGIN = "portone-usage"


def add(parser: pytest.Parser, group: pytest.OptionGroup) -> None:
    """Declare the option, and an ini option for it."""
    group.addoption(
        OPTION,
        metavar="FILE",
        help="write what the tests use of PortOne's API (operations, fields, values, webhooks), as JSON, for "
        "`pytest-portone contract diff --usage FILE`",
    )
    parser.addini("portone_usage", f"what {OPTION} says; relative to the ini file's folder", default="")


def register(config: pytest.Config) -> None:
    """Register what listens and writes, if it is asked for.

    Raises:
        pytest.UsageError: the file can't be written where it is wanted.
    """
    path = _path(config)
    if path is None:
        return
    from pytest_portone.usage.errors import UsageFileError
    from pytest_portone.usage.session import UsageRun
    from pytest_portone.usage.writing import check

    if not hasattr(config, "workerinput"):
        try:
            check(path)
        except UsageFileError as error:
            raise pytest.UsageError(f"{OPTION}: {error}") from error
    config.pluginmanager.register(UsageRun(config, path), PLUGIN)


def _path(config: pytest.Config) -> Path | None:
    """Where the file is wanted; None where it is not. Nothing behind the option's `=` takes back the ini option."""
    given = config.getoption(OPTION)
    if given is not None:
        return config.invocation_params.dir / given if given else None
    ini = str(config.getini("portone_usage"))
    folder = config.inipath.parent if config.inipath else config.rootpath
    return folder / ini if ini else None
