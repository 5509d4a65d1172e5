"""Transfers on the wire: a handler an operation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.domain import Route
from pytest_portone.sandbox.platform.finding import side_of
from pytest_portone.sandbox.transfers import book, cancelling, crediting, deleting, listing, moving, ordering
from pytest_portone.sandbox.transfers.views import transfer_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytest_portone.sandbox.domain import Handler, Inquiry
    from pytest_portone.sandbox.state import State
    from pytest_portone.sandbox.timers import Job
    from pytest_portone.sandbox.transfers.models import Transfer


def _create(create: Callable[[State, Inquiry], Transfer]) -> Handler:
    """A handler that answers with the new transfer."""
    return lambda state, inquiry: {"transfer": transfer_json(state, create(state, inquiry))}


def _get(state: State, inquiry: Inquiry) -> dict[str, Any]:
    return transfer_json(state, book.find(state, side_of(state, inquiry), inquiry.parameters["id"]))


def _delete(state: State, inquiry: Inquiry) -> dict[str, Any]:
    deleting.delete(state, book.find(state, side_of(state, inquiry), inquiry.parameters["id"]))
    return {}


CHARGES = frozenset({"additionalFees", "discounts"})
"""What changes an order's amount."""

JOBS: Mapping[str, Job] = moving.JOBS

ROUTES = (
    Route("GET", "/platform/transfer-summaries/sheet-file", "csv", listing.sheet),
    Route("GET", "/platform/transfer-summaries", "GetPlatformTransferSummariesResponse", listing.LIST.page),
    Route("POST", "/platform/transfers/manual", "CreateManualTransferResponse", _create(crediting.create)),
    Route(
        "POST",
        "/platform/transfers/order-cancel",
        "CreateOrderCancelTransferResponse",
        _create(cancelling.create),
        spared=CHARGES,
    ),
    Route(
        "POST",
        "/platform/transfers/order",
        "CreateOrderTransferResponse",
        _create(ordering.create),
        spared=CHARGES,
    ),
    Route("GET", "/platform/transfers/{id}", "PlatformTransfer", _get),
    Route("DELETE", "/platform/transfers/{id}", "DeletePlatformTransferResponse", _delete),
)
"""The CSV sheet is no named type; see `pytest_portone.sandbox.desks`."""
