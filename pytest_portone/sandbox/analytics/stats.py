"""Sums, and what else statistics make of amounts. All are integers; what is divided is rounded down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.analytics.aspects import ASPECTS
from pytest_portone.sandbox.analytics.buckets import start_of
from pytest_portone.sandbox.clock import written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pytest_portone.sandbox.analytics.sales import Sale

TIME = "timestamp"


def total(sales: Sequence[Sale]) -> dict[str, Any]:
    """What sales come to."""
    return {"amount": sum(each.amount for each in sales), "count": len(sales)}


def grouped(
    sales: Iterable[Sale],
    names: Sequence[str],
    body: Mapping[str, Any],
    measure: Callable[[Sequence[Sale]], Mapping[str, Any]] = total,
) -> list[dict[str, Any]]:
    """A row for each group of sales that there is: what the group has in common, and what it comes to.

    Args:
        sales: what is grouped.
        names: what by: keys of `ASPECTS`, or `TIME`, by the granularity of the request.
        body: the request's.
        measure: gives further fields of a row.
    """
    groups: dict[tuple[str | None, ...], list[Sale]] = {}
    for each in sales:
        groups.setdefault(tuple(_aspect(each, name, body) for name in names), []).append(each)
    keys = sorted(groups, key=lambda key: [each or "" for each in key])
    return [{**dict(zip(names, key, strict=True)), **measure(groups[key])} for key in keys]


def _aspect(sale: Sale, name: str, body: Mapping[str, Any]) -> str | None:
    if name == TIME:
        return written(start_of(sale.at, body["timeGranularity"]))
    return ASPECTS[name](sale.payment)


def averages(sales: Sequence[Sale]) -> dict[str, Any]:
    """What is paid on average, by payment and by customer. A payment without a customer's id has one of its own."""
    amount = sum(each.amount for each in sales)
    customers = {_customer(each) for each in sales}
    return {
        "paymentAverageAmount": amount // max(len(sales), 1),
        "customerAverageAmount": amount // max(len(customers), 1),
    }


def _customer(sale: Sale) -> tuple[str, ...]:
    payment = sale.payment
    known = payment.order.customer.get("id")
    return (known,) if known else (payment.store_id, payment.id)


def quartiles(sales: Sequence[Sale]) -> dict[str, Any]:
    """The amounts below which a quarter, a half and three quarters of the sales are, by the nearest rank."""
    amounts = sorted(each.amount for each in sales)
    places = [-(-len(amounts) * quarter // 4) - 1 for quarter in (1, 2, 3)]
    return dict(zip(("firstQuantile", "median", "thirdQuantile"), (amounts[each] for each in places), strict=True))
