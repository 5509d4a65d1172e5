"""The options of the contract run: what they take, what they refuse, and where else they can be set."""

import shutil
import subprocess
import sys
import textwrap

import pytest

from pytest_portone.contract_run.plan import PROFILES


@pytest.fixture(autouse=True)
def _no_secret(monkeypatch):
    monkeypatch.delenv("PORTONE_API_SECRET", raising=False)


def test_without_the_option_nothing_is_added(pytester):
    pytester.makepyfile("def test_own(): pass")
    result = pytester.runpytest()
    result.assert_outcomes(passed=1)
    result.stdout.no_fnmatch_line("*portone:*")


def test_help_names_every_option_and_profile(pytester):
    text = pytester.runpytest("--help").stdout.str()
    for option in ("--portone-sandbox", "--portone-profile", "--portone-seed", "--portone-writes", "--portone-rate"):
        assert option in text
        assert option[2:].replace("-", "_") in text, "an ini option for each"
    assert f"--portone-profile={'|'.join(PROFILES)}" in text


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--portone-profile=fast"], "--portone-profile: received 'fast', expected quick, default, thorough"),
        (["--portone-seed=-1"], "--portone-seed: received '-1', expected an integer, 0 or more"),
        (["--portone-seed=x"], "--portone-seed: received 'x', expected an integer, 0 or more"),
        (["--portone-rate=0"], "--portone-rate: received '0', expected a number above 0"),
        (["--portone-rate=nan"], "--portone-rate: received 'nan', expected a number above 0"),
        (["--portone-contract=2020-01-01"], "2020-01-01"),
        (["portone::payment::getPaymnt"], "did you mean portone::payment::getPayment?"),
    ],
)
def test_wrong_values_are_usage_errors(pytester, arguments, complaint):
    result = pytester.runpytest("--portone-sandbox", *arguments)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{complaint}*"])


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("ftp://portone.test", "received 'ftp://portone.test', expected an http or https URL"),
        ("https://", "received 'https://', expected an http or https URL"),
        (
            "https://me:hunter22@portone.test",
            "received a URL with a login; the secret belongs into PORTONE_API_SECRET",
        ),
        ("https://portone.test", "the API secret is missing; set the environment variable PORTONE_API_SECRET"),
    ],
)
def test_wrong_urls_are_usage_errors_that_repeat_no_secret(pytester, url, complaint):
    result = pytester.runpytest(f"--portone-sandbox={url}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*{complaint}*".replace("[", "[[]")])
    assert "hunter22" not in result.stdout.str() + result.stderr.str()


def test_what_follows_the_option_is_collected_not_taken_for_a_url(pytester):
    pytester.mkdir("checks").joinpath("test_own.py").write_text("def test_own(): pass")
    result = pytester.runpytest(
        "--portone-sandbox", "checks", "--collect-only", "-q", "-k", "test_own or getBankInfos"
    )
    result.stdout.fnmatch_lines(["checks/test_own.py::test_own", "portone::common::getBankInfos"])
    assert pytester.runpytest("--portone-sandbox", "nowhere").ret == pytest.ExitCode.USAGE_ERROR


def test_every_option_can_stand_in_the_ini_file(pytester):
    pytester.makeini(
        """
        [pytest]
        portone_sandbox = embedded
        portone_contract = 2024-10-24
        portone_profile = quick
        portone_seed = 7
        """
    )
    result = pytester.runpytest("--collect-only")
    line = "portone: contract 2024-10-24 against the embedded sandbox, profile quick, seed 7"
    result.stdout.fnmatch_lines([line])
    result = pytester.runpytest("--collect-only", "--portone-seed=8", "--portone-profile=thorough")
    result.stdout.fnmatch_lines([line.replace("quick", "thorough").replace("7", "8")])


@pytest.mark.parametrize("value", ["false", "no", "0", ""])
def test_ini_option_can_say_no(pytester, value):
    pytester.makeini(f"[pytest]\nportone_sandbox = {value}")
    assert pytester.runpytest().ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_missing_extra_is_a_usage_error_with_the_way_out(pytester, monkeypatch):
    pytester.makepyfile(
        sitecustomize="""
        from importlib.machinery import PathFinder

        find_spec = PathFinder.find_spec

        @classmethod
        def without_schemathesis(cls, name, path=None, target=None):
            return None if name.partition(".")[0] == "schemathesis" else find_spec(name, path, target)

        PathFinder.find_spec = without_schemathesis
        """
    )
    monkeypatch.setenv("PYTHONPATH", str(pytester.path))
    result = pytester.runpytest_subprocess("--portone-sandbox", "-p", "no:schemathesis")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: *Schemathesis*pip install 'pytest-portone[[]sandbox]'"])
    assert "Traceback" not in result.stderr.str()


def test_options_module_is_light():
    code = """
        import sys
        import pytest
        before = set(sys.modules)
        import pytest_portone.contract_run.options
        print(*sorted(name for name in set(sys.modules) - before if "." not in name))
    """
    command = [shutil.which(sys.executable) or sys.executable, "-c", textwrap.dedent(code)]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "schemathesis" not in loaded
    assert set(loaded) <= sys.stdlib_module_names | {"pytest_portone"}
