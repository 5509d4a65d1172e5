"""Three request bodies as somebody with Hypothesis and PortOne's reference would write them, whole range."""

from __future__ import annotations

from hypothesis import strategies as st

from pytest_portone import contracts

CONTRACT = contracts.load()

TEXT = st.text()
BOOLEAN = st.booleans()
INT32 = st.integers(-(2**31), 2**31 - 1)
INT64 = st.integers(-(2**63), 2**63 - 1)
DATE = st.dates().map(str)
ANY = st.recursive(
    st.none() | BOOLEAN | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
OBJECT = st.dictionaries(TEXT, ANY, max_size=3)
BANK = st.sampled_from(CONTRACT.type("Bank").values)
COUNTRY = st.sampled_from(CONTRACT.type("Country").values)
CURRENCY = st.sampled_from(CONTRACT.type("Currency").values)

ADDRESS = st.fixed_dictionaries(
    {"addressLine1": TEXT, "addressLine2": TEXT},
    optional={"city": TEXT, "province": TEXT, "country": COUNTRY},
)
NAME = st.fixed_dictionaries(
    {},
    optional={"full": TEXT, "separated": st.fixed_dictionaries({"first": TEXT, "last": TEXT})},
)
CUSTOMER = st.fixed_dictionaries(
    {},
    optional={
        "id": TEXT,
        "name": NAME,
        "birthYear": TEXT,
        "birthMonth": TEXT,
        "birthDay": TEXT,
        "country": COUNTRY,
        "gender": st.sampled_from(["MALE", "FEMALE", "OTHER"]),
        "email": TEXT,
        "phoneNumber": TEXT,
        "address": ADDRESS,
        "zipcode": TEXT,
        "businessRegistrationNumber": TEXT,
    },
)
PRODUCT = st.fixed_dictionaries(
    {"id": TEXT, "name": TEXT, "amount": INT64, "quantity": INT32},
    optional={"tag": TEXT, "code": TEXT, "link": TEXT},
)

BY_HAND = {
    "CancelPaymentBody": st.fixed_dictionaries(
        {"reason": TEXT},
        optional={
            "storeId": TEXT,
            "amount": INT64,
            "taxFreeAmount": INT64,
            "vatAmount": INT64,
            "requester": st.sampled_from(["CUSTOMER", "ADMIN"]),
            "promotionDiscountRetainOption": st.sampled_from(["RETAIN", "RELEASE"]),
            "currentCancellableAmount": INT64,
            "refundAccount": st.fixed_dictionaries(
                {"bank": BANK, "number": TEXT, "holderName": TEXT}, optional={"holderPhoneNumber": TEXT}
            ),
            "refundEmail": TEXT,
            "skipWebhook": BOOLEAN,
        },
    ),
    "BillingKeyPaymentInput": st.fixed_dictionaries(
        {
            "billingKey": TEXT,
            "orderName": TEXT,
            "amount": st.fixed_dictionaries({"total": INT64}, optional={"taxFree": INT64, "vat": INT64}),
            "currency": CURRENCY,
        },
        optional={
            "storeId": TEXT,
            "channelKey": TEXT,
            "customer": CUSTOMER,
            "customData": TEXT,
            "installmentMonth": INT32,
            "useFreeInterestFromMerchant": BOOLEAN,
            "useCardPoint": BOOLEAN,
            "cashReceipt": st.fixed_dictionaries(
                {"type": st.sampled_from(["PERSONAL", "CORPORATE", "NO_RECEIPT"])},
                optional={"customerIdentityNumber": TEXT},
            ),
            "country": COUNTRY,
            "noticeUrls": st.lists(TEXT, max_size=5),
            "products": st.lists(PRODUCT, max_size=5),
            "productCount": INT32,
            "productType": st.sampled_from(["PHYSICAL", "DIGITAL"]),
            "shippingAddress": ADDRESS,
            "promotionId": TEXT,
            "locale": st.sampled_from(["KO_KR", "EN_US", "ZH_CN", "ZH_TW", "JA_JP", "RU_RU", "TH_TH", "VI_VN"]),
            "bypass": OBJECT,
            "skipWebhook": BOOLEAN,
        },
    ),
    "CreatePlatformManualTransferBody": st.fixed_dictionaries(
        {"partnerId": TEXT, "settlementAmount": INT64, "settlementDate": DATE},
        optional={
            "memo": TEXT,
            "settlementTaxFreeAmount": INT64,
            "isForTest": BOOLEAN,
            "userDefinedProperties": st.lists(
                st.fixed_dictionaries({"key": TEXT, "value": st.fixed_dictionaries({"string": TEXT})}), max_size=5
            ),
            "id": TEXT,
            "settlementCurrency": CURRENCY,
        },
    ),
}
"""By the body's type. Lists are as long as ours."""
