"""Cassettes in every form that recorders have given them; nothing in them is executed."""

import base64
import gzip
import json

import pytest
import yaml

from pytest_portone.traffic import Traffic

URL = "https://api.portone.io/payments/order-1?storeId=s"
BODY = {"status": "PAID", "orderName": "장미 세 송이"}
TEXT = json.dumps(BODY, ensure_ascii=False)
PACKED = gzip.compress(TEXT.encode())


def modern(request=None, response=None):
    asked = {"method": "GET", "uri": URL, "headers": {"Authorization": ["PortOne s"]}, "body": None}
    answered = {
        "status": {"code": 200, "message": "OK"},
        "headers": {"Content-Type": ["application/json"]},
        "body": {"string": TEXT},
    }
    interaction = {"request": {**asked, **(request or {})}, "response": {**answered, **(response or {})}}
    return {"version": 1, "interactions": [interaction]}


ANSWERS = {
    "as text": modern(),
    "as bytes": modern(response={"body": {"string": TEXT.encode()}}),
    "in base64": modern(response={"body": {"base64_string": base64.b64encode(TEXT.encode()).decode()}}),
    "compressed": modern(response={"headers": {"content-encoding": ["gzip"]}, "body": {"string": PACKED}}),
    "said to be compressed, and decoded": modern(response={"headers": {"Content-Encoding": ["gzip"]}}),
    "headers as plain texts": modern(response={"headers": {"Content-Type": "application/json"}}),
    "headers as pairs": modern(response={"headers": [["Content-Type", "application/json"]]}),
    "of httpx, in an older form": {
        "version": 1,
        "interactions": [
            {
                "request": modern()["interactions"][0]["request"],
                "response": {"http_version": "HTTP/1.1", "status_code": 200, "headers": {}, "content": TEXT},
            }
        ],
    },
    "before there were versions": [
        {
            "request": {
                "method": "GET",
                "protocol": "https",
                "host": "api.portone.io",
                "port": 443,
                "path": "/payments/order-1?storeId=s",
                "headers": [{"Authorization": "PortOne s"}],
                "body": None,
            },
            "response": {
                "status": {"code": 200, "message": "OK"},
                "headers": ["Content-Type: application/json\r\n"],
                "body": {"string": TEXT},
            },
        }
    ],
    "of VCR for Ruby": {
        "http_interactions": [
            {
                "request": {
                    "method": "get",
                    "uri": URL,
                    "body": {"encoding": "UTF-8", "string": ""},
                    "headers": {"Authorization": ["PortOne s"]},
                },
                "response": {
                    "status": {"code": 200, "message": "OK"},
                    "headers": {"Content-Type": ["application/json"]},
                    "body": {"encoding": "UTF-8", "string": TEXT},
                },
                "recorded_at": "2026-01-01T00:00:00+00:00",
            }
        ],
        "recorded_with": "VCR 6.2.0",
    },
}


@pytest.fixture
def read(tmp_path):
    """Reads one cassette: its exchanges, and its faults as text."""

    def reading(value, name="refund.yaml"):
        path = tmp_path / name
        path.write_text(value if isinstance(value, str) else yaml.safe_dump(value, allow_unicode=True), "utf-8")
        traffic = Traffic()
        return list(traffic.read([path])), [str(each).removeprefix(f"{tmp_path}/") for each in traffic.faults]

    return reading


@pytest.mark.parametrize("form", ANSWERS)
def test_a_cassette_is_read_in_whatever_form_it_is(read, form):
    (found,), faults = read(ANSWERS[form])
    assert faults == []
    assert (found.request.method, found.request.path, found.request.query) == (
        "GET",
        "/payments/order-1",
        "storeId=s",
    )
    assert found.request.headers == {"authorization": "PortOne s"}
    assert (found.response.status, found.response.json()) == (200, BODY)
    assert "content-encoding" not in found.response.headers
    assert found.source.endswith("refund.yaml, exchange 1")
    assert found.host == "api.portone.io"
    assert not found.webhook


def test_a_cassette_in_json_is_one_too(read):
    (found,), faults = read(json.dumps(ANSWERS["as text"]), "refund.json")
    assert (found.response.json(), faults) == (BODY, [])


def test_a_body_that_was_sent_in_pieces_is_whole(read):
    (found,), _ = read(modern(request={"method": "POST", "body": [b"{", b"}"]}))
    assert found.request.body == b"{}"


def test_when_it_was_recorded_is_known_where_the_recorder_says_so(read):
    (found,), _ = read(ANSWERS["of VCR for Ruby"])
    assert found.started.isoformat() == "2026-01-01T00:00:00+00:00"
    (found,), _ = read(ANSWERS["as text"])
    assert found.started is None


def test_an_empty_cassette_has_no_exchanges_and_no_fault(read):
    assert read({"version": 1, "interactions": []}) == ([], [])
    assert read({"version": 1, "interactions": None}) == ([], [])


FAULTS = {
    "}": "received text that is no YAML at line 1, expected a cassette in YAML; record the cassette again",
    "interactions: !!python/object/apply:os.system ['true']": (
        "received the YAML tag 'tag:yaml.org,2002:python/object/apply:os.system' at line 1, expected plain values "
        "and !!binary: no other tag is read; record the cassette again, or bring it to the present format with "
        "`python -m vcr.migration FILE`"
    ),
    "services: {}": (
        "received YAML that is no cassette, expected a mapping with interactions or http_interactions; "
        "leave this file out"
    ),
    "interactions: "
    + "[" * 101: "received too many levels at line 1, expected no more than 100; record the cassette again",
    "interactions: 7": "received an integer of exchanges, expected a list; record the cassette again",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_no_cassette_is_told_with_its_place_and_the_way_out(read, text):
    assert read(text) == ([], [f"refund.yaml: {FAULTS[text]}"])


def test_every_exchange_that_can_not_be_read_is_told_and_the_others_are_read(read):
    broken = [
        modern(request={"uri": 7}),
        modern(request={"method": "two words"}),
        modern(request={"uri": "https://[x"}),
        modern(request={"headers": 7}),
        modern(response={"status": {"code": "200"}}),
        modern(response={"status": {"code": True}}),
        modern(response={"body": {"string": {"status": "PAID"}}}),
        modern(response={"headers": {"content-encoding": ["gzip"]}, "body": {"string": PACKED[:-9]}}),
        modern(response={"body": {"base64_string": "QQ=Q=Q"}}),
    ]
    interactions = [each["interactions"][0] for each in [*broken, modern()]]
    exchanges, faults = read({"interactions": [*interactions, 7, {"request": {}}]})
    assert [each.source.rpartition(" ")[2] for each in exchanges] == ["10"]
    assert [each.removeprefix("refund.yaml, exchange ").partition(";")[0] for each in faults] == [
        "1: received an integer as `uri`, expected an absolute URL",
        "2: received a text that is no method as `method`, expected a method such as GET",
        "3: received a text that is no URL, expected an absolute URL",
        "4: received headers in another form, expected a mapping of names to values, or a list of names with values",
        "5: received a string as `code`, expected an HTTP status from 100 to 599",
        "6: received a boolean as `code`, expected an HTTP status from 100 to 599",
        "7: received a mapping as a body, expected text, bytes or nothing",
        "8: received gzip that is cut off, expected whole gzip",
        "9: received broken base64 as a body, expected base64 (RFC 4648)",
        "11: received nothing as `request`, expected a mapping",
        "12: received nothing as `response`, expected a mapping",
    ]


def test_what_vcrpy_records_of_a_server_is_read_as_it_was(tmp_path):
    """From the recorder itself, over loopback, through two clients."""
    import httpx
    import requests
    import vcr

    from pytest_portone import contracts
    from pytest_portone.sandbox import Sandbox
    from pytest_portone.server import running

    sandbox = Sandbox(contracts.load())
    sandbox.customer.pay("order-1", total=39_000)
    secret = {"Authorization": f"PortOne {sandbox.secret}"}
    path = tmp_path / "store.yaml"
    with running(sandbox.handle) as url:
        with vcr.use_cassette(str(path), filter_headers=["authorization"]):
            requests.get(f"{url}/payments/order-1", headers=secret, timeout=5)
            httpx.post(f"{url}/payments/order-1/cancel", headers=secret, json={"reason": "no longer wanted"})
            httpx.get(f"{url}/payments/order-2", headers=secret)
        traffic = Traffic((url,))
        exchanges = list(traffic.read([path]))
    assert traffic.faults == []
    assert [(each.request.method, each.request.path, each.response.status) for each in exchanges] == [
        (each.request.method, each.request.path, each.response.status) for each in sandbox.calls
    ]
    assert [each.response.body for each in exchanges] == [each.response.body for each in sandbox.calls]
    assert [each.request.body for each in exchanges] == [each.request.body for each in sandbox.calls]
    assert sandbox.secret not in path.read_text("utf-8")
