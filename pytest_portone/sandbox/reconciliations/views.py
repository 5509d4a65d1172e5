"""VAT reports as they are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.reconciliations.models import Sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytest_portone.sandbox.reconciliations.models import Movement

KINDS = ("CARD", "VIRTUAL_ACCOUNT", "TRANSFER", "CHARGE", "MOBILE", "POINT", "ETC")
"""The order of a report's items."""


def report_json(found: Sequence[Movement]) -> dict[str, Any]:
    """A report on what moved: an item for each method that it moved by, and the accounts that it is from."""
    kinds: dict[str, Sums] = {}
    for each in found:
        kinds[each.kind] = kinds.get(each.kind, Sums()) + each.sums
    return {
        "items": [_item_json(kind, kinds[kind]) for kind in KINDS if kind in kinds],
        "summary": _summary_json(sum(kinds.values(), Sums())),
        "pgSpecifiers": [
            {"pgProvider": provider, "pgMerchantId": merchant_id}
            for provider, merchant_id in sorted({each.account for each in found})
        ],
    }


def _item_json(kind: str, sums: Sums) -> dict[str, Any]:
    return {
        "paymentMethod": kind,
        "supplyAmount": sums.supply,
        "vatAmount": sums.vat,
        "taxFreeAmount": sums.tax_free,
        "totalAmount": sums.total,
    }


def _summary_json(sums: Sums) -> dict[str, int]:
    return {
        "totalSupplyAmount": sums.supply,
        "totalVatAmount": sums.vat,
        "totalTaxFreeAmount": sums.tax_free,
        "totalAmount": sums.total,
    }
