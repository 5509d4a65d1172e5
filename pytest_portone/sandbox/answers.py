"""Answers written: fitted to the loaded contract, checked against it, and encoded once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.model import Ref, Scalar
from pytest_portone.contracts.scalars import MEDIA_TYPES
from pytest_portone.sandbox.messages import Response
from pytest_portone.sandbox.projection import project

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_portone.contracts.model import Answer, Contract, Operation, Side, TypeExpr
    from pytest_portone.sandbox.refusals import Refusal

_JSON = {"content-type": "application/json"}

_SIMILAR = {"UNAUTHORIZED": (401, 403), "FORBIDDEN": (403, 401)}
"""Statuses that say the same, for a contract that does not know the error; any other is the request's fault."""
_WRONG = (400, 422)


class ContradictionError(AssertionError):
    """The sandbox was about to send what the contract does not permit: a fault of the sandbox."""

    def __init__(self, report: object) -> None:
        super().__init__(f"the sandbox's own answer does not keep the contract; please report this. {report}")


def encoded(value: Any) -> bytes:
    """A JSON value as bytes, without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def undocumented(status: int, kind: str, message: str, **headers: str) -> Response:
    """An answer that no operation documents, in the form that PortOne's errors have."""
    return Response(status, _JSON | headers, encoded({"type": kind, "message": message}))


class Writer:
    """Writes the answers of one operation."""

    def __init__(self, contract: Contract, operation: Operation, fill: Callable[[TypeExpr], Any]) -> None:
        self._contract, self._fill = contract, fill
        self._operation = operation
        self._success: Answer = operation.success
        self._sides: dict[int, Side] = {}
        self._errors = {
            error.error.type: error.name
            for errors in contract.errors_of(operation).values()
            for error in errors
            if error.error and error.error.type
        }
        self._media = _media(self._success.type)

    @property
    def documented(self) -> frozenset[str]:
        """The types of the errors that the operation documents."""
        return frozenset(self._errors)

    def success(self, value: Any) -> Response:
        """The operation's success.

        Raises:
            ContradictionError: the contract does not permit it.
        """
        return self.ready(self.body(value))

    def body(self, value: Any) -> bytes:
        """A success' body.

        Raises:
            ContradictionError: the contract does not permit it.
        """
        if self._success.type is None:
            return b""
        fitted = project(self._contract, self._success.type, value, self._fill)
        self._check(self._success.status, fitted)
        return (
            fitted.encode()
            if isinstance(self._media, str) and self._media in MEDIA_TYPES.values()
            else encoded(fitted)
        )

    def ready(self, body: bytes) -> Response:
        """A success whose body is written already."""
        return Response(self._success.status, {"content-type": self._media} if self._media else {}, body)

    def refusal(self, refusal: Refusal) -> Response:
        """The error that the operation documents for a refusal, or the nearest to it."""
        value = {"type": refusal.type, "message": refusal.message, **refusal.details}
        if refusal.type in self._errors:
            return self._error(self._errors[refusal.type], value)
        statuses = _SIMILAR.get(refusal.type, _WRONG)
        known = self._contract.statuses(self._operation)
        if "INVALID_REQUEST" in self._errors and statuses is _WRONG:
            message = f"{refusal.message} (this contract has no {refusal.type} here)"
            return self._error(self._errors["INVALID_REQUEST"], {"message": message})
        return self._nearest(next((each for each in statuses if each in known), None), statuses[0], value)

    def first_of(self, status: int, message: str) -> Response | None:
        """The first error that the operation documents with a status; None where there is none."""
        errors = self._contract.errors_of(self._operation).get(status)
        return self._error(errors[0].name, {"message": message}) if errors else None

    def _nearest(self, documented: int | None, status: int, value: dict[str, Any]) -> Response:
        """An error of another API: the documented answer with a status, filled in with what is known."""
        if documented is None:
            return Response(status, _JSON, encoded(value))
        side = self._contract.answer(self._operation, documented)
        if side.errors:
            return self._error(side.errors[0], value)
        if side.type is None:
            return Response(documented)
        fitted = project(self._contract, side.type, value, self._fill)
        self._check(documented, fitted)
        return Response(documented, _JSON, encoded(fitted))

    def _error(self, name: str, value: dict[str, Any]) -> Response:
        mark = self._contract.error(name).error
        assert mark is not None  # noqa: S101 - an error type has one
        fitted = project(self._contract, Ref(name), value, self._fill)
        self._check(mark.status, fitted)
        return Response(mark.status, _JSON, encoded(fitted))

    def _check(self, status: int, value: Any) -> None:
        if status not in self._sides:
            self._sides[status] = self._contract.answer(self._operation, status)
        if not self._contract.is_valid(self._sides[status], value):
            raise ContradictionError(self._contract.validate(self._sides[status], value))


def _media(expr: TypeExpr | None) -> str | None:
    """The media type that a body of a type travels as; None where there is no content."""
    if expr is None:
        return None
    return MEDIA_TYPES.get(expr.name, "application/json") if isinstance(expr, Scalar) else "application/json"
