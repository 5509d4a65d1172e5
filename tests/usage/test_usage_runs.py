"""Runs with --portone-usage, as a user has them."""

import json
import os

import pytest

from pytest_portone.usage.reading import read

GET, CANCEL = "GET /payments/{paymentId}", "POST /payments/{paymentId}/cancel"
SHOP = """
    import httpx

    HEADERS = {"Authorization": "PortOne the-secret-of-the-store"}
    URL = "https://api.portone.io"

    def payment(order, url=URL):
        return httpx.get(f"{url}/payments/{order}", headers=HEADERS).json()

    def cancel(order):
        body = {"reason": "Kim Cheolsu 010-1234-5678", "amount": 1_000}
        return httpx.post(f"{URL}/payments/{order}/cancel", headers=HEADERS, json=body).json()
"""
CONFTEST = """
    import pytest

    @pytest.fixture
    def paid(portone):
        portone.customer.pay("order-1", total=39_000)
        return portone
"""


@pytest.fixture
def usage(pytester):
    """Runs pytest with the option: the result, and the file as data (None where there is none)."""
    pytester.makepyfile(shop=SHOP)
    pytester.makeconftest(CONFTEST)

    def run(*words, subprocess=False, file="usage.json"):
        chosen = [f"--portone-usage={file}", *words] if file is not None else words
        result = (pytester.runpytest_subprocess if subprocess else pytester.runpytest_inprocess)(*chosen)
        path = pytester.path / (file or "usage.json")
        result.usage = json.loads(path.read_bytes()) if path.suffix == ".json" and path.is_file() else None
        return result

    return run


@pytest.fixture
def tests(pytester):
    pytester.makepyfile(
        test_one="""
        import shop

        def test_paid(paid):
            assert shop.payment("order-1")["status"] == "PAID"

        def test_unknown(paid):
            assert shop.payment("kim@example.com")["type"] == "PAYMENT_NOT_FOUND"
        """,
        test_two="""
        import shop

        def test_cancelled(paid):
            shop.cancel("order-1")
            assert shop.payment("order-1")["status"] == "PARTIAL_CANCELLED"
        """,
    )


def statuses(found):
    return {
        subject: {status: places.get("$", {}).get("values", []) for status, places in each["received"].items()}
        for subject, each in found["operations"].items()
    }


def test_a_run_says_what_it_used_and_keeps_no_data(usage, tests, pytester):
    result = usage()
    result.assert_outcomes(passed=3)
    result.stdout.fnmatch_lines(["portone usage: 2 operations and 0 webhook versions in *usage.json"])
    assert statuses(result.usage) == {
        GET: {"200": ["PAID", "PARTIAL_CANCELLED"], "404": ["PAYMENT_NOT_FOUND"]},
        CANCEL: {"200": []},
    }
    assert set(result.usage["operations"][CANCEL]["sent"]) == {"$", "$.amount", "$.path.paymentId", "$.reason"}
    text = (pytester.path / "usage.json").read_text(encoding="utf-8")
    for word in ("order-1", "Kim", "1234", "kim", "secret", "39", "1000"):
        assert word not in text
    assert read([pytester.path / "usage.json"]).facts


def test_without_the_option_nothing_is_written(usage, tests, pytester):
    result = usage(file=None)
    result.assert_outcomes(passed=3)
    result.stdout.no_fnmatch_line("*portone usage*")
    assert list(pytester.path.glob("*.json")) == []


def test_workers_add_up_to_the_same(usage, tests, pytester):
    usage()
    shared = usage("-n", "2", file="shared.json", subprocess=True)
    shared.assert_outcomes(passed=3)
    shared.stdout.fnmatch_lines(["portone usage: 2 operations and 0 webhook versions in *shared.json"])
    assert (pytester.path / "usage.json").read_bytes() == (pytester.path / "shared.json").read_bytes()


def test_what_the_gate_runs_again_is_not_counted(usage, tests, pytester):
    alone = usage()
    pytester.makepyfile(
        test_one="""
        import shop

        def test_paid(paid):
            found = shop.payment("order-1")
            if found["status"] != "PAID" or "unknownField" in found:
                shop.cancel("order-1")

        def test_unknown(paid):
            assert shop.payment("kim@example.com")["type"]
        """,
        test_two="""
        import pytest, shop

        @pytest.fixture(scope="module", autouse=True)
        def wider():
            yield
            from pytest_portone.sandbox import Sandbox
            from pytest_portone.transport import intercept

            with intercept(Sandbox().handle):
                shop.cancel("order-1")

        def test_cancelled(paid):
            assert shop.payment("order-1")
        """,
    )
    gated = usage("--portone-compat", file="gated.json")
    gated.stdout.fnmatch_lines(["*changes survived*"])
    assert set(gated.usage["operations"][GET]["received"]["200"]["$.status"]["values"]) == {"PAID"}
    assert [*gated.usage["operations"][CANCEL]["received"]] == ["404"]  # the module's teardown alone
    assert alone.usage["operations"].keys() == gated.usage["operations"].keys()
    gated_by_workers = usage("--portone-compat", "-n", "2", "--dist=loadfile", file="workers.json", subprocess=True)
    assert gated_by_workers.usage == gated.usage


@pytest.mark.parametrize("workers", [(), ("-n", "2")])
def test_tests_that_fail_count_and_so_does_a_run_that_stops_at_one(usage, pytester, workers):
    pytester.makepyfile(
        """
        import shop

        def test_fails(paid):
            shop.payment("order-1")
            assert False

        def test_raises(paid):
            shop.payment("order-1")
            raise KeyError("x")
        """
    )
    result = usage("-x", *workers, subprocess=bool(workers))
    assert statuses(result.usage) == {GET: {"200": ["PAID"]}}


def test_every_mock_and_every_scope_counts(usage, pytester):
    pytester.makepyfile(
        """
        import unittest
        import httpx, pytest, requests, responses, respx, shop

        URL = "https://api.portone.io/payments"

        @pytest.fixture(scope="session", autouse=True)
        def wide():
            with respx.mock:
                respx.get(f"{URL}/wide").respond(403, json={"type": "FORBIDDEN"})
                httpx.get(f"{URL}/wide")
            yield
            with respx.mock:
                respx.get(f"{URL}/wide").respond(401, json={"type": "UNAUTHORIZED"})
                httpx.get(f"{URL}/wide")

        @responses.activate
        def test_responses():
            responses.get(f"{URL}/x", json={"status": "READY"})
            assert requests.get(f"{URL}/x").json()

        def test_portone_mock(portone_mock):
            portone_mock["getPayment"].respond(404, json={"type": "PAYMENT_NOT_FOUND"})
            shop.payment("x")

        def test_server(portone_server):
            portone_server.sandbox.customer.pay("order-1", total=39_000)
            assert shop.payment("order-1", portone_server.url)["status"] == "PAID"

        class TestUnit(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                with respx.mock:
                    respx.get(f"{URL}/x").respond(500, text="down")
                    httpx.get(f"{URL}/x")

            def test_method(self):
                with respx.mock:
                    respx.get(f"{URL}/x").respond(json={"status": "FAILED"})
                    httpx.get(f"{URL}/x")

            @unittest.skip("later")
            def test_skipped(self):
                httpx.get(f"{URL}/x")
        """
    )
    result = usage()
    result.assert_outcomes(passed=4, skipped=1)
    assert statuses(result.usage)[GET] == {
        "200": ["FAILED", "PAID", "READY"],
        "401": ["UNAUTHORIZED"],
        "403": ["FORBIDDEN"],
        "404": ["PAYMENT_NOT_FOUND"],
        "500": [],
    }


def test_calls_to_other_hosts_are_nobodys(usage, pytester):
    pytester.makepyfile(
        """
        import respx, httpx

        def test_other():
            with respx.mock:
                respx.post("https://example.com/payments/x/cancel").respond(json={"status": "PAID"})
                httpx.post("https://example.com/payments/x/cancel", json={"reason": "x"})
        """
    )
    result = usage()
    assert (result.usage["operations"], result.usage["webhooks"]) == ({}, {})
    result.stdout.fnmatch_lines(["portone usage: 0 operations and 0 webhook versions in *"])


def test_webhooks_that_a_test_delivers_to_an_app_count(usage, pytester):
    pytester.makepyfile(
        """
        import flask, fastapi
        from fastapi.testclient import TestClient

        PAID = {
            "type": "Transaction.Paid",
            "timestamp": "2026-01-01T00:00:00Z",
            "data": {"storeId": "s", "paymentId": "order-1", "transactionId": "t", "kim": 1},
        }
        OLD = {"tx_id": "t", "payment_id": "order-1", "status": "Ready"}

        def test_flask():
            app = flask.Flask("app")
            app.add_url_rule("/hook", "hook", lambda: "ok", methods=["POST"])
            app.test_client().post("/hook", json=PAID)

        def test_fastapi():
            app = fastapi.FastAPI()
            app.add_api_route("/hook", lambda: "ok", methods=["POST"])
            TestClient(app).post("/hook", json=OLD)
        """
    )
    result = usage()
    result.assert_outcomes(passed=2)
    assert result.usage["webhooks"]["2024-04-25"]["$"]["values"] == ["Transaction.Paid"]
    assert "$.data.*" in result.usage["webhooks"]["2024-04-25"]
    assert result.usage["webhooks"]["2024-01-01"]["$.status"]["values"] == ["Ready"]


def test_a_test_with_a_contract_of_its_own_is_read_by_it(usage, pytester):
    pytester.makepyfile(
        """
        import pytest, shop

        @pytest.mark.portone_contract("2024-04-18")
        def test_old(paid):
            shop.payment("order-1")

        @pytest.mark.portone_contract("no such contract")
        def test_none():
            import respx
            with respx.mock:
                respx.get(f"{shop.URL}/payments/x").respond(404, json={})
                shop.payment("x")
        """
    )
    result = usage()
    result.assert_outcomes(passed=2)
    assert result.usage["contracts"] == ["2024-04-18", "2026-07-03"]
    assert usage("--portone-contract=no", file="other.json").ret == pytest.ExitCode.USAGE_ERROR


def test_a_file_of_a_run_before_is_replaced(usage, tests, pytester):
    usage()
    result = usage("test_two.py")
    assert statuses(result.usage) == {GET: {"200": ["PARTIAL_CANCELLED"]}, CANCEL: {"200": []}}


def test_a_run_without_tests_leaves_the_file_as_it_was(usage, tests, pytester):
    before = usage().usage
    result = usage("-k", "nothing")
    assert (result.ret, result.usage) == (pytest.ExitCode.NO_TESTS_COLLECTED, before)
    result.stdout.fnmatch_lines(["portone usage: *usage.json is left as it was: no test was run"])
    result = usage("--collect-only", "-q")
    assert (result.ret, result.usage) == (pytest.ExitCode.OK, before)
    result.stdout.no_fnmatch_line("*portone usage*")


def test_a_run_that_is_interrupted_leaves_the_file_as_it_was(usage, pytester):
    pytester.makepyfile(
        """
        import shop

        def test_one(paid):
            shop.payment("order-1")

        def test_two(paid):
            raise KeyboardInterrupt
        """
    )
    result = usage(subprocess=True)
    assert (result.ret, result.usage) == (pytest.ExitCode.INTERRUPTED, None)
    result.stdout.fnmatch_lines(["portone usage: *usage.json is left as it was: the run did not come to its end"])


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("no/such/usage.json", "received *usage.json, whose folder does not exist; make it, or name another"),
        (".", "received the folder *, expected a file; name one in it"),
        ("test_one.py", "received *test_one.py, which is no usage file, and is left as it is; name another"),
    ],
)
def test_a_wrong_place_is_refused_at_the_start(usage, tests, file, said):
    result = usage(file=file)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: --portone-usage: {said}"])


def test_an_empty_file_is_taken(usage, tests, pytester):
    (pytester.path / "usage.json").touch()
    assert usage().usage["operations"]


def test_what_can_not_be_written_fails_the_run(usage, tests, pytester):
    pytester.makepyfile(
        test_one="""
        import pathlib

        def test_moves_the_folder_away():
            pathlib.Path("out").rmdir()
        """
    )
    pytester.mkdir("out")
    result = usage(file="out/usage.json")
    assert result.ret == pytest.ExitCode.INTERNAL_ERROR
    result.stdout.fnmatch_lines(["portone usage: no usage file at *out/usage.json: No such file or directory"])


def test_the_ini_option_is_relative_to_its_file_and_can_be_taken_back(usage, tests, pytester):
    pytester.makeini("[pytest]\nportone_usage = usage.json\n")
    folder = pytester.mkdir("below")
    os.chdir(folder)
    result = usage("--rootdir=..", "..", file=None)
    result.assert_outcomes(passed=3)
    assert result.usage["operations"]
    (pytester.path / "usage.json").unlink()
    assert usage("--rootdir=..", "..", "--portone-usage=", file=None).usage is None
