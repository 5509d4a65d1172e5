"""The sandbox's time going on by itself."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

import httpx

from pytest_portone.sandbox import Sandbox
from pytest_portone.serving import ticking
from pytest_portone.serving.ticking import Ticking


class Machine:
    """A clock that the test moves."""

    def __init__(self):
        self.seconds = 1_000_000.0

    def __call__(self):
        return self.seconds


def test_time_goes_on_as_the_machines_does():
    machine, sandbox = Machine(), Sandbox()
    ticks = Ticking(sandbox, seconds=machine)
    start = sandbox.clock.now
    machine.seconds += 90
    ticks.tick()
    assert sandbox.clock.now - start == timedelta(seconds=90)
    ticks.tick()
    assert sandbox.clock.now - start == timedelta(seconds=90)


def test_what_was_advanced_besides_stays():
    machine, sandbox = Machine(), Sandbox()
    ticks = Ticking(sandbox, seconds=machine)
    start = sandbox.clock.now
    sandbox.clock.advance(days=30)
    machine.seconds += 1
    ticks.tick()
    assert sandbox.clock.now - start == timedelta(days=30, seconds=1)


def test_a_machines_clock_that_is_put_back_is_waited_for():
    machine, sandbox = Machine(), Sandbox()
    ticks = Ticking(sandbox, seconds=machine)
    start = sandbox.clock.now
    machine.seconds -= 3600
    ticks.tick()
    machine.seconds += 1
    ticks.tick()
    assert sandbox.clock.now - start == timedelta(seconds=1)


def test_what_was_missed_is_caught_up_with():
    machine, sandbox = Machine(), Sandbox()
    start = sandbox.clock.now
    Ticking(sandbox, since=machine.seconds - 60, seconds=machine).tick()
    assert sandbox.clock.now - start == timedelta(seconds=60)


def test_retries_run_by_themselves(monkeypatch):
    monkeypatch.setattr(ticking, "TICK", 0.01)
    machine, sandbox, heard = Machine(), Sandbox(), []

    def merchant(request):
        heard.append(request)
        return httpx.Response(500 if len(heard) == 1 else 200)

    sandbox.webhooks.send_to(merchant)
    with Ticking(sandbox, seconds=machine).going():
        sandbox.customer.open("order-1", 1000)
        machine.seconds += 3600
        deadline = time.monotonic() + 10
        while len(heard) < 2 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert len(heard) == 2
    assert sandbox.webhooks.deliveries[0].delivered


def test_what_fails_is_logged_and_time_goes_on(monkeypatch, caplog):
    monkeypatch.setattr(ticking, "TICK", 0.01)
    machine, sandbox = Machine(), Sandbox()
    ticks, fails = Ticking(sandbox, seconds=machine), []

    def tick():
        fails.append(1)
        raise LookupError("nothing there")

    monkeypatch.setattr(ticks, "tick", tick)
    with caplog.at_level(logging.ERROR, "pytest_portone.server"), ticks.going():
        deadline = time.monotonic() + 10
        while len(fails) < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
    assert "what was due could not be done" in caplog.text
