"""Transfers, partner settlements, payouts. All of it is test data: the merchant's channels are test channels."""

from __future__ import annotations

from documented_errors.platform import (
    CONTRACT_BODY,
    PARTNER,
    spoilt,
    switched_off,
)

ORDER, CANCEL, MANUAL = (f"/platform/transfers/{each}" for each in ("order", "order-cancel", "manual"))
SETTLEMENTS = "/platform/partner-settlements"
COLOUR = [{"key": "shape", "value": {"string": "round"}}]
LINE = {
    "product": {"id": "shoe", "name": "shoe", "amount": 2_000},
    "quantity": 5,
    "discounts": [],
    "additionalFees": [],
}
DAILY = {"lagDays": 1, "datePolicy": "CALENDAR_DAY", "method": {"daily": {}}}
HALF = {"sharePolicyId": "half", "amount": 2_000, "taxFreeAmount": 0}


def call(merchant, method, path, body=None, wanted=None):
    """What the merchant asks of its test data."""
    return merchant.send(method, path, body, query={"test": "true"}, wanted=wanted)


def made(response):
    """A response that must be a success, decoded."""
    assert response.status == 200, response.json()
    return response.json()


def market(merchant, **contract):
    """A partner with a contract, policies of both kinds."""
    made(call(merchant, "POST", "/platform/contracts", CONTRACT_BODY | {"settlementCycle": DAILY} | contract))
    made(call(merchant, "POST", "/platform/partners", PARTNER))
    policy = {"id": "half", "name": "half", "partnerShareRate": 50_000}
    made(call(merchant, "POST", "/platform/discount-share-policies", policy))
    for name, fee in (("five", {"fixedRate": 5_000}), ("fixed", {"fixedAmount": 100})):
        body = {"id": name, "name": name, "fee": fee, "vatPayer": "PARTNER"}
        made(call(merchant, "POST", "/platform/additional-fee-policies", body))
    return merchant


def ready(merchant, total=10_000, payment="pay-1", **contract):
    """A market, and a payment in it."""
    market(merchant, **contract)
    made(merchant.instant(payment, amount={"total": total}))
    return merchant


def order(merchant, amount=10_000, *, lines=None, payment="pay-1", **changes):
    """Ask for an order transfer."""
    detail = {"orderAmount": amount} if lines is None else {"orderLines": lines}
    body = {"partnerId": "p-1", "paymentId": payment, "orderDetail": detail, "discounts": [], "additionalFees": []}
    return call(merchant, "POST", ORDER, body | changes)


def outside(merchant, currency="KRW", **changes):
    """Ask for an order transfer of a payment outside PortOne."""
    detail = {"currency": currency, "paidAt": "2026-01-01T00:00:00Z"}
    return order(merchant, externalPaymentDetail=detail, payment="out-1", **changes)


def ordered(merchant, **changes):
    """The merchant, who has an order transfer."""
    made(order(ready(merchant), id="t-1", **changes))
    return merchant


def lined(merchant, **changes):
    """The merchant, who has an order transfer with lines."""
    return ordered(merchant, lines=[LINE | changes])


def cancelled(merchant, amount=10_000, **changes):
    """The id of a cancellation of the payment."""
    return made(merchant.cancel("pay-1", amount=amount, **changes))["cancellation"]["id"]


def withdraw(merchant, detail=None, *, cancellation=None, **changes):
    """Ask for an order-cancel transfer, of a cancellation that was made for it."""
    number = cancellation or cancelled(merchant)
    body = {"transferId": "t-1", "cancellationId": number, "discounts": []}
    body |= {"orderDetail": detail} if detail else {}
    body |= changes
    return call(merchant, "POST", CANCEL, {name: value for name, value in body.items() if value is not None})


def quantity(number, product="shoe", **changes):
    """So many of a product, cancelled."""
    return {"orderLines": [{"productId": product, "quantity": number, "discounts": []} | changes]}


def manual(merchant, amount=1_000, **changes):
    """Ask for a manual transfer, settled at once."""
    body = {"partnerId": "p-1", "settlementAmount": amount, "settlementDate": "2026-01-01"}
    return call(merchant, "POST", MANUAL, body | changes)


def credited(merchant, amount=1_000):
    """The id of a partner settlement that is prepared."""
    made(manual(market(merchant), amount))
    return settlements(merchant)[-1]["id"]


def settlements(merchant):
    """The partner settlements."""
    return made(call(merchant, "GET", SETTLEMENTS))["items"]


def complete(merchant, *ids, bulk="b-1"):
    """Complete the payout of partner settlements."""
    body = {"bulkPayoutId": bulk, "partnerSettlementIds": list(ids)}
    return call(merchant, "POST", f"{SETTLEMENTS}/complete-payout", body)


def remove(merchant, *ids):
    """Delete partner settlements."""
    return call(merchant, "POST", f"{SETTLEMENTS}/delete", {"partnerSettlementIds": list(ids)})


def again(first, then=None):
    """What the second gives when the first was done."""

    def scenario(merchant):
        made(first(merchant))
        return (then or first)(merchant)

    return scenario


def setting(merchant, **changes):
    """The merchant, whose setting is changed."""
    made(call(merchant, "PATCH", "/platform/setting", changes))
    return merchant


def dated(**days):
    """The days of a settlement that is due before it starts."""
    return {"settlementStartDate": "2026-01-02", "settlementDate": "2026-01-01"} | days


def two_orders(merchant):
    """The merchant, who has two order transfers of one payment to one partner."""
    setting(ready(merchant), supportsMultipleOrderTransfersPerPartner=True)
    made(order(merchant, 5_000))
    made(order(merchant, 5_000))
    return merchant


def paid_out(merchant):
    """A manual transfer that was paid out: its id."""
    market(merchant)
    transfer = made(manual(merchant))["transfer"]["id"]
    made(complete(merchant, settlements(merchant)[-1]["id"]))
    return transfer


def settled_and_cancelled(merchant):
    """The id of a partner settlement whose order was cancelled since."""
    ordered(merchant)
    merchant.sandbox.clock.advance(days=3)
    found = settlements(merchant)[0]["id"]
    made(withdraw(merchant, {"all": {}}))
    return found


def half_cancelled(merchant):
    """The merchant, one half of whose order is cancelled."""
    ordered(merchant)
    made(withdraw(merchant, {"orderAmount": 5_000}, cancellation=cancelled(merchant, 5_000)))
    return merchant


SIMPLE = {
    "createPlatformOrderTransfer": order,
    "createPlatformOrderCancelTransfer": lambda m: withdraw(m, {"all": {}}, cancellation="x"),
    "createPlatformManualTransfer": manual,
    "getPlatformTransfer": lambda m: call(m, "GET", "/platform/transfers/x"),
    "deletePlatformTransfer": lambda m: call(m, "DELETE", "/platform/transfers/x"),
    "getPlatformTransferSummaries": lambda m: call(m, "GET", "/platform/transfer-summaries"),
    "getPlatformPartnerSettlements": lambda m: call(m, "GET", SETTLEMENTS),
    "deletePlatformPartnerSettlements": lambda m: remove(m, "x"),
    "completePlatformPayoutByPartnerSettlementIds": lambda m: complete(m, "x"),
    "getPlatformPayouts": lambda m: call(m, "GET", "/platform/payouts"),
    "getPlatformBulkPayouts": lambda m: call(m, "GET", "/platform/bulk-payouts"),
    "getPlatformAccountTransfers": lambda m: call(m, "GET", "/platform/account-transfers"),
    "getPlatformBulkAccountTransfers": lambda m: call(m, "GET", "/platform/bulk-account-transfers"),
}
"""A plain call of each operation that documents FORBIDDEN and PLATFORM_NOT_ENABLED."""

LISTS = {
    "downloadPlatformTransferSheet": "transfer-summaries/sheet-file",
    "getPlatformTransferSummaries": "transfer-summaries",
    "getPlatformPartnerSettlements": "partner-settlements",
    "getPlatformPayouts": "payouts",
    "getPlatformBulkPayouts": "bulk-payouts",
    "getPlatformAccountTransfers": "account-transfers",
    "getPlatformBulkAccountTransfers": "bulk-account-transfers",
}


def listed_wrongly(path):
    """A list of what can't be."""
    wanted = {"fields": ["x"]} if path.endswith("file") else {"page": {"size": -1}}
    return lambda merchant: call(merchant, "GET", f"/platform/{path}", wanted=wanted)


EXCEEDED = "EXCEEDED_PORT_ONE_PAYMENT"
FEE_CURRENCY = "FIXED_AMOUNT_FEE_CURRENCY_AND_SETTLEMENT_CURRENCY_MISMATCHED"
FIXED = {"platformFee": {"fixedAmount": 100}}
CREATE, WITHDRAW = "createPlatformOrderTransfer", "createPlatformOrderCancelTransfer"
COMPLETE, REMOVE = "completePlatformPayoutByPartnerSettlementIds", "deletePlatformPartnerSettlements"

ORDERS = {
    "INVALID_REQUEST": lambda m: order(m, orderDetail={}),
    "PLATFORM_PARTNER_NOT_FOUND": order,
    "PLATFORM_CONTRACT_NOT_FOUND": lambda m: order(ready(m), contractId="c-9"),
    "PLATFORM_ADDITIONAL_FEE_POLICIES_NOT_FOUND": lambda m: order(ready(m), additionalFees=[{"policyId": "x"}]),
    "PLATFORM_DISCOUNT_SHARE_POLICIES_NOT_FOUND": lambda m: order(
        ready(m), discounts=[{"sharePolicyId": "x", "amount": 1}]
    ),
    "PLATFORM_PAYMENT_NOT_FOUND": lambda m: order(market(m)),
    "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND": lambda m: order(ready(m), userDefinedProperties=COLOUR),
    "PLATFORM_SETTLEMENT_PARAMETER_NOT_FOUND": lambda m: order(ready(m), parameters={"x": {"decimal": 1}}),
    "PLATFORM_TRANSFER_ALREADY_EXISTS": lambda m: order(ordered(m)),
    "PLATFORM_TRANSFER_ID_ALREADY_USED": lambda m: outside(ordered(m), id="t-1"),
    "PLATFORM_PRODUCT_ID_DUPLICATED": lambda m: order(ready(m), lines=[LINE, LINE]),
    "PLATFORM_CURRENCY_NOT_SUPPORTED": lambda m: outside(market(m), "VND"),
    f"PLATFORM_CONTRACT_PLATFORM_{FEE_CURRENCY}": lambda m: outside(market(m, **FIXED), "USD"),
    f"PLATFORM_ADDITIONAL_{FEE_CURRENCY}": lambda m: outside(
        market(m), "USD", additionalFees=[{"policyId": "fixed"}]
    ),
    "PLATFORM_SETTLEMENT_AMOUNT_EXCEEDED": lambda m: order(ready(m), 1_000, discounts=[HALF]),
    f"PLATFORM_SETTLEMENT_PAYMENT_AMOUNT_{EXCEEDED}": lambda m: order(ready(m), 10_001),
    f"PLATFORM_SETTLEMENT_TAX_FREE_AMOUNT_{EXCEEDED}": lambda m: order(ready(m), taxFreeAmount=1),
    f"PLATFORM_SETTLEMENT_SUPPLY_WITH_VAT_AMOUNT_{EXCEEDED}": lambda m: order(tax_free(m)),
    "PLATFORM_SETTLEMENT_DATE_EARLIER_THAN_SETTLEMENT_START_DATE": lambda m: order(ready(m), **dated()),
}


def tax_free(merchant):
    """The merchant, whose payment is free of VAT in part."""
    market(merchant)
    made(merchant.instant("pay-1", amount={"total": 10_000, "taxFree": 1_000}))
    return merchant


CANCELS = {
    "INVALID_REQUEST": lambda m: withdraw(m, cancellation="x"),
    "PLATFORM_TRANSFER_NOT_FOUND": lambda m: withdraw(ready(m), {"all": {}}),
    "PLATFORM_PAYMENT_NOT_FOUND": lambda m: withdraw(
        market(m), {"all": {}}, cancellation="x", transferId=None, partnerId="p-1", paymentId="pay-9"
    ),
    "PLATFORM_CANNOT_SPECIFY_TRANSFER": lambda m: withdraw(
        two_orders(m), {"all": {}}, transferId=None, partnerId="p-1", paymentId="pay-1"
    ),
    "PLATFORM_CANCELLATION_NOT_FOUND": lambda m: withdraw(ordered(m), {"all": {}}, cancellation="x"),
    "PLATFORM_CANCELLATION_AND_PAYMENT_TYPE_MISMATCHED": lambda m: withdraw(
        ordered(m), {"all": {}}, externalCancellationDetail={}
    ),
    "PLATFORM_TRANSFER_ALREADY_EXISTS": lambda m: twice(ordered(m)),
    "PLATFORM_TRANSFER_ID_ALREADY_USED": lambda m: withdraw(ordered(m), {"all": {}}, id="t-1"),
    "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND": lambda m: withdraw(
        ordered(m), {"all": {}}, userDefinedProperties=COLOUR
    ),
    "PLATFORM_ORDER_TRANSFER_ALREADY_CANCELLED": lambda m: over(ordered(m)),
    "PLATFORM_ORDER_DETAIL_MISMATCHED": lambda m: withdraw(ordered(m), quantity(1)),
    "PLATFORM_PRODUCT_ID_DUPLICATED": lambda m: withdraw(lined(m), {"orderLines": quantity(1)["orderLines"] * 2}),
    "PLATFORM_PRODUCT_ID_NOT_FOUND": lambda m: withdraw(lined(m), quantity(1, "hat")),
    "PLATFORM_CANCELLABLE_PRODUCT_QUANTITY_EXCEEDED": lambda m: withdraw(lined(m), quantity(6)),
    "PLATFORM_CANCELLABLE_AMOUNT_EXCEEDED": lambda m: withdraw(ordered(m), {"orderAmount": 10_001}),
    "PLATFORM_DISCOUNT_SHARE_POLICY_ID_DUPLICATED": lambda m: withdraw(
        ordered(m, discounts=[HALF]), {"orderAmount": 5_000}, discounts=[HALF, HALF]
    ),
    "PLATFORM_TRANSFER_DISCOUNT_SHARE_POLICY_NOT_FOUND": lambda m: withdraw(
        ordered(m), {"orderAmount": 5_000}, discounts=[HALF]
    ),
    "PLATFORM_CANCELLABLE_DISCOUNT_AMOUNT_EXCEEDED": lambda m: withdraw(
        ordered(m, discounts=[HALF]), {"orderAmount": 5_000}, discounts=[HALF | {"amount": 2_001}]
    ),
    "PLATFORM_CANCELLABLE_DISCOUNT_TAX_FREE_AMOUNT_EXCEEDED": lambda m: withdraw(
        ordered(m, discounts=[HALF]), {"orderAmount": 5_000}, discounts=[HALF | {"taxFreeAmount": 1}]
    ),
    "PLATFORM_SETTLEMENT_AMOUNT_EXCEEDED": lambda m: withdraw(
        ordered(m, discounts=[HALF]), {"orderAmount": 1_000}, discounts=[HALF]
    ),
    "PLATFORM_SETTLEMENT_CANCEL_AMOUNT_EXCEEDED_PORT_ONE_CANCEL": lambda m: withdraw(
        ordered(m), {"orderAmount": 5_000}, cancellation=cancelled(m, 4_999)
    ),
    "PLATFORM_SETTLEMENT_DATE_EARLIER_THAN_SETTLEMENT_START_DATE": lambda m: withdraw(
        ordered(m), {"all": {}}, **dated()
    ),
}


def twice(merchant):
    """The second transfer of one cancellation."""
    number = cancelled(merchant)
    made(withdraw(merchant, {"orderAmount": 5_000}, cancellation=number))
    return withdraw(merchant, {"orderAmount": 5_000}, cancellation=number)


def over(merchant):
    """A cancellation of an order of which nothing is left."""
    made(
        withdraw(
            setting(merchant, supportsMultipleOrderTransfersPerPartner=True),
            {"all": {}},
            cancellation=cancelled(merchant),
        )
    )
    number = merchant.payment("pay-1")["cancellations"][0]["id"]
    return withdraw(merchant, {"all": {}}, cancellation=number)


SCENARIOS = {
    **{(name, "FORBIDDEN"): spoilt(plain, "FORBIDDEN", name) for name, plain in SIMPLE.items()},
    **{(name, "PLATFORM_NOT_ENABLED"): switched_off(plain) for name, plain in SIMPLE.items()},
    **{(name, "INVALID_REQUEST"): listed_wrongly(path) for name, path in LISTS.items()},
    **{(CREATE, error): scenario for error, scenario in ORDERS.items()},
    **{(WITHDRAW, error): scenario for error, scenario in CANCELS.items()},
    ("createPlatformManualTransfer", "INVALID_REQUEST"): lambda m: manual(m, settlementTaxFreeAmount=1_001),
    ("createPlatformManualTransfer", "PLATFORM_PARTNER_NOT_FOUND"): manual,
    ("createPlatformManualTransfer", "PLATFORM_CURRENCY_NOT_SUPPORTED"): lambda m: manual(
        market(m), settlementCurrency="VND"
    ),
    ("createPlatformManualTransfer", "PLATFORM_NEGATIVE_AMOUNT_NOT_ALLOWED"): lambda m: manual(
        setting(market(m), manualSettlementPerTransfer=True), -1
    ),
    ("createPlatformManualTransfer", "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND"): lambda m: manual(
        market(m), userDefinedProperties=COLOUR
    ),
    ("createPlatformManualTransfer", "PLATFORM_TRANSFER_ID_ALREADY_USED"): lambda m: again(
        lambda m: manual(m, id="t-1")
    )(market(m)),
    ("getPlatformTransfer", "INVALID_REQUEST"): lambda m: call(m, "GET", "/platform/transfers/%"),
    ("getPlatformTransfer", "PLATFORM_TRANSFER_NOT_FOUND"): SIMPLE["getPlatformTransfer"],
    ("deletePlatformTransfer", "INVALID_REQUEST"): lambda m: call(m, "DELETE", "/platform/transfers/%"),
    ("deletePlatformTransfer", "PLATFORM_TRANSFER_NOT_FOUND"): SIMPLE["deletePlatformTransfer"],
    ("deletePlatformTransfer", "PLATFORM_CANCEL_ORDER_TRANSFERS_EXISTS"): lambda m: call(
        half_cancelled(m), "DELETE", "/platform/transfers/t-1"
    ),
    ("deletePlatformTransfer", "PLATFORM_TRANSFER_NON_DELETABLE_STATUS"): lambda m: call(
        m, "DELETE", f"/platform/transfers/{paid_out(m)}"
    ),
    (REMOVE, "INVALID_REQUEST"): remove,
    (REMOVE, "PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND"): lambda m: remove(m, "x"),
    (REMOVE, "PLATFORM_NON_DELETABLE_PARTNER_SETTLEMENTS"): lambda m: remove(
        m, [paid_out(m), settlements(m)[0]["id"]][1]
    ),
    (REMOVE, "PLATFORM_REFERENCED_CANCEL_ORDER_TRANSFERS_EXIST"): lambda m: remove(m, settled_and_cancelled(m)),
    (COMPLETE, "INVALID_REQUEST"): lambda m: complete(m, "x", bulk=" "),
    (COMPLETE, "PLATFORM_NO_SELECTED_PARTNER_SETTLEMENTS"): complete,
    (COMPLETE, "PLATFORM_DUPLICATED_PARTNER_SETTLEMENT_IDS"): lambda m: complete(m, "x", "x"),
    (COMPLETE, "PLATFORM_PARTNER_SETTLEMENTS_NOT_FOUND"): lambda m: complete(m, "x"),
    (COMPLETE, "PLATFORM_NON_PAYABLE_PARTNER_SETTLEMENTS"): lambda m: complete(
        m, [paid_out(m), settlements(m)[0]["id"]][1]
    ),
    (COMPLETE, "PLATFORM_CURRENCY_NOT_SUPPORTED"): lambda m: complete(m, credited(m, -1_000)),
    (COMPLETE, "PLATFORM_BULK_PAYOUT_ID_ALREADY_EXISTS"): lambda m: complete(m, after_paid(m)),
}


def after_paid(merchant):
    """The id of a partner settlement that is prepared, when another was paid as b-1."""
    paid_out(merchant)
    made(manual(merchant))
    return next(each["id"] for each in settlements(merchant) if each["status"] == "PAYOUT_PREPARED")
