"""What the fixture `portone_drift` is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from pytest_portone.drift.rules import TEXTS
from pytest_portone.drift.session import seen_in
from pytest_portone.findings import as_text
from pytest_portone.findings.colour import plain
from pytest_portone.findings.folding import fold
from pytest_portone.findings.model import Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.contracts.model import Contract
    from pytest_portone.findings.model import Finding, Seen
    from pytest_portone.traffic.model import Exchange

_FAILING = {
    "breaking": frozenset({"breaking"}),
    "review": frozenset({"breaking", "review"}),
    "any": frozenset({"breaking", "review", "exempt", "allowed"}),
}


@dataclass(slots=True)
class Drifted:
    """What a test met so far."""

    _contract: Contract
    _heard: Callable[[], list[Seen]]
    _checked: list[Seen] = field(default_factory=list)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found, the worst first; nothing is left out."""
        return fold([*self._heard(), *self._checked], TEXTS)

    def check(self, *exchanges: Exchange) -> tuple[Finding, ...]:
        """Judge exchanges that were not heard, such as those of `pytest_portone.traffic`; they count from now on.

        Returns:
            What was found in these.
        """
        seen = seen_in(self._contract, exchanges)
        self._checked += seen
        return fold(seen, TEXTS)

    def assert_clean(self, fail_on: Literal["breaking", "review", "any"] = "breaking") -> None:
        """Make sure that nothing was found.

        Args:
            fail_on: from which verdict on.

        Raises:
            AssertionError: something was; all of it is listed.
        """
        __tracebackhide__ = True
        found = tuple(each for each in self.findings if each.verdict in _FAILING[fail_on])
        if found:
            report = Report("Drift", f"traffic against {self._contract.version}", found)
            raise AssertionError(plain(as_text.render(report)))
