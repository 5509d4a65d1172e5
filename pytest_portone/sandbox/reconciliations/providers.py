"""The gateways whose books PortOne collects."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MODULES: Mapping[str, tuple[str, ...]] = {
    "DANAL": ("DANAL", "DANAL_TPAY"),
    "EXIMBAY": ("EXIMBAY", "EXIMBAY_V2"),
    "GALAXIA": ("GALAXIA",),
    "HECTO": ("HECTO_GLOBAL", "SETTLE", "SETTLE_FIRM"),
    "HECTO_EASY": ("SETTLE_ACC",),
    "HYPHEN": ("HYPHEN",),
    "INICIS": ("HTML5_INICIS", "INICIS", "INICIS_UNIFIED", "INICIS_V2"),
    "INNOPAY": ("INNOPAY",),
    "KAKAOPAY": ("KAKAO", "KAKAOPAY"),
    "KCP": ("KCP", "KCP_BILLING", "KCP_DIRECT", "KCP_QUICK", "KCP_V2"),
    "KIWOOMPAY": ("DAOU",),
    "KPN": ("KPN",),
    "KSNET": ("KSNET",),
    "MOBILIANS": ("MOBILIANS", "MOBILIANS_V2"),
    "NAVERPAY": ("NAVERCO", "NAVERPAY"),
    "NICEPAY": ("NICE", "NICE_V2"),
    "PAYCO": ("PAYCO",),
    "PAYLETTER_GLOBAL": ("PAYLETTER_GLOBAL",),
    "PAYMENTWALL": ("PAYMENTWALL",),
    "PAYPAL": ("PAYPAL", "PAYPAL_V2"),
    "TOSSPAY": ("TOSSPAY", "TOSSPAY_V2"),
    "TOSSPAYMENTS": ("TOSSPAYMENTS", "TOSS_BRANDPAY"),
    "UPLUS": ("UPLUS",),
}

COMPANIES: Mapping[str, str] = {module: company for company, modules in _MODULES.items() for module in modules}
"""The `ReconciliationPgProvider` of a channel's `PgProvider`, by their names; of one that is missing nothing is
collected."""
