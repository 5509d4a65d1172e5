"""What the merchant's columns mean: a few lines of YAML, or the same in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

from pytest_portone.reconciliation.entries import COLUMNS, KINDS, REQUIRED, STATES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Dictionary
    from pathlib import Path

MINOR, MAJOR = UNITS = ("minor", "major")
WORDS: dict[str, tuple[str, ...]] = {"kind": KINDS, "state": STATES, "channel": ("LIVE", "TEST")}
"""The columns that hold words of ours, and which."""
IDENTIFIERS = ("payment_id", "transaction_id")
"""A row without both of them belongs to no payment."""
AMOUNTS = tuple(name for name, kind in COLUMNS.items() if kind == "integer")


class MappingError(ValueError):
    """A mapping that can't be used.

    Attributes:
        problems: all that is wrong with it: where, what was received, what was expected.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Where one of our columns comes from.

    Attributes:
        column: the merchant's column; None for a constant.
        value: the constant.
        words: our words, each with the merchant's for it; empty where the column holds ours already.
        zone: of times that are written without one, such as `Asia/Seoul`.
        unit: of amounts: `minor`, or `major` for decimals such as 12.34 USD.
        negative: whether amounts are written below zero.
    """

    column: str | None = None
    value: str | int | None = None
    words: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    zone: str | None = None
    unit: str = MINOR
    negative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How one row of the merchant becomes one of ours.

    Attributes:
        fields: our columns, each with where it comes from; the others are empty.
        where: the merchant's columns, with the values of rows that the rule is for.
        optional: whether a row whose amount is empty or zero gives none.
    """

    fields: Dictionary[str, Field]
    where: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)
    optional: bool = False

    def columns(self) -> tuple[str, ...]:
        """The merchant's columns that it reads."""
        named = (each.column for each in self.fields.values() if each.column is not None)
        return tuple(dict.fromkeys((*named, *self.where)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """How the rows of one file or table become ours.

    Attributes:
        rules: each is applied to every row. A row that none is for can't be read.
        where: the merchant's columns, with the values of rows that are read; others are left out.
    """

    rules: tuple[Rule, ...]
    where: Dictionary[str, tuple[str, ...]] = field(default_factory=dict)

    def columns(self) -> tuple[str, ...]:
        """The merchant's columns that its rules read."""
        return tuple(dict.fromkeys((*self.where, *(name for each in self.rules for name in each.columns()))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """How a merchant's ledger becomes a side.

    Attributes:
        tables: by the name of a table, or of a file without its ending; under an empty name the only one.
        delimiter: between the values of a CSV file; empty to take the one that its first line is written with.
        encoding: of text files.
    """

    tables: Dictionary[str, Table]
    delimiter: str = ""
    encoding: str = "utf-8"

    def table(self, name: str) -> Table:
        """The table of that name, or the only one.

        Raises:
            MappingError: there is none.
        """
        found = self.tables.get("") or self.tables.get(name)
        if found is None:
            raise MappingError(
                [f"received a table `{name}`, {expectation(name, self.tables, 'a table of the mapping')}"]
            )
        return found


def load(path: Path) -> Mapping:
    """Read a mapping in YAML.

    Raises:
        MappingError: it can't be used; all reasons are told.
        OSError: it can't be read.
    """
    from pytest_portone.traffic import safe_yaml

    try:
        document = safe_yaml.load(path.read_bytes())
    except safe_yaml.BrokenYamlError as error:
        raise MappingError([f"{path.name}, line {error.line}: received {error.received}, expected YAML"]) from None
    return parse(document.value, path.name)


def parse(value: Any, source: str = "the mapping") -> Mapping:
    """Make a mapping of plain data.

    Args:
        value: the keys are names of `entries.COLUMNS`, each with the name of the merchant's column or with details
            of it, `where`, `rows` or `tables`, `delimiter` and `encoding`.
        source: what it is called in errors.

    Raises:
        MappingError: it can't be used; all reasons are told.
    """
    from pytest_portone.reconciliation.reading.mapping_parsing import Parsing

    parsing = Parsing()
    made = parsing.mapping(value, source)
    if parsing.problems:
        raise MappingError(parsing.problems)
    return made


def plain(columns: Iterable[str], source: str) -> Mapping:
    """The mapping of a ledger whose columns are named as ours are.

    Args:
        columns: what the ledger has.
        source: what it is called in errors.

    Raises:
        MappingError: it lacks some that must be there; all are told.
    """
    there = set(columns)
    missing = [name for name in COLUMNS if name in REQUIRED and name not in there]
    if not there.intersection(IDENTIFIERS):
        missing.insert(0, "payment_id")
    if missing:
        received = ", ".join(f"`{each}`" for each in sorted(there)) or "none"
        lacking = ", ".join(f"`{each}`" for each in missing)
        raise MappingError(
            [f"{source}: received the columns {received}, expected {lacking} too; a mapping says which are which"]
        )
    return Mapping(
        tables={"": Table(rules=(Rule(fields={name: Field(column=name) for name in COLUMNS if name in there}),))}
    )


def unknown_columns(table: Table, columns: Iterable[str], source: str) -> list[str]:
    """What a table's rules read that is not there, with the nearest name of what is."""
    there = list(columns)
    return [
        f"{source}: received no column `{name}`, {expectation(name, there, 'a column that is there')}"
        for name in table.columns()
        if name not in there
    ]


def expectation(name: str, choices: Iterable[str], what: str) -> str:
    """What was expected where a name is unknown: the nearest of those that are known, or all."""
    known = list(choices)
    near = get_close_matches(name, known, 1)
    if near:
        return f"expected {what}: did you mean `{near[0]}`?"
    return f"expected {what}: {', '.join(f'`{each}`' for each in known) or 'there is none'}"


@cache
def currencies() -> tuple[str, ...]:
    """The currencies that PortOne knows and that have a minor unit."""
    from pytest_portone import contracts
    from pytest_portone.contracts.currencies import minor_digits

    values: Iterable[str] = contracts.load().types["Currency"].values  # type: ignore[union-attr]
    return tuple(each for each in values if minor_digits(each) is not None)
