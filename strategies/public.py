"""The strategies by name. Arguments are checked at once, not when a test draws its first value."""

# ruff: noqa: PLR0913 - keyword arguments, each with a default

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from pytest_portone import contracts
from pytest_portone.contracts.errors import UnknownNameError, nearest
from pytest_portone.contracts.model import Contract, EnumType, ObjectType, Ref, UnionType
from pytest_portone.strategies.broken import break_value, can_break
from pytest_portone.strategies.broken_requests import break_request, can_break_request
from pytest_portone.strategies.calls import called
from pytest_portone.strategies.coherent import PAYMENT
from pytest_portone.strategies.drawn_requests import parts
from pytest_portone.strategies.evolved import can_evolve, evolve
from pytest_portone.strategies.forms import fits
from pytest_portone.strategies.payment import Wishes, check_total, least_total
from pytest_portone.strategies.per_contract import compiler, valid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from hypothesis.strategies import DrawFn

    from pytest_portone.contracts.model import Direction, Side, TypeExpr
    from pytest_portone.strategies.request import Request

_PAYMENT = "Payment"


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which values are asked for: of which contract, and what was done to them."""

    contract: Contract
    evolved: bool = False
    broken: bool = False
    coherent: bool = True
    direction: Direction = "output"

    def drawing(self, target: TypeExpr | Side, base: SearchStrategy[Any] | None = None) -> Callable[[DrawFn], Any]:
        """How a value of `target` is drawn, out of `base` or of all its values."""
        changed = self.evolved or self.broken
        if base is None:
            base = valid(self.contract, target, coherent=self.coherent, filled=changed)
        if self.evolved:
            return lambda draw: evolve(draw, self.contract, target, base)
        if self.broken:
            return lambda draw: break_value(draw, self.contract, target, base, self.direction)
        return lambda draw: draw(base)

    def options(self, given: Contract | None) -> dict[str, Any]:
        """The keyword arguments as they were given; None for a default."""
        return {
            "contract": given and given.version,
            "direction": None if self.direction == "output" else self.direction,
            "evolved": self.evolved or None,
            "broken": self.broken or None,
            "coherent": None if self.coherent else False,
        }


def _kind(
    call: str,
    contract: Contract | None,
    *,
    evolved: bool = False,
    broken: bool = False,
    coherent: bool = True,
    direction: Direction = "output",
) -> _Kind:
    if evolved and broken:
        raise InvalidArgument(f"{call}: evolved=True and broken=True exclude each other: an evolution is permitted")
    if evolved and direction == "input":
        raise InvalidArgument(f"{call}: evolved=True needs direction='output': the policy lets no input evolve")
    if direction not in ("input", "output"):
        raise InvalidArgument(f"{call}: received direction={direction!r}, expected 'input' or 'output'")
    if contract is not None and not isinstance(contract, Contract):
        raise InvalidArgument(f"{call}: received contract={contract!r}, expected what contracts.load() returns")
    return _Kind(contract or contracts.load(), evolved, broken, coherent, direction)


def _check_changes(call: str, kind: _Kind, target: TypeExpr | Side) -> None:
    if kind.evolved and not can_evolve(kind.contract, target):
        raise InvalidArgument(f"{call}: nothing in it can evolve, so evolved=True has no values")
    if kind.broken and not can_break(kind.contract, target):
        raise InvalidArgument(f"{call}: nothing about it can be wrong, so broken=True has no values")


def _known(call: str, kind: str, name: object, known: Iterable[str]) -> None:
    """Refuse a name that isn't known, naming the nearest."""
    names = list(known)
    if name in names:
        return
    near = nearest(str(name), names)
    hint = f"the nearest is {near!r}" if near else f"known: {', '.join(names[:10])}"
    raise InvalidArgument(f"{call}: no {kind} {name!r}; {hint}")


def types(
    name: str,
    *,
    contract: Contract | None = None,
    direction: Direction = "output",
    evolved: bool = False,
    broken: bool = False,
    coherent: bool = True,
) -> SearchStrategy[Any]:
    """Values of a named type, as decoded JSON.

    Args:
        name: the type's name.
        contract: where it is defined; None for the newest.
        direction: how the value is used: what `broken` may do depends on it, for unknown enum values and union cases
            are wrong in an input only.
        evolved: with a permitted change or a few (clauses 2.4 and W1); the value's `evolutions` lists them.
        broken: with exactly one constraint violated; the value's `breakage` tells which.
        coherent: amounts add up, times are in order, numbers have their form, wherever that is known; without, the
            contract's whole range.

    Raises:
        InvalidArgument: the contract has no such type, or the arguments leave no value.
    """
    call = f"types({name!r})"
    kind = _kind(call, contract, evolved=evolved, broken=broken, coherent=coherent, direction=direction)
    _known(call, "type", name, kind.contract.types)
    _check_changes(call, kind, Ref(name))
    return called("types", kind.drawing(Ref(name)), name, **kind.options(contract))


def requests(
    operation_id: str, *, contract: Contract | None = None, broken: bool = False, coherent: bool = True
) -> SearchStrategy[Request]:
    """Whole requests for an operation: parameters and body.

    Args:
        operation_id: the operation's id.
        contract: where it is defined; None for the newest.
        broken: with exactly one thing wrong; the request's `breakage` tells which.
        coherent: as in `types`.

    Raises:
        InvalidArgument: the contract has no such operation, or nothing about its requests can be wrong.
    """
    call = f"requests({operation_id!r})"
    kind = _kind(call, contract, broken=broken, coherent=coherent)
    _known(call, "operation", operation_id, kind.contract.operations)
    operation = kind.contract.operations[operation_id]
    if broken and not can_break_request(kind.contract, operation):
        raise InvalidArgument(f"{call}: nothing about it can be wrong, so broken=True has no values")
    strategies = parts(kind.contract, operation, coherent=coherent, whole=broken)

    def drawn(draw: DrawFn) -> Request:
        return break_request(draw, kind.contract, strategies) if broken else strategies.draw(draw)

    return called("requests", drawn, operation_id, **kind.options(contract))


def responses(
    operation_id: str,
    status: int | None = None,
    *,
    contract: Contract | None = None,
    evolved: bool = False,
    broken: bool = False,
    coherent: bool = True,
) -> SearchStrategy[Any]:
    """Bodies that an operation answers with, as decoded JSON; None where there is no content.

    Args:
        operation_id: the operation's id.
        status: the answer's HTTP status; None for the operation's success.
        contract: where it is defined; None for the newest.
        evolved: as in `types`; an error's `type` evolves too.
        broken: as in `types`.
        coherent: as in `types`.

    Raises:
        InvalidArgument: the contract has no such operation or status, or the arguments leave no value.
    """
    call = f"responses({operation_id!r}{'' if status is None else f', {status!r}'})"
    kind = _kind(call, contract, evolved=evolved, broken=broken, coherent=coherent)
    _known(call, "operation", operation_id, kind.contract.operations)
    operation = kind.contract.operations[operation_id]
    try:
        side = kind.contract.answer(operation, operation.success.status if status is None else status)
    except UnknownNameError:
        known = ", ".join(map(str, kind.contract.statuses(operation)))
        raise InvalidArgument(f"{call}: received status {status!r}, expected one of {known}") from None
    _check_changes(call, kind, side)
    return called("responses", kind.drawing(side), operation_id, status, **kind.options(contract))


def webhooks(
    type: str | None = None,  # noqa: A002 - its name on the wire
    *,
    version: str = "2024-04-25",
    contract: Contract | None = None,
    evolved: bool = False,
    broken: bool = False,
    coherent: bool = True,
) -> SearchStrategy[Any]:
    """Bodies of webhooks, as decoded JSON.

    Args:
        type: the webhook's `type`, such as `Transaction.Paid`; in version 2024-01-01 its `status`. None for any.
        version: the webhook version.
        contract: where it is defined; None for the newest.
        evolved: as in `types`; the webhook's `type` evolves too.
        broken: as in `types`.
        coherent: as in `types`.

    Raises:
        InvalidArgument: there is no such version or type.
    """
    call = f"webhooks({'' if type is None else repr(type)})"
    kind = _kind(call, contract, evolved=evolved, broken=broken, coherent=coherent)
    _known(call, "webhook version", version, kind.contract.webhooks)
    target = Ref(kind.contract.webhooks[version])
    base = None if type is None else _webhooks_of(call, kind, target, type)
    shown = None if version == "2024-04-25" else version
    return called("webhooks", kind.drawing(target, base), type, version=shown, **kind.options(contract))


def _webhooks_of(call: str, kind: _Kind, target: Ref, name: str) -> SearchStrategy[Any]:
    """The webhooks of one type: a case of the union, or in the older version a value of the field `status`."""
    named = kind.contract.resolve(target)
    if isinstance(named, UnionType):
        _known(call, "webhook type", name, named.cases)
        return valid(kind.contract, Ref(named.cases[name]), coherent=kind.coherent)
    status = kind.contract.resolve(named.fields["status"].type) if isinstance(named, ObjectType) else None
    if not isinstance(status, EnumType):
        raise InvalidArgument(f"{call}: webhooks of this version have no types to choose from")
    _known(call, "webhook status", name, status.values)
    return valid(kind.contract, target, coherent=kind.coherent).map(lambda webhook: {**webhook, "status": name})


def payments(
    *,
    status: str | None = None,
    total: int | SearchStrategy[int] | None = None,
    currency: str | SearchStrategy[str] | None = None,
    payment_id: str | SearchStrategy[str] | None = None,
    contract: Contract | None = None,
    evolved: bool = False,
    broken: bool = False,
    coherent: bool = True,
) -> SearchStrategy[Any]:
    """Payments that make sense, as decoded JSON.

    Args:
        status: the payment's status; None for any.
        total: the total in the currency's minor unit, 1 or more (2 or more where a part is cancelled), or a strategy
            for it; None for any.
        currency: the currency's code, or a strategy for it; None for any that one can pay with.
        payment_id: the payment's `id`, or a strategy for it; None for any.
        contract: where payments are defined; None for the newest.
        evolved: as in `types`. What was asked for may evolve as well.
        broken: as in `types`.
        coherent: as in `types`.

    Raises:
        InvalidArgument: there is no such status or currency, no payment of that status has that total, or a total or
            a currency is asked for without `coherent`.
    """
    call = "payments()"
    kind = _kind(call, contract, evolved=evolved, broken=broken, coherent=coherent)
    _known(call, "type", _PAYMENT, kind.contract.types)
    wishes = Wishes(payment_id, total, currency)
    if not coherent and wishes != Wishes(payment_id):
        raise InvalidArgument(f"{call}: total= and currency= need coherent=True")
    cases = _cases(call, kind.contract, status, total)
    if isinstance(currency, str):
        _known(call, "currency", currency, _currencies(kind.contract, cases[0]))
    base = compiler(kind.contract, coherent=coherent).one_of(cases)
    wished = called("payments", lambda draw: wishes.fulfil(draw, draw(base)))
    given = {"status": status, "total": total, "currency": currency, "payment_id": payment_id}
    return called("payments", kind.drawing(Ref(_PAYMENT), wished), **given, **kind.options(contract))


def _cases(call: str, contract: Contract, status: str | None, total: int | SearchStrategy[int] | None) -> list[str]:
    """The types of the payments that are asked for.

    Raises:
        InvalidArgument: there are none.
    """
    payment = contract.resolve(Ref(_PAYMENT))
    if not isinstance(payment, UnionType) or not fits(contract, PAYMENT, Ref(_PAYMENT)):
        raise InvalidArgument(f"{call}: in contract {contract.version}, {_PAYMENT} is no payment by status")
    if status is not None:
        _known(call, "payment status", status, payment.cases)
    states = [*payment.cases] if status is None else [status]
    if total is None or isinstance(total, SearchStrategy):
        return [payment.cases[each] for each in states]
    check_total(total, min(states, key=least_total))
    return [payment.cases[each] for each in states if least_total(each) <= total]


def _currencies(contract: Contract, payment: str) -> tuple[str, ...]:
    """The codes that a payment of a type can have."""
    named = contract.resolve(Ref(payment))
    currency = contract.resolve(named.fields["currency"].type) if isinstance(named, ObjectType) else None
    return currency.values if isinstance(currency, EnumType) else ()
