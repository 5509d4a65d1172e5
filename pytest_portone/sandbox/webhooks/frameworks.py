"""What is to be known of a framework whose app runs in process. None is imported for it."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SIGNALS: Mapping[str, str] = {
    "flask.signals": "got_request_exception",
    "django.core.signals": "got_request_exception",
}
"""The signal of each framework, by module."""


@contextmanager
def heard() -> Iterator[list[str]]:
    """Gather what the merchant's code raises meanwhile, the latest last, where its framework makes a 500 of it.

    Flask and Django tell of that by a signal.
    """
    raised: list[str] = []

    def hear(*_: Any, exception: BaseException | None = None, **__: Any) -> None:
        error = exception or sys.exc_info()[1]
        raised.append(f"{type(error).__name__}: {error}")

    with ExitStack() as stack:
        for module, name in _SIGNALS.items():
            if module in sys.modules:
                signal = getattr(sys.modules[module], name)
                signal.connect(hear)
                stack.callback(signal.disconnect, hear)
        yield raised


@contextmanager
def kept_connections() -> Iterator[None]:
    """Have Django keep its database connections, which it would close around each request: they are the test's.

    Its own test client does so too.
    """
    database, core = sys.modules.get("django.db"), sys.modules.get("django.core.signals")
    if database is None or core is None:
        yield
        return
    close = database.close_old_connections
    signals = [each for each in (core.request_started, core.request_finished) if each.disconnect(close)]
    try:
        yield
    finally:
        for each in signals:
            each.connect(close)
