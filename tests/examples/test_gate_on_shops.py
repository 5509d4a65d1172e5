"""The gate over each example shop finds exactly the breaks that are listed: no more, no fewer, the same blame.

The whole marketplace takes minutes: GATE_ON_MARKETPLACE=1 python -m pytest tests/examples/test_gate_on_shops.py
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

EXAMPLES = Path(__file__).parents[2] / "examples"
LONG = {"marketplace": "GATE_ON_MARKETPLACE"}
"""What is gone through only where a variable asks for it."""
EXPECTED = yaml.safe_load(Path(__file__).with_name("expected_breaks.yaml").read_text())


@pytest.fixture(scope="module")
def gated(tmp_path_factory):
    """Runs a shop's own tests through the gate; the report."""

    def run(shop, *arguments):
        path = tmp_path_factory.mktemp("reports") / "report.json"
        options = ["--portone-compat", f"--portone-report={path}", "-p", "no:cacheprovider", *arguments]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *options],
            cwd=EXAMPLES / shop,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert path.exists(), done.stdout + done.stderr
        return done.returncode, json.loads(path.read_text())

    return run


def rows(breaks):
    """Each break in short, with the number of tests that it hits."""
    found = Counter()
    for each in breaks:
        function = "a test" if each["blame"] == "test" else each["where"].rpartition(" in ")[2]
        place = each["operation"], each["status"], each["path"], each["kind"]
        found[*place, each["verdict"], each["blame"], each["exception"].partition(":")[0], function] += 1
    return found


@pytest.mark.parametrize("shop", EXPECTED)
def test_a_shop_breaks_exactly_where_it_is_known_to(gated, shop):
    if shop in LONG and LONG[shop] not in os.environ:
        pytest.skip(f"set {LONG[shop]}=1 to go through all of it")
    code, report = gated(*shop.split())
    assert rows(report["breaks"]) == {tuple(row): tests for *row, tests in EXPECTED[shop]}
    assert report["flaky"] == {}
    assert code == any("crash" in row for row in EXPECTED[shop]), "what only changes is told, and fails nothing"
    untried = {each["test"] for each in report["attempted"] if each["result"] == "not tried"}
    assert all("forged" in each for each in untried), "only what nobody has the key of can't be tried"


def test_the_sdks_faults_are_found_through_the_shop_that_uses_it():
    through = {(row[2], row[7]) for row in EXPECTED["fastapi_shop"] if row[5] == "sdk"}
    assert ("$.status", "_deserialize_payment") in through
    assert ("$.cancellation.status", "_deserialize_payment_cancellation") in through
