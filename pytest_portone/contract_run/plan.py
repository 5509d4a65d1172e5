"""What one contract run is to do: plain data, read from the options."""

from __future__ import annotations

from dataclasses import dataclass, field

EMBEDDED_SECRET = "contract-run"  # noqa: S105 - it opens nothing
"""The API secret of the embedded sandbox."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""RFC 9110, section 9.2.1."""


@dataclass(frozen=True, slots=True)
class Profile:
    """How much a contract run tries.

    Attributes:
        name: what `--portone-profile` says.
        examples: generated cases an operation, valid and invalid together.
        enumerated: enumerated cases an operation, of the valid ones and of the invalid ones each; None for all.
        scenarios: generated sequences of calls a group of linked operations.
        steps: calls in such a sequence, at most.
    """

    name: str
    examples: int
    enumerated: int | None
    scenarios: int
    steps: int


PROFILES = {
    each.name: each
    for each in (
        Profile("quick", examples=4, enumerated=100, scenarios=20, steps=5),
        Profile("default", examples=30, enumerated=None, scenarios=100, steps=8),
        Profile("thorough", examples=300, enumerated=None, scenarios=1000, steps=12),
    )
}


@dataclass(frozen=True, slots=True)
class Target:
    """What is called: the embedded sandbox, or the server at `url`, which takes `secret`."""

    url: str | None = None
    secret: str = field(default="", repr=False)

    @property
    def foreign(self) -> bool:
        """Whether this is a server, and not the embedded sandbox."""
        return self.url is not None

    def __str__(self) -> str:
        return self.url or "the embedded sandbox"


@dataclass(frozen=True, slots=True)
class Plan:
    """One contract run.

    Attributes:
        target: what is called.
        profile: how much is tried.
        seed: what the cases are drawn from; the same seed gives the same cases.
        writes: whether a foreign server gets more than safe requests.
        rate: requests a second that a foreign server gets, over all workers.
    """

    target: Target
    profile: Profile
    seed: int = 0
    writes: bool = False
    rate: float = 5.0

    @property
    def safe_only(self) -> bool:
        """Whether only methods are sent that change nothing (RFC 9110, section 9.2.1)."""
        return self.target.foreign and not self.writes

    def sends(self, method: str) -> bool:
        """Whether requests with this method, in upper case, are sent at all."""
        return method in SAFE_METHODS or not self.safe_only
