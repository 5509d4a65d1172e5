"""HAR 1.2 out of exchanges, for browsers' developer tools and whatever else reads it."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from pytest_portone.traffic import urls
from pytest_portone.traffic.headers import CARRIAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.traffic.model import Exchange

_HTTP = "HTTP/1.1"
_UNKNOWN_TIME = datetime.fromtimestamp(0, UTC)
"""Every entry must have a time."""
_UNKNOWN_SIZE = -1
_REASONS = {each.value: each.phrase for each in HTTPStatus}


def text(exchanges: Iterable[Exchange]) -> str:
    """A HAR file of these exchanges, an entry each; one whose time is not known is said to be of 1970."""
    creator = {"name": "pytest-portone", "version": version("pytest-portone")}
    log = {"version": "1.2", "creator": creator, "entries": [_entry(each) for each in exchanges]}
    return json.dumps({"log": log}, ensure_ascii=False, indent=1) + "\n"


def _entry(exchange: Exchange) -> dict[str, Any]:
    return {
        "startedDateTime": (exchange.started or _UNKNOWN_TIME).isoformat(),
        "time": 0,
        "request": _request(exchange.request, urls.of(exchange)),
        "response": _response(exchange.response),
        "cache": {},
        "timings": {"send": 0, "wait": 0, "receive": 0},
    }


def _request(request: Request, url: str) -> dict[str, Any]:
    query = parse_qsl(request.query, keep_blank_values=True)
    posted = {"postData": _content(request.headers, request.body)} if request.body else {}
    return {
        "method": request.method,
        "url": url,
        **_head(request.headers, request.body),
        "queryString": [{"name": name, "value": value} for name, value in query],
        **posted,
    }


def _response(response: Response) -> dict[str, Any]:
    return {
        "status": response.status,
        "statusText": _REASONS.get(response.status, ""),
        **_head(response.headers, response.body),
        "content": {"size": len(response.body), **_content(response.headers, response.body)},
        "redirectURL": response.headers.get("location", ""),
    }


def _head(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """What requests and responses have in common. Headers that told how content was carried are left out."""
    return {
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": [{"name": name, "value": value} for name, value in headers.items() if name not in CARRIAGE],
        "headersSize": _UNKNOWN_SIZE,
        "bodySize": len(body),
    }


def _content(headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    kind = {"mimeType": headers.get("content-type", "")}
    try:
        return {**kind, "text": body.decode()}
    except UnicodeDecodeError:
        return {**kind, "text": base64.b64encode(body).decode(), "encoding": "base64"}
