"""What steers the sandbox from outside: a function from request to response, described by a table of routes."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from pytest_portone.contracts.errors import UnknownNameError
from pytest_portone.sandbox import CheckoutError, WorldError
from pytest_portone.sandbox.clock import written
from pytest_portone.sandbox.refusals import Refusal
from pytest_portone.serving import reading, views
from pytest_portone.serving.acts import acts_of
from pytest_portone.serving.answers import ControlError
from pytest_portone.serving.watching import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from pytest_portone.sandbox import Request, Sandbox, Snapshot
    from pytest_portone.serving.acts import Act

_log = logging.getLogger("pytest_portone.server")
NO_ACTS: Mapping[str, frozenset[str]] = {
    "customer": frozenset(),
    "console": frozenset(),
    "faults": frozenset({"drawn", "of"}),
    "webhooks": frozenset({"close", "deliver", "delivering", "due", "find", "hold", "resend", "send_to", "timeline"}),
}
"""Methods that make no sense from outside, or have a route of their own."""
MOST_SNAPSHOTS = 100
LAST_MOMENT = datetime(9000, 1, 1, tzinfo=UTC)
"""Further on, the sandbox could not reckon with what is due later still."""


@dataclass(slots=True)
class Desk:
    """The sandbox, and what is kept beside it to steer it by.

    Attributes:
        sandbox: which.
        beginning: the world that `reset` goes back to.
        snapshots: worlds by the names that they were given.
        watch: counts the worlds.
    """

    sandbox: Sandbox
    beginning: Snapshot = field(init=False)
    snapshots: dict[str, Snapshot] = field(default_factory=dict)
    watch: Watch = field(init=False)
    _acts: Mapping[str, Mapping[str, Act]] | None = None

    def __post_init__(self) -> None:
        self.beginning = self.sandbox.snapshot()
        self.watch = Watch(self.sandbox)

    @property
    def acts(self) -> Mapping[str, Mapping[str, Act]]:
        """What can be done, by the part of the sandbox that does it, and by name. It is read off when asked for."""
        if self._acts is None:
            self._acts = {name: acts_of(getattr(self.sandbox, name), out) for name, out in NO_ACTS.items()}
        return self._acts


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What is asked: the words of the path that stand for something, and the arguments."""

    words: tuple[str, ...]
    arguments: Mapping[str, Any]


def _object(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


_NOTHING = _object()


@dataclass(frozen=True, slots=True)
class Route:
    """One thing that can be asked.

    Attributes:
        method: `GET`, which changes nothing, or `POST`.
        path: below the prefix; `{...}` stands for a word.
        name: unique.
        summary: what it is for.
        answer: gives it.
        arguments: their JSON Schema, an object; of a GET, those of the query.
    """

    method: str
    path: str
    name: str
    summary: str
    answer: Callable[[Desk, Inquiry], Any]
    arguments: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


_TEXT, _NUMBER = {"type": "string"}, {"type": "integer", "minimum": 0}
_PAGE = {
    "offset": _NUMBER | {"default": 0},
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
}
_FOUND = _PAGE | {"q": _TEXT, "status": _TEXT}


def find(desk: Desk, method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of a path, and the words in it that stand for something.

    Raises:
        ControlError: `NOT_FOUND`, or `METHOD_NOT_ALLOWED`.
    """
    parts = [unquote(each) for each in path.split("/")]
    fitting = [(each, words) for each in routes(desk) if (words := _words(each.path.split("/"), parts)) is not None]
    if not fitting:
        raise ControlError(404, "NOT_FOUND", "there is nothing; see /__portone__/openapi.json for what there is")
    for route, words in fitting:
        if route.method == method:
            return route, words
    allowed = ", ".join(sorted({each.method for each, _ in fitting}))
    raise ControlError(405, "METHOD_NOT_ALLOWED", f"received {method}, expected {allowed}")


def _words(pattern: list[str], parts: list[str]) -> tuple[str, ...] | None:
    if len(pattern) != len(parts):
        return None
    pairs = list(zip(pattern, parts, strict=True))
    if any(want != got for want, got in pairs if not want.startswith("{")):
        return None
    return tuple(got for want, got in pairs if want.startswith("{"))


def answer(desk: Desk, request: Request, path: str) -> Any:
    """What a request is answered with, as JSON.

    Args:
        desk: the sandbox.
        request: has passed the guard.
        path: below the prefix.

    Raises:
        ControlError: it can't be done.
    """
    route, words = find(desk, request.method, path)
    read = reading.parameters if route.method == "GET" else reading.arguments
    inquiry = Inquiry(words, read(request, route.arguments))
    try:
        return route.answer(desk, inquiry)
    except ControlError:
        raise
    except CheckoutError as error:
        raise ControlError(409, error.code, error.message) from None
    except Refusal as refusal:
        raise ControlError(409, refusal.type, refusal.message) from None
    except (ValueError, TypeError, OverflowError, UnknownNameError, WorldError) as error:
        raise ControlError(400, "WRONG_ARGUMENTS", str(error)) from None
    except Exception as error:  # noqa: BLE001 - the caller hears of it, and the log
        _log.exception("%s failed", route.name)
        raise ControlError(400, "FAILED", f"{route.name} failed: {type(error).__name__}: {error}") from None


def routes(desk: Desk) -> list[Route]:
    """Everything that can be asked."""
    done = [
        Route("POST", f"{part}/{name}", f"{part}_{name}", each.summary, _doing(each), each.arguments)
        for part, acts in desk.acts.items()
        for name, each in acts.items()
    ]
    return [*ROUTES, *done]


def _doing(act: Act) -> Callable[[Desk, Inquiry], Any]:
    def do(desk: Desk, inquiry: Inquiry) -> Any:
        _check_headers(inquiry.arguments)
        record = act(inquiry.arguments)
        told: dict[str, Any] = {"record": views.record(desk.sandbox, record)}
        token = getattr(record, "token", None)
        return told | ({"token": token} if isinstance(token, str) else {})

    return do


def _check_headers(arguments: Mapping[str, Any]) -> None:
    """See that a fault's headers are such as HTTP can carry.

    Raises:
        ValueError: they are not.
    """
    fault = arguments.get("fault")
    for name, value in (fault.get("headers", {}) if isinstance(fault, dict) else {}).items():
        fine = isinstance(value, str) and name and (name + value).isascii() and (name + value).isprintable()
        if not fine or not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"fault.headers: received a header {name!r} that HTTP can't carry")


def _state(desk: Desk, _: Inquiry) -> Any:
    sandbox = desk.sandbox
    state = sandbox.webhooks.post.state
    return {
        "revision": desk.watch.look(),
        "contract": sandbox.contract.version,
        "clock": written(sandbox.clock.now),
        "storeId": sandbox.store_id,
        "counts": {
            "payments": sum(len(state.payments.of(each)) for each in state.payments),
            "billingKeys": sum(len(state.billing_keys.of(each)) for each in state.billing_keys),
            "schedules": sum(len(state.schedules.of(each)) for each in state.schedules),
            "webhooks": len(state.deliveries),
            "calls": len(state.calls),
            "timers": len(state.timers),
        },
        "faults": _faults(desk),
        "troubles": [views.plain(state.troubles[each]) for each in sorted(state.troubles)],
        "endpoints": [_endpoint(each) for each in sandbox.webhooks.post.endpoints],
        "snapshots": sorted(desk.snapshots),
    }


def _endpoint(endpoint: Any) -> Any:
    return {
        "url": endpoint.url,
        "version": endpoint.version,
        "signed": bool(endpoint.secrets),
        "channelType": endpoint.channel_type,
    }


def _faults(desk: Desk) -> list[Any]:
    return [views.plain(each) for each in desk.sandbox.faults.waiting]


def _paged(found: Any, inquiry: Inquiry, shown: Callable[[Any], Any]) -> Any:
    """A page of what is found, and whether more follows."""
    offset, limit = inquiry.arguments.get("offset", 0), inquiry.arguments.get("limit", 50)
    page = list(islice(found, offset, offset + limit + 1))
    return {"items": [shown(each) for each in page[:limit]], "offset": offset, "more": len(page) > limit}


def _newest(shelves: Any, inquiry: Inquiry, *texts: str) -> Any:
    """The records of every store, those of each newest first, as far as they are asked for."""
    status, words = inquiry.arguments.get("status"), inquiry.arguments.get("q", "").lower().split()
    for store in sorted(shelves):
        shelf = shelves.of(store)
        for each in shelf.before_place(len(shelf)):
            text = " ".join(str(getattr(each, name)) for name in texts).lower() if words else ""
            if status in {None, "", each.status} and all(word in text for word in words):
                yield each


def _payments(desk: Desk, inquiry: Inquiry) -> Any:
    shelves = desk.sandbox.webhooks.post.state.payments
    return _paged(_newest(shelves, inquiry, "id"), inquiry, views.payment_line)


def _payment(desk: Desk, inquiry: Inquiry) -> Any:
    shelves = desk.sandbox.webhooks.post.state.payments
    found = (shelves.of(store).get(inquiry.words[0]) for store in sorted(shelves))
    return views.payment(desk.sandbox, _found(next(filter(None, found), None), "payment", inquiry.words[0]))


def _found(record: Any, kind: str, name: str) -> Any:
    if record is None:
        raise ControlError(404, "NOT_FOUND", f"there is no {kind} {name!r}")
    return record


def _billing_keys(desk: Desk, inquiry: Inquiry) -> Any:
    shelves = desk.sandbox.webhooks.post.state.billing_keys
    found = _newest(shelves, inquiry, "id", "issue_id", "issue_name")
    return _paged(found, inquiry, lambda each: views.billing_key(desk.sandbox, each))


def _schedules(desk: Desk, inquiry: Inquiry) -> Any:
    shelves = desk.sandbox.webhooks.post.state.schedules
    return _paged(_newest(shelves, inquiry, "id", "payment_id", "billing_key"), inquiry, views.schedule)


def _calls(desk: Desk, inquiry: Inquiry) -> Any:
    words = inquiry.arguments.get("q", "").lower().split()
    found = views.newest(desk.sandbox.webhooks.post.state.calls)
    fitting = ((number, each) for number, each in found if _mentions(each, words))
    return _paged(fitting, inquiry, lambda each: views.call_line(*each))


def _mentions(call: Any, words: list[str]) -> bool:
    text = f"{call.operation} {call.request.method} {call.request.path} {call.response.status}".lower()
    return all(each in text for each in words)


def _call(desk: Desk, inquiry: Inquiry) -> Any:
    number = inquiry.words[0]
    found = desk.sandbox.webhooks.post.state.calls.content.values.get(int(number)) if _is_number(number) else None
    return views.call(int(number), _found(found, "call", number)) if found else _found(None, "call", number)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10  # noqa: PLR2004 - enough


def _webhooks(desk: Desk, inquiry: Inquiry) -> Any:
    words = inquiry.arguments.get("q", "").lower().split()
    shown = (views.delivery(each) for _, each in views.newest(desk.sandbox.webhooks.post.state.deliveries))
    status = inquiry.arguments.get("status")
    fitting = (each for each in shown if status in {None, "", each["status"]} and _tells(each, words))
    return _paged(fitting, inquiry, lambda each: each)


def _tells(told: Mapping[str, Any], words: list[str]) -> bool:
    text = f"{told['type']} {told['paymentId']} {told['billingKey']} {told['url']}".lower()
    return all(each in text for each in words)


def _webhook(desk: Desk, number: str | int) -> Any:
    deliveries = desk.sandbox.webhooks.deliveries
    known = _is_number(str(number)) and int(number) < len(deliveries)
    return _found(deliveries[int(number)] if known else None, "webhook", str(number))


def _send_to(desk: Desk, inquiry: Inquiry) -> Any:
    told = dict(inquiry.arguments)
    endpoint = desk.sandbox.webhooks.send_to(told.pop("url"), secret=told.pop("secrets", ()), **told)
    return _endpoint(endpoint)


def _deliver(desk: Desk, inquiry: Inquiry) -> Any:
    chosen = [_webhook(desk, each) for each in inquiry.arguments.get("numbers", ())]
    return {"items": [views.delivery(each) for each in desk.sandbox.webhooks.deliver(*chosen)]}


def _resend(desk: Desk, inquiry: Inquiry) -> Any:
    webhook = _webhook(desk, inquiry.arguments["number"])
    return views.delivery(desk.sandbox.webhooks.resend(webhook))


def _clock(desk: Desk, _: Inquiry) -> Any:
    return {"now": written(desk.sandbox.clock.now)}


def _advance(desk: Desk, inquiry: Inquiry) -> Any:
    from datetime import timedelta

    step = timedelta(**inquiry.arguments)
    if step < timedelta():
        raise ValueError(f"received a step of {step}, expected one forward in time")
    return _advanced(desk, desk.sandbox.clock.now + step)


def _advance_to(desk: Desk, inquiry: Inquiry) -> Any:
    return _advanced(desk, datetime.fromisoformat(inquiry.arguments["moment"]))


def _advanced(desk: Desk, moment: datetime) -> Any:
    if moment.tzinfo is not None and moment > LAST_MOMENT:
        raise ValueError(f"received {moment}, expected a time before {LAST_MOMENT}")
    return {"now": written(desk.sandbox.clock.advance_to(moment))}


def _take(desk: Desk, inquiry: Inquiry) -> Any:
    name = inquiry.words[0]
    if name not in desk.snapshots and len(desk.snapshots) >= MOST_SNAPSHOTS:
        raise ControlError(409, "TOO_MANY_SNAPSHOTS", f"there are {MOST_SNAPSHOTS} already; drop one first")
    desk.snapshots[name] = desk.sandbox.snapshot()
    return {"snapshots": sorted(desk.snapshots)}


def _restore(desk: Desk, inquiry: Inquiry) -> Any:
    desk.sandbox.restore(_found(desk.snapshots.get(inquiry.words[0]), "snapshot", inquiry.words[0]))
    return _clock(desk, inquiry)


def _drop(desk: Desk, inquiry: Inquiry) -> Any:
    _found(desk.snapshots.pop(inquiry.words[0], None), "snapshot", inquiry.words[0])
    return {"snapshots": sorted(desk.snapshots)}


def _load(desk: Desk, inquiry: Inquiry) -> Any:
    desk.sandbox.load(inquiry.arguments["world"])
    return _clock(desk, inquiry)


def _reset(desk: Desk, inquiry: Inquiry) -> Any:
    desk.sandbox.restore(desk.beginning)
    return _clock(desk, inquiry)


def _acts(desk: Desk, _: Inquiry) -> Any:
    return {
        part: [{"name": name, "summary": each.summary, "arguments": each.arguments} for name, each in acts.items()]
        for part, acts in desk.acts.items()
    }


_SPAN = {"type": "number"}
_MOMENT = {"type": "string", "format": "date-time"}
ROUTES: tuple[Route, ...] = (
    Route("GET", "state", "state", "Counts, the clock, faults that wait, and where webhooks go.", _state),
    Route("GET", "acts", "acts", "All that can be done, with its arguments.", _acts),
    Route("GET", "payments", "payments", "Payments, newest first.", _payments, _object(**_FOUND)),
    Route("GET", "payments/{paymentId}", "payment", "A payment with all that became of it.", _payment),
    Route("GET", "billing-keys", "billing_keys", "Billing keys, newest first.", _billing_keys, _object(**_FOUND)),
    Route("GET", "schedules", "schedules", "Payment schedules, newest first.", _schedules, _object(**_FOUND)),
    Route("GET", "calls", "calls", "Calls of the API, newest first.", _calls, _object(**_PAGE, q=_TEXT)),
    Route("GET", "calls/{number}", "call", "A call, without its secrets.", _call),
    Route("GET", "webhooks", "webhooks", "Webhooks with their attempts, newest first.", _webhooks, _object(**_FOUND)),
    Route(
        "GET",
        "webhooks/{number}",
        "webhook",
        "A webhook with its attempts.",
        lambda desk, inquiry: views.delivery(_webhook(desk, inquiry.words[0])),
    ),
    Route(
        "POST",
        "webhooks/send_to",
        "webhooks_send_to",
        "Have webhooks sent to a URL, from now on.",
        _send_to,
        _object(
            ["url"],
            url=_TEXT,
            secrets={"type": "array", "items": _TEXT, "maxItems": 2},
            version={"enum": ["2024-04-25", "2024-01-01"]},
            form={"enum": ["json", "form"]},
            channel_type={"enum": ["TEST", "LIVE"]},
        ),
    ),
    Route(
        "POST",
        "webhooks/deliver",
        "webhooks_deliver",
        "Send what is due now; or just these webhooks, by their numbers, due or not.",
        _deliver,
        _object(numbers={"type": "array", "items": _NUMBER, "maxItems": 1000}),
    ),
    Route(
        "POST",
        "webhooks/resend",
        "webhooks_resend",
        "Send a webhook again, now and once, as the console's button does.",
        _resend,
        _object(["number"], number=_NUMBER),
    ),
    Route("GET", "clock", "clock", "The sandbox's time.", _clock),
    Route(
        "POST",
        "clock/advance",
        "clock_advance",
        "Move the clock on; what becomes due meanwhile happens.",
        _advance,
        _object(weeks=_SPAN, days=_SPAN, hours=_SPAN, minutes=_SPAN, seconds=_SPAN, milliseconds=_SPAN),
    ),
    Route(
        "POST",
        "clock/advance_to",
        "clock_advance_to",
        "Move the clock on to a moment.",
        _advance_to,
        _object(["moment"], moment=_MOMENT),
    ),
    Route(
        "GET", "faults", "faults", "The faults that wait for their calls.", lambda desk, _: {"items": _faults(desk)}
    ),
    Route("POST", "snapshots/{name}", "snapshot_take", "Keep the world as it is, under a name.", _take),
    Route("POST", "snapshots/{name}/restore", "snapshot_restore", "Make the world what it was.", _restore),
    Route("POST", "snapshots/{name}/drop", "snapshot_drop", "Forget a world that was kept.", _drop),
    Route("GET", "world", "world_dump", "The whole world, to be loaded again.", lambda desk, _: desk.sandbox.dump()),
    Route(
        "POST",
        "world",
        "world_load",
        "Make the world what it says.",
        _load,
        _object(["world"], world={"type": "object"}),
    ),
    Route("POST", "reset", "reset", "Make the world what it was at the beginning.", _reset),
)
