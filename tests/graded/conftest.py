"""The graded set's own modules, and one run of it without the gate."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

GRADED = Path(__file__).parents[2] / "benchmarks" / "graded"
HERE = Path(__file__).parent
OWN = ("grading", "rate")


@pytest.fixture(scope="session")
def own():
    """`own("grading")`: a module that stands beside the set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(GRADED)
        modules = {name: import_module(name) for name in OWN}
    yield modules.__getitem__
    for name in OWN:
        sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def grading(own):
    return own("grading")


@pytest.fixture(scope="session")
def table(grading):
    return grading.load(GRADED / "expected.yaml")


@pytest.fixture(scope="session")
def run_set():
    """Run pytest in the set's folder, as its README says."""

    def run(*words, **environment):
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
        return subprocess.run(
            command,
            cwd=GRADED,
            env={**surroundings, **environment},
            capture_output=True,
            text=True,
            timeout=280,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def one_by_one(run_set, tmp_path_factory):
    """What the plainest gate finds: each test again for each change alone."""
    file = tmp_path_factory.mktemp("graded") / "report.json"
    ran = run_set("-p", "one_by_one", GRADED_REPORT=str(file), PYTHONPATH=str(HERE))
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return json.loads(file.read_text(encoding="utf-8"))
