"""What traffic showed before it was announced: written down, read again, and tried on the answers of tests."""

import json

import jsonschema_rs
import pytest

from pytest_portone.drift import forecasts
from pytest_portone.drift.forecasts import Forecast, ForecastError
from pytest_portone.drift.subjects import look_at

FORECASTS = [
    Forecast("getPayment", 200, "$", "new-field", "nuance", "array"),
    Forecast("getPayment", 200, "$.amount", "new-field", "fee", "integer"),
    Forecast("getPayment", 200, "$.currency", "new-enum-value", "XXQ"),
    Forecast("getPayment", 200, "$", "new-case", "SUNG"),
    Forecast("getPayment", 404, "$", "new-type", "PAYMENT_SUNG"),
    Forecast("webhook 2024-04-25", 0, "$", "new-type", "Transaction.Sung"),
]


@pytest.fixture
def file(tmp_path, newest):
    path = tmp_path / "forecast.json"
    forecasts.write(path, newest, FORECASTS)
    return path


def test_the_schema_is_one():
    jsonschema_rs.meta.validate(forecasts.schema())


def test_what_was_written_is_read(file, newest):
    assert forecasts.read(file) == tuple(sorted(FORECASTS))
    value = json.loads(file.read_text())
    jsonschema_rs.validate(forecasts.schema(), value)
    assert (value["portoneForecast"], value["contract"]) == (1, newest.version)


def test_each_is_written_once_and_in_a_fixed_order(tmp_path, newest, file):
    again = tmp_path / "again.json"
    assert forecasts.write(again, newest, [*reversed(FORECASTS), *FORECASTS]) == len(FORECASTS)
    assert again.read_text() == file.read_text()


KINDS = {
    "string": "s",
    "integer": 7,
    "number": 7.5,
    "boolean": True,
    "array": ["s"],
    "object": {"a": "s"},
    "null": None,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_is_foreseen_by_its_kind_and_never_with_its_value(newest, call, kind):
    exchange = call(edit=lambda body: {**body, "amount": {**body["amount"], "fee": KINDS[kind]}})
    (found,) = forecasts.foreseen(newest, look_at(newest, exchange))
    assert found == Forecast("getPayment", 200, "$.amount", "new-field", "fee", kind)
    assert type(found.value) is type(KINDS[kind])
    assert found.value != KINDS[kind] or kind in ("boolean", "null")


def test_what_is_no_vocabulary_is_not_written_down(newest, call):
    exchange = call(edit=lambda body: {**body, "홍길동": 1, "currency": "hong@example.com", "a b": 2})
    assert list(forecasts.foreseen(newest, look_at(newest, exchange))) == []


def test_a_status_that_the_contract_lacks_can_not_be_tried(newest, call):
    exchange = call(status=418, edit=lambda _body: {"type": "TEAPOT"})
    assert list(forecasts.foreseen(newest, look_at(newest, exchange))) == []


FILES = {
    "": "received a text that is no JSON, expected a forecast",
    "[]": "received no version, expected `portoneForecast` to be 1",
    '{"portoneForecast": 2}': "received version 2, expected `portoneForecast` to be 1",
    '{"portoneForecast": 1, "contract": "", "forecasts": [{}]}': '$.forecasts[0]: "operation" is a required property',
}


@pytest.mark.parametrize("text", FILES)
def test_a_file_that_is_no_forecast_is_refused_with_the_way_out(tmp_path, text):
    path = tmp_path / "forecast.json"
    path.write_text(text)
    with pytest.raises(ForecastError) as caught:
        forecasts.read(path)
    assert FILES[text] in str(caught.value)
    assert str(caught.value).endswith("write it again with `pytest-portone contract check`")


SHOP = """
    import httpx

    def get(path):
        return httpx.get(f"https://api.portone.io{path}", headers={"Authorization": "PortOne s"}).json()

    def test_status(portone):
        portone.customer.pay("order-1", total=39_000)
        assert {"PAID": "paid"}[get("/payments/order-1")["status"]] == "paid"

    def test_currency(portone):
        portone.customer.pay("order-1", total=39_000)
        assert {"KRW": "won"}[get("/payments/order-1")["currency"]] == "won"

    def test_fee(portone):
        portone.customer.pay("order-1", total=39_000)
        assert sum(each for each in get("/payments/order-1")["amount"].values()) == 39_000 * 2 + 3_545 + 35_455

    def test_absent(portone):
        assert {"PAYMENT_NOT_FOUND": "none"}[get("/payments/order-1")["type"]] == "none"
"""


@pytest.fixture
def gate(pytester, newest):
    """Runs the shop's tests against forecasts."""

    def run(*told, words=""):
        forecasts.write(pytester.path / "forecast.json", newest, told)
        pytester.makepyfile(test_shop=SHOP)
        result = pytester.runpytest_inprocess(
            f"--portone-compat=forecast:forecast.json{words}", "--portone-report=report.json"
        )
        report = json.loads((pytester.path / "report.json").read_text())
        breaks = {each["test"].rpartition("::")[2]: each for each in report["breaks"]}
        return result, breaks, report

    return run


def test_the_gate_tries_exactly_what_is_foreseen(gate):
    _, breaks, report = gate(*FORECASTS, words=",each")
    assert {name: (each["kind"], each["path"], each["after"]) for name, each in breaks.items()} == {
        "test_status": ("new-case", "$.status", '"SUNG"'),
        "test_currency": ("new-enum-value", "$.currency", '"XXQ"'),
        "test_fee": ("new-field", "$.amount.fee", "1"),
        "test_absent": ("new-type", "$.type", '"PAYMENT_SUNG"'),
    }
    assert report["mode"] == "what forecast.json foresees, one by one; a crash fails"
    places = {(each["kind"], each["path"]) for each in report["attempted"]}
    assert places == {
        ("new-field", "$.nuance"),
        ("new-field", "$.amount.fee"),
        ("new-enum-value", "$.currency"),
        ("new-case", "$.status"),
        ("new-type", "$.type"),
    }


def test_what_the_contract_has_by_now_is_tried_no_more(gate):
    known = [
        Forecast("getPayment", 200, "$", "new-field", "scheduleId", "string"),
        Forecast("getPayment", 200, "$.currency", "new-enum-value", "USD"),
        Forecast("getPayment", 200, "$", "new-case", "FAILED"),
        Forecast("getPayment", 200, "$.nowhere", "new-field", "fee", "integer"),
        Forecast("cancelPayment", 200, "$", "new-field", "fee", "integer"),
    ]
    result, _, report = gate(*known)
    result.assert_outcomes(passed=4)
    assert report["attempted"] == []


def test_the_command_that_repeats_a_break_repeats_it(gate, pytester):
    _, breaks, _ = gate(FORECASTS[3])
    command = breaks["test_status"]["command"]
    assert "forecast:forecast.json,only:getPayment/200/new-case/$.status/SUNG" in command
    word = next(each for each in command.split("'") if each.startswith("--portone-compat"))
    result = pytester.runpytest_inprocess(word, "test_shop.py::test_status")
    result.assert_outcomes(failed=1)


@pytest.mark.parametrize("word", ["forecast:gone.json", "forecast:"])
def test_a_forecast_that_is_not_there_is_wrong_use(pytester, word):
    result = pytester.runpytest_inprocess(f"--portone-compat={word}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--portone-compat: *received *, expected a file*"])


def test_forecasts_and_other_origins_exclude_each_other(pytester, file):
    result = pytester.runpytest_inprocess(f"--portone-compat=since:2024-04-18,forecast:{file}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*of forbidden, since, forecast*one at a time"])
