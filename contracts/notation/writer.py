"""A contract as the texts of its files: one per area, each type in the narrowest area that covers its uses."""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import TYPE_CHECKING

from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.expressions import DEFAULT, MEDIA, text
from pytest_portone.contracts.model import (
    AliasType,
    Answer,
    Body,
    Contract,
    EnumType,
    Field,
    NamedType,
    ObjectType,
    Operation,
    Parameter,
    Ref,
    UnionType,
    references,
)
from pytest_portone.contracts.notation.reader import FORMAT, HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z0-9_/$.][A-Za-z0-9_/$.{}?*-]*")
_PLAIN_WORDS = re.compile(r'[\w.]+ (?:= (?:"[\w.-]*"|[\w.+-]+)|as [\w./+-]+(?:, [\w./+-]+)*)', re.ASCII)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_COMMON, _UNUSED, _WEBHOOKS = "common", "unused", "webhooks"
_RESERVED = {"union", "enum", "alias", "error", "note", "fields", "cases"}


def write(contract: Contract) -> dict[str, str]:
    """The text of each file by its name; `read` of them gives an equal contract."""
    homes = _homes(contract)
    areas = list(dict.fromkeys([*(each.area for each in contract.operations.values()), *homes.values()]))
    texts = {f"{_stem(area)}.yaml": _file(contract, area, homes) for area in areas}
    if contract.webhooks and f"{_WEBHOOKS}.yaml" not in texts:
        texts[f"{_WEBHOOKS}.yaml"] = _file(contract, _WEBHOOKS, homes)
    return {HEADER: _header(contract)} | texts


def show(contract: Contract, name: str) -> str:
    """One operation or type in the notation, as it stands in its file.

    Raises:
        UnknownNameError: the contract has neither an operation nor a type of this name.
    """
    if name in contract.operations:
        return "\n".join(_operation(contract.operations[name]))
    if name in contract.types:
        return "\n".join(_type(contract.types[name]))
    raise UnknownNameError("operation or type", name, [*contract.operations, *contract.types])


def _header(contract: Contract) -> str:
    lines = [f"format: {FORMAT}", f"contract: {_text(contract.version)}", f"server: {_text(contract.server)}"]
    return "\n".join([*lines, *_note(contract.note, "")]) + "\n"


def _stem(area: str) -> str:
    return _HUMP.sub("-", area).replace(".", "-").lower()


def _homes(contract: Contract) -> dict[str, str]:
    """Each type's area, types in the order in which a reader meets them."""
    users: dict[str, list[str]] = {}
    for operation in contract.operations.values():
        for name in contract.reachable(*references(operation)):
            users.setdefault(name, []).append(operation.area)
    for root in contract.webhooks.values():
        for name in contract.reachable(Ref(root)):
            users.setdefault(name, []).append(_WEBHOOKS)
    homes = {name: _narrowest(set(areas)) for name, areas in users.items()}
    return homes | {name: _UNUSED for name in contract.types if name not in homes}


def _narrowest(areas: set[str]) -> str:
    if len(areas) == 1:
        return next(iter(areas))
    families = {each.split(".")[0] for each in areas}
    return next(iter(families)) if len(families) == 1 else _COMMON


def _file(contract: Contract, area: str, homes: Mapping[str, str]) -> str:
    operations = [each for each in contract.operations.values() if each.area == area]
    types = [contract.types[name] for name, home in homes.items() if home == area]
    lines = [f"area: {_text(area)}"]
    if area == _WEBHOOKS and contract.webhooks:
        lines += [
            "",
            "webhooks:",
            *(f"  {_text(key)}: {_text(each)}" for key, each in contract.webhooks.items()),
        ]
    if operations:
        lines += ["", "operations:", *_spaced(_operation(each) for each in operations)]
    if types:
        lines += ["", "types:", *_spaced(_type(each) for each in types)]
    return "\n".join(lines) + "\n"


def _spaced(blocks: Iterable[list[str]]) -> Iterator[str]:
    """Blocks, indented, with a blank line before each but the first."""
    for index, block in enumerate(blocks):
        if index:
            yield ""
        yield from (f"  {line}" for line in block)


def _operation(operation: Operation) -> list[str]:
    lines = [
        f"{_text(operation.id)}:",
        f"  {operation.method}: {_text(operation.path)}",
        *_note(operation.note, "  "),
    ]
    if operation.unstable:
        lines.append("  unstable: true")
    if not operation.authenticated:
        lines.append("  auth: none")
    for location in ("path", "query"):
        lines += _parameters(location, [each for each in operation.parameters if each.location == location])
    if operation.body:
        key = _key("requestBody" if operation.body.in_query else "body", required=operation.body.required)
        lines.append(f"  {key}: {_content(operation.body)}")
    lines += [f"  {each.status}: {_content(each)}" for each in operation.answers]
    if operation.errors:
        lines += _flow("  errors: ", "[", map(_text, operation.errors), "]")
    return lines


def _parameters(location: str, parameters: Sequence[Parameter]) -> list[str]:
    """One line, or a line each where one has a default, which no line may be broken in."""
    lines = [_field(each) for each in parameters]
    if any(each.default is not None for each in parameters):
        return [f"  {location}:", *(f"    {each}" for each in lines)]
    return _flow(f"  {location}: ", "{ ", lines, " }") if lines else []


def _content(content: Body | Answer) -> str:
    if content.type is None:
        return "none"
    if not content.media:
        return text(content.type)
    return _sentence(f"{text(content.type)}{MEDIA}{', '.join(sorted(content.media))}")


def _type(named: NamedType) -> list[str]:
    name = _text(named.name)
    match named:
        case EnumType(values=values, note=""):
            return _flow(f"{name}: ", "[", map(_text, values), "]")
        case EnumType(values=values, note=note):
            return [f"{name}:", *_note(note, "  "), *_flow("  enum: ", "[", map(_text, values), "]")]
        case AliasType(type=expr, note=note):
            return [f"{name}:", *_note(note, "  "), f"  alias: {text(expr)}"]
        case UnionType(tag=tag, cases=cases, note=note):
            head = [f"{name}:", *_note(note, "  "), f"  union: {_text(tag)}"]
            lines = [f"{_text(value)}: {_text(case)}" for value, case in cases.items()]
            return head + _nested("cases", cases, lines)
        case ObjectType(fields=fields, error=error, note=note):
            head = [f"{name}:", *_note(note, "  ")]
            if error:
                head.append(f"  error: {error.status}" + (f" {error.type}" if error.type is not None else ""))
            lines = [_field(each) for each in fields.values()]
            body = _nested("fields", fields, lines)
            return head + body if len(head) + len(body) > 1 else [f"{name}: {{}}"]


def _nested(word: str, names: Iterable[str], lines: list[str]) -> list[str]:
    """Entries beside the reserved words; under a word of their own where a name is itself reserved."""
    if _RESERVED.isdisjoint(names):
        return [f"  {line}" for line in lines]
    return [f"  {word}:", *(f"    {line}" for line in lines)]


def _field(each: Field | Parameter) -> str:
    declared = text(each.type) if each.default is None else _sentence(f"{text(each.type)}{DEFAULT}{each.default}")
    return f"{_key(each.name, required=each.required)}: {declared}"


def _key(name: str, *, required: bool) -> str:
    return _text(name if required else f"{name}?")


def _text(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _sentence(value: str) -> str:
    """Several words, in quotes where YAML would read them as something else."""
    return value if _PLAIN_WORDS.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _note(note: str, indent: str) -> list[str]:
    return [f"{indent}note: {json.dumps(note, ensure_ascii=False)}"] if note else []


def _flow(head: str, opening: str, items: Iterable[str], closing: str) -> list[str]:
    """A flow collection on one line; broken into lines, under its key, where it is long."""
    joined = ", ".join(items)
    line = f"{head}{opening}{joined}{closing}"
    if len(line) <= _WIDTH:
        return [line]
    indent = " " * (len(head) - len(head.lstrip()) + 2)
    parts = wrap(joined, _WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return [f"{head}{opening.rstrip()}", *(indent + part for part in parts), f"{indent[2:]}{closing.strip()}"]
