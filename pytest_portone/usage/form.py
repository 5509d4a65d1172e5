"""The form of a usage file: nested for whoever reads it, a line for each place, sorted, so that a diff tells all."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.usage.model import DELIVERED, SENT, Fact, webhook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Places: TypeAlias = "dict[str, dict[str, list[str]]]"

VERSION = 1
"""Of the form. It rises when something is taken away or means something else."""
_LISTS: Mapping[str, str] = {"type": "types", "value": "values"}
_WEBHOOK = webhook("")


def schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of the form."""
    text = resources.files("pytest_portone.usage").joinpath("schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def text(facts: Iterable[Fact]) -> str:
    """Facts as the text of a file; the same facts are the same text."""
    return f"{_told(nested(facts))}\n"


def nested(facts: Iterable[Fact]) -> dict[str, Any]:
    """Facts as the file has them."""
    contracts: list[str] = []
    operations: dict[str, Any] = {}
    webhooks: dict[str, Places] = {}
    for each in sorted(facts, key=_order):
        if each.kind == "contract":
            contracts.append(each.name)
        elif each.subject.startswith(_WEBHOOK):
            _put(webhooks.setdefault(each.subject.removeprefix(_WEBHOOK), {}), each)
        else:
            operation = operations.setdefault(each.subject, {"ids": [], SENT: {}, "received": {}})
            if each.kind == "id":
                operation["ids"].append(each.name)
            else:
                side = operation[SENT] if each.side == SENT else operation["received"].setdefault(each.side, {})
                _put(side, each)
    return {"version": VERSION, "contracts": contracts, "operations": operations, "webhooks": webhooks}


def _order(fact: Fact) -> tuple[str, ...]:
    return fact.subject, fact.side, fact.path, fact.kind, fact.name


def _put(places: Places, fact: Fact) -> None:
    """A fact at its place; that of a side alone makes none."""
    if not fact.path:
        return
    place = places.setdefault(fact.path, {})
    if fact.kind in _LISTS:
        place.setdefault(_LISTS[fact.kind], []).append(fact.name)


def flat(told: Mapping[str, Any]) -> Iterator[Fact]:
    """What the data of a file, which must be of the schema, says."""
    for name in told["contracts"]:
        yield Fact("contract", name=name)
    for subject, operation in told["operations"].items():
        for name in operation["ids"]:
            yield Fact("id", subject, name=name)
        yield from _side(subject, SENT, operation[SENT])
        for status, places in operation["received"].items():
            yield from _side(subject, status, places)
    for version, places in told["webhooks"].items():
        yield from _side(webhook(version), DELIVERED, places)


def _side(subject: str, side: str, places: Places) -> Iterator[Fact]:
    yield Fact("side", subject, side)
    for path, place in places.items():
        yield Fact("place", subject, side, path)
        for name in place.get("types", ()):
            yield Fact("type", subject, side, path, name)
        for name in place.get("values", ()):
            yield Fact("value", subject, side, path, name)


def _told(value: Any, indent: str = "") -> str:
    """JSON with a line for each place: what holds no objects stands on one."""
    if not isinstance(value, dict) or not any(isinstance(each, dict) for each in value.values()):
        return json.dumps(value, ensure_ascii=True)
    inner = ",\n".join(f"{indent} {json.dumps(key)}: {_told(each, f'{indent} ')}" for key, each in value.items())
    return f"{{\n{inner}\n{indent}}}"
