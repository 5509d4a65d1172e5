"""What a test sees of webhooks: `portone.webhooks`."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event as Signal
from threading import Thread
from typing import TYPE_CHECKING, Any

from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.sandbox.webhooks import posting, telling, troubles
from pytest_portone.sandbox.webhooks.endpoints import Closing, Endpoint
from pytest_portone.sandbox.webhooks.signing import key_of
from pytest_portone.sandbox.webhooks.targets import target_of, url_of
from pytest_portone.sandbox.webhooks.troubles import UNHEARD_TYPE, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pytest_portone.sandbox.channels import ChannelType
    from pytest_portone.sandbox.webhooks.endpoints import Form, Product
    from pytest_portone.sandbox.webhooks.models import Delivery, Version
    from pytest_portone.sandbox.webhooks.posting import Post
    from pytest_portone.sandbox.webhooks.troubles import Kind

_LEGACY: Version = "2024-01-01"


@dataclass(slots=True, repr=False)
class Webhooks:
    """The webhooks of one sandbox.

    What a customer does and what becomes due as the clock moves is told at once, before the call returns. What a
    call to the API causes waits for `deliver`, or for the next act of a customer or move of the clock: a webhook in
    the middle of its own request is more than most apps expect.

    The methods that make trouble take the same arguments: `type` and `payment_id` say which webhooks it is for (None
    for all), and `times` how many attempts (None for all).

    Attributes:
        post: sends them.
        due: does what is due now: timers, and deliveries among them.
    """

    post: Post
    due: Callable[[], None]

    def __repr__(self) -> str:
        return f"<{telling.summary(self.deliveries, self.post.state)}>"

    def send_to(  # noqa: PLR0913 - each is a setting of PortOne's console
        self,
        target: Any,
        url: str = "/",
        *,
        secret: str | Iterable[str] = (),
        version: Version = "2024-04-25",
        form: Form = "json",
        channel_type: ChannelType | None = None,
        product: Product = "payments",
    ) -> Endpoint:
        """Have webhooks sent to the merchant, from now on.

        Args:
            target: an ASGI or WSGI app; a test client of Starlette, FastAPI, Flask or Django, or an `httpx.Client`; a
                function that takes an `httpx.Request` and gives an `httpx.Response`, asynchronous or not; or a URL,
                for a server of the merchant's own.
            url: the path in the app, or a whole URL that the app answers to.
            secret: `whsec_...`, or two of them while one replaces the other; without, they are not signed.
            version: how webhooks are told.
            form: `json`, or `form`, which only the version 2024-01-01 knows.
            channel_type: which payments it is for: those of `LIVE` channels, of `TEST` channels, or None for all. Of
                tax invoices: those that are live, or for test.
            product: what is told there: of `payments` and billing keys, or of `tax-invoices`.

        Raises:
            ValueError: a secret is none; `form` with the newer version; the older version for tax invoices, which
                has no word for them; the URL is none.
            TypeError: webhooks can't be sent to such a target.
        """
        secrets = (secret,) if isinstance(secret, str) else tuple(secret)
        for each in secrets:
            key_of(each)
        if form == "form" and version != _LEGACY:
            raise ValueError(f"form: received 'form' with version {version}, which is JSON only; expected 'json'")
        if product == "tax-invoices" and version == _LEGACY:
            raise ValueError(f"version: received {version!r} for tax invoices, of which it tells nothing")
        endpoint = Endpoint(
            target=target_of(target, self.post.timeouts),
            url=url_of(target, url),
            version=version,
            secrets=secrets,
            form=form,
            channel_type=channel_type,
            product=product,
        )
        self.post.endpoints.append(endpoint)
        return endpoint

    def close(self) -> None:
        """End the event loops in which asynchronous apps have run; with the next webhook they start anew."""
        for each in self.post.endpoints:
            if isinstance(each.target, Closing):
                each.target.close()

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """Every webhook, oldest first, with its attempts."""
        return self.post.state.deliveries

    @property
    def pending(self) -> list[Delivery]:
        """The webhooks that are still to be sent, or to be tried again."""
        return [each for each in self.deliveries if each.due is not None]

    @property
    def given_up(self) -> list[Delivery]:
        """The webhooks that never succeeded, and are not tried again."""
        return [each for each in self.deliveries if each.given_up]

    def find(self, type: str | None = None, *, payment_id: str | None = None) -> list[Delivery]:  # noqa: A002
        """The webhooks of a type, about a payment; oldest first."""
        wanted = Trouble(kind="hold", type=type, payment_id=payment_id)
        return [each for each in self.deliveries if wanted.strikes(each)]

    def timeline(self) -> str:
        """Every webhook with its attempts, as text: `assert paid, portone.webhooks.timeline()`."""
        return telling.timeline(self.deliveries, self.post.state)

    def deliver(self, *webhooks: Delivery) -> list[Delivery]:
        """Send what is due now, and what becomes of it at once; or just these webhooks, in this order, due or not.

        One that has arrived already arrives once more. Within `hold`, what is held is sent.

        Returns:
            The webhooks that were attempted, as they are now.
        """
        before = {each.number: len(each.attempts) for each in self.deliveries}
        for each in webhooks:
            pending = self.deliveries[each.number].due is not None
            self.post.send(each.number, "ordinary" if pending else "duplicate")
        if not webhooks:
            self.post.release("hold")
            self.due()
        return [each for each in self.deliveries if len(each.attempts) > before.get(each.number, 0)]

    def resend(self, webhook: Delivery) -> Delivery:
        """Send a webhook again, as the console's button and the API do: now, and once. Returns it as it is then.

        Raises:
            ValueError: it was sent again as often as it may be, see `Settings.max_webhook_resends`; or it only asked
                something, before an approval.
        """
        if webhook.asks:
            raise ValueError(f"{webhook.type} asks once, before an approval, and is not sent again")
        with self.post.lock:
            try:
                return posting.resend(self.post.state, webhook.number)
            except Refusal as refusal:
                raise ValueError(refusal.message) from None

    @contextmanager
    def hold(self, type: str | None = None, *, payment_id: str | None = None) -> Iterator[None]:  # noqa: A002
        """Send none of these webhooks within the block, until `deliver` does; the rest goes when the block ends well.

        So that the browser is back before the first webhook::

            with portone.webhooks.hold():
                portone.customer.pay("order-1", 39_000)
                client.get("/checkout/complete?paymentId=order-1")
        """
        number = self._trouble("hold", type, payment_id, None)
        try:
            yield
        finally:
            self.post.state.troubles.pop(number, None)
        self.post.release("hold")
        self.due()

    def drop(self, type: str | None = None, *, payment_id: str | None = None, times: int | None = 1) -> None:  # noqa: A002
        """Lose a webhook on its way. PortOne hears nothing, and tries again."""
        self._trouble("drop", type, payment_id, times)

    def lose_answer(self, type: str | None = None, *, payment_id: str | None = None, times: int | None = 1) -> None:  # noqa: A002
        """Lose what the merchant's server answers: it has done its work, and PortOne tries again."""
        self._trouble("lose_answer", type, payment_id, times)

    def duplicate(
        self,
        type: str | None = None,  # noqa: A002
        *,
        payment_id: str | None = None,
        times: int | None = 1,
        minutes: float = 0,
    ) -> None:
        """Send a webhook twice, under the same id: at once, or again after so many minutes."""
        self._trouble("duplicate", type, payment_id, times, seconds=60 * minutes)

    def delay(
        self,
        type: str | None = None,  # noqa: A002
        *,
        minutes: float,
        payment_id: str | None = None,
        times: int | None = 1,
    ) -> None:
        """Send a webhook only so many minutes later."""
        self._trouble("delay", type, payment_id, times, seconds=60 * minutes)

    def reorder(self, type: str | None = None, *, payment_id: str | None = None, times: int | None = 1) -> None:  # noqa: A002
        """Send a webhook only after the next one, whenever that comes."""
        self._trouble("reorder", type, payment_id, times)

    def tamper(
        self,
        type: str | None = None,  # noqa: A002
        *,
        payment_id: str | None = None,
        times: int | None = 1,
        **data: Any,
    ) -> None:
        """Change a webhook after it was signed: `tamper(paymentId="order-2")`; without a field, its payment's id."""
        self._trouble("tamper", type, payment_id, times, data=data or {"paymentId": "tampered"})

    def wrong_secret(self, type: str | None = None, *, payment_id: str | None = None, times: int | None = 1) -> None:  # noqa: A002
        """Sign a webhook with a secret that is not the merchant's."""
        self._trouble("wrong_secret", type, payment_id, times)

    def unsigned(self, type: str | None = None, *, payment_id: str | None = None, times: int | None = 1) -> None:  # noqa: A002
        """Leave the signature out, and the headers that belong to it."""
        self._trouble("unsigned", type, payment_id, times)

    def stale_timestamp(
        self,
        type: str | None = None,  # noqa: A002
        *,
        payment_id: str | None = None,
        times: int | None = 1,
        minutes: float = 10,
    ) -> None:
        """Sign a webhook so many minutes before now, by the real clock; negative for after. Verifiers permit five."""
        self._trouble("stale_timestamp", type, payment_id, times, seconds=60 * minutes)

    def unknown_type(
        self,
        type: str | None = None,  # noqa: A002
        *,
        payment_id: str | None = None,
        times: int | None = 1,
        named: str = UNHEARD_TYPE,
    ) -> None:
        """Send one more before a webhook, of a type (in the older version, a status) that PortOne may invent."""
        self._trouble("unknown_type", type, payment_id, times, data={"type": named})

    def unknown_field(
        self,
        type: str | None = None,  # noqa: A002
        *,
        payment_id: str | None = None,
        times: int | None = 1,
        **data: Any,
    ) -> None:
        """Send a webhook with a field that PortOne may add."""
        self._trouble("unknown_field", type, payment_id, times, data=data or {"notYetInvented": "unheard of"})

    def calm(self) -> None:
        """Take back all trouble that is still to come."""
        self.post.state.troubles.clear()
        for kind in troubles.PUT_OFF:
            self.post.release(kind)

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Deliver in the background, as soon as there is something to deliver: what a server does, in real time."""
        stop = Signal()

        def work() -> None:
            while True:
                self.post.arrived.wait()
                self.post.arrived.clear()
                if stop.is_set():
                    return
                self._do_all()

        thread = Thread(target=work, name="portone-webhooks-background", daemon=True)
        self.post.arrived.set()
        thread.start()
        try:
            yield
        finally:
            stop.set()
            self.post.arrived.set()
            thread.join()

    def _do_all(self) -> None:
        """Do what is due, whatever the merchant's code raises: that stands in the attempt."""
        done = False
        while not done:
            with suppress(Exception):  # what raised has been taken off already
                self.due()
                done = True

    def _trouble(  # noqa: PLR0913 - each is a field of it
        self,
        kind: Kind,
        type: str | None,  # noqa: A002
        payment_id: str | None,
        times: int | None,
        *,
        seconds: float = 0,
        data: dict[str, Any] | None = None,
    ) -> int:
        if times is not None and times < 1:
            raise ValueError(f"times: received {times}, expected 1 or more, or None for all")
        if kind in {"delay", "duplicate"} and seconds < 0:
            raise ValueError(f"minutes: received {seconds / 60:g}, expected 0 or more")
        trouble = Trouble(kind=kind, type=type, payment_id=payment_id, times=times, seconds=seconds, data=data)
        with self.post.lock:
            return troubles.add(self.post.state, trouble)
