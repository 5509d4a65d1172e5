"""The plugin as a user meets it: each test is a folder of theirs, run by pytest."""

from __future__ import annotations

# Whatever the inner runs import is thrown away after each of them, unless it is here before.
import aiohttp  # noqa: F401
import httpx2  # noqa: F401
import pytest
import requests  # noqa: F401

import pytest_portone.mock
import pytest_portone.sandbox
import pytest_portone.server
import pytest_portone.transport.http1  # noqa: F401


@pytest.fixture
def run(pytester):
    """`run(source, *arguments, ini="...")`: a test module of a user's, run."""

    def run(source, *arguments, ini=""):
        pytester.makeini(f"[pytest]\nfilterwarnings = error\n{ini}")
        pytester.makepyfile(source)
        return pytester.runpytest_inprocess("-p", "no:randomly", *arguments)

    return run
