"""Every row of a ledger is read, or put aside with its reason."""

import csv
import io
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone.reconciliation.entries import COLUMNS, Entry
from pytest_portone.reconciliation.reading.mapping import MappingError
from pytest_portone.reconciliation.reading.parts import SourceError
from pytest_portone.reconciliation.reading.source import side

ORDERS = {
    "payment_id": "order",
    "kind": {"value": "payment"},
    "state": {"column": "status", "done": ["PAID", "SHIPPED"], "pending": "OPEN", "failed": ["GONE"]},
    "amount": "total",
    "currency": {"value": "KRW"},
    "at": {"column": "paid", "zone": "Asia/Seoul"},
}
GOOD = {"order": "o-1", "status": "PAID", "total": "39000", "paid": "2026-03-01 10:00:00"}
FRAMES = ("csv", "jsonl", "parquet", "rows", "polars", "lazy polars", "pandas", "pyarrow", "duckdb")


def entries(read):
    """The rows of a side, as plain data without their source."""
    frame = nw.from_native(read.frame).lazy().with_columns(nw.col("at").cast(nw.String))
    table = frame.collect("pyarrow").to_native().to_pylist()
    return [{name: each for name, each in row.items() if name != "source" and each is not None} for row in table]


def sources(read):
    return sorted(nw.from_native(read.frame).lazy().select("source").collect("pyarrow")["source"].to_list())


def reasons(read):
    return [(each.source, each.reason) for each in read.aside]


def made(kind, rows, folder):
    """A ledger of texts in one of the forms that it may have."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {name: [row.get(name) for row in rows] for name in names}
    schema = dict.fromkeys(names, pl.String)
    if kind == "csv":
        path = folder / "ledger.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(rows)
        return path
    if kind == "jsonl":
        path = folder / "ledger.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")
        return path
    if kind == "parquet":
        pl.DataFrame(columns, schema).write_parquet(folder / "ledger.parquet")
        return folder / "ledger.parquet"
    table = pa.table({name: pa.array(each, pa.string()) for name, each in columns.items()})
    return {
        "rows": lambda: iter(rows),
        "polars": lambda: pl.DataFrame(columns, schema),
        "lazy polars": lambda: pl.LazyFrame(columns, schema),
        "pandas": lambda: pd.DataFrame(columns, dtype="str"),
        "pyarrow": lambda: table,
        "duckdb": lambda: duckdb.connect().from_arrow(table),
    }[kind]()


def read_row(tmp_path, kind="csv", mapping=ORDERS, **changes):
    return side("ledger", made(kind, [GOOD | changes], tmp_path), mapping)


@pytest.mark.parametrize("kind", FRAMES)
def test_a_ledger_is_read_by_its_mapping_whatever_keeps_it(kind, tmp_path):
    read = side(
        "ledger", made(kind, [GOOD, GOOD | {"order": "o-2", "status": "OPEN", "paid": None}], tmp_path), ORDERS
    )
    first, second = sorted(entries(read), key=lambda each: each["payment_id"])
    assert first.pop("at").startswith("2026-03-01 01:00:00")
    assert first == {
        "payment_id": "o-1",
        "kind": "payment",
        "state": "done",
        "status": "PAID",
        "amount": 39000,
        "currency": "KRW",
    }
    assert second == first | {"payment_id": "o-2", "state": "pending", "status": "OPEN"}
    assert (read.unread, read.aside) == (0, ())


@pytest.mark.parametrize("kind", FRAMES)
def test_a_side_has_the_columns_of_the_engine(kind, tmp_path):
    read = side("ledger", made(kind, [GOOD], tmp_path), ORDERS)
    schema = nw.from_native(read.frame).lazy().collect_schema()
    kinds = {"text": nw.String, "integer": nw.Int64, "time": nw.Datetime}
    assert {name: type(each) for name, each in schema.items()} == {
        name: kinds[kind] for name, kind in COLUMNS.items()
    }
    assert (schema["at"].time_unit, schema["at"].time_zone in {"UTC", "Etc/UTC"}) == ("us", True)


@pytest.mark.parametrize("kind", ["polars", "lazy polars", "duckdb"])
def test_a_frame_stays_with_its_engine(kind, tmp_path):
    frame = made(kind, [GOOD], tmp_path)
    assert type(side("ledger", frame, ORDERS).frame).__module__.split(".")[0] == type(frame).__module__.split(".")[0]


UNREADABLE = {
    "amount: received nothing in `total`, expected an integer from 0, in the minor unit": {"total": ""},
    "amount: received `12.5`, expected an integer from 0, in the minor unit": {"total": "12.5"},
    "amount: received `1,000`, expected an integer from 0, in the minor unit": {"total": "1,000"},
    "amount: received `1_000`, expected an integer from 0, in the minor unit": {"total": "1_000"},
    "amount: received `1e3`, expected an integer from 0, in the minor unit": {"total": "1e3"},
    "amount: received `NaN`, expected an integer from 0, in the minor unit": {"total": "NaN"},
    "amount: received `-5`, expected an integer from 0, in the minor unit": {"total": "-5"},
    "amount: received `9999999999999999999`, expected an integer from 0, in the minor unit": {"total": "9" * 19},
    "state: received `LOST`, expected one of OPEN, PAID, SHIPPED, GONE": {"status": "LOST"},
    "state: received nothing in `status`, expected one of OPEN, PAID, SHIPPED, GONE": {"status": ""},
    "at: received `2026-02-30 10:00:00`, expected a time of ISO 8601": {"paid": "2026-02-30 10:00:00"},
    "at: received `2026-01-01 24:00:00`, expected a time of ISO 8601": {"paid": "2026-01-01 24:00:00"},
    "at: received `yesterday`, expected a time of ISO 8601": {"paid": "yesterday"},
    "received nothing in `order`, expected the id of a payment or of a transaction": {"order": ""},
    "amount: received `x`, expected an integer from 0, in the minor unit; "
    "at: received `y`, expected a time of ISO 8601": {"total": "x", "paid": "y"},
}


@pytest.mark.parametrize("kind", FRAMES)
def test_what_cannot_be_read_is_put_aside_with_all_reasons(kind, tmp_path):
    """By no engine is a row dropped, or an error raised for one."""
    rows = [GOOD, *({**GOOD, **{k: v or None for k, v in each.items()}} for each in UNREADABLE.values()), GOOD]
    read = side("ledger", made(kind, rows, tmp_path), ORDERS)
    assert sorted(each.reason for each in read.aside) == sorted(UNREADABLE)
    assert read.unread == len(UNREADABLE)
    assert len(entries(read)) == 2
    assert {each.side for each in read.aside} == {"ledger"}


TIMES = {
    "2026-03-01T10:00:00+09:00": "2026-03-01T01:00:00",
    "2026-03-01T10:00:00Z": "2026-03-01T10:00:00",
    "2026-03-01 10:00:00 +0900": "2026-03-01T01:00:00",
    "2026-03-01 10:00:00.123456789-05": "2026-03-01T15:00:00.123456",
    "2026-03-01T10:00+05:30": "2026-03-01T04:30:00",
    "2026-03-01 10:00": "2026-03-01T01:00:00",
    "2026-03-01": "2026-02-28T15:00:00",
    "1988-07-01 10:00:00": "1988-07-01T00:00:00",
}


@pytest.mark.parametrize("kind", FRAMES)
def test_times_are_read_exactly(kind, tmp_path):
    rows = [GOOD | {"order": time, "paid": time} for time in TIMES]
    read = side("ledger", made(kind, rows, tmp_path), ORDERS)
    frame = nw.from_native(read.frame).lazy().select("payment_id", "at").collect("polars").to_native()
    received = {name: at.astimezone(UTC).replace(tzinfo=None).isoformat() for name, at in frame.rows()}
    assert (received, read.aside) == (TIMES, ())


@pytest.mark.parametrize("kind", FRAMES)
def test_a_time_without_a_zone_is_none_where_the_mapping_names_none(kind, tmp_path):
    read = read_row(tmp_path, kind, ORDERS | {"at": "paid"})
    assert [each.reason for each in read.aside] == [
        "at: received `2026-03-01 10:00:00`, expected a time of ISO 8601 with a zone, as the mapping names none"
    ]


@pytest.mark.parametrize("kind", FRAMES)
def test_an_hour_that_a_clock_leaves_out_is_none_and_one_that_comes_twice_is_the_later(kind, tmp_path):
    mapping = ORDERS | {"at": {"column": "paid", "zone": "America/New_York"}}
    rows = [GOOD | {"paid": "2026-03-08 02:30:00"}, GOOD | {"paid": "2026-11-01 01:30:00"}]
    read = side("ledger", made(kind, rows, tmp_path), mapping)
    assert read.unread == 1
    assert [each["at"][:19] for each in entries(read)] == ["2026-11-01 06:30:00"]


@pytest.mark.parametrize("kind", FRAMES)
def test_amounts_in_the_major_unit_are_exact_in_every_currency(kind, tmp_path):
    mapping = ORDERS | {"amount": {"column": "total", "unit": "major"}, "currency": "currency"}
    cases = [
        ("12.34", "USD"),
        ("12.3", "usd"),
        ("39000", "KRW"),
        ("1.234", "KWD"),
        ("12.340000", "EUR"),
        ("0.29", "USD"),
    ]
    wrong = [("12.345", "USD"), ("1.5", "KRW"), ("12.34", "XXX"), ("1.0", "BTC"), ("-1.00", "USD")]
    rows = [GOOD | {"total": total, "currency": currency} for total, currency in cases + wrong]
    read = side("ledger", made(kind, rows, tmp_path), mapping)
    assert sorted((each["amount"], each["currency"]) for each in entries(read)) == [
        (29, "USD"),
        (1230, "USD"),
        (1234, "EUR"),
        (1234, "KWD"),
        (1234, "USD"),
        (39000, "KRW"),
    ]
    assert read.unread == len(wrong)
    assert "currency: received `XXX`, expected a currency of ISO 4217" in "".join(each.reason for each in read.aside)


LIBRARIES = {"polars": pl.DataFrame, "lazy polars": pl.LazyFrame, "pandas": pd.DataFrame, "pyarrow": pa.table}


@pytest.mark.parametrize("frame", LIBRARIES.values(), ids=LIBRARIES)
def test_a_float_is_an_amount_only_if_it_is_whole(frame):
    columns = {"payment_id": ["a", "b", "c"], "kind": ["payment"] * 3, "state": ["done"] * 3, "currency": ["KRW"] * 3}
    read = side("ledger", frame(columns | {"amount": [12.5, None, 39000.0]}))
    assert [each["amount"] for each in entries(read)] == [39000]
    assert [each.reason for each in read.aside] == [
        "amount: received `12.5 (a float)`, expected an integer from 0, in the minor unit",
        "amount: received nothing in `amount`, expected an integer from 0, in the minor unit",
    ]


@pytest.mark.parametrize("frame", LIBRARIES.values(), ids=LIBRARIES)
def test_decimals_times_and_integers_are_taken_for_what_they_are(frame):
    at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    columns = {
        "order": ["a", "b"],
        "total": [Decimal("12.34"), Decimal("1234567890123.45")],
        "tax": [1, 2],
        "paid": [at, at],
        "naive": [at.replace(tzinfo=None)] * 2,
    }
    mapping = {
        "payment_id": "order",
        "kind": {"value": "payment"},
        "state": {"value": "done"},
        "amount": {"column": "total", "unit": "major"},
        "vat": {"column": "tax", "unit": "minor"},
        "currency": {"value": "USD"},
        "at": "paid",
    }
    for name in ("paid", "naive"):
        read = side("ledger", frame(columns), mapping | {"at": {"column": name, "zone": "UTC"}})
        assert [(each["amount"], each["vat"], each["at"][:19]) for each in entries(read)] == [
            (1234, 1, "2026-03-01 10:00:00"),
            (123456789012345, 2, "2026-03-01 10:00:00"),
        ]
    read = side("ledger", frame(columns), mapping | {"at": "naive"})
    assert read.unread == 2
    assert "as the mapping names none" in read.aside[0].reason


REFUNDS = {
    "payment_id": "order",
    "currency": {"value": "KRW"},
    "state": {"value": "done"},
    "rows": [
        {"kind": {"value": "payment"}, "amount": "total", "at": {"column": "paid", "zone": "Asia/Seoul"}},
        {"kind": {"value": "cancellation"}, "amount": "refunded", "optional": True},
    ],
}


@pytest.mark.parametrize("kind", FRAMES)
def test_one_row_of_the_merchant_may_be_two_of_ours(kind, tmp_path):
    rows = [
        GOOD | {"refunded": "1000"},
        GOOD | {"order": "o-2", "refunded": "0"},
        GOOD | {"order": "o-3", "refunded": None},
    ]
    read = side("ledger", made(kind, rows, tmp_path), REFUNDS)
    assert sorted((each["payment_id"], each["kind"], each["amount"]) for each in entries(read)) == [
        ("o-1", "cancellation", 1000),
        ("o-1", "payment", 39000),
        ("o-2", "payment", 39000),
        ("o-3", "payment", 39000),
    ]


@pytest.mark.parametrize("kind", FRAMES)
def test_a_row_that_no_rule_is_for_is_put_aside_and_one_that_is_filtered_is_left_out(kind, tmp_path):
    mapping = ORDERS | {
        "where": {"shop": ["seoul", "busan"]},
        "rows": [
            {"where": {"status": ["PAID", "OPEN"]}},
            {"where": {"status": "REFUND"}, "kind": {"value": "cancellation"}, "state": {"value": "done"}},
        ],
    }
    rows = [
        GOOD | {"shop": "seoul"},
        GOOD | {"shop": "busan", "status": "REFUND"},
        GOOD | {"shop": "tokyo"},
        GOOD | {"shop": "seoul", "status": "ADJUSTED"},
    ]
    read = side("ledger", made(kind, rows, tmp_path), mapping)
    assert sorted(each["kind"] for each in entries(read)) == ["cancellation", "payment"]
    assert [each.reason for each in read.aside] == [
        "received `ADJUSTED` in `status`, expected a row that a rule is for"
    ]


def test_rows_are_named_as_they_stand_in_the_file(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "order,status,total,paid\n"
        "o-2,PAID,1,\n"
        "o-3,PAID\n"
        "o-4,PAID,1,,9\n"
        "o-5,PAID,1,\n"
        "o-6,PAID,1,,9\n"
        'o-7,"PAID",x,\n'
        "o-8,PAID,1,\n",
        encoding="utf-8",
    )
    read = side("ledger", path, ORDERS)
    assert sources(read) == ["orders.csv, row 2", "orders.csv, row 5", "orders.csv, row 8"]
    assert sorted(reasons(read)) == [
        ("orders.csv, row 3", "received fewer values than there are columns, expected as many"),
        ("orders.csv, row 4", "received more values than there are columns, expected as many"),
        ("orders.csv, row 6", "received more values than there are columns, expected as many"),
        ("orders.csv, row 7", "amount: received `x`, expected an integer from 0, in the minor unit"),
    ]


def test_the_first_hundred_reasons_are_kept_and_all_are_counted(tmp_path):
    read = side("ledger", made("csv", [GOOD | {"total": "x"}] * 250, tmp_path), ORDERS)
    assert (read.unread, len(read.aside)) == (250, 100)
    assert read.aside[99].source == "ledger.csv, row 101"


WRITTEN = [
    (encoding, ends, delimiter)
    for index, encoding in enumerate(["utf-8", "utf-8-sig", "cp949", "utf-16"])
    for ends, delimiter in zip(["\n", "\r\n", "\r"], [*",;\t|,;"][index:], strict=False)
]


@pytest.mark.parametrize(("encoding", "ends", "delimiter"), WRITTEN)
def test_encodings_line_ends_and_delimiters(encoding, ends, delimiter, tmp_path):
    lines = ["주문", "상태", "금액"], ["주문-1", "결제완료", "39000"]
    (tmp_path / "장부.csv").write_bytes((ends.join(delimiter.join(each) for each in lines) + ends).encode(encoding))
    mapping = {
        "encoding": encoding,
        "payment_id": "주문",
        "kind": {"value": "payment"},
        "state": {"column": "상태", "done": "결제완료"},
        "amount": "금액",
        "currency": {"value": "KRW"},
    }
    read = side("ledger", tmp_path / "장부.csv", mapping)
    assert [(each["payment_id"], each["amount"]) for each in entries(read)] == [("주문-1", 39000)]
    assert sources(read) == ["장부.csv, row 2"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_bytes_that_are_no_text_put_their_row_aside(encoding, tmp_path):
    (tmp_path / "a.csv").write_bytes(b"order,status,total,paid\no-1,PAID,1,\no-\xff\xff,PAID,1,\no-3,PAID,1,\n")
    read = side("ledger", tmp_path / "a.csv", ORDERS | {"encoding": encoding})
    assert sources(read) == ["a.csv, row 2", "a.csv, row 4"]
    assert reasons(read) == [
        ("a.csv, row 3", "received bytes that are no text, expected text in the encoding of the mapping")
    ]


def test_line_ends_of_two_kinds_in_one_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"order,status,total,paid\no-1,PAID,1,\r\no-2,PAID,1,\no-3,PAID,1,\r\n")
    assert len(entries(side("ledger", tmp_path / "a.csv", ORDERS))) == 3


def test_values_with_line_ends_delimiters_and_quotes(tmp_path):
    odd = 'a,"b"\nc'
    read = side("ledger", made("csv", [GOOD | {"order": odd}, GOOD], tmp_path), ORDERS)
    assert [each["payment_id"] for each in entries(read)] == [odd, "o-1"]


@pytest.mark.parametrize("text", ["order,status,total,paid\n", "order,status,total,paid"])
def test_a_file_with_nothing_but_a_header_is_an_empty_side(text, tmp_path):
    (tmp_path / "a.csv").write_text(text)
    read = side("ledger", tmp_path / "a.csv", ORDERS)
    assert (entries(read), read.unread) == ([], 0)


@pytest.mark.parametrize("kind", ["rows", "polars", "lazy polars", "pandas", "pyarrow", "duckdb"])
def test_an_empty_frame_is_an_empty_side(kind, tmp_path):
    rows = {name: [] for name in GOOD}
    empty = {
        "rows": list,
        "polars": lambda: pl.DataFrame(rows),
        "lazy polars": lambda: pl.LazyFrame(rows),
        "pandas": lambda: pd.DataFrame(rows),
        "pyarrow": lambda: pa.table(rows),
        "duckdb": lambda: duckdb.connect().sql(
            "SELECT '' AS \"order\", '' AS status, '' AS total, '' AS paid LIMIT 0"
        ),
    }[kind]()
    read = side("ledger", empty, ORDERS)
    assert (entries(read), read.unread) == ([], 0)


def whole(path):
    pl.DataFrame({name: [value] * 1000 for name, value in GOOD.items()}).write_parquet(path)
    return path.read_bytes()


BROKEN = {
    "cut.parquet": lambda path: path.write_bytes(whole(path)[:-100]),
    "torn.parquet": lambda path: path.write_bytes(b"PAR1" + bytes(300) + whole(path)[304:]),
    "nothing.parquet": lambda path: path.write_bytes(b""),
    "nothing.csv": lambda path: path.write_bytes(b""),
    "quote.csv": lambda path: path.write_text('order,status,total,paid\no-1,PAID,1,\no-2,"PAID,1,\no-3,PAID,1,\n'),
    "ledger.xlsx": lambda path: path.write_bytes(b"PK"),
    "missing.csv": lambda _: None,
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_to_its_end_is_an_error_that_names_it(name, tmp_path):
    BROKEN[name](tmp_path / name)
    with pytest.raises(SourceError, match=rf"{name}.*: received .*, expected "):
        side("ledger", tmp_path / name, ORDERS)


def test_the_files_of_a_folder_are_one_ledger(tmp_path):
    for month, kind in (("01", "csv"), ("02", "csv"), ("03", "jsonl"), ("04", "parquet")):
        (tmp_path / month).mkdir()
        made(kind, [GOOD | {"order": month}], tmp_path / month)
    read = side("ledger", tmp_path, ORDERS)
    assert sorted(each["payment_id"] for each in entries(read)) == ["01", "02", "03", "04"]
    read = side("ledger", f"{tmp_path}/0[12]/*.csv", ORDERS)
    assert sorted(each["payment_id"] for each in entries(read)) == ["01", "02"]


def test_payments_and_refunds_may_be_in_files_of_their_own(tmp_path):
    (tmp_path / "payments.csv").write_text("order,total\no-1,39000\n")
    (tmp_path / "refunds.csv").write_text("order,refund,returned\no-1,r-1,1000\n")
    mapping = {
        "payment_id": "order",
        "state": {"value": "done"},
        "currency": {"value": "KRW"},
        "tables": {
            "payments": {"kind": {"value": "payment"}, "amount": "total"},
            "refunds": {"kind": {"value": "cancellation"}, "entry_id": "refund", "amount": "returned"},
        },
    }
    read = side("ledger", tmp_path, mapping)
    assert sorted((each["kind"], each["amount"]) for each in entries(read)) == [
        ("cancellation", 1000),
        ("payment", 39000),
    ]
    assert sources(read) == ["payments.csv, row 2", "refunds.csv, row 2"]


def test_lines_of_json_that_are_none_are_put_aside(tmp_path):
    path = tmp_path / "a.jsonl"
    lines = [
        json.dumps(GOOD),
        '{"order": "o-2", ',
        "",
        "3",
        json.dumps(GOOD | {"total": 12.0}),
        json.dumps(GOOD | {"total": 12.5}),
    ]
    path.write_text("\n".join(lines))
    read = side("ledger", path, ORDERS)
    assert [each["amount"] for each in entries(read)] == [39000, 12]
    assert reasons(read) == [
        ("a.jsonl, row 2", "received a line that is no object of JSON, expected one"),
        ("a.jsonl, row 4", "received a line that is no object of JSON, expected one"),
        ("a.jsonl, row 6", "amount: received `12.5`, expected an integer from 0, in the minor unit"),
    ]


def test_keys_of_json_within_others_are_named_with_dots(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"order": {"id": "o-1"}, "amount": {"total": 12.34}}) + "\n")
    mapping = ORDERS | {"payment_id": "order.id", "amount": {"column": "amount.total", "unit": "major"}}
    mapping |= {"state": {"value": "done"}, "currency": {"value": "USD"}}
    del mapping["at"]
    assert entries(side("ledger", path, mapping)) == [
        {"payment_id": "o-1", "kind": "payment", "state": "done", "amount": 1234, "currency": "USD"}
    ]


@pytest.mark.parametrize("kind", FRAMES)
def test_columns_that_are_not_there_are_all_named_with_the_nearest(kind, tmp_path):
    mapping = ORDERS | {"amount": "totl", "payment_id": "ordre", "vat": "unheard-of"}
    with pytest.raises(MappingError) as caught:
        read_row(tmp_path, kind, mapping)
    assert len(caught.value.problems) == 3
    assert "received no column `totl`, expected a column that is there: did you mean `total`?" in str(caught.value)
    assert "received no column `ordre`, expected a column that is there: did you mean `order`?" in str(caught.value)
    assert "received no column `unheard-of`, expected a column that is there: `" in str(caught.value)


@pytest.mark.parametrize("kind", FRAMES)
def test_without_a_mapping_the_columns_are_named_as_ours(kind, tmp_path):
    ours = {
        "payment_id": "o-1",
        "kind": "payment",
        "state": "done",
        "amount": "39000",
        "currency": "KRW",
        "note": "x",
    }
    expected = {**ours, "amount": 39000, "status": "done"}
    del expected["note"]
    assert entries(side("ledger", made(kind, [ours], tmp_path))) == [expected]
    with pytest.raises(MappingError, match="expected `payment_id`, `kind`, `state`, `amount`, `currency` too"):
        side("ledger", made(kind, [{"order": "o-1"}], tmp_path))


@dataclass
class Order:
    order: str
    status: str
    total: object
    paid: datetime


@pytest.mark.parametrize(
    "order", [Order, SimpleNamespace, dict], ids=["a dataclass", "an object with attributes", "a dictionary"]
)
def test_objects_are_read_by_their_attributes(order):
    paid = datetime(2026, 3, 1, 10, tzinfo=UTC)
    totals = [39000, 39000.0, Decimal("39000.00"), 39000.5, None, True]
    read = side("ledger", [order(order="o-1", status="PAID", total=total, paid=paid) for total in totals], ORDERS)
    assert [each["amount"] for each in entries(read)] == [39000] * 3
    assert reasons(read) == [
        ("ledger, row 4", "amount: received `39000.5 (a float)`, expected an integer from 0, in the minor unit"),
        ("ledger, row 5", "amount: received nothing in `total`, expected an integer from 0, in the minor unit"),
        ("ledger, row 6", "amount: received `true`, expected an integer from 0, in the minor unit"),
    ]


def test_an_iterable_that_breaks_off_gives_nothing():
    def broken():
        yield GOOD
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        side("ledger", broken(), ORDERS)


def test_columns_of_pandas_with_values_of_many_kinds():
    totals = [*[1] * 2000, Decimal("2.0"), 2.5, "3", None, "x"]
    frame = pd.DataFrame({**dict.fromkeys(GOOD, "PAID"), "paid": None, "total": pd.Series(totals, dtype=object)})
    read = side("ledger", frame, ORDERS)
    assert len(entries(read)) == 2002
    assert [each.source for each in read.aside] == ["ledger, row 2002", "ledger, row 2004", "ledger, row 2005"]


def test_refunds_that_are_written_below_zero(tmp_path):
    read = read_row(tmp_path, mapping=ORDERS | {"amount": {"column": "total", "negative": True}}, total="-500")
    assert entries(read)[0]["amount"] == 500
    read = read_row(tmp_path, mapping=ORDERS | {"amount": {"column": "total", "negative": True}}, total="500")
    assert "amount: received `500`, expected an integer below or equal to 0" in read.aside[0].reason


LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LEDGERS = st.lists(
    st.builds(
        Entry,
        payment_id=LETTERS,
        transaction_id=st.none() | LETTERS,
        entry_id=st.none() | LETTERS,
        kind=st.sampled_from(["payment", "cancellation"]),
        state=st.sampled_from(["pending", "done", "failed"]),
        status=LETTERS,
        amount=st.integers(0, 10**17),
        tax_free=st.none() | st.integers(0, 10**9),
        currency=st.sampled_from(["KRW", "USD", "KWD"]),
        at=st.none() | MOMENTS,
        channel=st.sampled_from([None, "LIVE", "TEST"]),
        source=LETTERS,
    ),
    min_size=1,
    max_size=5,
)


def told(frame):
    rows = nw.from_native(frame).lazy().collect("polars").to_native().to_dicts()
    return sorted((Entry(**each) for each in rows), key=repr)


@pytest.mark.parametrize("kind", ["entries", *FRAMES])
@settings(deadline=None, max_examples=8)
@given(ledger=LEDGERS)
def test_a_ledger_that_is_written_is_read_again(kind, ledger, tmp_path_factory):
    rows = [asdict(each) for each in ledger]
    written = [{k: v if v is None or isinstance(v, str) else str(v) for k, v in each.items()} for each in rows]
    made_of = ledger if kind == "entries" else made(kind, written, tmp_path_factory.mktemp("ledger"))
    read = side("ledger", made_of)
    assert (read.unread, read.aside) == (0, ())
    assert told(read.frame) == sorted(
        (replace(each, at=each.at and each.at.astimezone(UTC)) for each in ledger), key=repr
    )


ROWS = st.fixed_dictionaries(
    {
        "order": st.sampled_from(["o-1", "", "o,2", 'o"3', " "]),
        "status": st.sampled_from(["PAID", "GONE", "?", ""]),
        "total": st.sampled_from(
            ["1", "1.0", "1.5", "-1", "", "x", "99999999999999999999", "0x1", "\N{ARABIC-INDIC DIGIT ONE}"]
        ),
        "paid": st.sampled_from(["", "2026-01-01", "2026-13-01", "2026-01-01T00:00:00Z", "0000-01-01", "infinity"]),
    }
)


@pytest.mark.parametrize("kind", FRAMES)
@settings(deadline=None, max_examples=8)
@given(rows=st.lists(ROWS, min_size=1, max_size=12))
def test_every_row_is_in_the_frame_or_aside(kind, rows, tmp_path_factory):
    read = side("ledger", made(kind, rows, tmp_path_factory.mktemp("ledger")), ORDERS)
    assert len(entries(read)) + read.unread == len(rows)
    assert len(read.aside) == read.unread


@settings(deadline=None, max_examples=30)
@given(
    rows=st.lists(st.lists(st.sampled_from(["1", "o-1", "PAID", 'a"b', "a\nb"]), min_size=1, max_size=6), max_size=8)
)
def test_every_row_of_a_ragged_file_is_in_the_frame_or_aside(rows, tmp_path_factory):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([["order", "status", "total", "paid"], *rows])
    path = tmp_path_factory.mktemp("ragged") / "a.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    read = side("ledger", path, ORDERS)
    assert len(entries(read)) + read.unread == len(rows)
    assert sorted({*sources(read), *(each.source for each in read.aside)}) == sorted(
        f"a.csv, row {index}" for index in range(2, len(rows) + 2)
    )
