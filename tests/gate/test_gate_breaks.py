"""What the gate says of a break: which change, whose code, which line, and how to see it again."""

import shlex
from pathlib import Path

import pytest

LABEL = ("getPayment", "$.status", "new-case", "crash", "merchant")


def told(found):
    return sorted((each["operation"], each["path"], each["kind"], each["verdict"], each["blame"]) for each in found)


@pytest.fixture
def tests(pytester, shop):
    pytester.makepyfile(
        test_shop="""
        import shop

        def test_label(paid):
            assert shop.label("order-1") == "paid"

        def test_total(paid):
            assert shop.total("order-1") == 39_000

        def test_own_assertion(paid):
            assert shop.payment("order-1")["status"] == "PAID"

        def test_calls_nobody():
            pass
        """
    )


def test_a_crash_fails_its_test_and_a_change_is_a_warning(gate, tests):
    run = gate()
    run.result.assert_outcomes(failed=1, passed=3)
    assert told(run.breaks) == [("getPayment", "$.status", "new-case", "change", "test"), LABEL]
    assert {each["verdict"]: each["fails"] for each in run.breaks} == {"crash": True, "change": False}
    run.result.stdout.fnmatch_lines(
        [
            "*_ test_label _*",
            "A permitted change breaks this test, which passes without.",
            "1. getPayment 200 $.status: new-case, crash in merchant code",
            '   "PAID" -> "UNKNOWN_CASE"',
            "   clause 2.4 (output): *",
            "   KeyError: 'UNKNOWN_CASE'",
            "   shop.py:9 in label",
            "   $ pytest '--portone-compat=only:getPayment/200/new-case/$.status' test_shop.py::test_label",
            "FAILED test_shop.py::test_label - A permitted change breaks this test*",
        ]
    )


def test_the_line_moves(gate, tests):
    run = gate(compat="change")
    run.result.assert_outcomes(failed=2, passed=2)
    assert all(each["fails"] for each in run.breaks)


def test_one_by_one_finds_the_same(gate, tests):
    once, each = gate(), gate(compat="each")
    assert [one["fingerprint"] for one in once.breaks] == [one["fingerprint"] for one in each.breaks]
    assert (once.report["tried"], once.report["survived"]) == (each.report["tried"], each.report["survived"])
    assert once.report["reruns"] < each.report["reruns"] / 2


def test_the_printed_command_repeats_exactly_this_break(gate, tests, pytester):
    (found,) = [each for each in gate().breaks if each["verdict"] == "crash"]
    _, option, node = shlex.split(found["command"])
    again = gate(option, node, compat="each")
    again.result.assert_outcomes(failed=1)
    assert [each["fingerprint"] for each in again.breaks] == [found["fingerprint"]]
    assert again.report["reruns"] == 4, "two with the change, two without"


def test_every_place_that_was_received_is_accounted_for(gate, tests):
    report = gate().report
    assert report["tests"] == [
        f"test_shop.py::test_{name}" for name in ("label", "total", "own_assertion", "calls_nobody")
    ]
    total = [each for each in report["attempted"] if each["test"].endswith("test_total")]
    assert {each["result"] for each in total} == {"survived"}
    paths = {(each["path"], each["kind"]) for each in total}
    assert {("$.unknownField", "new-field"), ("$.amount.unknownField", "new-field")} <= paths
    assert {("$.currency", "new-enum-value"), ("$.method.type", "new-case"), ("$.status", "new-case")} <= paths


def test_a_fingerprint_outlives_lines_that_move(gate, tests, pytester):
    (before,) = gate("-k", "test_label").breaks
    shop = Path(pytester.path / "shop.py")
    shop.write_text(f"# a new first line\n{shop.read_text()}")
    (after,) = gate("-k", "test_label", subprocess=True).breaks
    assert before["line"] + 1 == after["line"]
    assert before["fingerprint"] == after["fingerprint"]


def test_breaks_that_only_come_together_are_told_together(gate, pytester, shop):
    pytester.makepyfile(
        test_shop="""
        import shop

        def test_two(paid):
            payment = shop.payment("order-1")
            if "unknownField" in payment["amount"] and "unknownField" in payment["channel"]:
                raise RuntimeError("both")
        """
    )
    (found,) = gate().breaks
    assert (found["path"], found["exception"]) == ("$.channel.unknownField", "RuntimeError: both")
    assert found["others"] == ["getPayment 200 $.amount.unknownField: new-field"]


def test_unknown_errors(gate, pytester, shop):
    pytester.makepyfile(
        refunds="""
        import httpx

        ANSWERS = {"PAYMENT_NOT_FOUND": "no such order", "PAYMENT_ALREADY_CANCELLED": "refunded before"}

        def refund(order):
            answer = httpx.post(
                f"https://api.portone.io/payments/{order}/cancel",
                headers={"Authorization": "PortOne s"},
                json={"reason": "returned"},
            )
            return "refunded" if answer.is_success else ANSWERS[answer.json()["type"]]
        """,
        test_refunds="""
        from refunds import refund

        def test_unknown_order(portone):
            assert refund("order-1") == "no such order"
        """,
    )
    run = gate()
    assert told(run.breaks) == [("cancelPayment", "$.type", "new-type", "crash", "merchant")]
    assert run.breaks[0]["status"] == 404


def test_an_exception_that_a_framework_turns_into_500_is_a_crash(gate, pytester, shop):
    pytester.makepyfile(
        app="""
        from flask import Flask

        import shop

        app = Flask(__name__)

        @app.get("/orders/<order>")
        def order(order):
            return {"label": shop.label(order)}
        """,
        test_app="""
        from app import app

        def test_order(paid):
            answer = app.test_client().get("/orders/order-1")
            assert answer.status_code == 200
        """,
    )
    (found,) = gate().breaks
    assert (found["verdict"], found["blame"], found["where"]) == ("crash", "merchant", "shop.py:9 in label")


def test_the_official_sdk_is_blamed_for_what_it_raises(gate, pytester):
    pytester.makepyfile(
        checkout="""
        import portone_server_sdk as portone

        def is_paid(secret, order):
            client = portone.PaymentClient(secret=secret)
            return isinstance(client.get_payment(payment_id=order), portone.payment.PaidPayment)
        """,
        test_checkout="""
        from checkout import is_paid

        def test_paid(portone):
            portone.customer.pay("order-1", total=39_000)
            assert is_paid(portone.secret, "order-1")
        """,
    )
    run = gate()
    crashes = [each for each in run.breaks if each["verdict"] == "crash"]
    assert crashes
    assert {each["blame"] for each in crashes} == {"sdk"}
    assert all(each["where"].startswith("portone_server_sdk/") for each in crashes)
    assert {(each["merchant_file"], each["merchant_line"]) for each in crashes} == {("checkout.py", 5)}
    run.result.stdout.fnmatch_lines(["   called from checkout.py:5"])


def test_a_failing_assertion_inside_the_merchants_code_is_a_crash(gate, pytester, shop):
    pytester.makepyfile(
        strict="""
        import shop

        def is_paid(order):
            payment = shop.payment(order)
            assert payment["status"] in ("READY", "PAID"), "what is this?"
            return payment["status"] == "PAID"
        """,
        test_strict="""
        import strict

        def test_paid(paid):
            assert strict.is_paid("order-1")
        """,
    )
    assert told(gate().breaks) == [("getPayment", "$.status", "new-case", "crash", "merchant")]
