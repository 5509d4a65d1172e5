import json
from dataclasses import fields
from typing import get_args

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_portone.report import as_json, formats, model
from pytest_portone.report.errors import ReportError

MODEL = {
    "attempted": model.Attempted,
    "break": model.Break,
    "finding": model.Finding,
    "coverage": model.Coverage,
}
DERIVED = {"version", "tried", "survived", "fails"}


@pytest.fixture(scope="module")
def schema():
    return as_json.schema()


def objects(schema):
    """Every schema of an object with named properties, wherever it stands."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield schema
        for each in schema.values():
            yield from objects(each)


def test_the_schema_is_a_schema(schema):
    jsonschema_rs.meta.validate(schema)


def test_the_schema_has_the_fields_of_the_model_and_no_other(schema):
    assert set(schema["properties"]) == DERIVED | {each.name for each in fields(model.Report)}
    for name, kept in MODEL.items():
        assert set(schema["$defs"][name]["properties"]) == {each.name for each in fields(kept)}


def test_the_schema_has_the_words_of_the_model(schema):
    kept = schema["$defs"]
    assert kept["kind"]["enum"] == list(get_args(model.Kind))
    assert kept["attempted"]["properties"]["result"]["enum"] == list(get_args(model.Result))
    assert kept["break"]["properties"]["verdict"]["enum"] == list(get_args(model.Verdict))
    assert kept["break"]["properties"]["blame"]["enum"] == list(get_args(model.Blame))
    assert schema["properties"]["version"]["const"] == as_json.VERSION


def test_objects_are_closed_complete_and_described(schema):
    found = list(objects(schema))
    assert len(found) == 5
    for each in found:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
        for name, told in each["properties"].items():
            referred = schema["$defs"].get(told.get("$ref", "").rpartition("/")[2], {})
            assert told.get("description") or referred.get("description"), name


def test_a_report_is_what_the_schema_says(rich, schema):
    jsonschema_rs.validate(schema, json.loads(as_json.render(rich)))


def test_the_top_level_has_what_machines_ask_first(rich):
    told = json.loads(as_json.render(rich))
    assert (told["version"], told["tried"], told["survived"], told["fails"]) == (1, 12, 9, True)
    assert (told["contract"], told["mode"]) == ("2026-07-03", "crash, all at once")
    first = next(each for each in told["breaks"] if each["fingerprint"] == "3f2a9c1d")
    assert first["where"] == "portone/sdk/payment.py:311 in _deserialize"
    assert first["before"] == '"KAKAOPAY"'
    assert (first["others"], first["known"], first["fails"]) == ([], "", True)


@given(data=st.data())
def test_what_is_written_is_read_back_the_same(reports, tmp_path_factory, data):
    report = data.draw(reports)
    path = tmp_path_factory.getbasetemp() / "same.json"
    formats.write(report, path)
    jsonschema_rs.validate(as_json.schema(), json.loads(path.read_bytes()))
    told = as_json.read(path)
    assert as_json.render(told) == as_json.render(report)
    assert told == report or "\\ud800" in repr(report)


def test_a_lone_surrogate_is_written_so_that_strict_readers_take_it(tmp_path):
    formats.write(model.Report("2026-07-03", "a\ud800b", stale={"\ud800": ""}), tmp_path / "r.json")
    told = as_json.read(tmp_path / "r.json")
    assert (told.mode, told.stale) == (r"a\ud800b", {r"\ud800": ""})


def test_letters_stay_letters(tmp_path):
    formats.write(model.Report("2026-07-03", "결제"), tmp_path / "r.json")
    assert "결제" in (tmp_path / "r.json").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "can't be read as JSON"),
        ("[]", "received version None, expected a report of version 1"),
        ('{"version": 0}', "received version 0, expected a report of version 1"),
    ],
)
def test_what_is_no_report_is_refused(tmp_path, text, told):
    path = tmp_path / "r.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReportError) as caught:
        as_json.read(path)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)
    assert "--portone-report=FILE.json" in str(caught.value)


def test_every_fault_of_a_report_is_told(rich, tmp_path):
    told = json.loads(as_json.render(rich))
    told["breaks"][0]["verdict"] = "boom"
    told["stranger"] = 1
    path = tmp_path / "r.json"
    path.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(ReportError, match="is no report") as caught:
        as_json.read(path)
    assert "$.breaks[0].verdict: " in str(caught.value)
    assert "stranger" in str(caught.value)


def test_a_report_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ReportError, match=r"none\.json"):
        as_json.read(tmp_path / "none.json")
