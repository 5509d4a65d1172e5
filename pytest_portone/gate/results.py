"""What one test came to at the gate, and how workers tell the controller."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from pytest_portone.report.model import Attempted, Break, Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Examined:
    """What one test came to.

    Attributes:
        test: its node id.
        gated: whether it was run again; only tests that pass are.
        attempted: every change that was tried in it.
        breaks: what broke it.
        flaky: how it failed when it was run again unchanged; empty where it did not, or was not.
        requests: what was wrong with its requests.
        exercised: what of the contract it met, by kind of thing.
        reruns: how often it was run again.
        seconds: what that took.
    """

    test: str
    gated: bool = False
    attempted: list[Attempted] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    flaky: str = ""
    requests: list[Finding] = field(default_factory=list)
    exercised: Mapping[str, list[str]] = field(default_factory=dict)
    reruns: int = 0
    seconds: float = 0.0

    def plain(self) -> dict[str, Any]:
        """As data that goes from process to process."""
        return asdict(self)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Examined:
        """What `plain` has made data of."""
        return cls(
            **{
                **data,
                "attempted": [Attempted(**each) for each in data["attempted"]],
                "breaks": [Break(**{**each, "others": tuple(each["others"])}) for each in data["breaks"]],
                "requests": [Finding(**{**each, "tests": tuple(each["tests"])}) for each in data["requests"]],
            }
        )
