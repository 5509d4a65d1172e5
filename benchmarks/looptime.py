"""A pytest plugin that writes how much processor time the tests took, without start, collection and reports.

The environment says where to (`TIMES`, a file): seconds, from before the first test until after the last.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop() -> Generator[None, object, object]:
    """Measure."""
    started = process_time()
    result = yield
    Path(os.environ["TIMES"]).write_text(str(process_time() - started), encoding="utf-8")
    return result
