"""Cassettes: YAML or JSON as vcrpy and pytest-recording write it, and as Ruby's VCR and betamax do.

Nothing in a cassette is executed, and vcrpy need not be installed. Of YAML's tags, `!!binary` is read and no other.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from pytest_portone.traffic import codings, decoding, headers, safe_yaml
from pytest_portone.traffic.model import Entry, Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.messages import Response

_LISTS = ("interactions", "http_interactions")
"""Where the exchanges stand: in vcrpy's cassettes; in those of VCR and betamax. vcrpy before 1.0 had a bare list."""
_DEFAULT_PORTS = {"https": 443, "http": 80}
_AGAIN = "record the cassette again"


def entries(name: str, file: BinaryIO) -> Iterator[Entry | Fault]:
    """The exchanges of a cassette in YAML.

    Raises:
        UnreadableError: it is no YAML, or no cassette.
    """
    try:
        value = safe_yaml.load(file.read()).value
    except safe_yaml.BrokenYamlError as error:
        received = f"{error.received} at line {error.line}"
        raise UnreadableError(received, error.expected, error.way_out or _AGAIN) from None
    yield from read(name, value)


def read(name: str, value: Any) -> Iterator[Entry | Fault]:
    """The exchanges of a decoded cassette.

    Raises:
        UnreadableError: it is no cassette.
    """
    for number, each in enumerate(_interactions(value), 1):
        yield decoding.entry(_entry, f"{name}, exchange {number}", each)


def is_cassette(value: Any) -> bool:
    """Whether a decoded file has the form of a cassette."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) and "request" in each for each in value)
    return isinstance(value, dict) and any(each in value for each in _LISTS)


def _interactions(value: Any) -> list[Any]:
    if not is_cassette(value):
        raise UnreadableError(
            "YAML that is no cassette", f"a mapping with {' or '.join(_LISTS)}", "leave this file out", foreign=True
        )
    found = value if isinstance(value, list) else next(value[each] for each in _LISTS if each in value)
    if not isinstance(found, list | None):
        raise UnreadableError(f"{decoding.kind(found)} of exchanges", "a list", _AGAIN)
    return found or []


def _entry(source: str, interaction: Any) -> Entry:
    asked = decoding.field(interaction, "request", dict, "a mapping")
    answered = decoding.field(interaction, "response", dict, "a mapping")
    sent = headers.read(asked.get("headers"))
    return Entry(
        source,
        decoding.method(asked),
        _url(asked),
        sent,
        partial(_messages, sent, asked, answered),
        decoding.moment(interaction.get("recorded_at")),
    )


def _url(asked: dict[str, Any]) -> str:
    if "uri" in asked or "protocol" not in asked:
        return str(decoding.field(asked, "uri", str, "an absolute URL"))
    scheme, host, path = (str(decoding.field(asked, each, str, "text")) for each in ("protocol", "host", "path"))
    port = asked.get("port", _DEFAULT_PORTS.get(scheme))
    return f"{scheme}://{host}{'' if port == _DEFAULT_PORTS.get(scheme) else f':{port}'}{path}"


def _messages(sent: dict[str, str], asked: dict[str, Any], answered: dict[str, Any]) -> tuple[bytes, Response]:
    return codings.plain(sent, _body(asked.get("body"))), response(answered)


def response(answered: dict[str, Any]) -> Response:
    """A response as a cassette has it.

    Raises:
        UnreadableError: it can't be read.
    """
    body = _body(answered.get("body")) if "body" in answered else decoding.text(answered.get("content"))
    return decoding.response(_status(answered), headers.read(answered.get("headers")), body)


def _status(answered: dict[str, Any]) -> int:
    """`status: {code: 200}`; `status_code: 200` in what vcrpy recorded of httpx for some years."""
    if "status_code" in answered:
        return decoding.status(answered, "status_code")
    return decoding.status(decoding.field(answered, "status", dict, "a mapping with `code`"), "code")


def _body(value: Any) -> bytes:
    match value:
        case {"base64_string": coded}:
            return decoding.base64_text(coded)
        case {"string": text}:
            return decoding.text(text)
        case [*pieces]:
            return b"".join(decoding.text(each) for each in pieces)
    return decoding.text(value)
