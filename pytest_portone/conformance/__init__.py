"""Requests of the code under test, judged by the contract.

`judge` reads a request as the sandbox does, and asks every rule of `RULES` about it. What a request is and says is in
`sent`, how that is put into words in `words`; the rules stand by what they are about in `paths`, `credentials`,
`parameters` and `values`, and all together in `rules`, with what it takes to add one.
"""

from pytest_portone.conformance.judging import judge
from pytest_portone.conformance.rules import RULES, Rule

__all__ = ["RULES", "Rule", "judge"]
