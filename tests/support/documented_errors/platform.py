"""Partner settlement: its setting, policies, contracts, partners, and what is looked up about them."""

from __future__ import annotations

from functools import partial

SHAPE = {"shape": {"string": "round"}}
LATER = "2026-02-01T00:00:00Z"
CYCLE = {"lagDays": 2, "datePolicy": "HOLIDAY_BEFORE", "method": {"monthly": {"daysOfMonth": [15, 31]}}}
CONTRACT_BODY = {
    "id": "c-1",
    "name": "standard",
    "platformFee": {"fixedRate": 10_000},
    "settlementCycle": CYCLE,
    "platformFeeVatPayer": "PARTNER",
    "subtractPaymentVatAmount": False,
}
BUSINESS = {
    "companyName": "Orchard",
    "businessRegistrationNumber": "1234567891",
    "representativeName": "Kim Apple",
}
PARTNER = {
    "id": "p-1",
    "name": "Orchard",
    "contact": {"name": "Kim Apple", "email": "apple@example.com"},
    "account": {"bank": "SHINHAN", "currency": "KRW", "number": "110-123", "holder": "Hong Gildong"},
    "defaultContractId": "c-1",
    "tags": ["fruit"],
    "type": {"business": BUSINESS},
}
MEMBER = "PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNER"
PEOPLE, CONTRACTS = "/platform/partners", "/platform/contracts"
EVERYBODY = {"filter": {"ids": ["p-1"]}}


def contract(merchant, **changes):
    """Ask for a contract."""
    return merchant.post(CONTRACTS, CONTRACT_BODY | changes)


def partner(merchant, **changes):
    """Ask for a partner; there is a contract for it."""
    contract(merchant)
    return merchant.post(PEOPLE, PARTNER | changes)


def fee_policy(merchant, **changes):
    """Ask for an additional-fee policy."""
    body = {"id": "f-1", "name": "shipping", "fee": {"fixedRate": 5_000}, "vatPayer": "PARTNER"}
    return merchant.post("/platform/additional-fee-policies", body | changes)


def discount_policy(merchant, **changes):
    """Ask for a discount-share policy."""
    body = {"id": "d-1", "name": "half", "partnerShareRate": 50_000}
    return merchant.post("/platform/discount-share-policies", body | changes)


def looked_up(merchant, number="110-123"):
    """The id of a look-up of an account."""
    path = f"/platform/bank-accounts/SHINHAN/{number}/holder"
    return merchant.get(path).json()["accountVerificationId"]


def company_looked_up(merchant):
    """The id of a look-up of the partner's company."""
    return merchant.get("/platform/companies/1234567891/state").json()["companyVerificationId"]


def account(**changes):
    """A partner's account, changed."""
    return {"account": PARTNER["account"] | changes}


def business(**changes):
    """A partner that is a business, changed."""
    return {"type": {"business": BUSINESS | changes}}


def verified(merchant):
    """Changes of a partner whose account was looked up, which another partner has used."""
    changes = account(accountVerificationId=looked_up(merchant))
    partner(merchant, id="p-0", **changes)
    return changes


def company_verified(merchant):
    """Changes of a partner whose company was looked up, which another partner has used."""
    changes = business(companyVerificationId=company_looked_up(merchant))
    partner(merchant, id="p-0", **changes)
    return changes


def stranger(merchant):
    """Changes of a partner with the look-up of another account."""
    return account(accountVerificationId=looked_up(merchant, "999"))


def switched_off(call, feature="PLATFORM"):
    """A call of a merchant for whom PortOne has not switched a feature on."""

    def scenario(merchant):
        merchant.sandbox.console.switch(feature, on=False)
        return call(merchant)

    return scenario


def spoilt(call, error, operation):
    """A call that meets an error of PortOne's own."""

    def scenario(merchant):
        merchant.sandbox.faults.error(error, operation=operation)
        return call(merchant)

    return scenario


def after(*steps):
    """What the last step gives, when the others are done."""

    def scenario(merchant):
        return [each(merchant) for each in steps][-1]

    return scenario


def sending(method, path, body=None, **query):
    """A step that sends this."""
    return lambda merchant: merchant.send(method, path, body, query=query)


def update(path, **changes):
    """A step that changes what is at a path now."""
    return sending("PATCH", path, changes)


def schedule(path, method="POST", at=LATER, **changes):
    """A step that changes what is at a path later."""
    return sending(method, f"{path}/schedule", {"update": changes, "appliedAt": at})


def archive(path):
    """A step that puts away what is at a path."""
    return sending("POST", f"{path}/archive")


def standard(operations):
    """What every operation documents: one that is wrong, one that is not allowed, one that is not switched on."""
    found = {}
    for operation, (right, wrong) in operations.items():
        found[operation, "INVALID_REQUEST"] = wrong
        found[operation, "FORBIDDEN"] = spoilt(right, "FORBIDDEN", operation)
        found[operation, "PLATFORM_NOT_ENABLED"] = switched_off(right)
    return found


def lasting(path, noun, create, names):
    """What contracts, policies and partners share; `names` are the operations' ids, by what they do."""
    one, broken = f"{path}/{create.id}", f"{path}/%"
    later = {"update": {}, "appliedAt": "soon"}
    missing, archived = f"PLATFORM_{noun}_NOT_FOUND", f"PLATFORM_ARCHIVED_{noun}"
    scheduled, taken = f"PLATFORM_CANNOT_ARCHIVE_SCHEDULED_{noun}", f"PLATFORM_{noun}_SCHEDULE_ALREADY_EXISTS"
    calls = {
        "list": (sending("GET", path), sending("GET", path, None, requestBody='{"page":{"size":-1}}')),
        "create": (create, partial(create, name=" ")),
        "get": (sending("GET", one), sending("GET", broken)),
        "update": (update(one, name="x"), after(create, update(one, name=" "))),
        "archive": (archive(one), archive(broken)),
        "recover": (sending("POST", f"{one}/recover"), sending("POST", f"{broken}/recover")),
        "get_schedule": (sending("GET", f"{one}/schedule"), sending("GET", f"{broken}/schedule")),
        "schedule": (schedule(one, name="x"), sending("POST", f"{one}/schedule", later)),
        "reschedule": (schedule(one, "PUT", name="x"), sending("PUT", f"{one}/schedule", later)),
        "cancel": (sending("DELETE", f"{one}/schedule"), sending("DELETE", f"{broken}/schedule")),
    }
    found = standard({names[name]: pair for name, pair in calls.items()})
    without = [name for name in calls if name not in {"list", "create"}]
    found |= {(names[name], missing): calls[name][0] for name in without}
    return found | {
        (names["update"], archived): after(create, archive(one), update(one, name="x")),
        (names["schedule"], archived): after(create, archive(one), schedule(one, name="x")),
        (names["archive"], scheduled): after(create, schedule(one, name="x"), archive(one)),
        (names["schedule"], taken): after(create, schedule(one, name="x"), schedule(one, name="y")),
        (names["create"], f"PLATFORM_{'PARTNER_ID' if noun == 'PARTNER' else noun}_ALREADY_EXISTS"): after(
            create, create
        ),
    }


def operations(name, names=None):
    """The ids of the operations on a kind, by what they do."""
    many = names or f"{name}s"
    plain = name.removeprefix("Platform")
    return {
        "list": f"get{many}",
        "create": f"create{name}",
        "get": f"get{name}",
        "update": f"update{name}",
        "archive": f"archive{name}",
        "recover": f"recover{name}",
        "get_schedule": f"get{name}Schedule",
        "schedule": f"schedule{plain}",
        "reschedule": f"reschedule{plain}",
        "cancel": f"cancel{name}Schedule",
    }


contract.id, partner.id, fee_policy.id, discount_policy.id = "c-1", "p-1", "f-1", "d-1"
ONE = f"{PEOPLE}/p-1"
FEE_OPERATIONS = operations("PlatformAdditionalFeePolicy", "PlatformAdditionalFeePolicies")
DISCOUNT_OPERATIONS = operations("PlatformDiscountSharePolicy", "PlatformDiscountSharePolicies")
connect = sending("POST", f"{PEOPLE}/counterparty-connect/p-1")
disconnect = sending("POST", f"{PEOPLE}/counterparty-disconnect/p-1")
connect_all = sending("POST", f"{PEOPLE}/counterparty-connect", EVERYBODY)
disconnect_all = sending("POST", f"{PEOPLE}/counterparty-disconnect", EVERYBODY)
WRONG = {"filter": {"keyword": {"id": "p", "name": "p"}}}


def answered(merchant):
    """The tax office agrees."""
    return merchant.sandbox.console.answer_connection("p-1")


def created(**changes):
    """A step that makes a partner."""
    return lambda merchant: partner(merchant, **changes)


connected = after(partner, connect, answered)
simple, person = created(**business(taxationType="SIMPLE")), created(type={"whtPayer": {}})
put_away = after(partner, archive(ONE))


def batch(*changes):
    """A step that makes partners together; there is a contract for them."""
    made = [PARTNER | each for each in changes]
    return after(contract, sending("POST", f"{PEOPLE}/batch", {"partners": made}))


def schedule_all(at=LATER, wanted=None, **changes):
    """A step that changes many partners later."""
    body = {"filter": wanted or {}, "update": changes, "appliedAt": at}
    return sending("POST", f"{PEOPLE}/schedule", body)


def with_changes(call, changes):
    """A call with what the merchant has found out first."""
    return lambda merchant: call(merchant, changes(merchant))


def changing(operation, call):
    """What a change of a partner meets, now or later."""
    unknown = account(accountVerificationId="verification-9")
    scenarios = {
        "PLATFORM_CONTRACT_NOT_FOUND": after(partner, call(defaultContractId="c-9")),
        "PLATFORM_ACCOUNT_VERIFICATION_NOT_FOUND": after(partner, call(**unknown)),
        "PLATFORM_ACCOUNT_VERIFICATION_FAILED": after(partner, lambda m: call(**stranger(m))(m)),
        "PLATFORM_ACCOUNT_VERIFICATION_ALREADY_USED": after(partner, lambda m: call(**verified(m))(m)),
        "PLATFORM_COMPANY_VERIFICATION_ALREADY_USED": after(partner, lambda m: call(**company_verified(m))(m)),
        "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND": after(partner, call(userDefinedProperties=SHAPE)),
        "PLATFORM_INSUFFICIENT_DATA_TO_CHANGE_PARTNER_TYPE": after(
            person, call(type={"business": {"companyName": "Orchard"}})
        ),
        f"{MEMBER}_BRN_UNCHANGEABLE": after(connected, call(**business(businessRegistrationNumber="2234567893"))),
        f"{MEMBER}_TYPE_UNCHANGEABLE": after(connected, call(type={"nonWhtPayer": {}})),
    }
    return {(operation, error): scenario for error, scenario in scenarios.items()}


def invoiced(merchant):
    """A tax invoice is on its way to the partner's company."""
    body = {
        "taxInvoice": {
            "issuanceType": "NORMAL",
            "taxationType": "TAXABLE",
            "writeDate": "2026-01-01",
            "totalSupplyAmount": 1000,
            "totalTaxAmount": 100,
            "totalAmount": 1100,
            "purposeType": "RECEIPT",
            "supplierDocumentKey": "k-1",
            "recipient": {
                "brn": BUSINESS["businessRegistrationNumber"],
                "name": BUSINESS["companyName"],
                "representativeName": BUSINESS["representativeName"],
            },
        }
    }
    return merchant.post("/b2b/tax-invoices/issue-immediately", body)


PARTNER_ERRORS = {
    ("createPlatformPartner", "PLATFORM_CONTRACT_NOT_FOUND"): created(defaultContractId="c-9"),
    ("createPlatformPartner", "PLATFORM_CURRENCY_NOT_SUPPORTED"): created(**account(currency="GBP")),
    ("createPlatformPartner", "PLATFORM_ACCOUNT_VERIFICATION_NOT_FOUND"): created(
        **account(accountVerificationId="verification-9")
    ),
    ("createPlatformPartner", "PLATFORM_ACCOUNT_VERIFICATION_FAILED"): lambda m: partner(m, **stranger(m)),
    ("createPlatformPartner", "PLATFORM_ACCOUNT_VERIFICATION_ALREADY_USED"): lambda m: partner(m, **verified(m)),
    ("createPlatformPartner", "PLATFORM_COMPANY_VERIFICATION_ALREADY_USED"): lambda m: partner(
        m, **company_verified(m)
    ),
    ("createPlatformPartner", "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND"): created(userDefinedProperties=SHAPE),
    **changing("updatePlatformPartner", partial(update, ONE)),
    **changing("schedulePartner", partial(schedule, ONE)),
    ("schedulePartner", f"{MEMBER}_CANNOT_BE_SCHEDULED"): after(connected, schedule(ONE, name="x")),
    ("reschedulePartner", f"{MEMBER}_CANNOT_BE_SCHEDULED"): after(connected, schedule(ONE, "PUT", name="x")),
    ("reschedulePartner", "PLATFORM_CONTRACT_NOT_FOUND"): after(
        partner, schedule(ONE, name="x"), schedule(ONE, "PUT", defaultContractId="c-9")
    ),
    ("archivePlatformPartner", "PLATFORM_COUNTERPARTY_ONGOING_TAX_INVOICE_EXISTS"): after(
        partner, invoiced, archive(ONE)
    ),
    ("archivePlatformPartner", "PLATFORM_PARTNER_PENDING_NTS_OPERATION"): after(partner, connect, archive(ONE)),
    ("recoverPlatformPartner", "PLATFORM_PARTNER_PENDING_NTS_OPERATION"): after(
        connected, archive(ONE), sending("POST", f"{ONE}/recover")
    ),
    ("createPlatformPartners", "PLATFORM_PARTNER_IDS_DUPLICATED"): batch({}, {}),
    ("createPlatformPartners", "PLATFORM_PARTNER_IDS_ALREADY_EXISTS"): after(partner, batch({}, {"id": "p-2"})),
    ("createPlatformPartners", "PLATFORM_CONTRACTS_NOT_FOUND"): batch({"defaultContractId": "c-9"}),
    ("createPlatformPartners", "PLATFORM_CURRENCY_NOT_SUPPORTED"): batch(account(currency="GBP")),
    ("createPlatformPartners", "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND"): batch({"userDefinedProperties": SHAPE}),
    ("schedulePlatformPartners", "PLATFORM_CONTRACT_NOT_FOUND"): after(
        partner, schedule_all(defaultContractId="c-9")
    ),
    ("schedulePlatformPartners", "PLATFORM_USER_DEFINED_PROPERTY_NOT_FOUND"): after(
        partner, schedule_all(userDefinedProperties=SHAPE)
    ),
    ("schedulePlatformPartners", "PLATFORM_PARTNER_SCHEDULES_ALREADY_EXIST"): after(
        partner, schedule_all(name="x"), schedule_all(name="y")
    ),
    ("schedulePlatformPartners", "PLATFORM_ARCHIVED_PARTNERS_CANNOT_BE_SCHEDULED"): after(
        put_away, schedule_all(wanted={"isArchived": True}, name="x")
    ),
    ("schedulePlatformPartners", "PLATFORM_MEMBER_COMPANY_CONNECTED_PARTNERS_CANNOT_BE_SCHEDULED"): after(
        connected, schedule_all(name="x")
    ),
}

CONNECTIONS = {
    "connectPartnerCounterparty": {
        "PLATFORM_PARTNER_NOT_FOUND": connect,
        "PLATFORM_PARTNER_TYPE_IS_NOT_BUSINESS": after(person, connect),
        "PLATFORM_PARTNER_TAXATION_TYPE_IS_SIMPLE": after(simple, connect),
        "PLATFORM_COUNTERPARTY_NOT_CONNECTABLE_STATUS": after(connected, connect),
        "PLATFORM_BTX_NOT_ENABLED": after(partner, switched_off(connect, "PLATFORM_BTX")),
        "PLATFORM_PARTNER_SCHEDULE_EXISTS": after(partner, schedule(ONE, name="x"), connect),
        "PLATFORM_ARCHIVED_PARTNER": after(put_away, connect),
        "PLATFORM_ARCHIVED_PARTNER_NTS_NOT_ALLOWED": after(connected, archive(ONE), connect),
    },
    "disconnectPartnerCounterparty": {
        "PLATFORM_PARTNER_NOT_FOUND": disconnect,
        "PLATFORM_PARTNER_TYPE_IS_NOT_BUSINESS": after(person, disconnect),
        "PLATFORM_PARTNER_TAXATION_TYPE_IS_SIMPLE": after(simple, disconnect),
        "PLATFORM_ONGOING_TAX_INVOICE_EXISTS": after(connected, invoiced, disconnect),
        "PLATFORM_COUNTERPARTY_NOT_CONNECTED": after(partner, disconnect),
        "PLATFORM_BTX_NOT_ENABLED": after(partner, switched_off(disconnect, "PLATFORM_BTX")),
        "PLATFORM_ARCHIVED_PARTNER_NTS_NOT_ALLOWED": after(put_away, disconnect),
    },
    "connectBulkPartnerCounterparty": {
        "PLATFORM_PARTNER_NOT_FOUND": connect_all,
        "PLATFORM_TARGET_PARTNER_NOT_FOUND": after(person, connect_all),
        "PLATFORM_BTX_NOT_ENABLED": after(partner, switched_off(connect_all, "PLATFORM_BTX")),
    },
    "disconnectBulkPartnerCounterparty": {
        "PLATFORM_PARTNER_NOT_FOUND": disconnect_all,
        "PLATFORM_TARGET_PARTNER_NOT_FOUND": after(partner, disconnect_all),
        "PLATFORM_BTX_NOT_ENABLED": after(partner, switched_off(disconnect_all, "PLATFORM_BTX")),
    },
}
STEPS = {
    "connectPartnerCounterparty": connect,
    "disconnectPartnerCounterparty": disconnect,
    "connectBulkPartnerCounterparty": connect_all,
    "disconnectBulkPartnerCounterparty": disconnect_all,
}
DOWN = "PLATFORM_EXTERNAL_API_FAILED"

holder = sending("GET", "/platform/bank-accounts/SHINHAN/110-123/holder")
company = sending("GET", "/platform/companies/1234567891/state")

SCENARIOS = {
    **standard(
        {
            "getPlatformSetting": (
                sending("GET", "/platform/setting"),
                sending("GET", "/platform/setting", None, test="maybe"),
            ),
            "updatePlatformSetting": (
                update("/platform/setting", deductWht=True),
                update("/platform/setting", deductWht="yes"),
            ),
            "getPlatformDiscountSharePolicyFilterOptions": (
                sending("GET", "/platform/discount-share-policy-filter-options"),
                sending("GET", "/platform/discount-share-policy-filter-options", None, isArchived="maybe"),
            ),
            "getPlatformPartnerFilterOptions": (
                sending("GET", "/platform/partner-filter-options"),
                sending("GET", "/platform/partner-filter-options", None, isArchived="maybe"),
            ),
            "createPlatformPartners": (batch({}), batch()),
            "schedulePlatformPartners": (schedule_all(name="x"), schedule_all(at="soon", name="x")),
            "connectPartnerCounterparty": (connect, sending("POST", f"{PEOPLE}/counterparty-connect/%")),
            "disconnectPartnerCounterparty": (disconnect, sending("POST", f"{PEOPLE}/counterparty-disconnect/%")),
            "connectBulkPartnerCounterparty": (connect_all, sending("POST", f"{PEOPLE}/counterparty-connect", WRONG)),
            "disconnectBulkPartnerCounterparty": (
                disconnect_all,
                sending("POST", f"{PEOPLE}/counterparty-disconnect", WRONG),
            ),
            "getPlatformAccountHolder": (holder, sending("GET", "/platform/bank-accounts/SHINHAN/x/holder")),
            "getPlatformCompanyState": (company, sending("GET", "/platform/companies/x/state")),
        }
    ),
    **lasting("/platform/additional-fee-policies", "ADDITIONAL_FEE_POLICY", fee_policy, FEE_OPERATIONS),
    **lasting("/platform/discount-share-policies", "DISCOUNT_SHARE_POLICY", discount_policy, DISCOUNT_OPERATIONS),
    **lasting(CONTRACTS, "CONTRACT", contract, operations("PlatformContract")),
    **lasting(PEOPLE, "PARTNER", partner, operations("PlatformPartner")),
    **PARTNER_ERRORS,
    **{(operation, error): each for operation, found in CONNECTIONS.items() for error, each in found.items()},
    **{(operation, DOWN): after(partner, spoilt(step, DOWN, operation)) for operation, step in STEPS.items()},
    ("getPlatformAccountHolder", "PLATFORM_NOT_SUPPORTED_BANK"): sending(
        "GET", "/platform/bank-accounts/KODIT/110-123/holder"
    ),
    ("getPlatformAccountHolder", DOWN): spoilt(holder, DOWN, "getPlatformAccountHolder"),
    ("getPlatformAccountHolder", "PLATFORM_EXTERNAL_API_TEMPORARILY_FAILED"): spoilt(
        holder, "PLATFORM_EXTERNAL_API_TEMPORARILY_FAILED", "getPlatformAccountHolder"
    ),
    ("getPlatformCompanyState", DOWN): spoilt(company, DOWN, "getPlatformCompanyState"),
    ("getPlatformCompanyState", "PLATFORM_COMPANY_NOT_FOUND"): sending("GET", "/platform/companies/9999999999/state"),
}
