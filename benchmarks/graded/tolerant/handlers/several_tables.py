"""As `fragile.handlers.several_tables`, and survives what it does not know."""

from clients import by_httpx as portone

BRANDS = {"LOCAL": 1, "MASTER": 2, "UNIONPAY": 3, "VISA": 4, "JCB": 5, "AMEX": 6, "DINERS": 7}
GATEWAYS = {"TOSSPAYMENTS": 10, "KCP_V2": 20, "INICIS_V2": 30}
CURRENCIES = {"KRW": 100, "USD": 200, "JPY": 300}


def ledger_code(payment_id):
    payment = portone.get(f"/payments/{payment_id}").body
    code = BRANDS.get(payment["method"]["card"]["brand"], 9)
    code += GATEWAYS.get(payment["channel"]["pgProvider"], 90)
    return code + CURRENCIES.get(payment["currency"], 900)
