"""Partner settlement: its setting, policies, contracts, partners, and what is looked up about them."""

from __future__ import annotations

from documented_errors.platform import (
    BUSINESS,
    CONTRACT_BODY,
    LATER,
    ONE,
    PARTNER,
    archive,
    connected,
    contract,
    discount_policy,
    fee_policy,
    partner,
    schedule,
)

KINDS = {
    "additional_fee_policy": (fee_policy, "/platform/additional-fee-policies/f-1", "additional_fee_policies"),
    "contract": (contract, "/platform/contracts/c-1", "contracts"),
    "discount_share_policy": (discount_policy, "/platform/discount-share-policies/d-1", "discount_share_policies"),
    "partner": (partner, ONE, "partners"),
}
"""By what the SDK calls a kind: what makes one, where it is, and what the SDK calls several."""

POLICY, PEOPLE = "platform.policy.", "platform.partner."


def arguments(**given):
    """A row that needs nothing but these arguments."""
    return lambda _: given


def needs(*steps, **given):
    """A row for which these steps are done first."""

    def row(caller):
        for each in steps:
            each(caller)
        return given

    return row


def rows(kind):
    """What contracts, policies and partners share."""
    make, path, many = KINDS[kind]
    where, one = PEOPLE if kind == "partner" else POLICY, path.rpartition("/")[2]
    later, name = {"update": {"name": "later"}, "applied_at": LATER}, f"platform_{kind}"
    waits = schedule(path, name="later")
    return {
        f"{where}get_platform_{many}": needs(make),
        f"{where}get_{name}": needs(make, id=one),
        f"{where}update_{name}": needs(make, id=one, name="changed"),
        f"{where}archive_{name}": needs(make, id=one),
        f"{where}recover_{name}": needs(make, archive(path), id=one),
        f"platform.schedule_{kind}": needs(make, id=one, **later),
        f"platform.reschedule_{kind}": needs(make, waits, id=one, **later),
        f"platform.get_{name}_schedule": needs(make, waits, id=one),
        f"platform.cancel_{name}_schedule": needs(make, waits, id=one),
    }


STATE = {
    **{method: row for kind in KINDS for method, row in rows(kind).items()},
    f"{POLICY}create_platform_additional_fee_policy": arguments(
        name="shipping", fee={"fixedRate": 5_000}, vat_payer="PARTNER"
    ),
    f"{POLICY}create_platform_contract": arguments(
        name="standard",
        platform_fee=CONTRACT_BODY["platformFee"],
        settlement_cycle=CONTRACT_BODY["settlementCycle"],
        platform_fee_vat_payer="PARTNER",
        subtract_payment_vat_amount=False,
    ),
    f"{POLICY}create_platform_discount_share_policy": arguments(name="half", partner_share_rate=50_000),
    f"{PEOPLE}create_platform_partner": needs(
        contract,
        **{("default_contract_id" if name == "defaultContractId" else name): each for name, each in PARTNER.items()},
    ),
    f"{PEOPLE}create_platform_partners": needs(contract, partners=[PARTNER]),
    f"{PEOPLE}connect_partner_counterparty": needs(partner, id="p-1"),
    f"{PEOPLE}disconnect_partner_counterparty": needs(connected, id="p-1"),
    f"{PEOPLE}connect_bulk_partner_counterparty": needs(partner),
    f"{PEOPLE}disconnect_bulk_partner_counterparty": needs(connected),
    "platform.schedule_platform_partners": needs(partner, update={"name": "later"}, applied_at=LATER),
    "platform.get_platform_partner_filter_options": needs(partner),
    "platform.get_platform_discount_share_policy_filter_options": needs(discount_policy),
    "platform.get_platform_setting": arguments(),
    "platform.update_platform_setting": arguments(deduct_wht=True),
    "platform.company.get_platform_company_state": arguments(
        business_registration_number=BUSINESS["businessRegistrationNumber"]
    ),
    "platform.account.get_platform_account_holder": arguments(bank="SHINHAN", account_number="110-123"),
}
