"""What people do outside of the API: every method of the customer and of the console, with arguments by name."""

import inspect
from functools import lru_cache

from documented_errors.tax_invoices import invoice
from hypothesis import strategies as st

from pytest_portone.sandbox.customer import METHODS
from pytest_portone.sandbox.customer.checkout import Checkout
from pytest_portone.sandbox.customer.identity import Proof
from pytest_portone.sandbox.features import FEATURES
from pytest_portone.sandbox.tax_invoices.bulk import WORKS
from world_machine import merchant
from world_machine.drawing import SOMETIMES
from world_machine.focus import ARGUMENTS, CONSOLE_ARGUMENTS, NOTHING

_TOTALS = st.integers(1, 60) | st.integers(1, 10**12)
_TEXTS = st.sampled_from(["a", "b", ""])
_WAYS, _KEYS = st.sampled_from(["NORMAL", "REVERSE"]), st.sampled_from(["doc-1", "doc-2", "doc-3"])
_MORE = {"checkout": Checkout, "proof": Proof}
_IDS = {
    "payment_id": "paymentId",
    "cancellation_id": "cancellationId",
    "verification_id": "identityVerificationId",
    "session_id": "sessionId",
    "billing_key": "billingKey",
    "promotion_id": "promotionId",
    "channel_key": "channelKey",
    "partner_settlement_id": "partnerSettlementId",
    "partner_settlement_ids": "partnerSettlementId",
    "bulk_payout_id": "bulkPayoutId",
    "partner_id": "partnerId",
    "counterparty_id": "counterpartyId",
    "invoice_id": "taxInvoiceId",
    "bulk_id": "bulkTaxInvoiceId",
    "brn": "brn",
}
_SHEETS = st.lists(st.builds(lambda way, key: {"taxInvoice": invoice(way, key)}, _WAYS, _KEYS), max_size=3)
_ARGUMENTS = {
    "total": _TOTALS,
    "paid": st.integers(0, 100),
    "amount": st.integers(-1, 60),
    "tax_free": st.integers(0, 20),
    "vat": st.integers(0, 6),
    "discount": st.integers(0, 5),
    "reason": _TEXTS,
    "pg_code": _TEXTS,
    "pg_message": _TEXTS,
    "store_id": st.sampled_from([merchant.OWN, merchant.OTHER, "elsewhere"]),
    "bank": st.just("WOORI"),
    "valid_hours": st.integers(1, 100),
    "channel": st.sampled_from([each.key for each in merchant.CHANNELS]),
    "card_number": st.sampled_from(merchant.CARDS),
    "customer": st.just({"name": {"full": "name"}}),
    "custom_data": _TEXTS | st.just({"a": 1}),
    "issue_id": _TEXTS,
    "issue_name": _TEXTS,
    "platform": st.sampled_from(["PC", "MOBILE"]),
    "finish": st.booleans(),
    "confirm": st.booleans(),
    "lost": st.booleans(),
    "order_name": _TEXTS,
    "currency": st.sampled_from(["KRW", "USD", "won"]),
    "method": st.sampled_from([*METHODS, "none"]),
    "promotion": st.sampled_from([*(each.id for each in merchant.PROMOTIONS), "none"]),
    "country": st.sampled_from(["KR", "nowhere"]),
    "products": st.just([{"id": "1", "name": "shoe", "amount": 1, "quantity": 1}]),
    "escrow": st.booleans(),
    "cash_receipt": st.sampled_from(["PERSONAL", "CORPORATE", "NO_RECEIPT"]),
    "notice_urls": st.just(["http://testserver/2024-01-01"]),
    "confirm_url": st.just("http://testserver/2024-04-25"),
    "name": _TEXTS,
    "customer_id": _TEXTS,
    "phone_number": st.just("01011112222"),
    "operator": st.sampled_from(["KT", "none"]),
    "birth_date": st.sampled_from(["2000-02-29", "never"]),
    "gender": st.sampled_from(["FEMALE", "none"]),
    "foreigner": st.booleans(),
    "ratio": st.integers(-1, 100),
    "enabled": st.booleans(),
    "memo": _TEXTS,
    "depositor": _TEXTS,
    "test": st.booleans(),
    "at": st.none(),
    "feature": st.sampled_from(sorted(FEATURES)),
    "on": st.booleans(),
    "agreed": st.booleans(),
    "days": st.integers(1, 400),
    "code": st.just("ERR001"),
    "invoices": _SHEETS,
    "work": st.sampled_from(sorted(WORKS)),
}
_MOVES = (
    "approve",
    "approve_cancellation",
    "cancel_in_console",
    "chargeback",
    "confirm_payout",
    "decline",
    "deposit",
    "dispute",
    "draft_tax_invoices",
    "pay",
    "pay_out",
    "process_tax_invoices",
    "refuse_cancellation",
    "resolve_dispute",
)
"""What moves things from one status to another is done more often than the rest."""
_SPECIAL = {"open_session": "method", "pay_session": "method"}
_PAGE_METHODS = st.sampled_from(["CARD_KR", "KAKAO_PAY", "none"])


@lru_cache
def acts(kind):
    """The names of what somebody can do."""
    return sorted(name for name, _ in inspect.getmembers(kind, inspect.isfunction) if not name.startswith("_"))


@lru_cache
def _parameters(function):
    """The parameters of an act, required ones and the others, with the items of what it takes besides."""
    found = inspect.signature(function).parameters.values()
    plain = [each for each in found if each.name != "self"]
    required = [each.name for each in plain if each.default is each.empty and each.kind is not each.VAR_KEYWORD]
    more = [name for each in plain if each.kind is each.VAR_KEYWORD for name in _MORE[each.name].__annotations__]
    return required, [each.name for each in plain if each.default is not each.empty] + more


def acts_on(kind, parameter):
    """The names of what somebody can do with something."""
    found = [each for each in acts(kind) if {parameter, f"{parameter}s"} & set(_parameters(getattr(kind, each))[0])]
    return often(found)


def often(names):
    """Names of acts to draw among."""
    return [*names, *(each for each in _MOVES * 2 if each in names)]


def arguments(draw, world, kind, name, focus=NOTHING):
    """Arguments of an act: all that it needs, and a few more."""
    required, others = _parameters(getattr(kind, name))
    more = [each for each in others if (each in _IDS or each in _ARGUMENTS) and each != "total"]
    chosen = draw(st.lists(st.sampled_from(more), max_size=3, unique=True)) if more else []
    found = {each: _argument(draw, world, focus, name, each) for each in (*required, *chosen)}
    if focus.store != merchant.OWN and "store_id" in others:
        found["store_id"] = focus.store
    if "test" in others and "test" in focus.values:
        found["test"] = focus.values["test"]
    if "total" not in others:
        return found
    if focus is NOTHING or draw(SOMETIMES):
        return {**found, "total": draw(_TOTALS)}
    # Without a total it goes on in the window that is open, which takes nothing else.
    return {each: value for each, value in found.items() if each in {"payment_id", "store_id"}}


def _argument(draw, world, focus, act, name):
    if name.removesuffix("s") in {ARGUMENTS.get(focus.kind), CONSOLE_ARGUMENTS.get(focus.kind)}:
        return next(iter(focus.values.values()))
    if name in _IDS:
        pool = world.known.of(_IDS[name])
        return "unknown" if not pool or draw(SOMETIMES) else draw(st.sampled_from(pool))
    return draw(_PAGE_METHODS if _SPECIAL.get(act) == name else _ARGUMENTS[name])


def unknown_parameters(kind):
    """Parameters of what somebody can do for which no arguments are drawn."""
    names = {each for act in acts(kind) for part in _parameters(getattr(kind, act)) for each in part}
    return names - _IDS.keys() - _ARGUMENTS.keys()
