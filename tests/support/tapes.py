"""Tapes made by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from pytest_portone.recording.tape import Header, Tape
from pytest_portone.sandbox.messages import Request, Response
from pytest_portone.traffic.model import Exchange

KST = timezone(timedelta(hours=9))
START = datetime(2026, 11, 23, 10, 0, 0, 123456, tzinfo=KST)
HEADER = Header("2026-07-03", START, date(2027, 5, 22))
PORTONE = "api.portone.io"


def call(number=1, **answer):
    """A call that asks for a payment."""
    body = json.dumps({"status": "PAID", "id": f"order-{number}", **answer}, ensure_ascii=False).encode()
    return Exchange(
        Request("GET", f"/payments/order-{number}", "", {"accept": "*/*"}),
        Response(200, {"content-type": "application/json"}, body),
        PORTONE,
        "",
        START + timedelta(seconds=number),
    )


def cancellation(number=2):
    body = {"cancellation": {"status": "SUCCEEDED", "id": f"cancel-{number}", "reason": "마음이 바뀌었어요"}}
    return Exchange(
        Request(
            "POST",
            "/payments/order-1/cancel",
            "storeId=store-1",
            {"content-type": "application/json"},
            json.dumps({"reason": "마음이 바뀌었어요"}).encode(),
        ),
        Response(200, {"content-type": "application/json"}, json.dumps(body, ensure_ascii=False).encode()),
        PORTONE,
        "",
        START + timedelta(seconds=number),
    )


def webhook(number=3, kind="Transaction.Cancelled"):
    headers = {
        "content-type": "application/json",
        "webhook-id": f"msg-{number}",
        "webhook-timestamp": "1795395600",
        "webhook-signature": "[secret]",
    }
    body = {"type": kind, "timestamp": "2026-11-23T10:00:03+09:00", "data": {"paymentId": "order-1"}}
    return Exchange(
        Request("POST", "/webhooks/portone", "", headers, json.dumps(body).encode()),
        Response(204),
        "merchant.example",
        "",
        START + timedelta(seconds=number),
        webhook=True,
    )


def tape(*exchanges, header=HEADER):
    return Tape(header, exchanges or (call(), cancellation(), webhook()))


def bare(told):
    """A tape without what depends on where its file lies."""
    return replace(told, exchanges=tuple(replace(each, source="") for each in told.exchanges))
