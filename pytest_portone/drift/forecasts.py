"""What is permitted, was never announced, and was met all the same: written down for the gate to try.

Nothing recorded goes into the file but vocabulary of the API: names of fields, enum values, tags. A new field has a
value made up for its JSON type.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import jsonschema_rs

from pytest_portone import whole_file
from pytest_portone.conformance.words import kind
from pytest_portone.contracts.schema import json_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pytest_portone.contracts.model import Contract
    from pytest_portone.drift.subjects import Examined

VERSION = 1
"""Of the file."""
Foreseen: TypeAlias = Literal["new-field", "new-enum-value", "new-case", "new-type"]

_KINDS: Mapping[str, Foreseen] = {
    "output-field-unannounced": "new-field",
    "output-value-unannounced": "new-enum-value",
    "output-case-unannounced": "new-case",
    "error-unannounced": "new-type",
    "webhook-type-unannounced": "new-type",
}
"""What the gate calls it, by rule."""
_VALUES: Mapping[str, Any] = {
    "string": "unknown",
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}
"""What a new field is tried with, by its JSON type."""


class ForecastError(ValueError):
    """A file that is no forecast of this version."""

    def __init__(self, path: Path, problems: Iterable[str]) -> None:
        super().__init__(f"{path}: {'; '.join(problems)}; write it again with `pytest-portone contract check`")


@dataclass(frozen=True, slots=True, order=True)
class Forecast:
    """One thing that was met before it was announced.

    Attributes:
        operation: the operation's id, or `webhook VERSION`.
        status: the answer's HTTP status; 0 for a webhook.
        path: of the object with a new field, of the enum, of the oneOf; `[*]` is any item, `.*` any key of a map.
        kind: what is new.
        name: of the field; else the enum's value, or the tag's.
        json: a new field's JSON type; empty for all else.
    """

    operation: str
    status: int
    path: str
    kind: Foreseen
    name: str
    json: str = ""

    @property
    def value(self) -> Any:
        """What is put in: for a field something of its type, else the name."""
        return _VALUES[self.json] if self.kind == "new-field" else self.name


def foreseen(contract: Contract, examined: Examined) -> Iterator[Forecast]:
    """The forecasts that an answer or a webhook gives rise to; none for a status that the contract does not have."""
    if examined.operation and examined.status not in contract.statuses(examined.operation):
        return
    for each in examined.strange:
        found = _KINDS.get(each.rule)
        if found and each.name:
            path, of_type = each.path, ""
            if found == "new-field":
                path, of_type = path[: -len(json_path((each.name,))[1:])], kind(each.value)
            yield Forecast(examined.name, examined.status, path, found, each.name, of_type)


def write(path: Path, contract: Contract, forecasts: Iterable[Forecast]) -> int:
    """Write a file of forecasts, each once and in a fixed order; returns how many.

    Raises:
        OSError: it can't be written.
    """
    told = sorted(set(forecasts))
    value = {"portoneForecast": VERSION, "contract": contract.version, "forecasts": [*map(_plain, told)]}
    whole_file.write(path, json.dumps(value, indent=2, ensure_ascii=False) + "\n")
    return len(told)


def read(path: Path) -> tuple[Forecast, ...]:
    """Read a file of forecasts.

    Raises:
        ForecastError: it can't be read, or is none; every problem is named.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ForecastError(path, [f"received {error.strerror or error}, expected a file"]) from None
    except ValueError:
        raise ForecastError(path, ["received a text that is no JSON, expected a forecast"]) from None
    version = value.get("portoneForecast") if isinstance(value, dict) else None
    if version != VERSION:
        received = f"version {version}" if isinstance(version, int) else "no version"
        raise ForecastError(path, [f"received {received}, expected `portoneForecast` to be {VERSION}"])
    problems = [f"{json_path(tuple(each.instance_path))}: {each.message}" for each in _validator().iter_errors(value)]
    if problems:
        raise ForecastError(path, problems)
    names = [each.name for each in fields(Forecast)]
    return tuple(Forecast(**{name: each[name] for name in names if name in each}) for each in value["forecasts"])


def schema() -> dict[str, Any]:
    """The published JSON Schema of the file."""
    found: dict[str, Any] = json.loads(files(__package__).joinpath("forecast.schema.json").read_text("utf-8"))
    return found


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema())


def _plain(forecast: Forecast) -> dict[str, Any]:
    told = {name: value for name, value in asdict(forecast).items() if value != ""}
    return {**told, "value": forecast.value}
