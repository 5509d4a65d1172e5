"""The file: its form, its schema, and what is said of one that is none."""

import json

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.usage import form, writing
from pytest_portone.usage.errors import UsageFileError
from pytest_portone.usage.model import Fact, Usage
from pytest_portone.usage.reading import read

CONTRACT = contracts.load()
SIDES = st.sampled_from(["sent", "200", "404"])
PATHS = st.sampled_from(["$", "$.a", "$.a[*].*", "$.query.x"])
NAMES = st.text(min_size=1, max_size=4)
FACTS = st.frozensets(
    NAMES.map(lambda name: Fact("contract", name=name))
    | NAMES.map(lambda name: Fact("id", "GET /a", name=name))
    | st.tuples(st.sampled_from(["type", "value"]), st.just("GET /a"), SIDES, PATHS, NAMES).map(Fact._make)
    | st.just(Fact("side", "GET /a", "204"))
    | st.tuples(st.just("value"), st.just("webhook 1"), st.just("delivered"), PATHS, NAMES).map(Fact._make)
)


def whole(facts):
    """Facts with those that they imply: a side for a place, a place for a type, an id for a side."""
    found = set(facts)
    for each in facts:
        if each.side:
            found.add(Fact("side", each.subject, each.side))
            if each.path:
                found.add(Fact("place", each.subject, each.side, each.path))
        if each.subject.startswith("GET"):
            found |= {Fact("id", each.subject, name="a"), Fact("side", each.subject, "sent")}
    return frozenset(found)


@pytest.fixture
def written(tmp_path):
    def write(name, told):
        path = tmp_path / name
        path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="module")
def schema():
    return form.schema()


@settings(deadline=None, max_examples=40)
@given(facts=FACTS.map(whole))
def test_what_is_written_is_read_again_and_is_of_the_schema(facts, schema, tmp_path_factory):
    path = tmp_path_factory.mktemp("usage") / "usage.json"
    writing.write(Usage(facts), path)
    assert read([path]) == Usage(facts)
    jsonschema_rs.validator_for(schema).validate(json.loads(path.read_text(encoding="utf-8")))
    assert path.read_text(encoding="utf-8") == form.text(read([path]).facts)


def test_the_schema_is_a_schema_whose_objects_are_closed(schema):
    jsonschema_rs.meta.validate(schema)
    assert schema["properties"]["version"]["const"] == form.VERSION
    for each in (schema, schema["$defs"]["operation"], schema["$defs"]["place"]):
        assert each["additionalProperties"] is False


def test_a_place_is_a_line_and_the_lines_are_sorted(exchange, used):
    answer = {"status": "READY", "id": "order-1", "version": "V2"}
    told = form.text(used(CONTRACT, exchange("GET", "/payments/order-1", answer=answer)).facts)
    assert told == "\n".join(
        [
            "{",
            ' "version": 1,',
            f' "contracts": ["{CONTRACT.version}"],',
            ' "operations": {',
            '  "GET /payments/{paymentId}": {',
            '   "ids": ["getPayment"],',
            '   "sent": {',
            '    "$.path.paymentId": {}',
            "   },",
            '   "received": {',
            '    "200": {',
            '     "$": {"types": ["Payment", "ReadyPayment"], "values": ["READY"]},',
            '     "$.id": {},',
            '     "$.status": {"values": ["READY"]},',
            '     "$.version": {"types": ["PortOneVersion"], "values": ["V2"]}',
            "    }",
            "   }",
            "  }",
            " },",
            ' "webhooks": {}',
            "}",
            "",
        ]
    )


def test_several_files_are_one_usage(written, exchange, used):
    first = used(CONTRACT, exchange("GET", "/payments/a", status=404, answer={"type": "PAYMENT_NOT_FOUND"}))
    second = used(CONTRACT, exchange("GET", "/payments/a", answer={"status": "PAID"}))
    paths = [written("a.json", form.text(first.facts)), written("b.json", form.text(second.facts))]
    together = read(paths)
    assert together == Usage.merged([first, second]) == read(paths[::-1])
    (operation,) = form.nested(together.facts)["operations"].values()
    assert {status: places["$"]["values"] for status, places in operation["received"].items()} == {
        "200": ["PAID"],
        "404": ["PAYMENT_NOT_FOUND"],
    }


def test_every_fault_of_every_file_is_named(written, tmp_path):
    paths = [
        tmp_path / "gone.json",
        tmp_path,
        written("text.json", "usage"),
        written("deep.json", "[" * 200_000),
        written("report.json", {"version": 1, "breaks": []}),
        written("old.json", {"version": 0, "contracts": [], "operations": {}}),
        written(
            "wrong.json",
            {
                "version": 1,
                "contracts": "2026",
                "operations": {"GET /a": {"ids": ["a"], "sent": {"a": {}}, "received": {"ok": {}, "200": {"$": 1}}}},
                "webhooks": {"1": {"$": {"extra": []}}},
            },
        ),
    ]
    with pytest.raises(UsageFileError) as raised:
        read(paths)
    lines = str(raised.value).splitlines()
    starts = [f"{path}" for path in paths]
    assert [
        line.split(":")[0].removesuffix(
            " is no usage file; write it again with pytest --portone-usage=FILE and this version of pytest-portone"
        )
        for line in lines
        if not line.startswith(" ")
    ] == starts
    assert "received no JSON" in lines[2]
    assert "received something else, expected a usage file of version 1" in lines[4]
    assert "received version 0, expected a usage file of version 1" in lines[5]
    assert all("write it again with pytest --portone-usage=FILE" in line for line in lines[:7])
    assert sorted(line.split(":")[0].strip() for line in lines[7:]) == [
        '$["contracts"]',
        '$["operations"]["GET /a"]["received"]',
        '$["operations"]["GET /a"]["received"]["200"]["$"]',
        '$["operations"]["GET /a"]["sent"]',
        '$["webhooks"]["1"]["$"]',
    ]


def test_a_file_is_replaced_at_once_or_left(tmp_path, monkeypatch):
    path = tmp_path / "usage.json"
    writing.write(Usage(), path)
    before = path.read_text(encoding="utf-8")

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(path), "replace", full)
        with pytest.raises(UsageFileError, match=r"no usage file at .*: No space left on device"):
            writing.write(Usage(frozenset({Fact("contract", name="x")})), path)
    assert path.read_text(encoding="utf-8") == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_a_file_stays_one(tmp_path):
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    writing.write(Usage(), real)
    link.symlink_to(real)
    writing.write(Usage(frozenset({Fact("contract", name="x")})), link)
    assert link.is_symlink()
    assert read([real]) == Usage(frozenset({Fact("contract", name="x")}))
