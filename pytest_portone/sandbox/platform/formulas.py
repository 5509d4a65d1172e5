"""Formulas of fees and shares, as older contracts have them: read, checked, and worked out exactly.

PortOne names the errors of a formula, but neither its functions nor its variables: those here are the sandbox's.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Values: TypeAlias = "Mapping[str, int | Fraction]"
Tree: TypeAlias = "Callable[[Values], Fraction]"

DEFAULTS: Mapping[str, str] = {
    "platformFee": "orderAmount * platformFeeRate",
    "discountShare": "discountAmount * partnerShareRate",
    "additionalFee": "orderAmount * additionalFeeRate",
}
"""The formulas that a merchant begins with. Amounts are in minor units, rates parts of 1."""

VARIABLES: Mapping[str, frozenset[str]] = {
    "platformFee": frozenset({"orderAmount", "paymentAmount", "platformFeeRate"}),
    "discountShare": frozenset({"orderAmount", "discountAmount", "partnerShareRate"}),
    "additionalFee": frozenset({"orderAmount", "paymentAmount", "additionalFeeRate"}),
}
"""What each formula can use."""

FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "min": (2, min),
    "max": (2, max),
    "floor": (1, floor),
    "ceil": (1, ceil),
    "abs": (1, abs),
}
"""How many arguments each function has, and what it does."""

_OPERATORS: Mapping[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_ALIEN = "^%&|=<>!~"
_TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[A-Za-z_]\w*)|(?P<sign>\S)|(?P<end>\Z))")


class FormulaError(ValueError):
    """A formula is wrong: `details` are a case of PortOne's `PlatformSettlementFormulaError`."""

    def __init__(self, details: Mapping[str, Any]) -> None:
        super().__init__(str(details))
        self.details = details


class Token(NamedTuple):
    """A word of a formula: its kind, its text, and where it stands."""

    kind: str
    text: str
    start: int


def parse(name: str, text: str) -> Tree:
    """The formula of a fee or a share, ready to be worked out with values for its variables.

    Raises:
        FormulaError: it is none.
    """
    reader = _Reader(text, VARIABLES[name])
    try:
        tree = reader.sum()
    except RecursionError:
        raise FormulaError({"type": "UNKNOWN_ERROR"}) from None
    if reader.token.kind != "end":
        raise reader.wrong("INVALID_SYNTAX", syntax=reader.token.text)
    return tree


@dataclass(slots=True)
class _Reader:
    """Reads a formula from left to right: sums of products of numbers, variables, functions and brackets."""

    text: str
    variables: frozenset[str]
    token: Token = field(init=False)

    def __post_init__(self) -> None:
        self._next(0)

    def _next(self, start: int) -> None:
        found = _TOKEN.match(self.text, start)
        assert found is not None  # noqa: S101 - there is always a character, or the end
        kind = str(found.lastgroup)
        self.token = Token(kind, found[kind], found.start(kind))
        if self.token.kind == "sign" and self.token.text in _ALIEN:
            raise self.wrong("INVALID_OPERATOR", operator=self.token.text)

    def _take(self) -> Token:
        taken = self.token
        self._next(taken.start + len(taken.text))
        return taken

    def wrong(self, kind: str, token: Token | None = None, **details: Any) -> FormulaError:
        """What is wrong at a token, by default at the next one."""
        token = token or self.token
        lines = self.text[: token.start].split("\n")
        line, index = len(lines), len(lines[-1])
        end = index + len(token.text)
        position = {"startLine": line, "startIndex": index, "endLine": line, "endIndex": end}
        return FormulaError({"type": kind, **details, "position": position})

    def sum(self) -> Tree:
        """Products, added and subtracted."""
        return self._chain("+-", self._product)

    def _product(self) -> Tree:
        return self._chain("*/", self._factor)

    def _chain(self, signs: str, part: Callable[[], Tree]) -> Tree:
        tree = part()
        while self.token.kind == "sign" and self.token.text in signs:
            tree = _combined(_OPERATORS[self._take().text], tree, part())
        return tree

    def _factor(self) -> Tree:
        token = self._take() if self.token.kind != "end" else self.token
        if token.kind == "number":
            number = Fraction(token.text)
            return lambda _: number
        if token.kind == "name":
            return self._call(token) if self.token.text == "(" else self._variable(token)
        if token.text != "(":
            raise self.wrong("INVALID_SYNTAX", token, syntax=token.text)
        tree = self.sum()
        self._close()
        return tree

    def _variable(self, token: Token) -> Tree:
        name = token.text
        if name in self.variables:
            return lambda values: Fraction(values[name])
        known = any(name in each for each in VARIABLES.values())
        raise self.wrong("UNSUPPORTED_VARIABLE" if known else "INVALID_VARIABLE", token, name=name)

    def _call(self, token: Token) -> Tree:
        if token.text not in FUNCTIONS:
            raise self.wrong("INVALID_FUNCTION", token, name=token.text)
        expected, function = FUNCTIONS[token.text]
        self._take()
        arguments = [self.sum()]
        while self.token.text == ",":
            self._take()
            arguments.append(self.sum())
        self._close()
        if len(arguments) != expected:
            counts = {"expectedCount": expected, "currentCount": len(arguments)}
            raise self.wrong("UNEXPECTED_FUNCTION_ARGUMENTS", token, functionName=token.text, **counts)
        return lambda values: Fraction(function(*(each(values) for each in arguments)))

    def _close(self) -> None:
        if self.token.text != ")":
            raise self.wrong("INVALID_SYNTAX", syntax=self.token.text)
        self._take()


def _combined(operation: Callable[[Fraction, Fraction], Fraction], left: Tree, right: Tree) -> Tree:
    return lambda values: operation(left(values), right(values))
