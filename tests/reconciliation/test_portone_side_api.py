"""PortOne's side by its API: whole, once each, in whatever way the reading is disturbed."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_portone import contracts
from pytest_portone.reconciliation.entries import COLUMNS
from pytest_portone.reconciliation.reading import api, asking, listings, sandbox, spool
from pytest_portone.reconciliation.reading.asking import ApiError, Patience
from pytest_portone.reconciliation.reading.spool import SpoolError
from pytest_portone.sandbox import Request, Sandbox

BOTH = pytest.mark.parametrize("by", ["cursor", "page"])
FEW = settings(deadline=None, max_examples=10)


def shop(count, contract=None, minutes=1):
    """A sandbox with payments; of every seventh, a part is cancelled."""
    made = Sandbox(contract)
    for number in range(count):
        if minutes:
            made.clock.advance(minutes=minutes)
        made.customer.pay(f"order-{number}", 1_000 + number)
        if number % 7 == 0:
            body = json.dumps({"reason": "torn", "amount": 100}).encode()
            headers = {"authorization": f"PortOne {made.secret}", "content-type": "application/json"}
            path = f"/payments/order-{number}/cancel"
            assert made.handle(Request("POST", path, "", headers, body)).status == 200
    return made


SHOP = shop(60)
LATER = SHOP.clock.now + timedelta(days=1)


def table(side):
    frame = side.frame
    return frame if hasattr(frame, "to_pylist") else frame.to_arrow_table()


def rows(side):
    """The rows without where they are from, each with how often it is there."""
    return Counter(
        tuple((name, value) for name, value in each.items() if name != "source") for each in table(side).to_pylist()
    )


EXPECTED = rows(sandbox.side(SHOP))


def test_the_expected_rows_are_all_of_the_shop():
    assert len(EXPECTED) == EXPECTED.total() == 60 + 9
    assert sum(dict(each)["amount"] for each in EXPECTED if dict(each)["kind"] == "payment") == 60 * 1_000 + 59 * 30


@BOTH
@pytest.mark.parametrize("size", [3, 7, 60, 1000])
def test_every_page_size_gives_the_same_rows(by, size):
    found = api.side(asking.in_process(SHOP), by=by, size=size, until=LATER)
    assert rows(found) == EXPECTED
    assert found.unread == 0


@BOTH
@pytest.mark.parametrize("version", contracts.versions())
def test_every_contract_is_read(by, version):
    other = shop(15, contracts.load(version))
    found = api.side(asking.in_process(other), by=by, until=LATER)
    assert rows(found) == rows(sandbox.side(other))
    assert table(found).num_rows == 15 + 3


class StoppedError(Exception):
    """The process was ended."""


def stopping(ask, after):
    """An `ask` that ends the process after so many questions."""
    left = iter(range(after))

    def asked(path, query):
        if next(left, None) is None:
            raise StoppedError
        return ask(path, query)

    return asked


@FEW
@given(st.sampled_from(["cursor", "page"]), st.integers(3, 30), st.lists(st.integers(0, 6), max_size=4))
def test_a_run_that_is_stopped_goes_on_where_it_stood(by, size, stops):
    told = []
    with TemporaryDirectory() as folder:
        for after in stops:
            try:
                api.side(stopping(asking.in_process(SHOP), after), by=by, size=size, until=LATER, spool=folder)
            except StoppedError:
                continue
        found = api.side(
            asking.in_process(SHOP),
            by=by,
            size=size,
            until=LATER,
            spool=folder,
            progress=lambda *each: told.append(each),
        )
        assert rows(found) == EXPECTED
        assert told == sorted(told, key=lambda each: each[0])
        again = api.side(stopping(None, 0), by=by, size=size, until=LATER, spool=folder)
        assert rows(again) == EXPECTED, "a spool that has it all needs no API"


@FEW
@given(st.sampled_from(["cursor", "page"]), st.lists(st.integers(0, 12), min_size=1, max_size=4), st.booleans())
def test_a_run_that_is_stopped_between_two_files_goes_on_where_it_stood(by, stops, written):
    put = spool.put
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for after in stops:
            left = iter(range(after))

            def stop(path, data, left=left):
                if next(left, None) is None:
                    if written:
                        put(path, data)
                    raise StoppedError
                put(path, data)

            patch.setattr(spool, "put", stop)
            try:
                api.side(asking.in_process(SHOP), by=by, size=11, until=LATER, spool=folder)
            except StoppedError:
                continue
        patch.setattr(spool, "put", put)
        assert rows(api.side(asking.in_process(SHOP), by=by, size=11, until=LATER, spool=folder)) == EXPECTED


def test_the_spool_is_a_relation_over_one_file(tmp_path):
    found = api.side(asking.in_process(SHOP), size=9, until=LATER, spool=tmp_path)
    assert found.frame.columns == [*COLUMNS]
    assert {each.name for each in tmp_path.iterdir()} == {"state.json", "asides.json", "entries.parquet"}


def test_by_cursor_nothing_is_remembered_of_earlier_answers(tmp_path):
    wanted = listings.Wanted(until=LATER, size=10)
    kept = spool.Spool.at(tmp_path, {}, LATER)
    api.walk(listings.ByCursor(wanted), api.PAYMENTS, asking.in_process(SHOP), kept)
    assert (kept.met([]), kept.state.sights, kept.state.batches) == (0, 60, 6)


def test_a_run_without_an_end_keeps_the_one_that_it_began_with(tmp_path):
    with pytest.raises(StoppedError):
        api.side(stopping(asking.in_process(SHOP), 2), size=9, spool=tmp_path)
    began = json.loads((tmp_path / "state.json").read_text("utf-8"))["until"]
    api.side(asking.in_process(SHOP), size=9, spool=tmp_path)
    assert json.loads((tmp_path / "state.json").read_text("utf-8"))["until"] == began


@pytest.mark.parametrize("changes", [{"by": "page"}, {"store_id": "store-2"}, {"until": LATER + timedelta(1)}])
def test_a_spool_is_not_gone_on_with_for_another_question(tmp_path, changes):
    api.side(asking.in_process(SHOP), until=LATER, spool=tmp_path)
    with pytest.raises(SpoolError, match="which was begun; name another folder"):
        api.side(asking.in_process(SHOP), **{"until": LATER, "spool": tmp_path} | changes)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 2}'])
def test_a_folder_with_another_state_is_refused(tmp_path, text):
    (tmp_path / "state.json").write_text(text, encoding="utf-8")
    with pytest.raises(SpoolError, match="received no state of a reading"):
        api.side(asking.in_process(SHOP), spool=tmp_path)


@BOTH
@pytest.mark.parametrize("newest", [0, 3])
@pytest.mark.parametrize("field", ["statusChangedAt", "updatedAt"])
def test_a_payment_that_changes_meanwhile_counts_once_as_it_was_last(by, newest, field):
    shown = [payment(1), payment(2), payment(3), payment(1)]
    for place in (0, 3):
        shown[place] |= {field: f"2026-01-0{2 if place == newest else 1}T00:00:00Z", "status": "FAILED"}
    shown[newest]["status"] = "PAID"

    def ask(_path, query):
        body = json.loads(query["requestBody"])
        first = body["page"]["number"] * 2 if by == "page" else int(body.get("cursor", -1)) + 1
        some = shown[first:][:2]
        if by == "page":
            return {"items": some, "page": body["page"] | {"totalCount": 3}}
        return {"items": [{"payment": each, "cursor": str(first + place)} for place, each in enumerate(some)]}

    found = api.side(ask, by=by, size=2, until=LATER)
    assert sorted(zip(*(table(found)[name].to_pylist() for name in ("payment_id", "status")), strict=True)) == [
        ("order-1", "PAID"),
        ("order-2", "PAID"),
        ("order-3", "PAID"),
    ]


def test_more_payments_than_a_list_has_pages_for_are_read_in_halves(monkeypatch):
    monkeypatch.setattr(listings, "MOST", 14)
    asked = []

    def ask(path, query):
        asked.append(json.loads(query["requestBody"]))
        return asking.in_process(SHOP)(path, query)

    since = datetime(2026, 1, 1, tzinfo=UTC)
    found = api.side(ask, by="page", size=4, since=since, until=LATER)
    assert rows(found) == EXPECTED
    assert max((each["page"]["number"] + 1) * 4 for each in asked) <= 16
    assert len({each["filter"]["from"] for each in asked}) > 4


def test_more_payments_of_one_moment_than_a_list_has_pages_for_are_said(monkeypatch):
    monkeypatch.setattr(listings, "MOST", 8)
    world = shop(12, minutes=0)
    with pytest.raises(ApiError, match="over 8 payments of one moment; read by cursor instead"):
        api.side(asking.in_process(world), by="page", size=4, until=LATER)


def payment(number):
    return {
        "id": f"order-{number}",
        "storeId": "store-1",
        "status": "PAID",
        "amount": {"total": number},
        "currency": "KRW",
    }


def shifting(gone):
    """A list by page of ten payments, of which one slips to a page that was read; `gone` times."""
    turns = iter(range(gone))

    def ask(_path, query):
        page = json.loads(query["requestBody"])["page"]
        shown = [*range(10)]
        if page["number"] == 1 and next(turns, None) is not None:
            shown.remove(3)
        listed = shown[page["number"] * 3 :][:3]
        return {"items": [*map(payment, listed)], "page": page | {"totalCount": 10}}

    return ask


def test_a_window_in_which_payments_slip_is_read_again():
    told = []
    found = api.side(shifting(3), by="page", size=3, until=LATER, progress=lambda *each: told.append(each))
    assert told[-1] == (10, 10), "what was read in vain does not count"
    assert sorted(table(found)["amount"].to_pylist()) == [*range(10)]


def test_payments_that_never_keep_still_are_said():
    with pytest.raises(ApiError, match=r"received fewer payments .* than were counted, 5 times; read by cursor"):
        api.side(shifting(99), by="page", size=3, until=LATER)


def test_what_cannot_be_read_is_aside_once(tmp_path):
    broken = payment(3) | {"amount": {"total": 1.5}}
    items = [payment(1), broken, broken, payment(2) | {"id": None}]

    def ask(_path, query):
        first = "cursor" not in json.loads(query["requestBody"])
        return {"items": [{"payment": each, "cursor": str(n)} for n, each in enumerate(items)] if first else []}

    found = api.side(ask, until=LATER, spool=tmp_path)
    assert table(found)["payment_id"].to_pylist() == ["order-1"]
    assert found.unread == 2
    assert [(each.source, each.reason) for each in found.aside] == [
        (
            "/payments-by-cursor, order-3",
            "amount.total: received a number with a fraction, expected an integer from 0",
        ),
        ("/payments-by-cursor", "id: received nothing, expected a text"),
    ]


def test_a_store_without_payments_has_the_columns_and_no_row(tmp_path):
    for folder in (None, tmp_path):
        found = api.side(asking.in_process(Sandbox()), until=LATER, spool=folder)
        assert table(found).column_names == [*COLUMNS]
        assert table(found).num_rows == 0


# Over HTTP


def patient(waits):
    return Patience(sleep=waits.append)


@BOTH
def test_thousands_of_payments_over_http(portone_server, by, tmp_path):
    for number in range(2_200):
        portone_server.sandbox.customer.pay(f"order-{number}", 1 + number)
    told = []
    with asking.client(portone_server.url, "secret") as client:
        ask = asking.over_http(client)
        for stop in (2, 1):
            with pytest.raises(StoppedError):
                api.side(stopping(ask, stop), by=by, size=500, until=LATER, spool=tmp_path)
        found = api.side(ask, by=by, size=500, until=LATER, spool=tmp_path, progress=lambda *each: told.append(each))
    amounts = table(found)["amount"].to_pylist()
    assert sorted(amounts) == [*range(1, 2_201)]
    total = {"cursor": None, "page": 2_200}[by]
    assert told[0] == (2_000, total)
    assert told[-1] == (2_200, total)


@BOTH
def test_429_5xx_and_lost_answers_are_asked_for_again(portone_server, by):
    world, waits = portone_server.sandbox, []
    for number in range(40):
        world.customer.pay(f"order-{number}", 1 + number)
    world.faults.too_many_requests(retry_after=77, times=2, after=1)
    world.faults.server_error(503, times=2, after=3)
    world.faults.reset(times=1, after=3)
    world.faults.malformed(times=1, after=4)
    world.faults.truncated(times=1, after=5)
    with asking.client(portone_server.url, "secret") as client:
        found = api.side(asking.over_http(client, patient(waits)), by=by, size=5, until=LATER)
    assert sorted(table(found)["amount"].to_pylist()) == [*range(1, 41)]
    assert len(waits) == 7
    assert waits.count(77.0) == 2
    assert world.faults.waiting == []


def test_a_reader_gives_up_in_the_end_and_what_was_read_is_kept(portone_server, tmp_path):
    world, waits = portone_server.sandbox, []
    for number in range(20):
        world.customer.pay(f"order-{number}", 1 + number)
    world.faults.maintenance(after=2)
    with asking.client(portone_server.url, "secret") as client:
        ask = asking.over_http(client, patient(waits))
        with pytest.raises(ApiError, match=r"GET /payments-by-cursor: received 503, 8 times") as raised:
            api.side(ask, size=5, until=LATER, spool=tmp_path)
        assert (raised.value.status, waits) == (503, [300.0] * 7)
        world.faults.clear()
        asked = len(world.calls)
        assert table(api.side(ask, size=5, until=LATER, spool=tmp_path)).num_rows == 20
        assert len(world.calls) - asked == 3, "two of the five answers were kept"


@pytest.mark.parametrize("header", ["12", "soon", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "1e400", ""])
def test_whatever_an_answer_asks_to_wait_is_bounded(header):
    waits, answers = [], iter([httpx.Response(429, headers={"retry-after": header}), httpx.Response(200, json={})])
    transport = httpx.MockTransport(lambda _: next(answers))
    with httpx.Client(base_url="https://example.com", transport=transport) as client:
        assert asking.over_http(client, patient(waits))("/x", {}) == {}
    assert 0 <= waits[0] <= 12


def test_a_refusal_is_not_asked_for_again():
    calls = []

    def refuse(request):
        calls.append(parse_qs(request.url.query.decode()))
        return httpx.Response(401, json={"type": "UNAUTHORIZED", "message": "no"})

    transport = httpx.MockTransport(refuse)
    with (
        httpx.Client(base_url="https://example.com", transport=transport) as client,
        pytest.raises(ApiError) as raised,
    ):
        api.side(asking.over_http(client), until=LATER)
    assert str(raised.value) == (
        "GET /payments-by-cursor: received 401 UNAUTHORIZED no, expected 200; see to PORTONE_API_SECRET"
    )
    assert len(calls) == 1
    assert json.loads(calls[0]["requestBody"][0]) == {
        "from": "1970-01-01T00:00:00Z",
        "until": "2026-01-02T01:00:00Z",
        "size": 1000,
    }


def test_the_secret_comes_from_the_environment(portone, monkeypatch):
    portone.customer.pay("order-1", 500)
    monkeypatch.setenv(asking.SECRET, "top")
    assert table(api.side())["payment_id"].to_pylist() == ["order-1"]
    assert portone.calls[-1].request.headers["authorization"] == "PortOne top"


def test_without_a_secret_nothing_is_asked(monkeypatch):
    monkeypatch.delenv(asking.SECRET, raising=False)
    with pytest.raises(ApiError, match="received no API secret, expected one in the environment variable"):
        api.side()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"by": "hand"}, "received by='hand', expected one of cursor, page"),
        ({"is_test": True}, "use by='page'"),
        ({"timestamp": "STATUS_CHANGED_AT"}, "use by='page'"),
        ({"since": datetime(2026, 1, 1)}, "expected times with a zone"),  # noqa: DTZ001 - on purpose
        ({"size": 0}, "received a size of 0, expected 1 or more"),
    ],
)
def test_arguments_that_do_not_fit_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        api.side(asking.in_process(SHOP), **{"until": LATER} | arguments)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ([], "without a list of objects as `items`"),
        ({"items": [1]}, "without a list of objects as `items`"),
        ({"items": [{"payment": {}}]}, "received an item without a cursor of its own"),
    ],
)
def test_an_answer_of_another_kind_is_refused(answer, message):
    with pytest.raises(ApiError, match=message):
        api.side(lambda *_: answer, until=LATER)


def test_only_test_payments_by_page():
    found = api.side(asking.in_process(SHOP), by="page", is_test=False, until=LATER)
    assert table(found).num_rows == 0
    assert rows(api.side(asking.in_process(SHOP), by="page", is_test=True, until=LATER)) == EXPECTED


def test_a_cut_folder_name_with_a_quote(tmp_path):
    folder = Path(tmp_path) / "it's"
    assert rows(api.side(asking.in_process(SHOP), until=LATER, spool=folder)) == EXPECTED
