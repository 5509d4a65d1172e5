"""Calls and webhooks on one line of time."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from page_reader import LOADING, Seen
from tapes import call, cancellation, webhook

from pytest_portone import contracts
from pytest_portone.findings.colour import plain
from pytest_portone.recording import timeline
from pytest_portone.recording.timeline import Row, Timeline
from pytest_portone.report.columns import width
from pytest_portone.sandbox.messages import Request, Response

PATH = "/payments/{paymentId}"


@pytest.fixture(scope="module")
def contract():
    return contracts.load()


@pytest.fixture
def rows(contract):
    def make(*exchanges):
        return tuple(timeline.rows(exchanges, contract))

    return make


def test_calls_out_and_webhooks_in(rows):
    assert rows(call(1), cancellation(2), webhook(3)) == (
        Row(1, 0.0, "out", "GET", PATH, "getPayment", "", 200),
        Row(2, 1.0, "out", "POST", f"{PATH}/cancel", "cancelPayment", "", 200),
        Row(3, 2.0, "in", "POST", "/webhooks/portone", "", "Transaction.Cancelled", 204),
    )


def test_without_a_time_there_is_no_offset(rows):
    untimed = replace(call(1), started=None)
    assert [each.offset for each in rows(untimed, call(2), untimed, call(4))] == [None, 0.0, None, 2.0]


def test_what_is_no_operation_shows_nobody_s_data(rows):
    asked = Request("GET", "/payments/kim@example.com/secret-thing")
    (row,) = rows(replace(call(), request=asked))
    assert (row.operation, row.path) == ("", "/payments/*/*")
    assert timeline.subject(row) == "no operation of the contract"


WEBHOOKS = {
    b'{"type": "Transaction.Paid"}': "Transaction.Paid",
    b'{"payment_id": "x", "status": "Paid"}': "Paid",
    b"payment_id=x&status=Ready": "Ready",
    b'{"type": "kim@example.com"}': "webhook",
    b"[]": "webhook",
    b"\xff": "webhook",
    b"": "webhook",
}


@pytest.mark.parametrize("body", WEBHOOKS)
def test_what_a_webhook_tells_of(rows, body):
    told = replace(webhook(), request=Request("POST", "/hook", "", {}, body))
    assert [each.webhook for each in rows(told)] == [WEBHOOKS[body]]


@pytest.fixture
def told(rows):
    refused = replace(call(4), response=Response(404, {}, b"{}"), started=call(4).started + timedelta(hours=1))
    broken = replace(call(5), response=Response(503), started=None)
    return Timeline("refund.yaml", {"expires": "never"}, rows(call(1), cancellation(2), webhook(3), refused, broken))


def test_as_text(told):
    assert plain(timeline.render(told, "text")).splitlines() == [
        "refund.yaml",
        "expires: never",
        "",
        "1      +0.000 s  →  getPayment             GET /payments/{paymentId}          200",
        "2      +1.000 s  →  cancelPayment          POST /payments/{paymentId}/cancel  200",
        "3      +2.000 s  ←  Transaction.Cancelled  POST /webhooks/portone             204",
        "4  +3,603.000 s  →  getPayment             GET /payments/{paymentId}          404",
        "5             ?  →  getPayment             GET /payments/{paymentId}          503",
    ]


def test_a_long_path_leaves_the_statuses_in_sight(rows):
    long = replace(webhook(2), request=Request("POST", f"/웹훅/{'아주-긴-경로-' * 20}end"))
    first, second = plain(timeline.render(Timeline("x", {}, rows(call(1), long)), "text")).splitlines()[2:]
    assert width(first) == width(second)
    assert 100 < width(second) < 120
    assert second.endswith("end  204")


def test_statuses_have_colours(told):
    coloured = timeline.render(told, "text")
    assert [f"\x1b[{code}m{status}\x1b[0m" in coloured for code, status in ((32, 204), (33, 404), (31, 503))] == [
        True
    ] * 3


def test_an_empty_recording_as_text():
    assert plain(timeline.render(Timeline("x.yaml", {}, ()), "text")) == "x.yaml\nno exchanges\n"


def test_as_json(told):
    value = json.loads(timeline.render(told, "json"))
    assert value["format"] == 1
    assert value["facts"] == {"expires": "never"}
    assert value["rows"][2] == {
        "number": 3,
        "offset": 2.0,
        "direction": "in",
        "method": "POST",
        "path": "/webhooks/portone",
        "operation": "",
        "webhook": "Transaction.Cancelled",
        "status": 204,
    }


def test_as_a_page_that_needs_nothing_else(told):
    seen = Seen(timeline.render(told, "html"))
    assert [each for each in seen.attributes if each[1] in LOADING - {"http-equiv"}] == []
    assert seen.tags.count("tr") == 1 + len(told.rows)
    for text in ("getPayment", "Transaction.Cancelled", "+3,603.000 s", "expires: never"):
        assert text in seen.texts["page"]


def test_a_page_says_the_direction_and_the_unknown_time_of_an_exchange(told):
    page = timeline.render(told, "html")
    assert page.count('<td class="out"><b>') == 4
    assert page.count('<td class="in"><b>Transaction.Cancelled</b>') == 1
    assert page.count('<td class="time">?</td>') == 1
    assert [page.count(f'class="answer {each}"') for each in ("good", "bad")] == [3, 2]


def test_an_empty_recording_as_a_page():
    seen = Seen(timeline.render(Timeline("x.yaml", {}, ()), "html"))
    assert "no exchanges" in seen.texts["page"]
    assert "table" not in seen.tags


def test_texts_steer_neither_a_terminal_nor_a_browser(told):
    nasty = replace(told, title="<script>\x1b[2J\u202e")
    assert "\x1b[2J" not in timeline.render(nasty, "text")
    assert "<script>\\x1b" not in timeline.render(nasty, "html")
    assert "&lt;script&gt;\\x1b" in timeline.render(nasty, "html")
