"""The ids that came to exist, by the names that requests have for them."""

import json

from documented_errors.tax_invoices import OTHER, OWN, SUPPLIER

from world_machine import merchant

_ALIASES = {
    "scheduleId": "paymentScheduleId",
    "verificationId": "identityVerificationId",
    "txId": "transactionId",
    "scheduleIds": "paymentScheduleId",
    "paymentSessionId": "sessionId",
    "defaultContractId": "contractId",
    "policyId": "additionalFeePolicyId",
    "sharePolicyId": "discountSharePolicyId",
    "partnerSettlementIds": "partnerSettlementId",
    "taxInvoiceKey": "taxInvoiceId",
    "businessRegistrationNumber": "brn",
    "brnList": "brn",
}
_SUBJECTS = {
    "additional-fee-policies": "additionalFeePolicyId",
    "contracts": "contractId",
    "discount-share-policies": "discountSharePolicyId",
    "partners": "partnerId",
    "counterparty-connect": "partnerId",
    "counterparty-disconnect": "partnerId",
    "transfers": "transferId",
}
"""What `{id}` in a path is the id of, by what stands before it."""
_STATIC = {
    "paymentId": ("p-1", "p-2", "p-3", "p-4"),
    "identityVerificationId": ("v-1", "v-2"),
    "channelKey": tuple(each.key for each in merchant.CHANNELS),
    "channelGroupId": ("group",),
    "promotionId": tuple(each.id for each in merchant.PROMOTIONS),
    "profileKey": tuple(each.key for each in merchant.PROFILES),
    "storeId": (merchant.OWN, merchant.OWN, merchant.OTHER),
    "apiSecret": (merchant.SECRET,),
    "number": merchant.CARDS,
    "currency": ("KRW",),
    "partnerId": ("p-1",),
    "contractId": ("c-1",),
    "additionalFeePolicyId": ("f-1",),
    "discountSharePolicyId": ("d-1",),
    "bulkPayoutId": ("b-1", "b-2"),
    "counterpartyId": ("paper",),
    "contactId": ("contact-1", "contact-2"),
    "documentKey": ("doc-1", "doc-2"),
    "brn": (OWN, SUPPLIER, OTHER),
}
SHELVES = {
    "platform_partners": "partnerId",
    "platform_contracts": "contractId",
    "platform_additional_fee_policies": "additionalFeePolicyId",
    "platform_discount_share_policies": "discountSharePolicyId",
    "transfers": "transferId",
    "partner_settlements": "partnerSettlementId",
    "bulk_payouts": "bulkPayoutId",
    "tax_invoices": "taxInvoiceId",
    "counterparties": "counterpartyId",
}
"""The records that are live data or test data, and what their ids are called."""
_SINGLE = ("schedule", "cancellation", "webhook", "session", "transfer", "taxInvoice")


def canonical(name):
    """What a field is called elsewhere."""
    return _ALIASES.get(name, name)


def subject(path, name):
    """What a parameter in a path is called elsewhere: an `id` by what it is the id of."""
    return _SUBJECTS[path.partition("/{id}")[0].rpartition("/")[2]] if name == "id" else name


class Known:
    """Ids by name, oldest first; the order is that of their appearance, so that it is the same in every run."""

    def __init__(self):
        self._found = {name: dict.fromkeys(values) for name, values in _STATIC.items()}

    def of(self, name):
        """The ids that a field or a parameter of this name can have; empty for none."""
        return list(self._found.get(canonical(name), ()))

    def add(self, name, value):
        """Take note of an id."""
        self._found.setdefault(canonical(name), {})[value] = None

    def gather(self, value, parent=""):
        """Take note of every id in an answer: of fields that end so, and of `id` by what it is the id of."""
        if isinstance(value, list):
            for each in value:
                self.gather(each, parent.removesuffix("s"))
        if not isinstance(value, dict):
            return
        for name, each in value.items():
            if name == "id" and parent in _SINGLE:
                self.add(f"{parent}Id", each)
            elif isinstance(each, str) and name in _GATHERED:
                self.add(name, each)
            else:
                self.gather(each, name)

    def copy(self):
        """The same ids, to go back to."""
        return json.loads(json.dumps(self._found))

    def restore(self, copy):
        """Know what `copy` gave, and no more."""
        self._found = json.loads(json.dumps(copy))


_GATHERED = frozenset(
    {
        "billingKey",
        "sessionId",
        "accessToken",
        "refreshToken",
        "transactionId",
        "fileId",
        "attachmentId",
        "accountVerificationId",
        "companyVerificationId",
    }
)
