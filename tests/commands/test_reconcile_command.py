"""`pytest-portone reconcile` as a user types it."""

import io
import json
import sqlite3
from pathlib import Path

import jsonschema_rs
import pytest

from pytest_portone import cli
from pytest_portone.reconciliation import locating, progress, reconciling
from pytest_portone.reconciliation.reporting import as_json
from pytest_portone.sandbox import Request, Sandbox
from pytest_portone.server import running

AS_OF = ("--as-of", "2026-11-23")
HEAD = "order_no,state,paid,paid_at\n"
ROW = "{},PAID,{},2026-11-20 10:00:00\n"
MAPPING = """\
payment_id: order_no
kind: {value: payment}
currency: {value: KRW}
state: {column: state, done: PAID, failed: FAILED}
amount: paid
at: {column: paid_at, zone: Asia/Seoul}
"""


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PORTONE_API_SECRET", raising=False)
    (tmp_path / "orders.yaml").write_text(MAPPING, encoding="utf-8")

    def command(*words):
        code = cli.main(["reconcile", *map(str, words)])
        return code, *capsys.readouterr()

    return command


@pytest.fixture
def told(run, tmp_path):
    """Runs with these orders of the ledger and of PortOne's side."""

    def told(ledger, portone, *words):
        book("orders.csv", ledger)
        record(portone)
        return run("orders.csv", "portone.ndjson", "--mapping", "orders.yaml", *AS_OF, *words)

    return told


def book(name, orders):
    Path(name).write_text(HEAD + "".join(ROW.format(*each) for each in orders.items()), encoding="utf-8")


def record(payments):
    common = {"kind": "payment", "state": "done", "currency": "KRW", "at": "2026-11-20T10:00:00+09:00"}
    rows = [{"payment_id": name, "amount": amount, **common} for name, amount in payments.items()]
    Path("portone.ndjson").write_text("".join(f"{json.dumps(each)}\n" for each in rows), encoding="utf-8")


def test_sides_that_agree_are_fine(told):
    code, out, err = told({"order-1": 39000}, {"order-1": 39000})
    assert (code, err) == (cli.FINE, "")
    assert out.splitlines()[:2] == [
        "Both sides tell the same story",
        "orders.csv against portone.ndjson, as of 2026-11-23 00:00:00+09:00",
    ]
    assert "\x1b" not in out


def test_what_is_wrong_is_named(told):
    code, out, err = told({"order-1": 39000, "order-2": 100}, {"order-1": 38000, "order-3": 7})
    assert (code, err) == (cli.FINDINGS, "")
    assert out.startswith("3 discrepancies in 3 payments; 1,107 KRW at stake\n")
    for line in ("1. order-1: amount, 1,000 KRW", "2. order-2: missing_at_portone, 100 KRW"):
        assert line in out.splitlines()


def test_rows_that_cannot_be_read_are_findings(told):
    code, out, _ = told({"order-1": 39000, "order-2": "many"}, {"order-1": 39000})
    assert code == cli.FINDINGS
    assert out.startswith("No discrepancies were found; 1 row could not be read\n")
    assert "- ledger, orders.csv, row 3: " in out


def test_terms_are_as_the_options_say(told):
    code, out, _ = told({"order-1": 39000}, {"order-1": 39001}, "--tolerance", "KRW=1", "--skew", "any")
    assert code == cli.FINE
    assert "grace 1h, skew any, tolerance 1 KRW" in out
    code, out, _ = told({}, {"order-1": 1}, "--grace", "9d")
    assert code == cli.FINE
    assert "1 difference in flight" in out
    code, out, _ = told({}, {"order-1": 1}, "--since", "2026-11-21", "--until", "2026-11-22T00:00:00+09:00")
    assert code == cli.FINE
    assert "1 row outside the period" in out


def test_every_option_that_makes_no_sense_is_named(run):
    words = ("--since", "2026-11-20T00:00", "--grace", "soon", "--tolerance", "1", "--fallback", "name,name")
    code, out, err = run("orders.csv", "api", *words, "--memory-limit", "much", "--format", "parquet")
    assert (code, out) == (cli.WRONG_USE, "")
    assert [line.removeprefix("pytest-portone: ").partition(":")[0] for line in err.splitlines()] == [
        "--since",
        "--grace",
        "--tolerance",
        "--fallback",
        "--memory-limit",
        "--format parquet",
    ]


def test_what_is_wrong_with_both_sides_is_told_at_once(run):
    code, out, err = run("orders.csv", "api")
    assert (code, out) == (cli.WRONG_USE, "")
    assert err.startswith("pytest-portone: the ledger can't be read: orders.csv: received no file")
    assert "PortOne's side can't be read: received no API secret" in err


@pytest.mark.parametrize("portone", ["nothing.har", "tapes/*.yaml"])
def test_recordings_that_are_not_there_are_wrong_use(run, portone):
    book("orders.csv", {})
    code, _, err = run("orders.csv", portone, "--mapping", "orders.yaml")
    assert code == cli.WRONG_USE
    assert err == f"pytest-portone: PortOne's side can't be read: {portone}: there is no such file or folder\n"


def test_a_report_of_settlements_needs_a_period(run, monkeypatch):
    monkeypatch.setenv("PORTONE_API_SECRET", "secret")
    book("orders.csv", {})
    code, _, err = run("orders.csv", "api:settlements", "--mapping", "orders.yaml", "--since", "2026-11-01")
    assert code == cli.WRONG_USE
    assert "api:settlements: received no whole period, expected --since and --until" in err


@pytest.mark.parametrize("name", ["json", "md", "html", "csv", "parquet"])
def test_a_file_gets_the_format_of_its_suffix(told, name):
    code, out, _ = told({"order-1": 1}, {"order-1": 3}, "--output", f"found.{name}")
    assert code == cli.FINDINGS
    assert out == f"1 discrepancy in 1 payment; 2 KRW at stake; see found.{name}\n"
    assert b"order-1" in Path(f"found.{name}").read_bytes()


def test_a_format_may_be_printed(told):
    _, out, _ = told({"order-1": 1}, {"order-1": 3}, "--format", "json")
    found = json.loads(out)
    jsonschema_rs.validator_for(as_json.schema()).validate(found)
    assert found["discrepancies"][0]["at_stake"] == 2


def test_colours_are_for_those_who_see_them(told, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert told({}, {"order-1": 1})[1].startswith("\x1b[31;1m1 discrepancy")
    told({}, {"order-1": 1}, "--output", "found.txt")
    assert "\x1b" not in Path("found.txt").read_text(encoding="utf-8")


def test_runs_go_on_with_a_state(told):
    state = ("--state", "reconciled.json")
    assert told({"order-1": 1}, {"order-1": 3, "order-2": 5}, *state)[0] == cli.FINDINGS
    code, out, _ = told({"order-1": 3}, {"order-1": 3, "order-2": 5, "order-3": 1}, *state, "--as-of", "2026-11-24")
    assert code == cli.FINDINGS
    assert "since the last run, as of 2026-11-23 00:00:00+09:00: 1 new, 1 solved" in out
    assert "- order-1: amount, 2 KRW" in out
    code, out, _ = told(
        {"order-1": 3, "order-2": 5, "order-3": 1}, {"order-1": 3, "order-2": 5, "order-3": 1}, *state
    )
    assert code == cli.WRONG_USE


def test_a_run_that_fails_leaves_the_state_alone(told):
    told({"order-1": 1}, {"order-1": 3}, "--state", "reconciled.json")
    before = Path("reconciled.json").read_bytes()
    assert told({"order-1": 1}, {}, "--state", "reconciled.json", "--output", "orders.yaml/found.json")[0] == 2
    assert Path("reconciled.json").read_bytes() == before


def test_a_run_that_is_interrupted_says_what_is_kept(told, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reconciling, "reconcile", interrupted)
    code, out, err = told({}, {}, "--state", "reconciled.json")
    assert (code, out) == (130, "")
    assert err == "pytest-portone: stopped; no state was changed.\n"
    assert not Path("reconciled.json").exists()


def test_a_database_is_a_ledger(run, tmp_path):
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("CREATE TABLE orders (order_no TEXT, state TEXT, paid INTEGER, paid_at TEXT)")
        database.execute("INSERT INTO orders VALUES ('order-1', 'PAID', 38000, '2026-11-20 10:00:00')")
    database.close()
    record({"order-1": 39000})
    locator = "sqlite:///shop.db?table=orders"
    code, out, err = run(locator, "portone.ndjson", "--mapping", "orders.yaml", *AS_OF)
    assert (code, err) == (cli.FINDINGS, "")
    assert "1. order-1: amount, 1,000 KRW" in out


def test_recorded_traffic_is_the_record_of_portone(run):
    sandbox = Sandbox()
    sandbox.customer.pay("order-1", 39000)
    headers = {"authorization": f"PortOne {sandbox.secret}"}
    payment = sandbox.handle(Request("GET", "/payments/order-1", "", headers)).json()
    url = "https://api.portone.io/payments/order-1"
    exchange = {"method": "GET", "url": url, "status": 200, "responseBody": payment}
    Path("traffic.ndjson").write_text(json.dumps(exchange), encoding="utf-8")
    book("orders.csv", {"order-1": 38000})
    words = ("--mapping", "orders.yaml", "--skew", "any", "--test-counts")
    code, out, err = run("orders.csv", "traffic.ndjson", *words)
    assert (code, err) == (cli.FINDINGS, "")
    assert "1. order-1: amount, 1,000 KRW" in out


@pytest.fixture
def shop(monkeypatch):
    """A sandbox that has one payment, behind a server: the sandbox, and the options that lead to it."""
    sandbox = Sandbox()
    sandbox.customer.pay("order-1", 39000)
    monkeypatch.setenv("PORTONE_API_SECRET", sandbox.secret)
    with running(sandbox.handle) as url:
        yield sandbox, ("api", "--mapping", "orders.yaml", "--skew", "any", "--test-counts", "--base-url", url)


@pytest.mark.parametrize("by", ["cursor", "page"])
def test_the_api_is_read_where_it_is_served(run, shop, by):
    sandbox, words = shop
    book("orders.csv", {"order-1": 38000})
    code, out, err = run("orders.csv", *words, "--by", by)
    assert (code, err) == (cli.FINDINGS, "")
    assert "1. order-1: amount, 1,000 KRW" in out
    assert sandbox.secret not in out


def test_a_stopped_run_goes_on_as_of_when_it_began(run, shop, monkeypatch):
    _, words = shop
    book("orders.csv", {"order-1": 38000})

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(reconciling, "reconcile", interrupted)
        code, _, err = run("orders.csv", *words, "--spool", "spool")
    assert code == 130
    assert err == "pytest-portone: stopped; no state was changed. What was read is in the spool.\n"
    began = json.loads(Path("spool/run.json").read_text(encoding="utf-8"))["begun"]
    monkeypatch.setattr("pytest_portone.reconciliation.reading.asking.over_http", lambda _client: None)
    code, out, err = run("orders.csv", *words, "--spool", "spool", "--format", "json")
    assert (code, err) == (cli.FINDINGS, "")
    found = json.loads(out)
    assert found["counts"] == {"amount": 1}
    assert found["terms"]["as_of"] == began.replace("+00:00", "Z")
    assert list(Path("spool").iterdir()) == []


def test_a_spool_is_for_the_api_and_holds_a_run(run, shop):
    _, words = shop
    assert "--spool: received x.csv to read, expected api" in run("orders.csv", "x.csv", "--spool", "spool")[2]
    Path("spool").mkdir()
    Path("spool/run.json").write_text("[]", encoding="utf-8")
    code, _, err = run("orders.csv", *words, "--spool", "spool")
    assert code == cli.WRONG_USE
    assert "run.json tells of no run (TypeError" in err


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("rows.ndjson", '\n{"kind": "payment", "state": "done", "amount": 1, "currency": "KRW"}', False),
        ("calls.ndjson", '{"method": "GET"}', True),
        ("broken.jsonl", "{", True),
        ("tape.yaml", "", True),
        ("rows.csv", "", False),
    ],
)
def test_recordings_are_told_from_tables(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert locating._is_recording(str(tmp_path / name)) is expected
    assert locating._is_recording(str(tmp_path)) is expected


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_is_told_on_a_terminal_and_wiped_out():
    told = Terminal()
    shown = progress.Progress(told, columns=30, clock=lambda: 0.0)
    with shown.step("reading PortOne's side"):
        shown.count(5, 10)
    assert told.getvalue().startswith("\r\x1b[Kreading PortOne's side")
    assert told.getvalue().endswith("\r\x1b[K")
    quiet = io.StringIO()
    with progress.Progress(quiet).step("reading"):
        pass
    assert quiet.getvalue() == ""


@pytest.mark.parametrize(
    ("done", "of", "expected"),
    [
        (0, None, "reading  3 s"),
        (1200, None, "reading  1,200  3 s"),
        (1, 4, f"reading  {'█' * 5}{'░' * 15} 25 %  1 of 4  3 s"),
        (9, 4, f"reading  {'█' * 20} 100 %  9 of 4  3 s"),
    ],
)
def test_the_line_of_progress(done, of, expected):
    assert progress.line("reading", done, of, 3.2) == expected
