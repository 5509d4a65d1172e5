# ruff: noqa: ISC004 - long lines of one text
"""A mapping says what the merchant's columns mean; all that is wrong with one is told at once."""

import pytest

from pytest_portone.reconciliation.reading import mapping
from pytest_portone.reconciliation.reading.mapping import Field, Mapping, MappingError, Rule, Table

ORDERS = """
payment_id: order_no
kind: {value: payment}
state: {column: status, done: [PAID, SHIPPED], pending: OPEN}
amount: {column: total, unit: major}
vat: {value: 0}
currency: {value: USD}
at: {column: paid_at, zone: Asia/Seoul}
where: {shop: [1, seoul]}
encoding: cp949
delimiter: ";"
"""
ROWS = """
payment_id: order_no
state: {value: done}
currency: currency
rows:
  - {kind: {value: payment}, amount: total}
  - {kind: {value: cancellation}, amount: refunded, optional: true, where: {type: R}}
"""
TABLES = """
payment_id: order_no
state: {value: done}
currency: {value: KRW}
tables:
  payments: {kind: {value: payment}, amount: total}
  refunds:
    currency: currency
    where: {shop: seoul}
    rows:
      - {kind: {value: cancellation}, amount: returned, entry_id: refund_no}
"""


@pytest.fixture
def load(tmp_path):
    """Loads a mapping of a text."""

    def loaded(text):
        (tmp_path / "mapping.yaml").write_text(text, encoding="utf-8")
        return mapping.load(tmp_path / "mapping.yaml")

    return loaded


@pytest.fixture
def problems(load):
    """What is wrong with a text."""

    def told(text):
        with pytest.raises(MappingError) as caught:
            load(text)
        assert str(caught.value) == "\n".join(caught.value.problems)
        return [*caught.value.problems]

    return told


def test_a_mapping_of_one_row(load):
    major = {"unit": "major"}
    assert load(ORDERS) == Mapping(
        tables={
            "": Table(
                rules=(
                    Rule(
                        fields={
                            "payment_id": Field(column="order_no", **major),
                            "kind": Field(value="payment", **major),
                            "state": Field(
                                column="status", words={"pending": ("OPEN",), "done": ("PAID", "SHIPPED")}, **major
                            ),
                            "amount": Field(column="total", **major),
                            "vat": Field(value=0, **major),
                            "currency": Field(value="USD", **major),
                            "at": Field(column="paid_at", zone="Asia/Seoul", **major),
                        }
                    ),
                ),
                where={"shop": ("1", "seoul")},
            )
        },
        encoding="cp949",
        delimiter=";",
    )


def test_several_rows_of_one_share_what_is_said_above_them(load):
    rules = load(ROWS).tables[""].rules
    assert [each.fields["amount"].column for each in rules] == ["total", "refunded"]
    assert [each.fields["payment_id"].column for each in rules] == ["order_no"] * 2
    assert [(each.optional, each.where) for each in rules] == [(False, {}), (True, {"type": ("R",)})]


def test_tables_share_what_is_said_above_them(load):
    tables = load(TABLES).tables
    assert {name: each.rules[0].fields["currency"] for name, each in tables.items()} == {
        "payments": Field(value="KRW"),
        "refunds": Field(column="currency"),
    }
    assert tables["refunds"].where == {"shop": ("seoul",)}
    assert tables["refunds"].columns() == ("shop", "order_no", "currency", "returned", "refund_no")


def test_a_mapping_names_its_tables(load):
    with pytest.raises(MappingError, match=r"received a table `refund`, expected .*: did you mean `refunds`\?"):
        load(TABLES).table("refund")


WRONG = {
    "- a\n": ["mapping.yaml: received ['a'], expected keys that name our columns, each with the merchant's column"],
    "a: [": ["mapping.yaml, line 2: received text that is no YAML, expected YAML"],
    "a: !!python/name:os.system x": [
        "mapping.yaml, line 1: received the YAML tag 'tag:yaml.org,2002:python/name:os.system', expected YAML"
    ],
    "payment_id: a\n": [
        "mapping.yaml: received no `kind`, `state`, `amount`, `currency`, expected a column or a constant for each"
    ],
    ORDERS.replace("payment_id:", "order:"): [
        "mapping.yaml: received `order`, expected one of ours: `payment_id`, `transaction_id`, `entry_id`, `kind`, "
        "`state`, `status`, `amount`, `tax_free`, `vat`, `currency`, `at`, `channel`, `source`, `where`, `optional`, "
        "`tables`, `rows`, `delimiter`, `encoding`",
        "mapping.yaml: received neither `payment_id` nor `transaction_id`, expected one of them",
    ],
    ORDERS.replace("vat:", "vta:"): ["mapping.yaml: received `vta`, expected one of ours: did you mean `vat`?"],
    ORDERS.replace("done:", "dnoe:"): [
        "mapping.yaml, state: received `dnoe`, expected one of ours: did you mean `done`?"
    ],
    ORDERS.replace("OPEN", "PAID"): [
        "mapping.yaml, state: received 'PAID', expected it under one word, not under `pending` and `done`"
    ],
    ORDERS.replace("OPEN", "yes"): [
        "mapping.yaml, state, pending: received True, expected text: in quotes, where YAML would take it for "
        "something else"
    ],
    ORDERS.replace("value: payment", "value: refund"): [
        "mapping.yaml, kind, value: received 'refund', expected one of payment, cancellation, dispute, settlement"
    ],
    ORDERS.replace("value: USD", "value: usd"): [
        "mapping.yaml, currency, value: received 'usd', expected a currency of ISO 4217, such as KRW"
    ],
    ORDERS.replace("value: 0", "value: -1"): [
        "mapping.yaml, vat, value: received -1, expected an integer from 0, in the minor unit"
    ],
    ORDERS.replace("unit: major", "unit: cent, value: 1"): [
        "mapping.yaml, amount: received {'column': 'total', 'unit': 'cent', 'value': 1}, expected either a `column` "
        "or a `value`",
        "mapping.yaml, amount, unit: received 'cent', expected minor or major",
    ],
    ORDERS.replace("Asia/Seoul", "Asia/Soul"): [
        "mapping.yaml, at, zone: received 'Asia/Soul', expected a time zone, such as Asia/Seoul"
    ],
    ORDERS.replace("Asia/Seoul", "../etc"): [
        "mapping.yaml, at, zone: received '../etc', expected a time zone, such as Asia/Seoul"
    ],
    ORDERS.replace("cp949", "cp9490").replace('";"', '";;"'): [
        "mapping.yaml, delimiter: received ';;', expected one character",
        "mapping.yaml, encoding: received 'cp9490', expected an encoding, such as utf-8 or cp949",
    ],
    ORDERS.replace("{shop: [1, seoul]}", "shop"): [
        "mapping.yaml, where: received 'shop', expected columns, each with a value or a list of them"
    ],
    ORDERS.replace("order_no", "7"): ["mapping.yaml, payment_id, column: received 7, expected text"],
    ROWS.replace("optional: true", "optional: 1").replace("amount: total", "amnt: total"): [
        "mapping.yaml, rows[0]: received `amnt`, expected one of ours: did you mean `amount`?",
        "mapping.yaml, rows[0]: received no `amount`, expected a column or a constant for each",
        "mapping.yaml, rows[1], optional: received 1, expected true or false",
    ],
    ROWS.partition("rows")[0] + "rows: []\n": [
        "mapping.yaml, rows: received [], expected a list that is not empty",
    ],
    TABLES + "rows: [3]\n": ["mapping.yaml, rows: received [3], expected either `tables` or `rows` there"],
    TABLES.replace("{kind: {value: payment}, amount: total}", "total"): [
        "mapping.yaml, tables.payments: received 'total', expected the columns of that table"
    ],
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_all_mistakes_are_told_with_where_they_are(text, problems):
    assert problems(text) == WRONG[text]


@pytest.mark.parametrize("value", [None, True, [], {}, 7, 1.5, "x", {"x": 1}, {1: 2}])
@pytest.mark.parametrize(
    "key", ["payment_id", "state", "amount", "at", "where", "rows", "tables", "optional", "delimiter"]
)
def test_whatever_stands_in_a_mapping_is_read_or_told(key, value):
    """No other error than that of a mapping comes of plain data."""
    plain = {"payment_id": "a", "kind": "b", "state": "c", "amount": "d", "currency": "e"}
    try:
        told = repr(mapping.parse(plain | {key: value}))
    except MappingError as error:
        told = str(error)
    assert key in told
