"""Where things are whose status changes by a table, and the tables."""

from pytest_portone.sandbox.billing_keys.models import TRANSITIONS as BILLING_KEY
from pytest_portone.sandbox.cash_receipts.models import TRANSITIONS as CASH_RECEIPT
from pytest_portone.sandbox.counterparties.models import CONNECTIONS as COUNTERPARTY
from pytest_portone.sandbox.identity_verifications.models import TRANSITIONS as IDENTITY_VERIFICATION
from pytest_portone.sandbox.partner_settlements.models import TRANSITIONS as PARTNER_SETTLEMENT
from pytest_portone.sandbox.payment_sessions.models import TRANSITIONS as PAYMENT_SESSION
from pytest_portone.sandbox.payments.transitions import CANCELLATION, DISPUTE, ESCROW, PAYMENT
from pytest_portone.sandbox.payouts.models import ACCOUNT_TRANSFER, BULK_ACCOUNT_TRANSFER, BULK_PAYOUT, PAYOUT
from pytest_portone.sandbox.platform.models import CONNECTIONS as PARTNER
from pytest_portone.sandbox.promotions.running import TRANSITIONS as PROMOTION
from pytest_portone.sandbox.schedules.models import TRANSITIONS as SCHEDULE
from pytest_portone.sandbox.tax_invoices.models import TRANSITIONS as TAX_INVOICE
from pytest_portone.sandbox.transfers.models import TRANSITIONS as TRANSFER

TABLES = {
    "payment": PAYMENT,
    "cancellation": CANCELLATION,
    "escrow": ESCROW,
    "dispute": DISPUTE,
    "billing key": BILLING_KEY,
    "schedule": SCHEDULE,
    "cash receipt": CASH_RECEIPT,
    "identity verification": IDENTITY_VERIFICATION,
    "promotion": PROMOTION,
    "payment session": PAYMENT_SESSION,
    "transfer": TRANSFER,
    "partner settlement": PARTNER_SETTLEMENT,
    "payout": PAYOUT,
    "bulk payout": BULK_PAYOUT,
    "account transfer": ACCOUNT_TRANSFER,
    "bulk account transfer": BULK_ACCOUNT_TRANSFER,
    "tax invoice": TAX_INVOICE,
    "counterparty": COUNTERPARTY,
    "partner": PARTNER,
}
FIRST = {
    "payment": {"READY", *PAYMENT["READY"]},
    "cancellation": {"REQUESTED", "SUCCEEDED", "FAILED"},
    "escrow": {"BEFORE_REGISTERED"},
    "dispute": {"UNRESOLVED"},
    "billing key": {"READY"},
    "schedule": {"SCHEDULED"},
    "cash receipt": {"ISSUED", "ISSUE_FAILED"},
    "identity verification": {"READY"},
    "promotion": {"SCHEDULED", "IN_PROGRESS"},
    "payment session": {"OPEN"},
    "transfer": {"SCHEDULED"},
    "partner settlement": {"PAYOUT_PREPARED"},
    "payout": {"CONFIRMED", "SUCCEEDED"},
    "bulk payout": {"PREPARED", "COMPLETED"},
    "account transfer": {"SCHEDULED", "SUCCEEDED"},
    "bulk account transfer": {"SCHEDULED"},
    "tax invoice": {"DRAFTED", "REQUESTED", "ISSUED", "DRAFT_PENDING"},
    "counterparty": {"NOT_CONNECTED"},
    "partner": {"NOT_CONNECTED"},
}
"""What each begins in."""
ENDING = frozenset({"counterparty", "partner"})
"""What may be gone: a counterparty that was deleted, the connection of a partner that is no business any more."""


def attempts(answers):
    """Every attempt to pay that is seen, by its id; where the contract has no list of them, the latest ones."""
    found = {}
    for (path, _, _), answer in answers.items():
        if path == "/payments/{paymentId}/transactions":
            for each in answer["items"]:
                found[each["id"]] = each | found.get(each["id"], {})
        if path == "/payments/{paymentId}" and "transactionId" in answer:
            name = answer["transactionId"]
            found[name] = found.get(name, {}) | answer | {"paymentId": answer["id"]}
    return found


def _attempts(world, answers):
    return ((name, each["status"]) for name, each in attempts(answers).items())


def records(world):
    """Every attempt to pay as the sandbox keeps it: older contracts do not show all of it."""
    return [one for each in world.shelves.payments.all() for one in (*each.earlier, each)]


def _cancellations(world, answers):
    return ((each.id, each.status) for one in records(world) for each in one.cancellations)


def _disputes(world, answers):
    return ((each.pg_id, each.status) for one in records(world) for each in one.disputes)


def _escrows(world, answers):
    return ((each.transaction_id, each.escrow.status) for each in records(world) if each.escrow)


def _shown(wanted):
    def find(world, answers):
        return (((store, name), each["status"]) for (path, store, name), each in answers.items() if path == wanted)

    return find


def _keys(world, answers):
    return ((each.id, each.status) for each in world.shelves.billing_keys.all())


def _verifications(world, answers):
    records = world.shelves.identity_verifications.all()
    return ((each.tx_id, each.status) for record in records for each in (*record.earlier, record))


def _sessions(world, answers):
    return ((each.id, each.status(world.now)) for each in world.sandbox.payment_sessions.values())


def _kept(shelves):
    """The records of both sides, live and test."""

    def find(world, answers):
        return (((each.side, each.id), each.status) for each in getattr(world.shelves, shelves).all())

    return find


def _counterparties(world, answers):
    return (((each.side, each.id), each.connection) for each in world.shelves.counterparties.values())


def _connections(world, answers):
    """Those of partners that are businesses: others have none."""
    records = world.shelves.platform_partners.all()
    return (((each.side, each.id), each.type.connection) for each in records if hasattr(each.type, "connection"))


AREAS = {
    "payment": _attempts,
    "cancellation": _cancellations,
    "escrow": _escrows,
    "dispute": _disputes,
    "billing key": _keys,
    "schedule": _shown("/payment-schedules/{paymentScheduleId}"),
    "cash receipt": _shown("/payments/{paymentId}/cash-receipt"),
    "identity verification": _verifications,
    "promotion": _shown("/promotions/{promotionId}"),
    "payment session": _sessions,
    "transfer": _kept("transfers"),
    "partner settlement": _kept("partner_settlements"),
    "payout": _kept("payouts"),
    "bulk payout": _kept("bulk_payouts"),
    "account transfer": _kept("account_transfers"),
    "bulk account transfer": _kept("bulk_account_transfers"),
    "tax invoice": _kept("tax_invoices"),
    "counterparty": _counterparties,
    "partner": _connections,
}
"""How the statuses of each area are seen: ids and statuses, by API answers where these tell both."""
