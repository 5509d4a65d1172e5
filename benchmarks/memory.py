"""What the sandbox keeps for a paid payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from figures import Budget, Figure
from processes import python

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS = 3
PAYMENTS = 20_000
_PAY = f"""
import gc, tracemalloc
from pytest_portone.sandbox import Sandbox

sandbox = Sandbox()
sandbox.customer.pay("warm", total=39_000)
tracemalloc.start()
sizes = []
for start in range(0, {PAYMENTS}, {PAYMENTS // 2}):
    gc.collect()
    sizes.append(tracemalloc.get_traced_memory()[0])
    for number in range(start, start + {PAYMENTS // 2}):
        sandbox.customer.pay(f"order-{{number}}", total=39_000 + number)
gc.collect()
sizes.append(tracemalloc.get_traced_memory()[0])
assert len(sandbox.payments) == {PAYMENTS} + 1
print(*((after - before) / {PAYMENTS // 2} for before, after in zip(sizes, sizes[1:])))
"""


def measure(rounds: int) -> Iterator[Figure]:
    """Bytes that Python's allocator has given out a payment; the second half held against the first."""
    with python() as fresh:
        first, second = zip(*(fresh.figures(_PAY) for _ in range(rounds)), strict=True)
    both = tuple((one + two) / 2 for one, two in zip(first, second, strict=True))
    yield Figure(f"a payment, of {PAYMENTS:,}", "bytes", both, budget=Budget("at most", 4096, of="ours"))
    linear = Budget("at most", 1.1)
    yield Figure("a payment of the second half", "bytes", second, "of the first half", first, linear)
