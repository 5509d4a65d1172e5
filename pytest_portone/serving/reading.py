"""Arguments read from requests: all that is wrong with them is told at once, and never what they hold."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from pytest_portone.serving.answers import ControlError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.sandbox import Request

_KINDS = {bool: "a boolean", int: "an integer", float: "a number", str: "a text", list: "a list", dict: "an object"}
_WORDS = {"boolean": bool, "integer": int, "number": float, "string": str, "array": list, "object": dict}


def arguments(request: Request, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments in a body.

    Args:
        request: whose body is an object, or empty.
        schema: the JSON Schema of an object.

    Raises:
        ControlError: `NOT_JSON` or `WRONG_ARGUMENTS`, with every problem.
    """
    try:
        told = json.loads(request.body.decode() or "{}", parse_constant=_refuse_constant)
        json.dumps(told, ensure_ascii=False).encode()
    except UnicodeError:
        raise ControlError(400, "NOT_JSON", "the body is no JSON: it holds what is no text") from None
    except RecursionError:
        raise ControlError(400, "NOT_JSON", "the body is nested too deeply") from None
    except ValueError as error:
        raise ControlError(400, "NOT_JSON", f"the body is no JSON: {error}") from None
    return checked(told, schema)


def parameters(request: Request, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters in a query; those that are to be integers are read as such.

    Raises:
        ControlError: `WRONG_ARGUMENTS`, with every problem.
    """
    told: dict[str, Any] = dict(parse_qsl(request.query, keep_blank_values=True, errors="replace"))
    for name, each in schema["properties"].items():
        text = told.get(name, "")
        if each.get("type") == "integer" and text.isascii() and text.isdigit() and len(text) < 10:  # noqa: PLR2004 - enough
            told[name] = int(text)
    return checked(told, schema)


def checked(told: Any, schema: Mapping[str, Any]) -> dict[str, Any]:
    """A value that fits a schema of an object.

    Raises:
        ControlError: `WRONG_ARGUMENTS`, with every problem.
    """
    try:
        problems = sorted(set(_wrong(told, schema)), key=lambda each: (each.at, each.message))
    except ValueError as error:  # the validator's own limits
        raise ControlError(400, "WRONG_ARGUMENTS", f"the arguments can't be read: {error}") from None
    if problems:
        listed = "; ".join(f"{each.at or '/'}: {each.message}" for each in problems)
        raise ControlError(400, "WRONG_ARGUMENTS", listed, problems)
    result: dict[str, Any] = told
    return result


def _wrong(told: Any, schema: Mapping[str, Any], above: str = "") -> Iterator[Problem]:
    """All that is wrong with a value."""
    from jsonschema_rs import Draft202012Validator

    for error in Draft202012Validator(dict(schema), validate_formats=True).iter_errors(told):
        value, wanted = _at(told, schema, error.instance_path)
        at = above + "".join(f"/{each}" for each in error.instance_path)
        yield from _problems(error.kind, value, wanted, at)


def _problems(kind: Any, value: Any, wanted: Mapping[str, Any], at: str) -> Iterator[Problem]:
    meant = next((each for each in wanted.get("anyOf", ()) if "properties" in each), None)
    if kind.name == "anyOf" and isinstance(value, dict) and meant:
        yield from _wrong(value, meant, at)
    elif kind.name == "required":
        yield Problem(f"{at}/{kind.property}", "is missing")
    elif kind.name == "additionalProperties":
        known = ", ".join(sorted(wanted.get("properties", {}))) or "none"
        yield from (Problem(f"{at}/{name}", f"is not known; expected of {known}") for name in kind.unexpected)
    else:
        yield Problem(at, f"received {_told(value)}, expected {_wanted(wanted)}")


def _at(value: Any, schema: Mapping[str, Any], path: list[Any]) -> tuple[Any, Mapping[str, Any]]:
    """The value at a path, and its schema."""
    for each in path:
        value = value[each]
        schema = schema.get("properties", {}).get(each, {}) if isinstance(each, str) else schema.get("items", {})
    return value, schema


def _told(value: Any) -> str:
    """What kind of value it is. What it is stays untold: it may be a card's number."""
    return "null" if value is None else _KINDS[type(value)]


def _wanted(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(map(json.dumps, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(map(_wanted, schema["anyOf"])))
    if schema.get("format") == "date-time":
        return "an RFC 3339 date-time with its zone, such as 2026-01-01T00:00:00Z"
    word = schema.get("type", "")
    told = _KINDS.get(_WORDS.get(word, object), "null" if word == "null" else "another value")
    bounds = {"minimum": "or more", "maximum": "or less"}
    limits = [f"{schema[name]} {words}" for name, words in bounds.items() if name in schema]
    if "pattern" in schema:
        limits.append(f"like {schema['pattern']}")
    return ", ".join([told, *limits])


def _refuse_constant(name: str) -> None:
    raise ValueError(f"received {name}, which JSON does not know")
