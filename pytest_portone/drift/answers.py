"""One answer or webhook: what of it the contract does not say, each thing with its rule and its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.conformance.words import expected, expected_field, fits
from pytest_portone.contracts.evolution import places
from pytest_portone.contracts.model import EnumType, MapOf, ObjectType, Scalar, UnionType
from pytest_portone.contracts.schema import json_path
from pytest_portone.drift.words import a_kind, shown, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytest_portone.contracts.evolution import Place
    from pytest_portone.contracts.model import Contract, Resolved, Side, TypeExpr
    from pytest_portone.contracts.schema import Extension, Path, Violation

Sites: TypeAlias = "Mapping[Path, Sequence[Place]]"
"""The typed places in a value by path, from the outside in: a union comes before its case."""


@dataclass(frozen=True, slots=True)
class Strange:
    """One thing that the contract does not say.

    Attributes:
        rule: a key of `rules.RULES`.
        path: JSON path of the place; `[*]` is any item of a list, `.*` any key of a map.
        type, field, before, after: as in `Difference`.
        name: of what is unknown: a field, an enum's value, a tag's value; empty where that may be data.
        value: what was received; it is never shown.
    """

    rule: str
    path: str
    type: str = ""
    field: str = ""
    before: str = ""
    after: str = ""
    name: str = ""
    value: Any = attribute(default=None, repr=False, compare=False)


def examine(contract: Contract, target: str | TypeExpr | Side, value: Any) -> tuple[Strange, ...]:
    """Everything in a decoded value that the contract does not say, each once.

    Args:
        contract: where names are looked up.
        target: what the value should be, as `Contract.validate` takes it.
        value: what `json.loads` returns.

    Raises:
        UnknownNameError: `target` names no type of the contract.
    """
    if contract.is_valid(target, value):
        return ()
    report = contract.validate(target, value)
    sites = sites_of(contract, target, value)
    look = _Look(contract, sites)
    new = {look.found(each.path)[:-1] for each in report.extensions if each.kind == "unknown enum value"}
    found = [
        *(look.violation(each, new) for each in report.violations),
        *(look.extension(each) for each in report.extensions),
    ]
    return tuple(dict.fromkeys(found))


def sites_of(contract: Contract, target: str | TypeExpr | Side, value: Any) -> Sites:
    """Every typed place in a value."""
    sites: dict[Path, list[Place]] = defaultdict(list)
    for each in places(contract, target, value):
        sites[each.path].append(each)
    return dict(sites)


def general(path: Path, sites: Sites) -> str:
    """A path with a star for what is data and no name: an index, the key of a map."""
    return "$" + "".join(_step(step, sites.get(path[:depth])) for depth, step in enumerate(path))


def _step(step: str | int, around: Sequence[Place] | None) -> str:
    if isinstance(step, int):
        return "[*]"
    if around and isinstance(around[-1].type, MapOf):
        return ".*"
    return json_path((step,))[1:] if vocabulary(step) else "[?]"


@dataclass(frozen=True, slots=True)
class _Look:
    contract: Contract
    sites: Sites

    def violation(self, said: Violation, new: set[Path]) -> Strange:
        """What is forbidden. `new` has the objects in which an enum has an unknown value."""
        path = self.found(said.path)
        if path in self.sites:
            return self._value(path, self.sites[path][0])
        around, name = self._around(path), str(path[-1]) if path else ""
        if isinstance(around.value, dict) and name in around.value:
            return self._tag(path, around, name, around.value[name])
        if isinstance(around.type, ObjectType) and name in around.type.fields:
            rule = "output-field-missing-in-new-use" if path[:-1] in new else "output-field-missing"
        else:
            rule = "output-tag-missing"
        before = expected_field(self.contract, around.type, name)
        return Strange(rule, general(path, self.sites), _name(around.type), name, before)

    def extension(self, said: Extension) -> Strange:
        """What is permitted, and unknown."""
        path = self.found(said.path)
        if said.kind == "unknown field":
            around, name = self._around(path), path[-1]
            value = around.value.get(name) if isinstance(around.value, dict) else None
            return Strange(
                "output-field-unannounced",
                general(path, self.sites),
                _name(around.type),
                shown(name),
                after=a_kind(value),
                name=vocabulary(name),
                value=value,
            )
        if path in self.sites:
            site = self.sites[path][-1]
            return self._unknown("output-value-unannounced", path, site, site.value)
        around = self._around(path)
        tag = around.value.get(path[-1]) if isinstance(around.value, dict) else None
        return self._unknown(_case_rule(self.contract, around.type), path[:-1], around, tag)

    def _unknown(self, rule: str, path: Path, site: Place, value: Any) -> Strange:
        where = general(path, self.sites)
        known = _name(site.type) if _name(site.type) in self.contract.types else ""
        return Strange(rule, where, known, shown(value), after=shown(value), name=vocabulary(value), value=value)

    def _value(self, path: Path, site: Place) -> Strange:
        type_name, name = self._owner(path)
        value, wanted = site.value, expected(site.type)
        rule, after = "output-wrong-type", a_kind(value)
        if fits(site.type, value) and isinstance(value, str):
            rule, after = "output-bad-format", "a string of another form"
        elif fits(site.type, value) and isinstance(site.type, Scalar):
            rule, after = "output-out-of-range", f"an integer too {'small' if value < 0 else 'large'}"
        return Strange(rule, general(path, self.sites), type_name, name, wanted, after)

    def _tag(self, path: Path, around: Place, name: str, value: Any) -> Strange:
        """What tells cases apart is there, and is another case's, or no string."""
        where, wanted = general(path, self.sites), expected_field(self.contract, around.type, name)
        if isinstance(value, str):
            return Strange("output-wrong-tag", where, _name(around.type), name, wanted, shown(value))
        return Strange("output-wrong-type", where, _name(around.type), name, wanted, a_kind(value))

    def found(self, said: Path) -> Path:
        """A path as the sites have it: a validator takes the key of a map that is made of digits for an index."""
        path: Path = ()
        for step in said:
            around = self.sites.get(path)
            path = (*path, str(step) if around and isinstance(around[-1].value, dict) else step)
        return path

    def _around(self, path: Path) -> Place:
        """The innermost typed place around a path."""
        depths = range(max(len(path) - 1, 0), -1, -1)
        return next(self.sites[path[:depth]][-1] for depth in depths if path[:depth] in self.sites)

    def _owner(self, path: Path) -> tuple[str, str]:
        """The object type around a place, and the field of it that leads there."""
        for depth in range(len(path) - 1, -1, -1):
            for each in reversed(self.sites.get(path[:depth], ())):
                if isinstance(each.type, ObjectType):
                    return each.type.name, shown(path[depth])
        return "", ""


def _name(resolved: Resolved) -> str:
    return resolved.name if isinstance(resolved, ObjectType | UnionType | EnumType) else ""


def _case_rule(contract: Contract, around: Resolved) -> str:
    """What an unknown case is called: of the webhooks, of an answer's errors, of any other union."""
    if _name(around) in contract.webhooks.values():
        return "webhook-type-unannounced"
    return "output-case-unannounced" if _name(around) in contract.types else "error-unannounced"
