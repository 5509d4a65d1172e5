"""A million payments in one sandbox: made, listed by cursor to the end, and what they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures import Budget, Figure
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 1
PAYMENTS = 1_000_000
_PAGE = 1000
_FILL = f"""
import json, resource, time
from urllib.parse import urlencode
from pytest_portone.sandbox import Request, Sandbox, Settings

sandbox = Sandbox(settings=Settings(calls_kept=0))
sandbox.customer.pay("warm", total=39_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.perf_counter()
for number in range({PAYMENTS}):
    sandbox.customer.pay(f"order-{{number}}", total=39_000)
made = time.perf_counter() - started
taken = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024

headers = {{"authorization": f"PortOne {{sandbox.secret}}"}}
seen, cursor = 0, None
started = time.perf_counter()
while True:
    asked = {{"size": {_PAGE}}} | ({{"cursor": cursor}} if cursor else {{}})
    query = urlencode({{"requestBody": json.dumps(asked)}})
    answer = sandbox.handle(Request("GET", "/payments-by-cursor", query, headers))
    items = answer.json()["items"]
    if not items:
        break
    seen, cursor = seen + len(items), items[-1]["cursor"]
listed = time.perf_counter() - started
assert seen == {PAYMENTS} + 1
print(made / {PAYMENTS} * 1e6, listed / {PAYMENTS} * 1e6, taken / {PAYMENTS})
"""


def measure(rounds: int) -> Iterator[Figure]:
    """Times a payment, and the bytes by which the process has grown for each."""
    with python() as fresh:
        made, listed, taken = zip(*(fresh.figures(_FILL) for _ in range(rounds)), strict=True)
    yield Figure(f"a payment made, of {PAYMENTS:,}", "us", made)
    yield Figure(f"a payment listed, by pages of {_PAGE:,}", "us", listed)
    yield Figure("a payment kept", "bytes", taken, budget=Budget("at most", 4096, of="ours"))
