"""What must be told of two drafted contracts: every path of every request and answer written out, no cleverness."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from drafted_contracts import OfType

from pytest_portone.contracts.model import AliasType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from drafted_contracts import Draft, OfOperation

    from pytest_portone.contracts.changes import Difference
    from pytest_portone.contracts.model import Contract, TypeExpr

DEPTH = 2
"""How often a type may stand in itself: once for each twin that it may have."""

INPUT = {
    "field removed": ("breaking", "1.1"),
    "optional field added": ("allowed", ""),
    "required field added": ("breaking", "1.2"),
    "made required": ("breaking", "1.2"),
    "made optional": ("allowed", ""),
    "value removed": ("breaking", "1.4"),
    "value added": ("allowed", ""),
    "case removed": ("breaking", "1.3"),
    "case added": ("allowed", ""),
    "wider": ("allowed", ""),
    "opened": ("allowed", ""),
    "closed": ("breaking", "1.3"),
    "narrower": ("breaking", "1.3"),
    "other": ("breaking", "1.3"),
    "default added": ("review", "1"),
    "default removed": ("review", "1"),
    "default changed": ("review", "1"),
}
OUTPUT = {
    "field removed": ("breaking", "2.1"),
    "optional field added": ("allowed", ""),
    "required field added": ("allowed", ""),
    "made required": ("allowed", ""),
    "made optional": ("review", "2.2x"),
    "value removed": ("review", "2"),
    "value added": ("allowed", ""),
    "case removed": ("review", "2"),
    "case added": ("allowed", ""),
    "opened": ("review", "2"),
    "closed": ("allowed", ""),
    "wider": ("breaking", "2.3"),
    "narrower": ("allowed", ""),
    "other": ("breaking", "2.3"),
}
"""What the policy says of an edit of a type, as input and as output; nothing of what nobody sees there."""
OF_OPERATIONS = {
    "operation removed": ("input", "breaking", "1"),
    "operation added": ("input", "allowed", ""),
    "made unstable": ("input", "breaking", "3"),
    "made stable": ("input", "allowed", ""),
    "authentication added": ("input", "breaking", "1"),
    "authentication removed": ("input", "allowed", ""),
    "parameter removed": ("input", "breaking", "1.1"),
    "parameter added, required": ("input", "breaking", "1.2"),
    "parameter added, optional": ("input", "allowed", ""),
    "parameter made required": ("input", "breaking", "1.2"),
    "parameter made optional": ("input", "allowed", ""),
    "parameter wider": ("input", "allowed", ""),
    "parameter opened": ("input", "allowed", ""),
    "parameter closed": ("input", "breaking", "1.3"),
    "parameter narrower": ("input", "breaking", "1.3"),
    "parameter other": ("input", "breaking", "1.3"),
    "parameter default added": ("input", "review", "1"),
    "parameter default removed": ("input", "review", "1"),
    "parameter default changed": ("input", "review", "1"),
    "body removed": ("input", "breaking", "1.1"),
    "required body added": ("input", "breaking", "1.2"),
    "optional body added": ("input", "allowed", ""),
    "body made required": ("input", "breaking", "1.2"),
    "body made optional": ("input", "allowed", ""),
    "query body removed": ("input", "breaking", "1"),
    "query body added": ("input", "allowed", ""),
    "input media type removed": ("input", "breaking", "1"),
    "input media type added": ("input", "allowed", ""),
    "output media type removed": ("output", "breaking", "2"),
    "output media type added": ("output", "allowed", ""),
    "failure removed": ("output", "review", "2"),
    "failure added": ("output", "allowed", ""),
    "success removed": ("output", "breaking", "2.1"),
    "success added": ("output", "allowed", ""),
    "content removed": ("output", "breaking", "2.1"),
    "content added": ("output", "allowed", ""),
    "error removed": ("output", "review", "2"),
    "error added": ("output", "allowed", ""),
    "webhook removed": ("output", "breaking", "W2"),
    "webhook added": ("output", "allowed", ""),
}
"""The same of an edit of an operation, with the direction."""


class Finding(NamedTuple):
    """What a difference says, without the words for it. The clause stands where something is forbidden only."""

    verdict: str
    clause: str
    operation: str
    direction: str
    type: str
    field: str
    before: bool
    after: bool


class Root(NamedTuple):
    """Where values of an operation begin."""

    operation: str
    direction: str
    part: str
    path: str
    type: TypeExpr


Places = dict[tuple[str, ...], set[str]]
"""The names of what stands at each path; a step into a case has its tag in parentheses."""


def roots(contract: Contract) -> Iterator[Root]:
    """Whatever travels, by operation."""
    for each in contract.operations.values():
        for one in each.parameters:
            yield Root(each.id, "input", f"{one.location} {one.name}", f"$.{one.location}.{one.name}", one.type)
        if each.body:
            yield Root(each.id, "input", "body", "$", each.body.type)
        for answer in each.answers:
            if answer.type is not None:
                yield Root(each.id, "output", f"answer {answer.status}", "$", answer.type)
        for name in each.errors:
            yield Root(each.id, "output", f"error {name}", "$", Ref(name))
    for version, name in contract.webhooks.items():
        yield Root(f"webhook {version}", "output", "body", "$", Ref(name))


def places(contract: Contract, expr: TypeExpr) -> Places:
    """Every path below a type."""
    found: Places = defaultdict(set)
    for path, name in _expanded(contract, expr, (), ()):
        found[path].add(name)
    return found


def _expanded(
    contract: Contract, expr: TypeExpr, path: tuple[str, ...], within: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str]]:
    match expr:
        case ListOf(inner):
            yield from _expanded(contract, inner, (*path, "[*]"), within)
        case MapOf(inner):
            yield from _expanded(contract, inner, (*path, ".*"), within)
        case Ref(name) if within.count(name) < DEPTH:
            yield path, name
            deeper = (*within, name)
            match contract.types[name]:
                case AliasType(type=inner):
                    yield from _expanded(contract, inner, path, deeper)
                case ObjectType(fields=fields):
                    for each in fields.values():
                        yield from _expanded(contract, each.type, (*path, f".{each.name}"), deeper)
                case UnionType(cases=cases):
                    for tag, case in cases.items():
                        yield from _expanded(contract, Ref(case), (*path, f"({tag})"), deeper)


def expected(draft: Draft) -> dict[Finding, list[set[str]]]:
    """What must be told, and where: for each root a set of paths, of which one must be named and no other."""
    found = of_operations(draft)
    for root, now_root in common_roots(draft):
        before, now = places(draft.old, root.type), places(draft.new, now_root.type)
        for each in of_types(draft):
            old, new = each.names
            paths = [path for path in before.keys() & now if old in before[path] and new in now[path]]
            if paths and tells(root, each):
                found[finding(draft, root, each)].append(_shortest(root.path, paths, each.steps))
    return found


def of_types(draft: Draft) -> list[OfType]:
    """What the edits say of types."""
    return [each for each in draft.told if isinstance(each, OfType)]


def of_operations(draft: Draft) -> dict[Finding, list[set[str]]]:
    """What the edits say of operations that are there still, or of whether they are there."""
    found: dict[Finding, list[set[str]]] = defaultdict(list)
    both = draft.old.operations.keys() & draft.operations
    for each in draft.told:
        if not isinstance(each, OfType) and (each.always or each.id in both):
            found[_of_operation(draft.old, each)].append({each.path})
    return found


def common_roots(draft: Draft) -> Iterator[tuple[Root, Root]]:
    """The roots of both contracts."""
    after = {each[:4]: each for each in roots(draft.new)}
    yield from ((each, after[each[:4]]) for each in roots(draft.old) if each[:4] in after)


def tells(root: Root, told: OfType) -> bool:
    """Whether an edit is seen below a root: an output has no defaults."""
    return told.kind in (INPUT if root.direction == "input" else OUTPUT)


def finding(draft: Draft, root: Root, told: OfType) -> Finding:
    """What an edit of a type comes to below a root."""
    verdict, clause = (INPUT if root.direction == "input" else OUTPUT)[told.kind]
    bound = _bound(draft.old, root.operation, verdict, clause)
    return Finding(*bound, root.operation, root.direction, told.names[1], told.field, told.before, told.after)


def _shortest(start: str, paths: list[tuple[str, ...]], steps: tuple[str, ...]) -> set[str]:
    length = min(map(len, paths))
    return {
        "".join([start, *(step for step in path if not step.startswith("(")), *steps])
        for path in paths
        if len(path) == length
    }


def _of_operation(old: Contract, told: OfOperation) -> Finding:
    direction, verdict, clause = OF_OPERATIONS[told.kind]
    return Finding(
        *_bound(old, told.id, verdict, clause), told.id, direction, "", told.field, told.before, told.after
    )


def _bound(old: Contract, operation: str, verdict: str, clause: str) -> tuple[str, str]:
    """Nothing that was UNSTABLE is bound; webhooks are bound by a clause of their own."""
    if operation.startswith("webhook") and verdict == "breaking":
        return verdict, "W2"
    was = old.operations.get(operation)
    return ("exempt", "") if was and was.unstable and verdict != "allowed" else (verdict, clause)


def told(differences: Iterable[Difference], after: str = "") -> dict[Finding, set[str]]:
    """Differences in the oracle's terms; `after` is what names of types and operations have behind them."""
    found: dict[Finding, set[str]] = defaultdict(set)
    for each in differences:
        assert each.type.endswith(after) or not each.type, "a type is told by its newer name"
        clause = each.clause if each.verdict in ("breaking", "review") else ""
        names = (name.removesuffix(after) for name in (each.type, each.field))
        place = (each.operation.removesuffix(after), each.direction)
        found[Finding(each.verdict, clause, *place, *names, bool(each.before), bool(each.after))].add(each.path)
    return found


def stands_at(contract: Contract, start: TypeExpr, steps: str) -> set[str]:
    """The names of whatever can stand at a path below a type."""
    here = {start}
    for step in re.findall(r"\[\*\]|\.[^.\[]+", steps):
        here = {inner for each in here for inner in _inside(contract, each, step)}
    return {name for each in here for name in _names(contract, each)}


def _inside(contract: Contract, expr: TypeExpr, step: str) -> Iterator[TypeExpr]:
    match expr:
        case ListOf(inner) if step == "[*]":
            yield inner
        case MapOf(inner) if step == ".*":
            yield inner
        case Ref(name):
            match contract.types[name]:
                case AliasType(type=inner):
                    yield from _inside(contract, inner, step)
                case ObjectType(fields=fields) if step[1:] in fields:
                    yield fields[step[1:]].type
                case UnionType(cases=cases):
                    for case in cases.values():
                        yield from _inside(contract, Ref(case), step)


def _names(contract: Contract, expr: TypeExpr) -> Iterator[str]:
    if isinstance(expr, Ref):
        yield expr.name
        named = contract.types[expr.name]
        inner = [named.type] if isinstance(named, AliasType) else []
        inner += map(Ref, named.cases.values()) if isinstance(named, UnionType) else []
        yield from (name for each in inner for name in _names(contract, each))
