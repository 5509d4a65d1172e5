"""What the user asks of the gate, and what it says to what they can't have meant."""

from datetime import date, timedelta

import pytest


@pytest.fixture
def tests(pytester, shop):
    pytester.makepyfile(
        test_shop="""
        import shop

        def test_label(paid):
            assert shop.label("order-1") == "paid"
        """
    )


def test_all_that_is_wrong_is_told_at_once(pytester):
    pytester.makeini(
        """
        [pytest]
        portone_known_breaks =
            0123456789ab 2026-99-99 soon
            abc
        portone_webhook_secrets = not base64!
        """
    )
    result = pytester.runpytest(
        "--portone-compat=since:2024-04-18,each,forbidden",
        "--portone-report=r.pdf",
        "--portone-report=no/r.json",
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: --portone-compat: received 'since:2024-04-18,each,forbidden'*",
            "*portone_known_breaks: received '0123456789ab 2026-99-99 soon', expected FINGERPRINT YYYY-MM-DD REASON",
            "*portone_known_breaks: received 'abc', expected FINGERPRINT YYYY-MM-DD REASON",
            "*portone_webhook_secrets:*base64*",
            "*--portone-report: *.pdf*.html, .json, .md, .sarif*",
            "*--portone-report: *no*does not exist*",
        ]
    )
    assert "not base64!" not in result.stderr.str()


def test_an_unknown_contract_is_refused_before_any_test(pytester):
    result = pytester.runpytest("--portone-compat=since:2024-04-19")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --portone-compat: *2024-04-19*"])


def test_a_report_without_the_gate_is_refused(pytester):
    result = pytester.runpytest("--portone-report=report.json")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: --portone-report: *--portone-compat*"])


def test_a_path_behind_the_option_is_a_path(pytester, tests):
    result = pytester.runpytest("--portone-compat", "test_shop.py")
    result.assert_outcomes(failed=1)


def test_the_ini_options_do_the_same(pytester, tests):
    pytester.makeini("[pytest]\nportone_compat = change\nportone_report =\n    report.md\n    report.html")
    result = pytester.runpytest()
    result.assert_outcomes(failed=1)
    assert "getPayment" in (pytester.path / "report.md").read_text()
    assert "getPayment" in (pytester.path / "report.html").read_text()
    off = pytester.runpytest("--portone-compat=off")
    off.assert_outcomes(passed=1)


def test_a_known_break_fails_nothing_until_its_day(gate, pytester, tests):
    (found,) = gate().breaks
    today = date.today()  # noqa: DTZ011 - as the user writes it
    known = "[pytest]\nportone_known_breaks = {} {} mended in May"
    pytester.makeini(known.format(found["fingerprint"], today + timedelta(days=2)))
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert [each["known"] for each in run.breaks] == ["mended in May"]
    assert run.report["stale"] == {}
    pytester.makeini(known.format(found["fingerprint"], today - timedelta(days=2)))
    gate().result.assert_outcomes(failed=1)


def test_a_known_break_that_is_gone_is_stale(gate, pytester, tests):
    pytester.makeini("[pytest]\nportone_known_breaks = 0123456789ab 2999-01-01 the SDK")
    run = gate()
    assert run.report["stale"] == {"0123456789ab": "the SDK"}
    run.result.stdout.fnmatch_lines(["*0123456789ab*"])
    assert gate("-k", "nothing").report["stale"] == {}, "whoever selects tests can't tell"
    assert gate("test_shop.py::test_label").report["stale"] == {}


def test_what_is_watched_and_changes_is_told_although_nothing_fails(gate, pytester, shop):
    pytester.makepyfile(
        """
        import shop

        def test_quiet(paid, portone_compat):
            rows = []
            portone_compat.watch("orders", lambda: rows)
            status = shop.payment("order-1")["status"]
            if status == "PAID":
                rows.append(("order-1", "delivered"))
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    (found,) = run.breaks
    assert (found["path"], found["verdict"], found["fails"]) == ("$.status", "silent", False)
    assert found["exception"] == 'orders: [["order-1", "delivered"]] became []'
    gate(compat="change").result.assert_outcomes(failed=1)


def test_what_differs_from_run_to_run_is_nobodys_fault(gate, pytester, shop):
    pytester.makepyfile(
        """
        import itertools
        import shop

        COUNT = itertools.count()

        def test_counts(paid, portone_compat):
            portone_compat.watch("count", lambda: next(COUNT))
            portone_compat.watch("total", lambda: shop.total("order-1"))
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert run.breaks == []


def test_watching_costs_nothing_without_the_gate(pytester):
    pytester.makepyfile("def test_it(portone_compat): portone_compat.watch('never', lambda: 1 / 0)")
    pytester.runpytest().assert_outcomes(passed=1)


def test_forbidden_changes_that_no_test_notices_are_listed(gate, pytester, shop):
    pytester.makepyfile(
        """
        import shop

        def test_total(paid):
            assert shop.total("order-1") == 39_000

        def test_status(paid):
            assert shop.payment("order-1")["status"] in ("PAID", "FAILED")
        """
    )
    run = gate(compat="forbidden")
    run.result.assert_outcomes(passed=2)
    unnoticed = {(each["path"], each["kind"]) for each in run.report["unnoticed"]}
    assert ("$.status", "state-changed") in unnoticed
    assert ("$.currency", "field-gone") in unnoticed
    assert ("$.status", "field-gone") not in unnoticed
    assert ("$.amount.total", "amount-changed") not in unnoticed
    assert run.breaks == []


def test_what_really_changed_since_a_contract(gate, pytester, shop):
    pytester.makepyfile(
        """
        import pytest, shop

        @pytest.mark.portone_contract("2024-04-18")
        def test_fields(portone):
            portone.customer.pay("order-1", total=39_000)
            payment = shop.payment("order-1")
            if "disputes" in payment:
                raise LookupError("what is a dispute?")
        """
    )
    run = gate(compat="since:2024-04-18")
    run.result.assert_outcomes(failed=1)
    (found,) = run.breaks
    assert (found["path"], found["kind"]) == ("$.disputes", "new-field")
    assert found["exception"] == "LookupError: what is a dispute?"
    assert "since:2024-04-18,only:" in found["command"]


def test_requests_are_judged_and_their_secrets_kept(gate, pytester):
    pytester.makepyfile(
        """
        import httpx

        def test_cancel(portone):
            portone.customer.pay("order-1", total=1_000)
            httpx.post(
                "https://api.portone.io/payments/order-1/cancel",
                headers={"Authorization": "Basic very-secret-words"},
                json={"reason": "returned", "ammount": 500},
            )
        """
    )
    run = gate()
    run.result.assert_outcomes(passed=1)
    found = {(each["operation"], each["place"]): each for each in run.report["requests"]}
    assert any("ammount" in place for _, place in found)
    assert {len(each["tests"]) for each in found.values()} == {1}
    assert any("amount" in each["message"] for each in found.values())
    assert "very-secret-words" not in run.result.stdout.str() + str(run.report)


SDK = {
    "checkout": """
        import portone_server_sdk as portone

        def is_paid(secret, order):
            client = portone.PaymentClient(secret=secret)
            return isinstance(client.get_payment(payment_id=order), portone.payment.PaidPayment)
        """,
    "test_checkout": """
        from checkout import is_paid

        def test_paid(portone):
            portone.customer.pay("order-1", total=39_000)
            assert is_paid(portone.secret, "order-1")
        """,
}


def test_known_faults_of_the_sdk_fail_only_where_they_are_not_excused(gate, pytester):
    pytester.makepyfile(**SDK)
    gate().result.assert_outcomes(failed=1)
    pytester.makeini("[pytest]\nportone_known_sdk_faults = true")
    run = gate()
    run.result.assert_outcomes(passed=1)
    assert {each["known"] for each in run.breaks} == {"The SDK raises on a oneOf case that it does not know."}


def test_secrets_of_requests_stay_out_of_reports(gate, pytester):
    pytester.makepyfile(
        """
        import httpx

        def test_leaks(portone):
            portone.customer.pay("order-1", total=1_000)
            headers = {"Authorization": "PortOne a-secret-of-the-store"}
            payment = httpx.get("https://api.portone.io/payments/order-1", headers=headers).json()
            if payment["status"] != "PAID":
                raise RuntimeError(f"unknown status, asked with {headers}")
        """
    )
    run = gate()
    (found,) = run.breaks
    assert found["exception"] == "RuntimeError: unknown status, asked with {'Authorization': 'PortOne [secret]'}"
    assert "a-secret-of-the-store" not in run.result.stdout.str() + str(run.report)


def test_annotations_where_github_reads_them(gate, pytester, tests, monkeypatch):
    assert "::error" not in gate().result.stdout.str()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    gate().result.stdout.fnmatch_lines(["::error *file=shop.py,line=9*"])
