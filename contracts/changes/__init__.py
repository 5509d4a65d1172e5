"""Two contracts, compared and judged by the policy."""

from pytest_portone.contracts.changes.comparing import compare
from pytest_portone.contracts.changes.model import VERDICTS, Change, Difference, Rule, Verdict
from pytest_portone.contracts.changes.rules import RULES

__all__ = ["RULES", "VERDICTS", "Change", "Difference", "Rule", "Verdict", "compare"]
