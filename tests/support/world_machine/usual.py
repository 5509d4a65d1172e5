"""Bodies as merchants send them, of settlement and of tax invoices: the contract permits much that is refused."""

from datetime import timedelta

from documented_errors.b2b_preview import invoice as preview_invoice
from documented_errors.platform import BUSINESS, CONTRACT_BODY
from documented_errors.tax_invoices import OTHER, OWN, SUPPLIER, invoice, told
from documented_errors.transfers import DAILY, LINE
from hypothesis import strategies as st

from world_machine.drawing import known
from world_machine.focus import NOTHING
from world_machine.merchant import PARTNER

FEES = st.builds(lambda rate: {"fixedRate": rate}, st.integers(0, 100_000)) | st.builds(
    lambda amount: {"fixedAmount": amount}, st.integers(0, 5)
)
_PAYERS = st.sampled_from(["PARTNER", "MERCHANT"])
_KINDS = st.sampled_from([{"business": BUSINESS}, {"business": BUSINESS}, {"whtPayer": {}}, {"nonWhtPayer": {}}])
_DETAILS = st.integers(1, 20).map(lambda amount: {"orderAmount": amount}) | st.integers(1, 3).map(
    lambda quantity: {"orderLines": [LINE | {"product": LINE["product"] | {"amount": 7}, "quantity": quantity}]}
)
_WITHDRAWN = (
    st.none()
    | st.just({"all": {}})
    | st.integers(1, 20).map(lambda amount: {"orderAmount": amount})
    | st.integers(1, 3).map(
        lambda quantity: {"orderLines": [{"productId": "shoe", "quantity": quantity, "discounts": []}]}
    )
)
_NEW = st.sampled_from(["new", "other"])
_KEYS = st.integers(1, 9).map(lambda number: f"doc-{number}")
_NUMBERS = st.sampled_from([SUPPLIER, SUPPLIER, OTHER])
_WAYS = {"draft": ("NORMAL", "REVERSE"), "issue-immediately": ("NORMAL",), "request-reverse-issuance": ("REVERSE",)}


def _named(draw, world, name):
    return known(draw, world, NOTHING, name, "new")


def _day(draw, world):
    return (world.now + timedelta(hours=9, days=draw(st.integers(0, 3)))).date().isoformat()


def _contract(draw, world, focus):
    cycle = DAILY | {"lagDays": draw(st.integers(0, 2))}
    named = {"id": draw(_NEW), "platformFee": draw(FEES), "settlementCycle": cycle}
    return (
        CONTRACT_BODY
        | named
        | {"platformFeeVatPayer": draw(_PAYERS), "subtractPaymentVatAmount": draw(st.booleans())}
    )


def _partner(draw, world, focus):
    named = {"id": draw(_NEW), "defaultContractId": _named(draw, world, "contractId")}
    return PARTNER | named | {"type": draw(_KINDS)}


def _fee_policy(draw, world, focus):
    named = {"id": draw(_NEW), "name": "shipping"}
    return named | {"fee": draw(FEES), "vatPayer": draw(_PAYERS)}


def _discount_policy(draw, world, focus):
    rate = draw(st.integers(0, 100_000))
    return {"id": draw(_NEW), "name": "half", "partnerShareRate": rate}


def _order(draw, world, focus):
    discount = {"sharePolicyId": _named(draw, world, "discountSharePolicyId"), "amount": 1}
    fee = {"policyId": _named(draw, world, "additionalFeePolicyId")}
    return {
        "partnerId": known(draw, world, focus, "partnerId", "new"),
        "paymentId": known(draw, world, focus, "paymentId", "new"),
        "orderDetail": draw(_DETAILS),
        "discounts": draw(st.sampled_from([[], [], [discount]])),
        "additionalFees": draw(st.sampled_from([[], [fee]])),
        **_side(focus),
    }


def _withdrawal(draw, world, focus):
    detail = draw(_WITHDRAWN)
    return {
        "transferId": known(draw, world, focus, "transferId", "new"),
        "cancellationId": known(draw, world, focus, "cancellationId", "new"),
        "discounts": [],
        **({} if detail is None else {"orderDetail": detail}),
        **_side(focus),
    }


def _credit(draw, world, focus):
    partner = known(draw, world, focus, "partnerId", "new")
    amount = draw(st.integers(-10, 50))
    return {"partnerId": partner, "settlementAmount": amount, "settlementDate": _day(draw, world), **_side(focus)}


def _side(focus):
    """Older contracts tell the side of a transfer in its body."""
    return {"isForTest": focus.values["test"]} if "test" in focus.values else {}


def _payout(draw, world, focus):
    ids = [known(draw, world, focus, "partnerSettlementId", "new") for _ in range(draw(st.integers(1, 2)))]
    return {"bulkPayoutId": _named(draw, world, "bulkPayoutId"), "partnerSettlementIds": ids}


def _counterparty(draw, world, focus):
    return {"counterpartyId": draw(_NEW), "counterparty": told(known(draw, world, focus, "brn", "new"))}


def _begun(way):
    def body(draw, world, focus):
        return {"taxInvoice": told_of(draw, world, draw(st.sampled_from(_WAYS[way])))}

    return body


def told_of(draw, world, way):
    """What an invoice of the merchant's says."""
    key, other = draw(_KEYS), draw(_NUMBERS)
    ours, theirs = ("supplier", "recipient") if way == "NORMAL" else ("recipient", "supplier")
    return invoice(way, key, **{ours: {"brn": OWN, "name": "ours"}, theirs: {"brn": other, "name": "theirs"}})


def _redrafted(draw, world, focus):
    key = known(draw, world, focus, "taxInvoiceKey", "new")
    way = draw(st.sampled_from(["NORMAL", "REVERSE"]))
    return {"taxInvoiceKey": key, "taxInvoiceKeyType": "TAX_INVOICE_ID", "taxInvoice": told_of(draw, world, way)}


def _member(draw, world, focus):
    company = {"brn": _named(draw, world, "brn"), "name": "Company", "ceoName": "Kim", "address": "Seoul"}
    contact = {"id": _named(draw, world, "contactId"), "password": "secret-word", "name": "Lee"}
    return {
        "company": company | {"businessType": "wholesale", "businessClass": "fruit"},
        "contact": contact | {"phoneNumber": "01000000000", "email": "lee@example.com"},
    }


def _preview(draw, world, focus):
    key = draw(_KEYS)
    parties = {each: {"brn": _named(draw, world, "brn")} for each in ("supplier", "recipient")}
    return {"taxInvoice": preview_invoice(supplierDocumentKey=key, recipientDocumentKey=key, **parties)}


USUAL = {
    ("POST", "/platform/contracts"): _contract,
    ("POST", "/platform/partners"): _partner,
    ("POST", "/platform/additional-fee-policies"): _fee_policy,
    ("POST", "/platform/discount-share-policies"): _discount_policy,
    ("POST", "/platform/transfers/order"): _order,
    ("POST", "/platform/transfers/order-cancel"): _withdrawal,
    ("POST", "/platform/transfers/manual"): _credit,
    ("POST", "/platform/partner-settlements/complete-payout"): _payout,
    ("POST", "/b2b/counterparties"): _counterparty,
    **{("POST", f"/b2b/tax-invoices/{each}"): _begun(each) for each in _WAYS},
    ("PUT", "/b2b/tax-invoices/draft"): _redrafted,
    ("POST", "/b2b-preview/member-companies"): _member,
    **{("POST", f"/b2b-preview/tax-invoices/{each}"): _preview for each in ("register", "request-reverse-issuance")},
}
"""A body of each operation, by its method and path."""
