"""Everything that may be said of an exchange: a row each.

To add one: give it a row here and on the page docs/drift.md, and say it in `answers` or `judging`; the rules about
requests are those of `pytest_portone.conformance`, each twice, and come by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pytest_portone import conformance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_portone.contracts.changes import Verdict
    from pytest_portone.contracts.model import Direction


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of drift.

    Attributes:
        id: its name, as reports have it.
        clause: a key of `pytest_portone.contracts.policy.CLAUSES`.
        verdict: what the clause makes of it.
        text: what was met, in a few words.
        direction: which way it travelled.
    """

    id: str
    clause: str
    verdict: Verdict
    text: str
    direction: Direction = "output"


_OUTPUT = (
    Rule("output-field-missing", "2.2", "breaking", "an answer lacks a field that is required"),
    Rule(
        "output-field-missing-in-new-use",
        "2.2x",
        "review",
        "an answer lacks a required field, beside an enum value that the contract does not know",
    ),
    Rule("output-tag-missing", "2.2", "breaking", "an answer lacks what tells the cases of a oneOf apart"),
    Rule("output-wrong-type", "2", "breaking", "a value of an answer is of another JSON type"),
    Rule("output-bad-format", "2", "breaking", "a text of an answer is not written as its type is"),
    Rule("output-out-of-range", "2", "breaking", "a number of an answer is beyond its type"),
    Rule("output-wrong-tag", "2", "breaking", "an object of an answer has the tag of another case"),
    Rule("output-unreadable", "2", "breaking", "what should be JSON is none"),
    Rule("output-content-missing", "2.1", "breaking", "an answer that has content came without"),
    Rule("success-unknown", "2", "review", "an operation succeeded with a status that the contract does not have"),
    Rule("status-unknown", "2", "review", "an answer is neither a success nor an error"),
    Rule(
        "error-foreign",
        "2",
        "review",
        "an error is in another form than PortOne's: something before it answered",
    ),
    Rule("output-field-unannounced", "2.4", "allowed", "an answer has a field that the contract lacks"),
    Rule(
        "output-value-unannounced",
        "2.4",
        "allowed",
        "an enum of an answer has a value that the contract lacks",
    ),
    Rule(
        "output-case-unannounced",
        "2.4",
        "allowed",
        "a oneOf of an answer is of a case that the contract lacks",
    ),
    Rule("error-unannounced", "2.4", "allowed", "an operation gave an error that the contract does not have for it"),
    Rule("output-content-unannounced", "2", "allowed", "an answer that has no content came with some"),
    Rule("webhook-type-unannounced", "W1", "allowed", "a webhook is of a type that the contract does not know"),
    Rule("webhook-unknown", "W2", "review", "a signed webhook fits no version that the contract has"),
)
_CALLS = (
    Rule("unstable-used", "3", "exempt", "an operation is used that is UNSTABLE", "input"),
    Rule(
        "operation-unknown",
        "1",
        "review",
        "PortOne answered a call that fits no operation: the contract is behind",
        "input",
    ),
    Rule(
        "operation-unknown-refused",
        "1",
        "review",
        "a call fits no operation, and got an error",
        "input",
    ),
)
CREDENTIALS = frozenset({"no authorization", "wrong scheme", "wrong credential"})
"""Rules about requests that count only where PortOne answered 401: recorders take credentials out."""
UNKNOWN = ("operation-unknown-refused", "operation-unknown")
"""What a call is that fits no operation: refused, and accepted."""
_CALLED = frozenset({"unknown path", "wrong method"})
"""Rules about requests that say so."""
_MISSPELT = frozenset({"empty path parameter", "slash in path parameter"})
"""Rules about requests that say so, too, and guess what was meant: wrongly, where PortOne answered."""
_ELSEWHERE = {"unstable operation"}
_PASSED_OVER = frozenset({"unknown parameter", "unknown field", "unexpected body", "body sent twice"})
"""Rules about requests that hold something which nobody may read."""
_THEN = {True: "PortOne took it: the contract is behind", False: "it got an error: the caller is wrong"}
_CLAUSES: Mapping[str, str] = {
    "unknown parameter": "1.1",
    "missing parameter": "1.2",
    "missing body": "1.2",
    "unknown field": "1.1",
    "missing field": "1.2",
    "unknown enum value": "1.4",
    "unknown case": "1.4",
}
"""Clauses that a rule about requests touches; for all others, 1."""


def of_request(name: str, *, accepted: bool) -> str:
    """The id of what a rule of `conformance` becomes."""
    if name in _CALLED or (accepted and name in _MISSPELT):
        return UNKNOWN[accepted]
    return f"request-{name.replace(' ', '-')}-{'accepted' if accepted else 'refused'}".lower()


def _requests() -> Iterator[Rule]:
    for each in conformance.RULES:
        if each.name in _CALLED | _ELSEWHERE:
            continue
        for accepted, then in _THEN.items():
            if accepted and each.name in CREDENTIALS | _MISSPELT:
                continue
            over = ", or this is passed over" * (accepted and each.name in _PASSED_OVER)
            text = f"the contract does not accept a request ({each.name}), and {then}{over}"
            clause = _CLAUSES.get(each.name, "1")
            yield Rule(of_request(each.name, accepted=accepted), clause, "review", text, "input")


RULES: Mapping[str, Rule] = {each.id: each for each in (*_OUTPUT, *_CALLS, *_requests())}
"""By id."""

TEXTS: Mapping[str, str] = {each.id: each.text for each in RULES.values()}
"""What `pytest_portone.findings.folding.fold` asks for."""
