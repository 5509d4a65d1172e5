"""A sandbox with its merchant: every call goes through here, and is held to the laws of calls."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from hypothesis import note

from pytest_portone.contracts.model import Ref
from pytest_portone.sandbox import Request, Sandbox
from pytest_portone.sandbox.messages import Call
from pytest_portone.sandbox.records import Shelves
from pytest_portone.strategies import Request as Sent
from world_machine import merchant
from world_machine.known import Known
from world_machine.laws import calls
from world_machine.receiver import SECRET, Receiver
from world_machine.seen import Seen, look

HEADERS = {"authorization": f"PortOne {merchant.SECRET}"}
_JSON = HEADERS | {"content-type": "application/json"}
_OWN_BUSINESS = frozenset({"calls", "answered", "faults"})
"""What every call may change: that it was made, and what went wrong with it."""


@dataclass(frozen=True)
class Made:
    """A call that was made: as it was drawn, as it was answered, and the numbers of the events that it caused."""

    sent: Sent
    call: Call
    events: range

    @property
    def skips(self):
        """Whether it wants no webhook."""
        return isinstance(self.sent.body, dict) and self.sent.body.get("skipWebhook") is True


@dataclass
class Done:
    """What was done since the laws were looked at last."""

    began: datetime
    calls: list[Made] = field(default_factory=list)
    updated_keys: int = 0


class World:
    """One sandbox, what is known of it, and what was seen of it last."""

    def __init__(self, contract, settings, theme):
        self.contract, self.theme = contract, theme
        self.sandbox = Sandbox(contract, settings=settings)
        self.known = Known()
        self.receiver = Receiver()
        self.endpoints = {
            version: self.sandbox.webhooks.send_to(self.receiver, f"/{version}", version=version, secret=SECRET)
            for version in contract.webhooks
        }
        self.offices = [
            self.sandbox.webhooks.send_to(self.receiver, "/tax-invoices", product="tax-invoices", secret=SECRET)
            for _ in contract.resolve(Ref(contract.webhooks["2024-04-25"])).cases.keys() & {"TaxInvoice.Issued"}
        ]
        self._furnish()
        self.ordered: dict[str, set[tuple[int, int]]] = {}
        self.done = Done(self.now)
        self.seen: Seen = look(self)

    def _furnish(self):
        """Create what there is from the beginning; older contracts have no test side."""
        operations = {each.path: each for each in self.contract.operations.values() if each.method == "POST"}
        for path, body in merchant.PLATFORM.items():
            named = {each.name for each in operations[path].parameters_in("query")} if path in operations else ()
            for query in ("", "test=true") if "test" in named else ("",) if path in operations else ():
                answer = self.sandbox.handle(Request("POST", path, query, _JSON, json.dumps(body).encode()))
                assert answer.status == 200, answer.json()

    @property
    def now(self):
        """The sandbox's time."""
        return self.sandbox.clock.now

    @property
    def settings(self):
        """The sandbox's settings."""
        return self.sandbox.settings

    @property
    def events(self):
        """All that happened, oldest first."""
        return self.sandbox._state.events

    @property
    def shelves(self):
        """The sandbox's records, for what the API does not show."""
        return self.sandbox._state

    def records(self, kind, side):
        """The live or the test records of a kind, oldest first."""
        table = getattr(self.shelves, kind)
        found = table.of(side).values() if isinstance(table, Shelves) else table.values()
        return sorted((each for each in found if each.side == side), key=lambda each: (each.place, each.id))

    @property
    def tables(self):
        """All that the sandbox remembers, but for what was called: that is not kept."""
        return {name: each for name, each in self.shelves.tables.items() if name != "calls"}

    def content(self) -> dict[str, Any]:
        """All that the sandbox remembers, by reference: what is the same object is the same world."""
        tables = {name: each.content for name, each in self.shelves.tables.items() if name not in _OWN_BUSINESS}
        return tables | {"now": self.now}

    def read(self, operation, path, query=""):
        """Read, without a word of it in the books."""
        self.sandbox.handle(Request(operation.method, path, query, HEADERS))
        call = self.sandbox.calls[-1]
        calls.answers_are_in_the_contract(self, operation, call)
        return call

    def send(self, sent: Sent, headers=HEADERS):
        """Make a call, and hold it to the laws of calls."""
        before, events = self.content(), len(self.events)
        request = Request(
            sent.method, sent.path, sent.query_string, {**headers, **_lower(sent.headers)}, sent.content
        )
        self.sandbox.handle(request)
        made = Made(sent, self.sandbox.calls[-1], range(events, len(self.events)))
        note(f"{sent.method} {sent.url} {sent.body} -> {made.call.response.status} {made.call.provenance}")
        self.done.calls.append(made)
        if sent.breakage is None:
            self._order(sent)
        calls.hold(self, made, before)
        calls.gather(self, made)
        return made.call

    def _order(self, sent):
        """Write down what a request wants to be paid."""
        body = sent.body if isinstance(sent.body, dict) else {}
        payment_id = sent.path_parameters.get("paymentId", body.get("paymentId"))
        body = body.get("payment", body)
        amount = body.get("amount") if isinstance(body, dict) else None
        if isinstance(amount, dict):
            self.order(payment_id, amount.get("total"), amount.get("taxFree"))
        elif isinstance(body, dict) and "totalAmount" in body:
            self.order(payment_id, body["totalAmount"], 0)

    def order(self, payment_id, total, tax_free):
        """Write down what somebody wants to be paid under an id."""
        self.ordered.setdefault(payment_id, set()).add((total, tax_free or 0))

    def settle(self, now):
        """Begin anew to write down what is done; `now` is what is seen."""
        self.seen, self.done = now, Done(self.now)

    def keep(self):
        """The world and all that is known of it, to go back to."""
        return SimpleNamespace(
            snapshot=self.sandbox.snapshot(),
            known=self.known.copy(),
            posts=self.receiver.posts.copy(),
            ordered={name: set(each) for name, each in self.ordered.items()},
            seen=self.seen,
        )

    def restore(self, kept):
        """Go back."""
        self.sandbox.restore(kept.snapshot)
        self.known.restore(kept.known)
        self.receiver.posts = kept.posts.copy()
        self.ordered = {name: set(each) for name, each in kept.ordered.items()}


def _lower(headers):
    return {name.lower(): value for name, value in headers.items()}
