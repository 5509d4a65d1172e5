"""What the whole suite shares."""

import pytest
from hypothesis import settings

pytest_plugins = ["pytester"]

settings.register_profile("untimed", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("untimed")  # how long an example takes says how busy the machine is, and no more

WITHOUT = "-p no:asyncio"
"""pytest-asyncio warns where it is not configured. It is there for the tests about it, which say `-p asyncio`."""

CONTINUOUS_INTEGRATION = ("CI", "BUILD_NUMBER")
"""Where one of these is set, pytest repeats what a failed test says in its summary."""


@pytest.fixture(autouse=True)
def _inner_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", WITHOUT)
    for service in CONTINUOUS_INTEGRATION:
        monkeypatch.delenv(service, raising=False)


@pytest.fixture
def pytester(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """pytest's own, which drops the options of the environment."""
    monkeypatch.setenv("PYTEST_ADDOPTS", WITHOUT)
    return pytester
