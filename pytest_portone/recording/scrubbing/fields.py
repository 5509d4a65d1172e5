"""Which field holds what. Data: to protect another field, add its name under the kind of what it holds.

Names are compared in lower case, without underscores and hyphens, so `phone_number` is `phoneNumber`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pytest_portone.recording.scrubbing.vocabulary import field_names, plain_name

NAMES = {
    "secret": """
        accessToken apiKey apiSecret authorization billingIssueToken cancelPassword clientKey clientSecret cookie
        cppwd merchantKey otp password paymentToken proxyAuthorization refreshToken secretKey setCookie webhookSecret
        webhookSignature xApiKey""",
    "text": """
        accountHolder address addressLine1 addressLine2 all billingKey carrierTrackingId ceoName city companyAddress
        companyName contactName customerName customerUid depositAccountHolder depositMemo depositorName first full
        holder holderName invoiceNumber ipAddress last loginId name oneLine partnerName pgRawResponse province
        recipientName recipientRepresentativeName registrantContactName remitteeName remitterName representativeName
        shippingAddressCity shippingAddressFirstname shippingAddressLastname shippingAddressState
        shippingAddressStreet shippingAddressZip subjectDn subjectName supplierName supplierRepresentativeName
        withdrawalMemo xForwardedFor xRealIp zipcode""",
    "email": "contactEmail customerEmail email partnerEmail refundEmail shippingAddressEmail",
    "phone": "contactPhone holderPhoneNumber mobilePhoneNumber phoneNumber shippingAddressPhone",
    "card": "number",
    "account": "accountNumber corpRegNo customerIdentityNumber depositAccountNumber identityNumber",
    "business": """
        brn brnList businessRegistrationNumber partnerBrn
        partnerBusinessRegistrationNumber recipientBrn storeBusinessRegistrationNumber supplierBrn""",
    "birthdate": "birthDate birthdate",
    "identity": "ci di",
    "short": """
        birthDay birthMonth birthOrBusinessRegistrationNumber birthYear cvc expiryMonth expiryYear
        passwordTwoDigits""",
}
"""By kind, the fields, parameters and headers that hold a value of it, wherever they stand."""

WITHIN = {
    "account": "account.number refundAccount.number",
    "text": "keyword.value textSearch.value",
    "plain": """
        additionalFee.name additionalFeePolicy.name agreements.name attachments.name card.name channel.name
        channelGroup.name channels.name contract.name contractSummary.name discountShare.name discountSharePolicy.name
        holidays.name method.name page.number paymentChannels.name paymentMethod.name platformFee.name policy.name
        product.name products.name scheduledAdditionalFeePolicy.name scheduledContract.name
        scheduledDiscountSharePolicy.name sharePolicy.name succeededChannels.name""",
}
"""Fields that hold something else within a certain parent than elsewhere; `plain` is nobody's in particular."""

PLAIN = """
    additionalFee additionalFeePolicyFee additionalFeePolicyMemo after approvalNumber attachments bank bin body bypass
    businessCategoryCode businessClass businessEntityType businessStatus businessType carrierType channelKey
    channelKeys channelName closingDate code company completedAt confirmationNumber contractMemo cursor customData
    closedSuspendedDate date defaultDepositMemo defaultWithdrawalMemo department details discountShare
    discountSharePolicyMemo discountSharePolicyRate documentKey emailSubject endCursor endDate error failReason fee
    fields fileName from functionName header issueName issueNumber issuer issuerDn issuerName itemCode key ko link
    memberCompanyConnectionFailedReason memo message nPayCategoryType nPayUid noticeUrls ntsApprovalNumber
    ntsApproveNumber ntsConnectionFailedReason ntsResult ntsResultCode openingDate operator orderImageUrl orderName
    originalNtsApprovalNumber originalNtsApproveNumber partnerMemo partnerTags partnerUserDefinedPropertyKeys pgCode
    pgMessage pgResponse platformFee primary primaryHover primaryLight productName profileKey publisher purchaseDate
    reason receiptNumber receiptUrl recipientClosedSuspendedDate recipientDocumentKey redirectUrl relationship remark
    remarks serialNum serialNumber settlementDate settlementDates settlementStartDate simplifiedTaxationTypeDate spec
    startCursor startDate storeName string supplierDocumentKey syntax tag tags taxInvoiceKey taxOfficeCode
    taxOfficeName taxationType taxationTypeDate taxationTypeUpdateDate transferMemo transferUserDefinedPropertyKeys
    type until upcomingSettlementDate url userAgent value issuanceDueDate writeDate
"""
"""The contracts' other texts, each looked at: they are searched, but they are not replaced as a whole. Identifiers
(`...Id`, `...Ids`), enumerations and times need no entry."""

FRAGMENTS = (
    ("secret", r"passw|pwd|secret|token$|signature|apikey"),
    ("email", r"email|mailaddr|이메일"),
    ("phone", r"phone|mobile|cellno|hpno|^hp$|^tel|tel(no|num|number)?$|연락처|전화|휴대폰"),
    ("card", r"card(no|num|number)$|카드번호"),
    ("account", r"acc(oun)?t(no|num|number)$|jumin|ssn|residentno|계좌번호|주민등록번호"),
    ("business", r"bizno|businessno|사업자"),
    ("birthdate", r"birth(day|date)|생년월일"),
    ("text", r"(buyer|customer|user|payer|member|holder|owner|orderer|receiver|recipient|sender|vact)name$"),
    ("text", r"(first|last|^u|^pu)name$|addr|zipcode|postcode|이름|성명|예금주|주소|우편번호"),
)
"""What names that no contract has tell: those of payment gateways' raw answers, of custom data, of columns."""

_FRAGMENTS = tuple((kind, re.compile(pattern)) for kind, pattern in FRAGMENTS)


def _by_name(names: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {
        tuple(plain_name(part) for part in name.split(".")): kind
        for kind, listed in names.items()
        for name in listed.split()
    }


_KINDS = _by_name(NAMES) | _by_name(WITHIN)


@lru_cache(maxsize=4096)
def kind_of(path: tuple[str, ...]) -> str | None:
    """The kind of what stands at `path`, a key of `tokens.KINDS` or `short`; None for nothing in particular.

    Args:
        path: the names that lead to it: of a parameter or a header, its own; list indexes are left out.
    """
    names = tuple(plain_name(each) for each in path[-2:])
    kind = _KINDS.get(names) or _KINDS.get(names[-1:])
    if kind or not names or names[-1] in field_names():
        return None if kind == "plain" else kind
    told = next((kind for kind, pattern in _FRAGMENTS if pattern.search(names[-1])), None)
    return told or kind_of(path[:-1])


def is_comparable(path: tuple[str, ...]) -> bool:
    """Whether a pseudonym at `path` can be compared: a few digits have become ones, whatever they were."""
    return kind_of(path) != "short"
