"""Two contracts compared: by the command, at ten times the size, sixty in a row; a peer on the same files."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from figures import Budget, Figure, NotMeasuredError, interleaved
from processes import python

from pytest_portone import contracts
from pytest_portone.contracts import openapi
from pytest_portone.contracts.changes import RULES, comparing
from pytest_portone.contracts.model import AliasType, ListOf, MapOf, ObjectType, Ref, TypeExpr, UnionType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from processes import Python

    from pytest_portone.contracts.model import Contract, NamedType, Operation

ROUNDS = 7
HERE = Path(__file__).parent
OLD, NEW = "2024-10-24", "2026-07-03"
TIMES = 10
ROW = 60
FORBIDDEN = 1
"""The command's exit code where it has found what the policy forbids."""
_COMMAND = "import sys; from pytest_portone.cli import main; sys.exit(main())"
_PEER = """
const { readFileSync } = require("fs");
const [before, after] = process.argv.slice(1).map((each) => JSON.parse(readFileSync(each)));
const { diffs } = require("api-smart-diff").apiCompare(before, after);
console.log(JSON.stringify(diffs.map(({ type, action, path }) => ({ type, action, path }))));
"""


def measure(rounds: int) -> Iterator[Figure]:
    """The command in fresh processes; comparisons alone; the command beside a peer."""
    with python() as fresh:
        yield from commands(fresh, rounds)
    yield from comparisons(rounds)
    with python() as fresh:
        yield beside_peer(fresh, rounds)


def commands(fresh: Python, rounds: int) -> Iterator[Figure]:
    """`pytest-portone contract diff` of two dates: the first of a round finds no contracts in the cache."""
    cold_and_cached(fresh)  # leaves the compiled modules behind
    cold, cached = zip(*(cold_and_cached(fresh) for _ in range(rounds)), strict=True)
    for name, times in (("cached", cached), ("cold", cold)):
        yield Figure(f"contract diff {OLD} {NEW}, {name}", "ms", times, budget=Budget("at most", 1000, of="ours"))


def cold_and_cached(fresh: Python) -> tuple[float, float]:
    """A command that finds an empty cache folder, and one that finds what the first left, in ms."""
    with TemporaryDirectory() as folder:
        empty = {"XDG_CACHE_HOME": folder}
        return diff(fresh, OLD, NEW, environment=empty), diff(fresh, OLD, NEW, environment=empty)


def diff(fresh: Python, old: str, new: str, environment: dict[str, str] | None = None) -> float:
    """The time of one command from its start to its end, in ms."""
    words = ("-c", _COMMAND, "contract", "diff", old, new, "--format", "json")
    return timed(partial(fresh.run, *words, expected=FORBIDDEN, environment=environment))


def comparisons(rounds: int) -> Iterator[Figure]:
    """In one process, of contracts that are loaded."""
    once = contracts.load(OLD), contracts.load(NEW)
    tenfold = many(once[0], TIMES), many(once[1], TIMES)
    row = [contracts.load(each) for each in contracts.versions()] * (ROW // len(contracts.versions()))
    small, large, whole = interleaved(
        rounds, partial(timed, compare, *once), partial(timed, compare, *tenfold), partial(timed, in_a_row, row)
    )
    count = pairs(*once)
    yield Figure("comparison", "ms", small, note=f"{count:,} pairs of types")
    each = tuple(time / count * 1000 for time in small)
    yield Figure("comparison, for each pair of types", "us", each)
    note = f"{pairs(*tenfold):,} pairs of types"
    yield Figure(f"comparison of contracts {TIMES} times the size", "ms", large, "the real ones", small, note=note)
    yield Figure(f"{len(row)} versions in a row", "ms", whole, note=f"{contracts.versions()} in turn")


def beside_peer(fresh: Python, rounds: int) -> Figure:
    """Both on the same two OpenAPI files, each from its start to its end."""
    with TemporaryDirectory() as folder:
        paths = [exported(each, folder) for each in (OLD, NEW)]
        ours, theirs = interleaved(rounds, partial(diff, fresh, *paths), partial(timed, peer, *paths))
        told = peer(*paths)
    counts = Counter(each["type"] for each in told)
    grown = [each for each in told if permitted(each)]
    note = f"it calls {counts['breaking']:,} breaking, {len(grown):,} of them values or cases that an output gained"
    return Figure("contract diff of two OpenAPI files", "ms", ours, "api-smart-diff", theirs, note=note)


def exported(version: str, folder: str) -> str:
    """The path of a contract as an OpenAPI file."""
    path = Path(folder, f"{version}.json")
    path.write_text(json.dumps(openapi.write(contracts.load(version))), encoding="utf-8")
    return str(path)


def peer(*paths: str) -> list[dict]:
    """What api-smart-diff tells of two files; npm installs it here the first time.

    Raises:
        NotMeasuredError: there is no Node.
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NotMeasuredError("npm is not installed, and api-smart-diff comes from it; install Node 20 or newer")
    if not (HERE / "node_modules" / "api-smart-diff").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    told = subprocess.run([node, "-e", _PEER, *paths], cwd=HERE, check=True, capture_output=True, text=True)
    return json.loads(told.stdout)


def permitted(told: dict) -> bool:
    """Whether it calls breaking what clause 2.4 permits: an enum or a oneOf of an answer that gained something."""
    path = told["path"]
    grown = told["action"] == "add" and len(path) > 1 and path[-2] in ("enum", "oneOf")
    return grown and told["type"] == "breaking" and "responses" in path


def timed(function: Callable[..., object], *arguments: object) -> float:
    """How long it takes, in ms."""
    started = perf_counter()
    function(*arguments)
    return (perf_counter() - started) * 1000


def compare(old: Contract, new: Contract) -> int:
    """How many differences there are."""
    return len(comparing.compare(old, new))


def in_a_row(row: list[Contract]) -> int:
    """Each contract compared with the next."""
    return sum(compare(old, new) for old, new in pairwise(row))


def pairs(old: Contract, new: Contract) -> int:
    """How many pairs of types are looked at, in both directions together."""
    seen: list[object] = []
    rule = replace(RULES[0], subject="type", direction=None, find=lambda pair: seen.append(pair) or ())
    rules, comparing.RULES = comparing.RULES, (rule,)
    try:
        comparing.compare(old, new)
    finally:
        comparing.RULES = rules
    return len(seen)


def many(contract: Contract, times: int) -> Contract:
    """A contract so many times as large: each copy has types and operations of its own."""
    types = [type_of(each, f"{number}") for number in range(times) for each in contract.types.values()]
    operations = [operation_of(each, f"{number}") for number in range(times) for each in contract.operations.values()]
    return replace(
        contract,
        types={each.name: each for each in types},
        operations={each.id: each for each in operations},
        webhooks={version: f"{name}0" for version, name in contract.webhooks.items()},
    )


def expr_of(expr: TypeExpr, mark: str) -> TypeExpr:
    """A type expression of a copy."""
    match expr:
        case Ref(name):
            return Ref(name + mark)
        case ListOf(inner):
            return ListOf(expr_of(inner, mark))
        case MapOf(inner):
            return MapOf(expr_of(inner, mark))
    return expr


def type_of(named: NamedType, mark: str) -> NamedType:
    """A type of a copy."""
    name = named.name + mark
    match named:
        case ObjectType():
            fields = {each.name: replace(each, type=expr_of(each.type, mark)) for each in named.fields.values()}
            return replace(named, name=name, fields=fields)
        case UnionType():
            return replace(named, name=name, cases={tag: case + mark for tag, case in named.cases.items()})
        case AliasType():
            return replace(named, name=name, type=expr_of(named.type, mark))
    return replace(named, name=name)


def operation_of(operation: Operation, mark: str) -> Operation:
    """An operation of a copy."""
    return replace(
        operation,
        id=operation.id + mark,
        path=f"/{mark}{operation.path}",
        parameters=tuple(replace(each, type=expr_of(each.type, mark)) for each in operation.parameters),
        body=operation.body and replace(operation.body, type=expr_of(operation.body.type, mark)),
        answers=tuple(replace(each, type=each.type and expr_of(each.type, mark)) for each in operation.answers),
        errors=tuple(each + mark for each in operation.errors),
    )
