"""What brought a discrepancy about, where the evidence is there.

A rule looks at one discrepancy and the story of its payment, and gives a sentence or nothing. `RULES` has those of
each discrepancy, the most telling first. To add one: a function here, a row there, and a test that provokes it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from pytest_portone.reconciliation.entries import CANCELLATION, DONE, PAYMENT
from pytest_portone.reconciliation.evidence import Asked, Story, Try, Webhook, in_payment, in_sandbox, moment
from pytest_portone.reconciliation.reconciliation import LEDGER, PORTONE
from pytest_portone.reconciliation.reporting.money import money

if TYPE_CHECKING:
    from pytest_portone.reconciliation.reconciliation import Discrepancy, Reconciliation
    from pytest_portone.sandbox import Sandbox

PAYING = ("payWithBillingKey", "payInstantly", "confirmPayment")
"""Operations by which the merchant's code takes money."""
CANCELLING = "cancelPayment"
TELLING: Mapping[str, tuple[str, ...]] = {
    PAYMENT: ("Transaction.Paid", "Transaction.Failed"),
    CANCELLATION: ("Transaction.PartialCancelled", "Transaction.Cancelled"),
    "dispute": ("Transaction.DisputeCreated", "Transaction.DisputeResolved"),
}
"""The webhooks that tell what a row of each kind says."""
PREMATURE = ("Transaction.Ready", "Transaction.PayPending", "Transaction.VirtualAccountIssued")
"""Webhooks that tell of no money."""


@dataclass(frozen=True, slots=True)
class Case:
    """A discrepancy with its evidence.

    Attributes:
        found: the discrepancy.
        story: what is known of its payment.
        rows: the rows of both sides, as mappings with `side`; empty where they are not at hand.
    """

    found: Discrepancy
    story: Story
    rows: tuple[Mapping[str, Any], ...] = ()

    def money(self, amount: int) -> str:
        """An amount in the currency of the discrepancy."""
        return money(amount, self.found.currency)

    def sum(self, side: str, kind: str = "") -> int:
        """What a side has of a kind, by default the discrepancy's, that is done."""
        wanted = side, kind or self.found.kind, DONE
        return sum(each["amount"] for each in self.rows if (each["side"], each["kind"], each["state"]) == wanted)

    @property
    def overbooked(self) -> bool:
        """Whether the ledger has more than PortOne."""
        return self.sum(LEDGER) > self.sum(PORTONE)

    @property
    def telling(self) -> list[Webhook]:
        """The webhooks that tell what the discrepancy is about."""
        return [each for each in self.story.webhooks if each.type in TELLING.get(self.found.kind, ())]

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations by which the merchant's code brings it about."""
        return (CANCELLING,) if self.found.kind == CANCELLATION else PAYING


Rule: TypeAlias = Callable[[Case], "str | None"]
Cases: TypeAlias = Callable[["Discrepancy"], "Case | None"]


def explain(reconciliation: Reconciliation, sandbox: Sandbox) -> Reconciliation:
    """The reconciliation with the causes that a sandbox has evidence of: calls, webhooks, faults.

    Args:
        reconciliation: of the sandbox's record with a ledger.
        sandbox: whose payments it is about.
    """
    return explained(reconciliation, cases_in(reconciliation, sandbox))


def from_payments(reconciliation: Reconciliation, payments: Mapping[str, Mapping[str, Any]]) -> Reconciliation:
    """The reconciliation with the causes that PortOne's own record has evidence of: webhooks, cancellations.

    Args:
        reconciliation: of PortOne's record with a ledger.
        payments: what PortOne's API answers of a payment (`Payment`), by its id; those that are missing stay
            unexplained.
    """

    def story(payment_id: str) -> Story | None:
        return in_payment(payments[payment_id]) if payment_id in payments else None

    return explained(reconciliation, _cases(reconciliation, story))


def cases_in(reconciliation: Reconciliation, sandbox: Sandbox) -> Cases:
    """Gives each discrepancy with what a sandbox knows of its payment."""
    return _cases(reconciliation, lambda payment_id: in_sandbox(sandbox, payment_id))


def explained(reconciliation: Reconciliation, cases: Cases) -> Reconciliation:
    """The reconciliation with the causes of what is wrong, and of what is in flight."""

    def with_cause(each: Discrepancy) -> Discrepancy:
        case = cases(each)
        return replace(each, cause=cause(case)[1]) if case else each

    return replace(
        reconciliation,
        discrepancies=tuple(map(with_cause, reconciliation.discrepancies)),
        in_flight=tuple(map(with_cause, reconciliation.in_flight)),
    )


def _cases(reconciliation: Reconciliation, tell: Callable[[str], Story | None]) -> Cases:
    story, rows = cache(tell), cache(lambda: _by_payment(reconciliation.rows))

    def case(found: Discrepancy) -> Case | None:
        told = None if found.payment_id is None else story(found.payment_id)
        return None if told is None else Case(found, told, rows().get(found.payment_id, ()))

    return case


def _by_payment(frame: Any) -> dict[str | None, tuple[Mapping[str, Any], ...]]:
    """The rows of both sides by each payment id that stands in them: those that were matched share a key."""
    if frame is None:
        return {}
    from pytest_portone.reconciliation.backends import extra

    wanted = (
        extra("narwhals").from_native(frame).lazy().select("key", "payment_id", "side", "kind", "state", "amount")
    )
    together, keys = defaultdict(list), defaultdict(set)
    for row in wanted.collect("pyarrow").to_arrow().to_pylist():
        together[row["key"]].append(row)
        keys[row["payment_id"]].add(row["key"])
    return {name: tuple(row for key in sorted(some) for row in together[key]) for name, some in keys.items()}


def cause(case: Case) -> tuple[Rule | None, str]:
    """What brought a discrepancy about: the rule that tells, and a sentence without a full stop; or nothing."""
    rules = BELIEVED if case.found.name in BOTH_WAYS and case.overbooked else RULES.get(case.found.name, ())
    return next(((rule, said) for rule in rules if (said := rule(case))), (None, ""))


def diverted(case: Case) -> str | None:
    """A webhook was changed on its way, and taken for one about another payment."""
    for webhook in case.telling:
        for each in webhook.tries:
            if each.accepted and each.forged and each.payment_id not in {None, case.found.payment_id}:
                return (
                    f"the webhook {webhook.type} was changed on its way to name {each.payment_id} "
                    f"({', '.join(each.forged)}), and was believed at {moment(each.at)}: it does not come again"
                )
    return None


def forged(case: Case) -> str | None:
    """A webhook was believed that is not PortOne's."""
    for webhook in case.story.webhooks:
        for each in webhook.tries:
            if each.accepted and each.forged and each.payment_id == case.found.payment_id:
                return (
                    f"a webhook {webhook.type} that nobody may believe ({', '.join(each.forged)}) was answered "
                    f"{each.code} at {moment(each.at)}, and was booked"
                )
    return None


def repeated(case: Case) -> str | None:
    """The answer of a call was lost, and the call was made again."""
    calls = case.story.calls(*case.operations)
    lost = next((each for each in calls if each.trouble and each.done), None)
    again = [each for each in calls if each.done and lost is not None and calls.index(each) > calls.index(lost)]
    made = [each for each in case.story.cancelled if each.trigger == "API" and each.status != "FAILED"]
    if lost is None or not again or len(made) < 2:  # noqa: PLR2004 - that is what twice means
        return None
    return (
        f"{_lost(lost)}, and the call was made again at {moment(again[0].at)}: PortOne has {len(made)} cancellations"
    )


def unanswered(case: Case) -> str | None:
    """The answer of a call was lost, though PortOne did what was asked."""
    lost = next((each for each in case.story.calls(*case.operations) if each.trouble and each.done), None)
    return f"{_lost(lost)}, though PortOne had done it" if lost else None


def _lost(call: Asked) -> str:
    return f"the answer of {call.operation} was lost at {moment(call.at)} ({call.trouble})"


def overtaken(case: Case) -> str | None:
    """Webhooks arrived in another order than things happened in."""
    taken = sorted(
        ((each.taken.at, place, each) for place, each in enumerate(case.story.webhooks) if each.taken),
        key=lambda each: each[0],
    )
    for telling in (each for each in taken if each[2].type in TELLING[PAYMENT]):
        late = [each for each in taken if each[0] >= telling[0] and each[1] < telling[1] and _later(each, telling)]
        if late:
            at, _, last = late[-1]
            return f"the webhook {last.type} came at {moment(at)}, after {telling[2].type}, and was booked over it"
    return None


def _later(one: tuple[Any, int, Webhook], other: tuple[Any, int, Webhook]) -> bool:
    """Whether one was taken after another; at the same moment, whether it had to wait for that."""
    return bool(one[0] > other[0]) or any("reorder" in each.troubles for each in one[2].tries)


def untold(case: Case) -> str | None:
    """PortOne told nothing, because it was asked not to, or does not know whom."""
    happened = [each for each in case.story.happened if each.type in TELLING.get(case.found.kind, ())]
    if not happened or case.telling:
        return None
    last = happened[-1]
    reason = "none is sent anywhere" if last.told else "the call asked for none (skipWebhook)"
    return f"{last.type} happened at {moment(last.at)}, and no webhook tells of it: {reason}"


def lost(case: Case) -> str | None:
    """A webhook never arrived, or was never taken."""
    for webhook in case.telling:
        if webhook.taken or not webhook.tries:
            continue
        verb = "was dropped on its way" if _never_arrived(webhook) else "was not taken"
        return f"the webhook {webhook.type} {verb} ({_attempts(webhook)})"
    return None


def _never_arrived(webhook: Webhook) -> bool:
    return all(each.code is None for each in webhook.tries)


def _attempts(webhook: Webhook) -> str:
    tried = [f"{_said(each)} at {moment(each.at)}" for each in webhook.tries]
    rest = f"next attempt at {moment(webhook.due)}" if webhook.due else "no further attempt"
    shown = [*tried[:2], f"{len(tried) - 3} more", tried[-1]] if len(tried) > 4 else tried  # noqa: PLR2004 - a line
    return f"attempts: {'; '.join(shown)}; {rest}"


def _said(attempt: Try) -> str:
    if "drop" in attempt.troubles:
        return "lost"
    if attempt.code is None:
        return attempt.error or "no answer"
    return f"{attempt.code} ({attempt.error})" if attempt.error else str(attempt.code)


def waiting(case: Case) -> str | None:
    """A webhook is still to be sent."""
    waits = next((each for each in case.telling if not each.tries and each.due), None)
    if waits is None or waits.due is None:
        return None
    return f"the webhook {waits.type} is not sent yet: it is due at {moment(waits.due)} (portone.webhooks.deliver())"


def ignored(case: Case) -> str | None:
    """A webhook was taken, and nothing came of it."""
    for webhook in reversed(case.telling):
        if webhook.taken and not webhook.taken.forged:
            taken = webhook.taken
            return f"the webhook {webhook.type} was taken at {moment(taken.at)} ({_said(taken)}), and was not booked"
    return None


def imposed(case: Case) -> str | None:
    """A cancellation was not made by the merchant's code."""
    other = next((each for each in case.story.cancelled if each.trigger not in {"API", ""}), None)
    if other is None or case.found.kind != CANCELLATION:
        return None
    rest = lost(case) or ignored(case) or untold(case) or waiting(case)
    return f"{case.money(other.amount)} was cancelled at {moment(other.at)} by {other.trigger}, not by a call" + (
        f"; {rest}" if rest else ""
    )


def undecided(case: Case) -> str | None:
    """A cancellation was booked that PortOne has asked for, or failed to get."""
    if case.found.kind != CANCELLATION:
        return None
    other = next((each for each in case.story.cancelled if each.status in {"REQUESTED", "FAILED"}), None)
    if other is None:
        return None
    amount = case.money(other.amount)
    return f"PortOne's cancellation of {amount} at {moment(other.at)} is {other.status}, and was booked as done"


def refused(case: Case) -> str | None:
    """A call failed, and was booked as if it had not."""
    for call in case.story.calls(*case.operations):
        if call.trouble and not call.done:
            return (
                f"{call.operation} did not get through at {moment(call.at)} ({call.trouble}), and was booked as done"
            )
        if not call.done:
            said = f" {call.said}" if call.said else ""
            return f"{call.operation} was answered {call.status}{said} at {moment(call.at)}, and was booked as done"
    return None


def ahead(case: Case) -> str | None:
    """PortOne got the money after it was booked."""
    paid = next((each for each in case.story.happened if each.type == "Transaction.Paid"), None)
    return f"PortOne had it paid at {moment(paid.at)}; what was booked before is the browser's word" if paid else None


def premature(case: Case) -> str | None:
    """It was booked when PortOne had not got the money."""
    story = case.story
    if story.status is None:
        return None
    heard = [each for each in story.webhooks if each.taken and each.type in PREMATURE]
    told = f"the webhook {heard[-1].type} tells of no money" if heard else "no webhook tells that it was paid"
    if story.status in {"VIRTUAL_ACCOUNT_ISSUED", "PAY_PENDING"} and heard:
        return f"booked at {story.status}: {told}, and came at {moment(heard[-1].tries[-1].at)}"
    if story.asked is None:
        return f"booked before PortOne had it paid (it is {story.status}): {told}"
    return f"booked at the redirect, while PortOne has it {story.status}: {told}, and {_looked(story)}"


def _looked(story: Story) -> str:
    looks = story.calls("getPayment")
    if not looks:
        return "getPayment was never asked"
    return f"getPayment had answered {looks[-1].said or looks[-1].status} at {moment(looks[-1].at)}"


def unheard_of(case: Case) -> str | None:
    """PortOne knows nothing of it."""
    story = case.story
    if story.asked is None or story.asked or story.webhooks or story.status is not None:
        return None
    return "PortOne was never asked for it, and has told nothing of it"


def twice(case: Case) -> str | None:
    """A webhook came more than once, and was booked each time."""
    for webhook in case.telling:
        came = [each for each in webhook.tries if each.handled]
        if len(came) > 1:
            times = " and ".join(moment(each.at) for each in came)
            why = "after its answer was lost" if "lose_answer" in came[0].troubles else "under the same id"
            rows = sum(each["side"] == LEDGER and each["kind"] == case.found.kind for each in case.rows)
            return (
                f"the webhook {webhook.type} came {len(came)} times, {why} ({times}), and the ledger has {rows} rows"
            )
    return None


def both_ways(case: Case) -> str | None:
    """It was booked from an answer and from a webhook."""
    heard = next((each for each in case.telling if each.taken), None)
    calls = case.story.calls(*case.operations) or case.story.calls("getPayment")
    answered = next((each for each in calls if each.done and not each.trouble), None)
    if heard is None or heard.taken is None:
        return None
    if answered:
        return (
            f"booked from the answer of {answered.operation} ({moment(answered.at)}) and from the webhook "
            f"{heard.type} ({moment(heard.taken.at)})"
        )
    return f"the webhook {heard.type} came once ({moment(heard.taken.at)}): it was booked from elsewhere as well"


def discounted(case: Case) -> str | None:
    """The customer had a discount."""
    off = case.story.discount
    if not off or abs(case.sum(LEDGER) - case.sum(PORTONE)) != off:
        return None
    took = f"a discount took {case.money(off)} off the total (amount.discount)"
    return f"{took}: one side has it before that, the other after"


def netted(case: Case) -> str | None:
    """The ledger has what is left after cancellations."""
    gone = case.sum(PORTONE, CANCELLATION)
    if not gone or case.sum(PORTONE) - case.sum(LEDGER) != gone:
        return None
    return f"the ledger has taken the cancellations, {case.money(gone)}, off the payment itself"


def earlier(case: Case) -> str | None:
    """The ledger has the total of an attempt that did not count."""
    for total, at in case.story.earlier:
        if total == case.sum(LEDGER) != case.sum(PORTONE):
            paid = case.money(case.sum(PORTONE))
            return f"the ledger has the total of the attempt of {moment(at)}; another one was paid, {paid}"
    return None


def other_than_registered(case: Case) -> str | None:
    """What was paid is not what was pre-registered; PortOne compares that in the window alone."""
    total, _ = case.story.registered
    call = next(iter(case.story.calls(*PAYING)), None)
    if total is None or total == case.sum(PORTONE):
        return None
    by = f", by {call.operation} at {moment(call.at)}" if call else ""
    return f"PortOne's amount is what was paid{by}; preRegisterPayment had said {case.money(total)}"


def unregistered(case: Case) -> str | None:
    """The customer's browser said how much, and nobody compared it."""
    if case.story.asked is None or any(value is not None for value in case.story.registered):
        return None
    if case.story.calls(*PAYING):
        return None
    what = "currency" if case.found.name == "currency" else "amount"
    return (
        f"PortOne's {what} is what the customer's browser asked for: nothing was pre-registered "
        f"(preRegisterPayment), and {_looked_at(case.story, what)}"
    )


def _looked_at(story: Story, what: str) -> str:
    looks = story.calls("getPayment")
    if not looks:
        return f"the {what} of the payment was never asked for (getPayment)"
    return f"getPayment was answered at {moment(looks[-1].at)}, without its {what} being compared"


def by_test_channel(case: Case) -> str | None:
    """The channel is a TEST one."""
    channel = case.story.channel
    heard = next((each for each in case.telling if each.taken), None)
    where = f"; the webhook {heard.type} went where those of LIVE channels go" if heard else ""
    return f"the channel {channel} is a TEST one, where no money moves{where}" if channel else None


def late(case: Case) -> str | None:
    """The webhook arrived long after what it tells of."""
    heard = next((each for each in case.telling if each.taken), None)
    if heard is None or heard.taken is None or heard.taken.at <= heard.at:
        return None
    return f"the webhook {heard.type} arrived {heard.taken.at - heard.at} late ({_attempts(heard)})"


UNHEARD: tuple[Rule, ...] = (diverted, imposed, overtaken, lost, waiting, unanswered, ignored, untold)
"""Why the ledger lacks what PortOne has."""
BELIEVED: tuple[Rule, ...] = (forged, undecided, refused, premature, unheard_of)
"""Why the ledger has what PortOne lacks."""
AMOUNTS: tuple[Rule, ...] = (forged, discounted, netted, earlier, other_than_registered, unregistered)
RULES: Mapping[str, tuple[Rule, ...]] = {
    "missing_in_ledger": UNHEARD,
    "missing_at_portone": BELIEVED,
    "amount": AMOUNTS,
    "currency": (other_than_registered, unregistered),
    "status": UNHEARD,
    "cancellation_sum": (repeated, *UNHEARD),
    "duplicate_in_ledger": (twice, forged, both_ways),
    "duplicate_at_portone": (repeated, unanswered),
    "test_channel": (by_test_channel,),
    "booked_before_paid": (forged, ahead, premature),
    "stale": UNHEARD,
    "time_skew": (late,),
}
"""By the name of a discrepancy, what may have brought it about, the most telling first."""
MENDED: frozenset[Rule] = frozenset({lost, waiting, imposed})
"""Causes that a webhook which is still to come takes away."""
BOTH_WAYS = frozenset({"status", "cancellation_sum"})
"""Discrepancies in which either side may have more."""
