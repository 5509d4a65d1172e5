"""The gate beside all else that pytest does: selection, workers, unittest, asynchronous tests, Hypothesis, scopes."""

import pytest

LABEL = ("getPayment", "$.status", "new-case", "crash", "merchant")


def told(found):
    return sorted({(each["operation"], each["path"], each["kind"], each["verdict"], each["blame"]) for each in found})


@pytest.fixture
def tests(pytester, shop):
    pytester.makepyfile(
        test_one="""
        import shop

        def test_total(paid):
            assert shop.total("order-1") == 39_000

        def test_label(paid):
            assert shop.label("order-1") == "paid"
        """,
        test_two="""
        import shop

        def test_other_label(paid):
            assert shop.label("order-1") == "paid"

        def test_fails(paid):
            assert shop.label("order-1") == "open"
        """,
    )


def test_without_the_option_nothing_is_run_again(pytester, tests):
    result = pytester.runpytest()
    result.assert_outcomes(passed=3, failed=1)
    result.stdout.no_fnmatch_line("*PortOne compatibility*")


def test_a_test_that_fails_anyway_is_not_run_again(gate, tests):
    run = gate("-k", "test_fails")
    run.result.assert_outcomes(failed=1)
    assert (run.report["tests"], run.report["reruns"]) == ([], 0)
    assert run.report["coverage"]["operations"] == ["getPayment"]
    run.result.stdout.fnmatch_lines(["E *assert 'paid' == 'open'"])


def test_workers_add_up_to_the_same(gate, tests):
    alone, shared = gate(), gate("-n", "2", subprocess=True)
    for run in (alone, shared):
        run.result.assert_outcomes(passed=1, failed=3)
    assert sorted(alone.report["tests"]) == sorted(shared.report["tests"])
    assert alone.report["tried"] == shared.report["tried"]
    assert alone.report["coverage"] == shared.report["coverage"]
    assert sorted(each["fingerprint"] for each in alone.breaks) == sorted(
        each["fingerprint"] for each in shared.breaks
    )


def test_it_stops_at_the_first_failure_where_that_is_asked_for(gate, tests):
    run = gate("-x")
    run.result.assert_outcomes(passed=1, failed=1)
    assert run.report["tests"] == ["test_one.py::test_total", "test_one.py::test_label"]


def test_what_broke_is_run_again_by_last_failed(gate, tests, pytester):
    gate("-k", "label")
    run = gate("--lf", "-k", "label")
    run.result.assert_outcomes(failed=2)
    pytester.makepyfile(
        shop="""
        def label(order): return "paid"
        def total(order): return 39_000
        """
    )
    gate("--lf", "-k", "label").result.assert_outcomes(passed=2)


def test_fixtures_of_wider_scopes_stay_and_are_torn_down_in_time(gate, pytester, shop):
    pytester.makepyfile(
        test_scopes="""
        import pytest, shop

        LOG = []

        @pytest.fixture(scope="module", autouse=True)
        def module():
            LOG.append("module up")
            yield
            LOG.append("module down")

        @pytest.fixture(autouse=True)
        def function():
            LOG.append("up")
            yield
            LOG.append("down")

        def test_a(paid):
            shop.label("order-1")

        class TestB:
            @pytest.fixture(scope="class", autouse=True)
            def wider(self):
                LOG.append("class up")
                yield
                LOG.append("class down")

            def test_b(self, paid):
                shop.label("order-1")
        """,
        test_then="""
        import test_scopes

        def test_log():
            log = test_scopes.LOG
            assert log[0] == "module up" and log[-1] == "module down"
            assert [each for each in log if "module" in each] == ["module up", "module down"]
            assert [each for each in log if "class" in each] == ["class up", "class down"]
            assert log.index("class down") == len(log) - 2
            assert log.count("up") == log.count("down") > 4
        """,
    )
    run = gate("--import-mode=prepend")
    run.result.assert_outcomes(passed=1, failed=2)


def test_a_failing_teardown_of_a_wider_scope_is_told_once(gate, pytester, shop):
    pytester.makepyfile(
        """
        import pytest, shop

        @pytest.fixture(scope="module", autouse=True)
        def module():
            yield
            raise RuntimeError("left the lights on")

        def test_total(paid):
            assert shop.total("order-1") == 39_000
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1, errors=1)
    assert run.result.stdout.str().count("E       RuntimeError: left the lights on") == 1


def test_a_session_wide_sandbox_call_is_seen_once_and_never_blamed(gate, pytester, shop):
    pytester.makepyfile(
        """
        import httpx, pytest, shop
        from pytest_portone.sandbox import Sandbox
        from pytest_portone.transport import intercept

        @pytest.fixture(scope="session")
        def sandbox():
            made = Sandbox()
            made.customer.pay("order-1", total=39_000)
            with intercept(made.handle):
                assert shop.label("order-1") == "paid"
                yield made

        def test_first(sandbox):
            pass

        def test_label(sandbox):
            assert shop.label("order-1") == "paid"
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1, failed=1)
    assert {each["test"].rpartition("::")[2] for each in run.breaks} == {"test_label"}
    first = [each for each in run.report["attempted"] if each["test"].endswith("test_first")]
    assert {each["result"] for each in first} == {"not received"}


def test_unittest_classes(gate, pytester, shop):
    pytester.makepyfile(
        """
        import unittest
        import pytest, shop

        class Shop(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def use(self, paid):
                self.paid = paid

            def setUp(self):
                self.label = shop.label("order-1")

            def test_label(self):
                self.assertEqual(self.label, "paid")

            def test_status(self):
                self.assertEqual(shop.payment("order-1")["status"], "PAID")

            def test_skips_itself(self):
                if shop.payment("order-1")["status"] == "PAID":
                    raise unittest.SkipTest("not now")
        """
    )
    run = gate()
    run.result.assert_outcomes(failed=2, skipped=1)
    assert told(run.breaks) == [LABEL]


def test_asynchronous_tests_of_pytest_asyncio(gate, pytester, shop):
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function")
    pytester.makepyfile(ASYNC)
    run = gate("-p", "asyncio", subprocess=True)
    run.result.assert_outcomes(failed=1)
    assert told(run.breaks) == [("getPayment", "$.status", "new-case", "crash", "test")]


def test_asynchronous_tests_of_anyio(gate, pytester, shop):
    pytester.makeini("[pytest]\nanyio_mode = auto")
    pytester.makepyfile(ASYNC)
    run = gate("-p", "anyio", subprocess=True)
    run.result.assert_outcomes(failed=1)
    assert told(run.breaks) == [("getPayment", "$.status", "new-case", "crash", "test")]


ASYNC = """
import asyncio
import httpx, pytest

@pytest.fixture
async def client():
    async with httpx.AsyncClient(base_url="https://api.portone.io", headers={"Authorization": "PortOne s"}) as made:
        await asyncio.sleep(0)
        yield made

async def test_label(paid, client):
    answer = await client.get("/payments/order-1")
    assert {"PAID": "paid"}[answer.json()["status"]] == "paid"
"""


def test_hypothesis_tests_are_neither_shrunk_nor_remembered(gate, pytester, shop):
    pytester.makepyfile(
        """
        import shop
        from hypothesis import HealthCheck, given, settings, strategies as st

        CALLS = []

        @settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
        @given(total=st.integers(1_000, 10**6))
        def test_labels(portone, total):
            order = f"order-{total}-{len(CALLS)}"
            CALLS.append(total)
            portone.customer.pay(order, total=total)
            assert shop.label(order) == "paid"

        def test_few_calls():
            assert len(CALLS) < 500
        """
    )
    run = gate()
    run.result.assert_outcomes(failed=1, passed=1)
    assert told(run.breaks) == [LABEL]
    assert not list(pytester.path.glob(".hypothesis/examples/*/*"))


def test_a_flaky_test_is_told_apart(gate, pytester, shop):
    pytester.makepyfile(
        """
        import shop

        RUNS = []

        def test_once(paid):
            RUNS.append(1)
            assert shop.label("order-1") == "paid"
            assert len(RUNS) == 1, "an order of that number exists"
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert run.breaks == []
    (reason,) = run.report["flaky"].values()
    assert "an order of that number exists" in reason
    run.result.stdout.fnmatch_lines(["*test_once*"])


def test_skipped_and_expected_failures_are_left_alone(gate, pytester, shop):
    pytester.makepyfile(
        """
        import pytest, shop

        @pytest.mark.xfail(strict=True)
        def test_expected(paid):
            assert shop.label("order-1") == "open"

        @pytest.mark.skip
        def test_skipped(paid):
            shop.label("order-1")

        @pytest.mark.portone_compat("off")
        def test_off(paid):
            assert shop.label("order-1") == "paid"

        def test_skips_under_a_change(paid):
            if shop.payment("order-1")["status"] != "PAID":
                pytest.skip("nothing to see")
        """
    )
    run = gate()
    run.result.assert_outcomes(xfailed=1, skipped=1, passed=2)
    assert run.report["tests"] == ["test_skipped_and_expected_failures_are_left_alone.py::test_skips_under_a_change"]
    assert run.breaks == []


def test_output_warnings_and_properties_of_other_runs_stay_out(gate, pytester, shop):
    pytester.makepyfile(
        """
        import warnings
        import shop

        def test_label(paid, record_property):
            print("a line of output")
            warnings.warn("a warning")
            record_property("order", "1")
            assert shop.label("order-1") == "paid"
        """
    )
    pytester.makeini("[pytest]\njunit_family = xunit1")
    run = gate("--junitxml=junit.xml", "-rA", "-Wdefault")
    text = run.result.stdout.str()
    assert text.count("a line of output") == 1
    run.result.assert_outcomes(failed=1, warnings=1)
    junit = (pytester.path / "junit.xml").read_text()
    assert junit.count('name="order"') == 1
    (found,) = run.breaks
    assert f'name="portone_compat_breaks" value="{found["fingerprint"]}"' in junit
    assert 'name="portone_compat_tried"' in junit


def test_beside_the_contract_run(gate, tests):
    run = gate("--portone-sandbox", "--portone-profile=quick", "portone::common", "test_one.py", subprocess=True)
    run.result.assert_outcomes(passed=2, failed=1)
    run.result.stdout.fnmatch_lines(["*PortOne compatibility*", "*PortOne contract run*"])


def test_fixtures_that_count_on_reports_work_in_every_run(gate, pytester, shop):
    pytester.makepyfile(
        """
        import shop

        def test_label(paid, tmp_path, caplog, capsys, monkeypatch, request):
            assert not list(tmp_path.iterdir())
            (tmp_path / "order").write_text(shop.label("order-1"))
            assert (tmp_path / "order").read_text() == "paid"
        """
    )
    run = gate()
    assert told(run.breaks) == [LABEL]
    assert run.report["flaky"] == {}


def test_a_test_that_fails_now_and_then_is_blamed_on_nothing(gate, pytester, shop):
    """It fails in every third run, whatever is changed."""
    pytester.makepyfile(
        """
        import shop

        RUNS = []

        def test_total(paid):
            RUNS.append(1)
            assert shop.total("order-1") == 39_000
            assert len(RUNS) % 3
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert run.breaks == []
    assert len(run.report["flaky"]) == 1


def test_a_report_that_can_not_be_written_is_told(gate, pytester, shop):
    pytester.makepyfile(
        """
        import pathlib, shutil

        def test_removes_the_folder():
            shutil.rmtree("reports")
        """
    )
    pytester.mkdir("reports")
    result = pytester.runpytest("--portone-compat", "--portone-report=reports/report.json")
    assert result.ret == pytest.ExitCode.INTERNAL_ERROR
    result.stdout.fnmatch_lines(["no report at *report.json*reports does not exist*"])
