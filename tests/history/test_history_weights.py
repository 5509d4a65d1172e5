"""Weights: their file, and what the gate makes of it."""

import json

import pytest

from pytest_portone.history.building import build
from pytest_portone.history.errors import HistoryError
from pytest_portone.history.sources import named
from pytest_portone.history.weights import Weight, Weights, read, render, weigh

HANDLERS = """
    import httpx

    def payment():
        return httpx.get("https://api.portone.io/payments/order-1", headers={"Authorization": "PortOne s"}).json()

    def test_status(portone):
        portone.customer.pay("order-1", total=39_000)
        assert {"PAID": 1}[payment()["status"]]

    def test_provider(portone):
        portone.customer.pay("order-1", total=39_000)
        if payment()["channel"]["pgProvider"].startswith("UNKNOWN"):
            raise KeyError("provider")

    def test_amount(portone):
        portone.customer.pay("order-1", total=39_000)
        if "unknownField" in payment()["amount"]:
            raise KeyError("amount")

    def test_missing(portone):
        assert {"PAYMENT_NOT_FOUND": 1}[payment()["type"]]
"""
ORDER = ["$.amount.unknownField", "$.status", "$.channel.pgProvider", "$.type"]
WEIGHTS = Weights(
    ("2024-04-18", "2024-10-24", "2026-07-03"),
    26.5,
    {
        "new-field": Weight(4, 1.8, {"PaymentAmount": 4}, {"payment": 4}),
        "new-enum-value": Weight(1_127, 510.3, {"Bank": 1_126, "PgProvider": 1}, {"payment": 1_127}),
        "new-case": Weight(9, 4.1, {"Payment": 3, "Other": 6}, {"payment": 9}),
    },
)


def test_what_is_written_is_read_back_the_same(tmp_path):
    path = tmp_path / "weights.json"
    for weights in (WEIGHTS, weigh(build(*named([])))):
        path.write_text(render(weights), encoding="utf-8")
        assert read(path) == weights


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "can't be read as JSON"),
        ("[]", "received None of version None, expected 'pytest-portone weights' of version 1"),
        ('{"format": "pytest-portone weights", "version": 2}', "of version 2, expected"),
        (None, "can't be read as JSON"),
    ],
)
def test_what_holds_no_weights_is_refused_with_the_way_out(tmp_path, text, expected):
    path = tmp_path / "weights.json"
    if text:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(HistoryError) as caught:
        read(path)
    assert expected in str(caught.value)
    assert str(path) in str(caught.value)
    assert "pytest-portone contract history --weights FILE" in str(caught.value)


def test_every_fault_is_told(tmp_path):
    told = json.loads(render(WEIGHTS))
    told["months"] = "many"
    told["kinds"]["new-field"]["times"] = -1
    told["kinds"]["new-toy"] = told["kinds"]["new-case"]
    path = tmp_path / "weights.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(HistoryError) as caught:
        read(path)
    faults = str(caught.value).splitlines()[1:]
    assert len(faults) == 3
    assert any(each.startswith("  $.months: ") for each in faults)
    assert any(each.startswith("  $.kinds.new-field.times: ") for each in faults)
    assert any("new-toy" in each for each in faults)


@pytest.fixture
def gate(pytester):
    """Runs the handlers through the gate: what it printed, and the breaks of its report."""
    pytester.makepyfile(HANDLERS)

    def run(weights):
        pytester.path.joinpath("weights.json").write_text(weights, encoding="utf-8")
        pytester.makeini("[pytest]\nportone_compat_weights = weights.json")
        path = pytester.path / "report.json"
        words = ("--portone-compat", f"--portone-report={path}", "-p", "no:cacheprovider")
        result = pytester.runpytest_subprocess(*words, *(["-n2"] if weights == render(WEIGHTS) else []))
        return result, json.loads(path.read_text()) if path.exists() else None

    return run


def test_the_gate_says_how_often_what_broke_really_happened_the_likeliest_first(gate):
    result, report = gate(render(WEIGHTS))
    seen = {each["path"]: (each["seen"], each["seen_here"], each["seen_anywhere"]) for each in report["breaks"]}
    assert seen == {
        "$.amount.unknownField": (
            "fields were added to outputs 4 times in 26 months, 4 times to PaymentAmount",
            4,
            4,
        ),
        "$.status": ("oneOf cases were added to outputs 9 times in 26 months, 3 times to Payment", 3, 9),
        "$.channel.pgProvider": (
            "enum values were added to outputs 1,127 times in 26 months, once to PgProvider",
            1,
            1_127,
        ),
        "$.type": ("error and webhook types were never added in 26 months", 0, 0),
    }
    lines = [line.rpartition(" ")[2] for line in result.outlines if line[:2] in ("1.", "2.", "3.", "4.")]
    assert [each for each in lines if each.startswith("$")][-4:] == ORDER
    result.stdout.fnmatch_lines(["   seen             fields were added to outputs 4 times in 26 months, 4 times*"])


def test_weights_that_are_none_are_refused_at_the_start(gate):
    told = json.loads(render(WEIGHTS))
    told["months"], told["versions"] = "many", []
    result, report = gate(json.dumps(told))
    assert (result.ret, report) == (pytest.ExitCode.USAGE_ERROR, None)
    result.stderr.fnmatch_lines(["*ini option portone_compat_weights: *weights.json holds no weights*"])
    result.stderr.fnmatch_lines(["*$.months: *"])
    result.stderr.fnmatch_lines(["*$.versions: *"])


def test_without_days_it_counts_in_versions(gate):
    told = json.loads(render(WEIGHTS))
    told["months"] = None
    _, report = gate(json.dumps(told))
    seen = {each["path"]: each["seen"] for each in report["breaks"]}
    assert seen["$.status"] == "oneOf cases were added to outputs 9 times in 3 versions, 3 times to Payment"
