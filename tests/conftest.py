"""What tests in several folders use."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

JAVASCRIPT = Path(__file__).parent / "real_clients" / "javascript"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
UNREACHABLE = ("EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH", "ENOTFOUND", "ETIMEDOUT", "SOCKET_TIMEOUT")
"""How npm says that it does not get through to its registry."""


@pytest.fixture(scope="module")
def chromium():
    """A Chromium that the machine has; a worker of xdist starts its own."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        pytest.skip(f"no Chromium is installed (looked for {', '.join(BROWSERS)})")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def javascript(tmp_path_factory):
    """A folder with PortOne's JavaScript SDK installed as the lock file has it; a worker of xdist has its own."""
    _need("node")
    if (JAVASCRIPT / "node_modules" / "@portone").is_dir():
        return JAVASCRIPT
    _need("npm")
    folder = tmp_path_factory.mktemp("javascript")
    for name in ("package.json", "package-lock.json", "calls.mjs"):
        shutil.copy(JAVASCRIPT / name, folder)
    _install(folder)
    return folder


def _need(program):
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def _install(folder):
    command = ["npm", "ci", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=60000"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("npm does not reach its registry in time")
    if done.returncode != 0 and any(each in done.stderr for each in UNREACHABLE):
        pytest.skip("npm does not reach its registry")
    assert done.returncode == 0, done.stderr
