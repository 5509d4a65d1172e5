"""A run that does not use the plugin pays next to nothing for it."""

import subprocess
import sys

import pytest

HEAVY = (
    "narwhals",
    "duckdb",
    "polars",
    "pyarrow",
    "pandas",
    "httpx",
    "httpx2",
    "respx",
    "hypothesis",
    "yaml",
    "jsonschema_rs",
    "schemathesis",
    "requests",
    "aiohttp",
    "uvicorn",
)
OURS = (
    "contracts",
    "strategies",
    "sandbox",
    "transport",
    "contract_run.session",
    "gate.session",
    "tap",
    "report",
    "cli",
    "server",
    "reconciliation.reconciling",
    "reconciliation.reconciliation",
)
REPORT = "import sys; print(*sorted(sys.modules))"


def modules_after(*lines):
    script = "\n".join([*lines, REPORT])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_entry_module_loads_the_standard_library_and_pytest_only():
    loaded = modules_after("import pytest_portone.plugin") - modules_after("import pytest")
    strangers = {each for each in loaded if each.split(".")[0] not in sys.stdlib_module_names}
    assert {each for each in strangers if not each.startswith("pytest_portone")} == set()
    assert {f"pytest_portone.{each}" for each in OURS} & loaded == set()


def test_a_run_that_does_not_use_it_loads_nothing_heavy(pytester):
    pytester.makepyfile(
        f"""
        import sys

        def test_nothing_heavy():
            assert [each for each in {HEAVY!r} if each in sys.modules] == []
            assert [each for each in {OURS!r} if f"pytest_portone.{{each}}" in sys.modules] == []
        """
    )
    outcome = pytester.runpytest_subprocess(
        "-p",
        "no:schemathesis",
        "-p",
        "no:respx",
        "-p",
        "no:pytest_httpx",
        "-p",
        "no:hypothesispytest",
        "-p",
        "no:anyio",
        "-p",
        "no:xdist",
        "-p",
        "no:requests_mock",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-v",
    )
    outcome.assert_outcomes(passed=1)
    assert outcome.ret == pytest.ExitCode.OK
