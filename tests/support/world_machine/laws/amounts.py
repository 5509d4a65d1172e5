"""Laws 1 and 2: amounts are conserved, and no more is cancelled than was paid."""

from fractions import Fraction
from math import ceil, floor

from world_machine.areas import attempts, records

_CANCELLED = frozenset({"Transaction.Cancelled", "Transaction.PartialCancelled"})
_FIXED = ("total", "taxFree", "discount")
PAID = frozenset({"PAID", "PARTIAL_CANCELLED", "CANCELLED"})


def _done(payment, *statuses):
    return [each for each in payment.get("cancellations", ()) if each["status"] in statuses]


def amounts_add_up(world, now):
    """The parts come to the total, and what was paid to the total without the discount."""
    for payment in attempts(now.answers).values():
        amount = payment["amount"]
        parts = [amount[each] for each in ("taxFree", "vat", "supply") if each in amount]
        assert len(parts) < 3 or sum(parts) == amount["total"], payment
        expected = amount["total"] - amount["discount"] if payment["status"] in PAID else 0
        assert amount["paid"] == expected >= 0, payment
        assert all(value >= 0 for value in amount.values()), payment


def what_was_cancelled_is_the_sum_of_the_cancellations(world, now):
    """In all, and of the tax-free part."""
    for payment in attempts(now.answers).values():
        amount, done = payment["amount"], _done(payment, "SUCCEEDED")
        assert amount["cancelled"] == sum(each["totalAmount"] for each in done), payment
        assert amount["cancelledTaxFree"] == sum(each["taxFreeAmount"] for each in done), payment


def no_more_is_cancelled_than_was_paid(world, now):
    """Of the whole, of the tax-free part, of the taxable part; undecided cancellations count."""
    for payment in attempts(now.answers).values():
        amount, live = payment["amount"], _done(payment, "SUCCEEDED", "REQUESTED")
        total, free = (sum(each[name] for each in live) for name in ("totalAmount", "taxFreeAmount"))
        assert total <= (amount["total"] if payment["status"] in PAID else 0), payment
        assert free <= amount["taxFree"], payment
        assert total - free <= amount["total"] - amount["taxFree"], payment
        assert all(each["taxFreeAmount"] + each["vatAmount"] <= each["totalAmount"] for each in live), payment
        assert all(each["totalAmount"] > 0 for each in live), payment


def the_status_tells_what_was_cancelled(world, now):
    """CANCELLED where all was, PARTIAL_CANCELLED where a part was."""
    for payment in attempts(now.answers).values():
        cancelled, total = payment["amount"]["cancelled"], payment["amount"]["total"]
        status = "PAID" if not cancelled else "CANCELLED" if cancelled == total else "PARTIAL_CANCELLED"
        assert payment["status"] == status or (payment["status"] not in PAID and not cancelled), payment


def a_payment_is_of_what_was_ordered(world, now):
    """A new attempt has a total and a tax-free part that somebody has named with its id."""
    old = attempts(world.seen.answers)
    for name, payment in attempts(now.answers).items():
        if name not in old:
            payment_id = payment["paymentId"]
            amount = payment["amount"]
            wanted = world.ordered.get(payment_id, ())
            assert (amount["total"], amount["taxFree"]) in wanted, f"{amount} is none of {wanted}"


def a_payment_is_as_its_latest_attempt(world, now):
    """Both ways to read it say the same of its amounts, its status and its cancellations."""
    latest = {key: each["items"][-1] for key, each in now.of("/payments/{paymentId}/transactions").items()}
    for key, payment in now.of("/payments/{paymentId}").items():
        for name in ("status", "amount", "cancellations", "currency"):
            mine, other = payment.get(name), latest.get(key, payment).get(name)
            assert other in (None, mine), f"{name}: {mine} of the payment, {other} of its attempt"


def an_attempt_keeps_its_amount(world, now):
    """Whatever becomes of it."""
    old = attempts(world.seen.answers)
    for name, payment in attempts(now.answers).items():
        before, after = old.get(name, payment)["amount"], payment["amount"]
        assert [before[each] for each in _FIXED] == [after[each] for each in _FIXED], payment


def what_is_cancelled_is_what_was_asked_for(world, now):
    """A new cancellation has the amount of a request in this step, or of all that was left."""
    old, imposed = world.seen.statuses, _imposed(world)
    for payment in attempts(now.answers).values():
        cancellations = payment.get("cancellations", [])
        for place, each in enumerate(cancellations):
            if ("cancellation", each["id"]) in old or each["id"] in imposed:
                continue
            left, free, vat = _left(payment, cancellations[:place])
            asked = _asked(world, payment["paymentId"], left, free, vat)
            found = each["totalAmount"], each["taxFreeAmount"], each["vatAmount"]
            assert found in asked, f"{found} is none of {asked}: {payment}"


def _imposed(world):
    """The cancellations that no merchant's server has asked for. Older contracts do not tell."""
    return {each.id for one in records(world) for each in one.cancellations if each.trigger != "API"}


def _left(payment, before):
    """What these cancellations have left: of the total, of the tax-free part, of the VAT where that is shown."""
    live, amount = [each for each in before if each["status"] != "FAILED"], payment["amount"]
    names = {"total": "totalAmount", "taxFree": "taxFreeAmount", "vat": "vatAmount"}
    return [amount.get(one, 0) - sum(each[other] for each in live) for one, other in names.items()]


def _asked(world, payment_id, left, free, vat_left):
    """What the cancellations of this step ask for, with the defaults that PortOne's guide gives.

    A whole rest takes with it what is left of the tax-free part and of the VAT, so that nothing is left over.
    """
    found = []
    for made in world.done.calls:
        sent = made.sent
        if sent.operation.path == "/payments/{paymentId}/cancel" and sent.path_parameters["paymentId"] == payment_id:
            body = {name: value for name, value in sent.body.items() if value is not None}
            total = body.get("amount", left)
            tax_free = body.get("taxFreeAmount", free if total == left else 0)
            taxable = total - tax_free
            vat = min(taxable, max(0, vat_left)) if total == left else _vat_in(taxable, world.settings.vat_rounding)
            found.append((total, tax_free, body.get("vatAmount", vat)))
    return found


def _vat_in(taxable, rounding):
    """An eleventh of it, in whole units."""
    eleventh = Fraction(taxable, 11)
    return {"down": floor(eleventh), "half-up": floor(eleventh + Fraction(1, 2)), "up": ceil(eleventh)}[rounding]


def no_more_money_goes_back_than_came_in(world, now):
    """What a gateway is told to give back; with a promotion that is less than what is cancelled."""
    shown = attempts(now.answers)
    for attempt in records(world):
        paid = attempt.amount.total - attempt.amount.discount if attempt.status in PAID else 0
        refunds = [each.refund for each in attempt.cancellations if each.status == "SUCCEEDED"]
        assert all(each >= 0 for each in refunds), attempt
        assert sum(refunds) <= paid, attempt
        assert attempt.status != "CANCELLED" or sum(refunds) == paid, attempt
        found = shown.get(attempt.transaction_id)
        assert found is None or found["amount"]["paid"] == paid, attempt


def the_events_of_a_payment_tell_its_money(world, now):
    """What came in by them is what was paid, what went back is what was cancelled."""
    for name, payment in attempts(now.answers).items():
        own = [each for each in world.events if each.transaction_id == name]
        came = [each.amount for each in own if each.type == "Transaction.Paid"]
        went = [each.amount for each in own if each.type in _CANCELLED]
        assert came == [payment["amount"]["paid"]] * (payment["status"] in PAID), own
        assert -sum(went) == payment["amount"]["cancelled"], own


def a_gateway_that_declines_takes_no_money(world, now):
    """Unless it thinks better of it, or somebody pays into an account."""
    for attempt in records(world):
        channel = attempt.order.channel
        if attempt.status in PAID and channel and channel.declines("pay"):
            own = [each for each in world.events if each.transaction_id == attempt.transaction_id]
            triggers = {each.trigger for each in own if each.type == "Transaction.Paid"}
            assert triggers <= {"ASYNC_PAY_APPROVED", "VIRTUAL_ACCOUNT_DEPOSIT"}, attempt


AMOUNTS = (
    amounts_add_up,
    what_was_cancelled_is_the_sum_of_the_cancellations,
    no_more_is_cancelled_than_was_paid,
    the_status_tells_what_was_cancelled,
    a_payment_is_of_what_was_ordered,
    a_payment_is_as_its_latest_attempt,
    an_attempt_keeps_its_amount,
    what_is_cancelled_is_what_was_asked_for,
    no_more_money_goes_back_than_came_in,
    the_events_of_a_payment_tell_its_money,
    a_gateway_that_declines_takes_no_money,
)
