"""What must be told of two drafted contracts: every path of every request and answer written out, no cleverness."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from drafted_contracts import OfType

from pytest_portone.contracts.model import AliasType, ListOf, MapOf, ObjectType, Ref, UnionType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from drafted_contracts import Draft, OfOperation

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
    "narrower": ("breaking", "1"),
    "other": ("breaking", "1"),
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
    "wider": ("breaking", "2"),
    "narrower": ("allowed", ""),
    "other": ("breaking", "2"),
}
"""What the policy says of an edit of a type, as input and as output."""
OF_OPERATIONS = {
    "operation removed": ("input", "breaking", "1"),
    "operation added": ("input", "allowed", ""),
    "made unstable": ("input", "breaking", "3"),
    "made stable": ("input", "allowed", ""),
    "authentication added": ("input", "breaking", "1"),
    "authentication removed": ("input", "allowed", ""),
    "parameter removed": ("input", "breaking", "1.1"),
    "required parameter added": ("input", "breaking", "1.2"),
    "optional parameter added": ("input", "allowed", ""),
    "parameter made required": ("input", "breaking", "1.2"),
    "parameter made optional": ("input", "allowed", ""),
    "parameter wider": ("input", "allowed", ""),
    "parameter narrower": ("input", "breaking", "1"),
    "parameter other": ("input", "breaking", "1"),
    "body removed": ("input", "breaking", "1.1"),
    "required body added": ("input", "breaking", "1.2"),
    "optional body added": ("input", "allowed", ""),
    "body made required": ("input", "breaking", "1.2"),
    "body made optional": ("input", "allowed", ""),
    "query body removed": ("input", "breaking", "1"),
    "query body added": ("input", "allowed", ""),
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
    found: dict[Finding, list[set[str]]] = defaultdict(list)
    old, new = draft.old, draft.new
    told_of_types = [each for each in draft.told if isinstance(each, OfType)]
    for each in draft.told:
        if not isinstance(each, OfType) and (each.always or {each.id} <= old.operations.keys() & new.operations.keys()):
            found[_of_operation(old, each)].append({each.path})
    after = {each[:3]: each for each in roots(new)}
    for root in roots(old):
        if root[:3] in after:
            before, now = places(old, root.type), places(new, after[root[:3]].type)
            for each in told_of_types:
                paths = [
                    path for path in before.keys() & now if each.names[0] in before[path] and each.names[1] in now[path]
                ]
                if paths:
                    found[_of_type(old, root, each)].append(_shortest(root.path, paths, each.steps))
    return found


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


def _of_type(old: Contract, root: Root, told: OfType) -> Finding:
    verdict, clause = (INPUT if root.direction == "input" else OUTPUT)[told.kind]
    bound = _bound(old, root.operation, verdict, clause)
    field = told.field
    return Finding(*bound, root.operation, root.direction, told.names[1], field, told.before, told.after)


def _bound(old: Contract, operation: str, verdict: str, clause: str) -> tuple[str, str]:
    """Nothing that was UNSTABLE is bound."""
    was = old.operations.get(operation)
    return ("exempt", "") if was and was.unstable and verdict != "allowed" else (verdict, clause)


def told(differences, names: Mapping[str, str] = {}) -> dict[Finding, set[str]]:  # noqa: B006 - only read
    """Differences in the oracle's terms; `names` brings renamed types and operations back."""
    found: dict[Finding, set[str]] = defaultdict(set)
    for each in differences:
        clause = each.clause if each.verdict in ("breaking", "review") else ""
        finding = Finding(
            each.verdict,
            clause,
            names.get(each.operation, each.operation),
            each.direction,
            names.get(each.type, each.type),
            names.get(each.field, each.field),
            bool(each.before),
            bool(each.after),
        )
        found[finding].add(each.path)
    return found
