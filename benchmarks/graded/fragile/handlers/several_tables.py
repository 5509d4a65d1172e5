"""Three enums of one payment are looked up one after another, each in a table of its own."""

from clients import by_httpx as portone

BRANDS = {"LOCAL": 1, "MASTER": 2, "UNIONPAY": 3, "VISA": 4, "JCB": 5, "AMEX": 6, "DINERS": 7}
GATEWAYS = {"TOSSPAYMENTS": 10, "KCP_V2": 20, "INICIS_V2": 30}
CURRENCIES = {"KRW": 100, "USD": 200, "JPY": 300}


def ledger_code(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    code = BRANDS[payment["method"]["card"]["brand"]]
    code += GATEWAYS[payment["channel"]["pgProvider"]]
    return code + CURRENCIES[payment["currency"]]
