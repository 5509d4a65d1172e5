"""What PortOne was seen to send before it was announced, done to one value."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.evolution import Evolution, EvolutionKind, places
from pytest_portone.contracts.model import EnumType, ObjectType, UnionType
from pytest_portone.drift.answers import general
from pytest_portone.gate.changes import Change, Subject, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pytest_portone.contracts import Contract
    from pytest_portone.contracts.evolution import Place
    from pytest_portone.contracts.schema import Path
    from pytest_portone.drift.forecasts import Forecast, Foreseen


@dataclass(frozen=True)
class Foretold:
    """The forecasts of a file, tried at exactly their places."""

    contract: Contract
    forecasts: Sequence[Forecast]

    def changes(self, subject: Subject, value: Any) -> Iterable[Change]:
        """All that can be tried on a value, from the outside in."""
        wanted = self._by_place.get((subject.name, subject.status))
        return self._found(subject, value, wanted) if wanted else ()

    def _found(self, subject: Subject, value: Any, wanted: Mapping[str, Sequence[Forecast]]) -> Iterator[Change]:
        sites: dict[Path, list[Place]] = defaultdict(list)
        for place in places(self.contract, subject.target, value):
            sites[place.path].append(place)
            for each in wanted.get(general(place.path, sites), ()):
                evolution = self._evolution(subject, place, each)
                if evolution:
                    (change,) = named(subject, [evolution])
                    yield replace(change, spot=replace(change.spot, to="" if each.json else each.name))

    def _evolution(self, subject: Subject, place: Place, forecast: Forecast) -> Evolution | None:
        """What a forecast is here; None where it is about something else, or the contract has it by now."""
        name, path, clause = forecast.name, place.path, "2.4" if subject.operation else "W1"
        match forecast.kind, place.type:
            case "new-field", ObjectType(fields=fields) if isinstance(place.value, dict):
                if name not in fields and name not in place.value:
                    return Evolution("unknown field", (*path, name), clause, None, forecast.value)
            case "new-enum-value", EnumType(values=values) if isinstance(place.value, str):
                if name not in values and name != place.value:
                    return Evolution("unknown enum value", path, clause, place.value, name)
            case (("new-case" | "new-type"), UnionType(tag=tag, cases=cases)) if isinstance(place.value, dict):
                if name not in cases and isinstance(place.value.get(tag), str) and place.value[tag] != name:
                    kind = _KINDS[forecast.kind, subject.operation is None]
                    return Evolution(kind, (*path, tag), clause, place.value[tag], name)
        return None

    @cached_property
    def _by_place(self) -> Mapping[tuple[str, int], Mapping[str, Sequence[Forecast]]]:
        found: dict[tuple[str, int], dict[str, list[Forecast]]] = defaultdict(lambda: defaultdict(list))
        for each in self.forecasts:
            found[each.operation, each.status][each.path].append(each)
        return found


_KINDS: Mapping[tuple[Foreseen, bool], EvolutionKind] = {
    ("new-case", False): "unknown case",
    ("new-case", True): "unknown case",
    ("new-type", False): "unknown error type",
    ("new-type", True): "unknown webhook type",
}
"""By the forecast's kind, and whether it is of a webhook."""
