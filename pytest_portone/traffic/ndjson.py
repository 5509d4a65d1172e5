"""NDJSON: one exchange a line, as `exchange.schema.json` says, for whoever writes traffic down by themselves."""

from __future__ import annotations

import json
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any, BinaryIO

import jsonschema_rs

from pytest_portone.contracts.schema import json_path
from pytest_portone.traffic import codings, decoding, headers
from pytest_portone.traffic.model import Entry, Fault, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_portone.sandbox.messages import Response

_WAY_OUT = "write the line as docs/drift.md has it"


def entries(name: str, file: BinaryIO) -> Iterator[Entry | Fault]:
    """The exchanges of a file or a stream, each as soon as its line is there. Empty lines are none."""
    for number, line in enumerate(file, 1):
        if line.strip():
            yield decoding.entry(partial(_entry, first=number == 1), f"{name}, line {number}", line)


def schema() -> dict[str, Any]:
    """The JSON Schema of a line."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("exchange.schema.json").read_text("utf-8"))
    return found


def _decoded(line: bytes, *, first: bool) -> dict[str, Any]:
    try:
        value = json.loads(line.rstrip().decode("utf-8-sig" if first else "utf-8"))
    except json.JSONDecodeError as error:
        raise UnreadableError(f"text that is no JSON at column {error.colno}", "one object", _WAY_OUT) from None
    except UnicodeDecodeError as error:
        raise UnreadableError(f"no UTF-8 at byte {error.start}", "JSON in UTF-8", _WAY_OUT) from None
    except (RecursionError, ValueError):
        raise UnreadableError("JSON with too many levels or digits", "less of them", _WAY_OUT) from None
    problems = [*dict.fromkeys(map(_problem, _validator().iter_errors(value)))]
    if problems:
        received, expected = (" and ".join(each) for each in zip(*problems, strict=True))
        raise UnreadableError(received, expected, _WAY_OUT)
    found: dict[str, Any] = value
    return found


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema())


def _problem(error: jsonschema_rs.ValidationError) -> tuple[str, str]:
    """What was received, and what was expected, of one error."""
    where = json_path(tuple(error.instance_path))
    properties = schema()["properties"]
    match error.kind:
        case jsonschema_rs.ValidationErrorKind.Required(property=name):
            return f"nothing at {where}.{name}", properties[name]["description"]
        case jsonschema_rs.ValidationErrorKind.AdditionalProperties(unexpected=names):
            return f"{len(names)} unknown fields at {where}", f"of the fields {', '.join(properties)}"
    name = next((str(each) for each in error.instance_path), "")
    said = properties.get(name, schema())["description"]
    return f"{decoding.kind(error.instance)} at {where}", str(said)


def _entry(source: str, text: bytes, *, first: bool) -> Entry:
    line = _decoded(text, first=first)
    sent = headers.read(line.get("requestHeaders"))
    started = decoding.moment(line.get("startedAt"))
    return Entry(source, decoding.method(line), line["url"], sent, partial(_messages, sent, line), started)


def _messages(sent: dict[str, str], line: dict[str, Any]) -> tuple[bytes, Response]:
    came = headers.read(line.get("responseHeaders"))
    body = codings.plain(sent, _body(line.get("requestBody")))
    return body, decoding.response(line["status"], came, _body(line.get("responseBody")))


def _body(value: Any) -> bytes:
    """A text as it is; anything else as JSON."""
    return decoding.text(value) if value is None or isinstance(value, str) else json.dumps(value).encode()
