"""`pytest-portone contract check` as a user types it."""

import io
import json
import sys
from types import SimpleNamespace

import jsonschema_rs
import pytest

from pytest_portone import cli
from pytest_portone.drift import forecasts
from pytest_portone.findings import as_json
from pytest_portone.findings.formats import FORMATS
from pytest_portone.sandbox import Sandbox
from pytest_portone.sandbox.messages import Request

URL = "https://api.portone.io/payments/order-1"


@pytest.fixture(scope="module")
def payment():
    from pytest_portone import contracts

    sandbox = Sandbox(contracts.load())
    sandbox.customer.pay("order-1", total=39_000)
    return sandbox.handle(Request("GET", "/payments/order-1", "", {"authorization": "PortOne s"})).json()


@pytest.fixture
def traffic(tmp_path, payment):
    """Writes a file of exchanges, each the paid payment with some fields more, or something else."""

    def write(*changes, name="store.ndjson"):
        lines = [
            {"method": "GET", "url": URL, "status": 200, "responseBody": {**payment, **each.pop("body", {})}, **each}
            for each in [dict(each) for each in changes]
        ]
        path = tmp_path / name
        path.write_text("".join(json.dumps(each) + "\n" for each in lines), "utf-8")
        return path

    return write


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main(["contract", "check", *[str(each) for each in words]])
        out, err = capsys.readouterr()
        return SimpleNamespace(code=code, out=out, err=err, lines=out.splitlines())

    return command


def test_traffic_that_says_what_the_contract_says_is_fine(run, traffic):
    path = traffic({}, {})
    told = run(path)
    assert (told.code, told.err) == (0, "")
    assert told.lines[:2] == [
        f"{path} against 2026-07-03: 0 breaking, 0 review, 0 exempt, 0 allowed",
        "read: 1 file, 2 exchanges, 0 webhooks",
    ]


def test_drift_is_told_with_the_exchanges_that_show_it(run, traffic):
    path = traffic({"body": {"nuance": "secret"}}, {"body": {"nuance": "secret", "orderName": 7}})
    told = run(path)
    assert (told.code, told.err) == (1, "")
    assert told.lines[0].endswith(": 1 breaking, 0 review, 0 exempt, 1 allowed")
    text = told.out
    assert "output-wrong-type: a value of an answer is of another JSON type" in text
    assert "PaidPayment.orderName: a string -> an integer " in text
    assert f"getPayment $.orderName ({path}, line 2)" in text
    assert "PaidPayment.nuance: nothing -> a string " in text
    assert f"getPayment $.nuance ({path}, line 1, {path}, line 2)" in text
    assert "secret" not in text


FAILING = {"breaking": 0, "review": 1, "any": 1}


@pytest.mark.parametrize("fail_on", FAILING)
def test_fail_on_says_what_makes_the_exit_code(run, traffic, fail_on):
    assert run(traffic({"status": 202}), f"--fail-on={fail_on}").code == FAILING[fail_on]


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_tells_it(run, traffic, form):
    told = run(traffic({"body": {"orderName": 7}}), f"--format={form}")
    assert told.code == 1
    assert "a value of an answer is of another JSON type" in told.out


def test_json_is_of_the_published_schema(run, traffic):
    found = json.loads(run(traffic({"body": {"orderName": 7}}), "--format=json").out)
    jsonschema_rs.validate(as_json.schema(), found)
    (one,) = found
    assert (one["rule"], one["clause"], one["verdict"]) == ("output-wrong-type", "2", "breaking")
    assert (one["operation"], one["direction"], one["path"]) == ("getPayment", "output", "$.orderName")
    assert (one["type"], one["field"], one["before"], one["after"]) == (
        "PaidPayment",
        "orderName",
        "a string",
        "an integer",
    )
    assert one["sources"][0].endswith("store.ndjson, line 1")


def test_what_is_accepted_fails_nothing(run, traffic, tmp_path):
    path = traffic({"body": {"orderName": 7}})
    mark = json.loads(run(path, "--format=json").out)[0]["fingerprint"]
    accepted = tmp_path / "accepted.txt"
    accepted.write_text(f"{mark} 9999-12-31 asked PortOne about it\n")
    assert run(path, f"--accepted={accepted}").code == 0


def test_everything_that_could_not_be_read_is_told_and_the_rest_is_judged(run, traffic, tmp_path):
    path = traffic({"body": {"orderName": 7}}, {"status": 1}, {"status": "200"})
    told = run(path, tmp_path / "gone.har")
    assert told.code == 2
    assert "PaidPayment.orderName" in told.out
    assert "not readable: 3, which are listed on standard error" in told.lines
    assert [each.partition(": received ")[0] for each in told.err.splitlines()] == [
        f"pytest-portone: {path}, line 2",
        f"pytest-portone: {path}, line 3",
        f"pytest-portone: {tmp_path / 'gone.har'}",
    ]


def test_traffic_without_portone_is_no_clean_bill(run, traffic):
    told = run(traffic({"url": "http://127.0.0.1:8000/payments/order-1"}))
    assert told.code == 2
    assert "calls to other hosts: 127.0.0.1 1" in told.lines
    assert told.err == (
        "pytest-portone: received no exchange with PortOne, expected at least one; "
        "if its API is served elsewhere, name that with --base-url\n"
    )


def test_another_base_url_is_portones_where_it_is_named(run, traffic):
    path = traffic({"url": "http://127.0.0.1:8000/payments/order-1"})
    assert run(path, "--base-url=http://127.0.0.1:8000").code == 0
    with pytest.raises(SystemExit) as caught:
        run(path, "--base-url=nowhere")
    assert caught.value.code == 2


def test_standard_input_is_ndjson(run, traffic, monkeypatch):
    data = traffic({"body": {"orderName": 7}}).read_bytes()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    told = run("-")
    assert told.code == 1
    assert "getPayment $.orderName (standard input, line 1)" in told.out


def test_the_contract_can_be_chosen(run, traffic):
    told = run(traffic({"url": "https://api.portone.io/payment-sessions/s", "status": 404}), "--contract=2024-04-18")
    assert "operation-unknown-refused" in told.out
    assert "against 2024-04-18" in told.lines[0]


def test_forecasts_are_written_without_anything_that_was_recorded(run, traffic, tmp_path):
    path = tmp_path / "forecast.json"
    told = run(
        traffic({"body": {"nuance": "secret", "currency": "XXQ"}}, {"body": {"nuance": "secret"}}),
        f"--forecast={path}",
    )
    assert told.code == 0
    assert f"forecast: 2 to try with pytest --portone-compat=forecast:{path}" in told.lines
    value = json.loads(path.read_text())
    jsonschema_rs.validate(forecasts.schema(), value)
    assert [(each["kind"], each["path"], each["name"], each["value"]) for each in value["forecasts"]] == [
        ("new-field", "$", "nuance", "unknown"),
        ("new-enum-value", "$.currency", "XXQ", "XXQ"),
    ]
    assert "secret" not in path.read_text()


def test_progress_is_told_where_somebody_watches(run, traffic, monkeypatch):
    path = traffic(*[{}] * 501)
    assert run(path).err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert "\r500 exchanges" in run(path).err
