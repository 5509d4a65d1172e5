"""A tape as a text: YAML that vcrpy reads, with what we say of it besides where vcrpy lets it stand."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import yaml

from pytest_portone.recording import heading
from pytest_portone.traffic import urls
from pytest_portone.traffic.headers import CARRIAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pytest_portone.recording.tape import Tape
    from pytest_portone.traffic.model import Exchange

VERSION = 1
"""Of vcrpy's format."""
HEADER = "portone"
"""Where our header stands in vcrpy's `metadata`."""
_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_ENDLESS = 2**30
"""Columns of a line: a body stays on one line, where it can be searched for and compared."""
_REASONS = {each.value: each.phrase for each in HTTPStatus}
_UNTOLD = re.compile(r"[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML would fold, drop or mistake for the end of a line where it stands as itself."""


class _Dumper(_BASE):  # type: ignore[misc]
    """Writes equal values as often as they occur, and every text on one line."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True

    def represent_text(self, text: str) -> yaml.ScalarNode:
        style = '"' if _UNTOLD.search(text) else None
        node: yaml.ScalarNode = self.represent_scalar("tag:yaml.org,2002:str", text, style=style)
        return node


_Dumper.add_representer(str, _Dumper.represent_text)


def write(tape: Tape, metadata: Mapping[str, Any] | None = None) -> str:
    """The text of a cassette.

    Args:
        tape: what it holds.
        metadata: what others say in vcrpy's `metadata`.
    """
    told = dict(metadata or {})
    if tape.header:
        told = {HEADER: heading.write(tape.header, len(tape.exchanges)), **told}
    document = {
        **({"metadata": told} if told else {}),
        "interactions": [_interaction(each) for each in tape.exchanges],
        "version": VERSION,
    }
    text: str = yaml.dump(document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_ENDLESS)
    return text


def _interaction(exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    return {
        **({"recorded_at": exchange.started.isoformat()} if exchange.started else {}),
        **({"webhook": True} if exchange.webhook else {}),
        "request": {
            "method": request.method,
            "uri": urls.of(exchange),
            "body": _body(request.body) or None,
            "headers": _headers(request.headers),
        },
        "response": {
            "status": {"code": response.status, "message": _REASONS.get(response.status, "")},
            "headers": _headers(response.headers),
            "body": {"string": _body(response.body)},
        },
    }


def _headers(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Bodies are decoded, so what told how they were carried is true no more."""
    return {name: [value] for name, value in headers.items() if name not in CARRIAGE}


def _body(body: bytes) -> str | bytes:
    """As text where it is one; other bytes become `!!binary`."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body
