"""The example shops' own tests pass, started as each shop's README says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SHOPS = {"fastapi_shop": 15, "flask_shop": 15, "django_shop": 14, "marketplace": 20}
"""How many tests each shop has."""


@pytest.mark.parametrize("shop", SHOPS)
def test_a_shops_own_tests_pass(shop):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    run = subprocess.run(
        command, cwd=EXAMPLES / shop, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert f"{SHOPS[shop]} passed in" in run.stdout


def test_every_shop_is_run():
    assert {each.parent.name for each in EXAMPLES.glob("*/pytest.ini")} == {*SHOPS, "quickstart"}
