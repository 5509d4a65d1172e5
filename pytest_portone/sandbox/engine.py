"""The engine: from a request to a response. A plain function, without an event loop and without sockets."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, overload

from pytest_portone import contracts
from pytest_portone.sandbox.answers import undocumented
from pytest_portone.sandbox.authentication.wire import authenticate
from pytest_portone.sandbox.console import Console
from pytest_portone.sandbox.customer import Customer
from pytest_portone.sandbox.desks import desks_of
from pytest_portone.sandbox.domain import Inquiry
from pytest_portone.sandbox.domains import JOBS
from pytest_portone.sandbox.exploring import Plan, explore
from pytest_portone.sandbox.faults import Faults, instead, spoiled
from pytest_portone.sandbox.idempotency import HEADER, Answered
from pytest_portone.sandbox.identifiers import derived
from pytest_portone.sandbox.messages import Call
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.saving import dump, load
from pytest_portone.sandbox.settings import Settings
from pytest_portone.sandbox.stand_in import StandIn
from pytest_portone.sandbox.state import State
from pytest_portone.sandbox.sweeping import sweep
from pytest_portone.sandbox.tax_invoices import files
from pytest_portone.sandbox.webhooks.desk import Webhooks
from pytest_portone.sandbox.webhooks.posting import JOB as WEBHOOK
from pytest_portone.sandbox.webhooks.posting import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from pytest_portone.contracts.model import Contract
    from pytest_portone.reconciliation.reconciliation import Reconciliation
    from pytest_portone.reconciliation.terms import Terms
    from pytest_portone.recording.world import Loaded
    from pytest_portone.sandbox.billing_keys.models import BillingKey
    from pytest_portone.sandbox.cash_receipts.models import CashReceipt
    from pytest_portone.sandbox.clock import Clock
    from pytest_portone.sandbox.desks import Desk
    from pytest_portone.sandbox.events import Event
    from pytest_portone.sandbox.exploring import Exploration
    from pytest_portone.sandbox.identity_verifications.models import IdentityVerification
    from pytest_portone.sandbox.messages import Request, Response
    from pytest_portone.sandbox.payment_sessions.models import PaymentSession
    from pytest_portone.sandbox.payments.models import Payment
    from pytest_portone.sandbox.routing import Place
    from pytest_portone.sandbox.state import Snapshot
    from pytest_portone.sandbox.sweeping import Sweep
    from pytest_portone.sandbox.tax_invoices.models import TaxInvoice
    from pytest_portone.sandbox.timers import Timer


class Sandbox:
    """A stateful stand-in for PortOne's V2 API, in process.

    Args:
        contract: the contract that it serves; None for the newest.
        settings: what differs between merchants, and what PortOne leaves open.
    """

    def __init__(self, contract: Contract | None = None, *, settings: Settings | None = None) -> None:
        self.contract: Contract = contract if contract is not None else contracts.load()
        self.settings: Settings = settings or Settings()
        self._lock = RLock()
        self._state = State(self.settings, self._drive)
        self._state.post = self._post = Post(self._state, self._lock)
        self.faults = Faults(self._state, self.contract, self._lock)
        self.webhooks = Webhooks(self._post, self._settle)
        self._desks = desks_of(self.contract)
        self._answered = Answered(self._state)
        self._stand_in = StandIn(self.contract, self._state)
        self.customer = Customer(self._state, self.contract, self._lock, self._settle)
        self.console = Console(self._state, self._lock, self._settle)

    def __repr__(self) -> str:
        return f"<Sandbox of {self.contract.version}, {len(self._state.calls)} calls>"

    @property
    def secret(self) -> str:
        """An API secret that is accepted, for `Authorization: PortOne <secret>`."""
        secrets = self.settings.secrets
        return min(secrets) if secrets else derived("portone-sandbox-secret", str(self.settings.seed))

    @property
    def store_id(self) -> str:
        """The store that the credential belongs to."""
        return self.settings.store_id

    @property
    def clock(self) -> Clock:
        """The sandbox's time."""
        return self._state.clock

    @property
    def calls(self) -> Sequence[Call]:
        """Every call so far, oldest first; see `Settings.calls_kept`."""
        return self._state.calls

    @property
    def events(self) -> Sequence[Event]:
        """Everything that happened of which PortOne tells its merchants, oldest first; see `webhooks` too."""
        return self._state.events

    @property
    def payments(self) -> Mapping[str, Payment]:
        """The payments of the credential's store, by id."""
        return self._state.payments_of(None)

    @property
    def billing_keys(self) -> Mapping[str, BillingKey]:
        """The billing keys of the credential's store, by key."""
        return self._state.billing_keys_of(None)

    @property
    def cash_receipts(self) -> Mapping[str, CashReceipt]:
        """The cash receipts of the credential's store, by the ids of their payments."""
        return self._state.cash_receipts_of(None)

    @property
    def identity_verifications(self) -> Mapping[str, IdentityVerification]:
        """The identity verifications of the credential's store, by id; `otp` is the code that has arrived."""
        return self._state.identity_verifications_of(None)

    @property
    def payment_sessions(self) -> Mapping[str, PaymentSession]:
        """The sessions of the payment page, by id."""
        return self._state.payment_sessions

    @property
    def tax_invoices(self) -> Mapping[str, TaxInvoice]:
        """The tax invoices by id, live ones and those for test; also those that were deleted."""
        return {each.id: each for each in self._state.tax_invoices.all()}

    def handle(self, request: Request) -> Response:
        """Answer a request. Whatever is wrong with it, the answer says so; nothing is raised for it.

        Raises:
            ContradictionError: the answer would break the contract, a fault of the sandbox.
        """
        with self._lock:
            call = replace(self._call(request), at=self.clock.now)
            self._state.calls.append(call, self.settings.calls_kept)
            return call.response

    def snapshot(self) -> Snapshot:
        """The world as it is: every record, the clock, and what identifiers come next. It costs nothing to take."""
        with self._lock:
            return self._state.snapshot()

    def restore(self, snapshot: Snapshot) -> None:
        """Make the world what it was, as often as you like; what was sent to others meanwhile stays sent.

        Args:
            snapshot: from this sandbox.
        """
        with self._lock:
            self._state.restore(snapshot)

    def dump(self) -> dict[str, Any]:
        """The world as JSON can hold it, for `load`. Calls are left out: they hold what is not to be kept."""
        with self._lock:
            return dump(self._state, self.contract.version)

    @overload
    def load(self, world: Mapping[str, Any]) -> None: ...

    @overload
    def load(self, world: str | PathLike[str]) -> Loaded: ...

    def load(self, world: Any) -> Loaded | None:
        """Make the world what `dump` gave, or bring it to where a recording ends. All of it is read, or nothing is.

        Args:
            world: what `dump` gave; what the world was is gone then. Or a cassette's path: what PortOne showed of
                payments, cancellations and billing keys while it was recorded is there then, besides what was.

        Returns:
            Of a cassette: what came of it, and where PortOne and the sandbox answer the same call otherwise.

        Raises:
            WorldError: it is no such world, or one of another contract.
            CassetteError: the cassette can't be read.
        """
        with self._lock:
            if isinstance(world, str | PathLike):
                from pytest_portone.recording import taping
                from pytest_portone.recording.world import load as load_tape

                return load_tape(self, taping.load(Path(world)))
            load(self._state, world, self.contract.version)
            return None

    def sweep(
        self,
        scenario: Callable[[], object],
        invariant: Callable[[], object] | None = None,
        reset: Callable[[], object] | None = None,
    ) -> Sweep:
        """Run a scenario once for each of its calls to PortOne and for each way in which that call can fail.

        Each run starts in the same world. In one way the call never gets there; in the other PortOne has done what
        was asked, and the answer is lost.

        Args:
            scenario: what the merchant's code does. Under a fault it may raise; without one it has to pass.
            invariant: what must hold after each run, also after those that raise: it raises where it does not.
                Without one, the scenario's own assertions are what must hold.
            reset: puts the merchant's own records back before each run.

        Raises:
            SweepError: the invariant does not hold after some runs; all are listed.
        """
        return sweep(self, scenario, invariant, reset)

    def explore(  # noqa: PLR0913 - each is a part of what is explored
        self,
        scenario: Callable[[], object],
        *,
        invariant: Callable[[], object],
        steps: Mapping[str, Callable[[], object] | Sequence[Callable[[], object]]] | None = None,
        always: Callable[[], object] | None = None,
        reset: Callable[[], object] | None = None,
        duplicates: int = 1,
        losses: int = 0,
        most: int = 1000,
        draw: Callable[[Any], Any] | None = None,
    ) -> Exploration:
        """Run a scenario in every order in which its webhooks and steps beside it can meet, each in a fresh world.

        The scenario runs first; the webhooks that it causes are held. From then on, what happens next is each of: a
        webhook arrives, a step is done, and so many times a webhook arrives once more, or is lost and tried again.

        Args:
            scenario: begins it, such as a customer who pays.
            invariant: what must hold once all has come to rest: it raises, or gives False, where it does not.
            steps: what else happens, by name: the browser's redirect, a cancellation. A list is done in its order.
            always: what must hold after everything that happens, as `invariant`.
            reset: puts the merchant's own records back before each order; the sandbox puts back its own.
            duplicates: how many webhooks arrive once more, at most.
            losses: how many are lost on their way, at most.
            most: how many orders are tried; `Exploration.complete` says whether these are all.
            draw: `data.draw` of `hypothesis.strategies.data()`: one order is drawn, and Hypothesis shrinks it.

        Raises:
            ExplorationError: the shortest order that breaks the invariant, or in which a step raises.
        """
        plan = Plan(
            scenario=scenario,
            invariant=invariant,
            steps=steps or {},
            always=always,
            reset=reset,
            duplicates=duplicates,
            losses=losses,
            most=most,
        )
        return explore(self, plan, draw)

    def reconcile(
        self, ledger: Any, terms: Terms | Mapping[str, Any] | None = None, mapping: Any = None
    ) -> Reconciliation:
        """Compare the merchant's ledger with the payments here: `assert portone.reconcile(shop.rows()).clean`.

        Args:
            ledger: what the merchant has booked: dictionaries, dataclasses or ORM objects; a frame of pandas, Polars
                or any other that Narwhals knows; a connection and a query; or a function that gives one of these.
            terms: what is tolerated, or what of it is other than usual in a test: `{"tolerance": {"KRW": 1}}`. By
                default nothing, but what a webhook is still to tell.
            mapping: what the ledger's columns mean, where they are not named as `entries.COLUMNS`.

        Returns:
            What is wrong, how much money that is, and why.

        Raises:
            LedgerError, MappingError, ColumnsError: the ledger can't be read.
            MissingExtraError: the extra `reconcile` is not installed.
        """
        from pytest_portone.reconciliation.in_tests import reconcile

        return reconcile(self, ledger, terms, mapping)

    def _settle(self) -> None:
        """Do what is due now."""
        self._drive(self.clock.now)

    def _drive(self, until: datetime) -> None:
        """Go to a moment, and do on the way what is due, in its order."""
        while (timer := self._taken(until)) is not None:
            if timer.job == WEBHOOK:
                self._post.attempt(*timer.subject)
            else:
                with self._lock:
                    JOBS[timer.job](self._state, *timer.subject)
        with self._lock:
            self.clock.set(max(until, self.clock.now))

    def _taken(self, until: datetime) -> Timer | None:
        """The timer that is due first, taken off, with the clock at its time; None where none is due by then."""
        with self._lock:
            timer = self._state.timers.first(until)
            if timer is not None:
                del self._state.timers[timer.place]
                self.clock.set(max(timer.due, self.clock.now))
            return timer

    def _call(self, request: Request) -> Call:
        found = self._desks.router.find(request.path)
        if found is None:
            stored = files.received(self._state, request)
            if stored is not None:
                return Call(None, request, stored, "modelled")
            response = undocumented(404, "NOT_FOUND", f"No operation has the path {request.path}")
            return Call(None, request, response, "refused")
        place, values = found
        operation = place.operations.get(request.method)
        if operation is None:
            return Call(None, request, _method_not_allowed(request, place), "refused")
        desk = self._desks.of(operation)
        fault = self.faults.of(operation.id, desk.documented)
        if fault is None:
            return self._undisturbed(desk, request, values)
        if not fault.committed:
            response = instead(fault, lambda refusal: desk.writer.refusal(refusal, self._stand_in.fill))
            return Call(operation.id, request, response, "fault")
        call = self._undisturbed(desk, request, values)
        return replace(call, response=spoiled(fault, call.response), provenance="fault")

    def _undisturbed(self, desk: Desk, request: Request, values: Sequence[str]) -> Call:
        operation = desk.operation
        try:
            return self._answer(desk, request, values)
        except Refusal as refusal:
            return Call(
                operation.id,
                request,
                desk.writer.refusal(refusal, self._stand_in.fill),
                "refused",
                refusal.violations,
            )

    def _answer(self, desk: Desk, request: Request, values: Sequence[str]) -> Call:
        """Authenticate, and answer; or give the first answer again.

        Raises:
            Refusal: before any domain was asked.
        """
        user = ""
        if desk.operation.authenticated:
            user = authenticate(self._state.sessions, request.headers.get("authorization"))
        key = self._answered.key(request, user) if HEADER in request.headers else None
        if key is None:
            return self._served(desk, request, values)
        first = self._answered.replay(key, request)
        if first is not None:
            return Call(first.operation, request, first.response, first.provenance)
        call = self._served(desk, request, values)
        self._answered.keep(key, call)
        return call

    def _served(self, desk: Desk, request: Request, values: Sequence[str]) -> Call:
        """Read, and answer.

        Raises:
            Refusal: the request can't be read.
        """
        name, reading = desk.operation.id, desk.reader.read(request, values)
        if desk.modelled is None:
            return Call(name, request, self._stand_in.answer(desk, request, reading), "generated")
        try:
            inquiry = Inquiry(reading.parameters, reading.body or {}, desk.documented, desk.cases)
            response = desk.answer(self._state, inquiry, self._stand_in.fill)
        except Refusal as refusal:
            return Call(
                name, request, desk.writer.refusal(refusal, self._stand_in.fill), "modelled", refusal.violations
            )
        return Call(name, request, response, "modelled")


def _method_not_allowed(request: Request, place: Place) -> Response:
    message = f"{request.path} takes {place.allowed}; received {request.method}"
    return undocumented(405, "METHOD_NOT_ALLOWED", message, allow=place.allowed)
