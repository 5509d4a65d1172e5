"""Answers written: fitted to the loaded contract, checked against it, and encoded once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.contracts.model import Answer, Ref, Scalar
from pytest_portone.contracts.scalars import MEDIA_TYPES
from pytest_portone.sandbox.messages import Response
from pytest_portone.sandbox.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Container

    from pytest_portone.contracts.model import Contract, Operation, Side, TypeExpr
    from pytest_portone.sandbox.projection import Fill, Projector

_JSON = {"content-type": "application/json"}

_SIMILAR = {"UNAUTHORIZED": (401, 403), "FORBIDDEN": (403, 401)}
"""Statuses that say the same, for a contract that does not know the error; any other is the request's fault."""
_WRONG = (400, 422)


class ContradictionError(AssertionError):
    """The sandbox was about to send what the contract does not permit: a fault of the sandbox."""

    def __init__(self, report: object) -> None:
        super().__init__(f"the sandbox's own answer does not keep the contract; please report this. {report}")


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def encoded(value: Any) -> bytes:
    """A JSON value as bytes, without blanks."""
    return _ENCODER.encode(value).encode()


def undocumented(status: int, kind: str, message: str, **headers: str) -> Response:
    """An answer that no operation documents, in the form that PortOne's errors have."""
    return Response(status, _JSON | headers, encoded({"type": kind, "message": message}))


class Writer:
    """Writes the answers of one operation. `fill` gives values for what an answer lacks.

    Attributes:
        answer: the success that it writes.
    """

    def __init__(self, contract: Contract, operation: Operation, projector: Projector) -> None:
        self._contract, self._operation, self._projector = contract, operation, projector
        self.answer: Answer = _success(operation)
        self._media = _media(self.answer.type)
        self._headers = {"content-type": self._media} if self._media else {}
        self._sides: dict[int, Side] = {}
        self._errors = {
            error.error.type: error.name
            for errors in contract.errors_of(operation).values()
            for error in errors
            if error.error and error.error.type
        }

    @property
    def documented(self) -> frozenset[str]:
        """The types of the errors that the operation documents."""
        return frozenset(self._errors)

    def success(self, value: Any, fill: Fill) -> Response:
        """The operation's success.

        Raises:
            ContradictionError: the contract does not permit it.
        """
        return self.ready(self.body(value, fill))

    def body(self, value: Any, fill: Fill) -> bytes:
        """A success' body.

        Raises:
            ContradictionError: the contract does not permit it.
        """
        if self.answer.type is None:
            return b""
        fitted = self._projector.project(self.answer.type, value, fill)
        self._check(self.answer.status, fitted)
        return encoded(fitted) if self._media == _JSON["content-type"] else str(fitted).encode()

    def ready(self, body: bytes) -> Response:
        """A success whose body is written already."""
        return Response(self.answer.status, self._headers, body)

    def refusal(self, refusal: Refusal, fill: Fill) -> Response:
        """The error that the operation documents for a refusal, or the nearest to it."""
        refusal = _plainer(refusal, self._errors)
        value = {"type": refusal.type, "message": refusal.message, **refusal.details}
        if refusal.type in self._errors:
            return self._error(self._errors[refusal.type], value, fill)
        statuses = _SIMILAR.get(refusal.type, _WRONG)
        if "INVALID_REQUEST" in self._errors and statuses is _WRONG:
            value["message"] = f"{refusal.message} (the contract has no {refusal.type} here)"
            return self._error(self._errors["INVALID_REQUEST"], value, fill)
        documented = [each for each in statuses if each in self._contract.statuses(self._operation)]
        return self._foreign(documented[0], value, fill) if documented else _plain(statuses[0], value)

    def missing(self, path: str, fill: Fill) -> Response | None:
        """The 404 for what lay at `path`, the one whose name is most like it; None where the operation has none."""
        errors = self._contract.errors_of(self._operation).get(404, ())
        if not errors:
            return None
        nearest = min(errors, key=lambda error: _unlike(error.error.type if error.error else None, path))
        return self._error(nearest.name, {"message": f"{path} was deleted"}, fill)

    def _foreign(self, status: int, value: dict[str, Any], fill: Fill) -> Response:
        """An answer that another API documents for a status, filled in with what is known."""
        side = self._contract.answer(self._operation, status)
        if side.errors:
            return self._error(side.errors[0], value, fill)
        return Response(status) if side.type is None else self._checked(status, fill(side.type, value))

    def _error(self, name: str, value: dict[str, Any], fill: Fill) -> Response:
        mark = self._contract.error(name).error
        assert mark is not None  # noqa: S101 - an error type has one
        filled = fill(Ref(name), value)
        # One error has a field of its own that is called `type` as well; the wire can only have one.
        return self._checked(mark.status, filled if mark.type is None else filled | {"type": mark.type})

    def _checked(self, status: int, value: Any) -> Response:
        self._check(status, value)
        return _plain(status, value)

    def _check(self, status: int, value: Any) -> None:
        if status not in self._sides:
            self._sides[status] = self._contract.answer(self._operation, status)
        if not self._contract.is_valid(self._sides[status], value):
            raise ContradictionError(self._contract.validate(self._sides[status], value))


def _plainer(refusal: Refusal, documented: Container[str]) -> Refusal:
    """The same refusal, where the operation has a word for it; of several gateways' no, else, the first one's.

    A gateway's no comes after something was done: it must not look like a request that was refused before.
    """
    if refusal.type != "CHANNEL_SPECIFIC" or refusal.type in documented:
        return refusal
    first = refusal.details["failures"][0]
    return Refusal("PG_PROVIDER", refusal.message, {name: first[name] for name in ("pgCode", "pgMessage")})


def _unlike(kind: str | None, path: str) -> int:
    """How many words of an error's type a path does not have."""
    return sum(word not in path.upper() for word in (kind or "").split("_"))


def _plain(status: int, value: Any) -> Response:
    return Response(status, _JSON, encoded(value))


def _success(operation: Operation) -> Answer:
    """The operation's success; of another API's operation that documents none, whatever it documents first."""
    try:
        return operation.success
    except UnknownNameError:
        return operation.answers[0] if operation.answers else Answer(204)


def _media(expr: TypeExpr | None) -> str | None:
    """The media type that a body of a type travels as; None where there is no content."""
    if expr is None:
        return None
    return MEDIA_TYPES.get(expr.name, "application/json") if isinstance(expr, Scalar) else "application/json"
