"""The fixtures that reconcile, and what a failing assertion shows of a reconciliation. Nothing heavy is imported."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from pytest_portone.fixtures import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_portone.reconciliation.reconciliation import Reconciliation
    from pytest_portone.reconciliation.terms import Terms
    from pytest_portone.types import Sandbox

_RESULT = "pytest_portone.reconciliation.reconciliation"
_SANDBOX = "_portone_sandbox"
_NO_LEDGER = """\
portone_reconciled needs the merchant's ledger. Override the fixture portone_ledger, such as in conftest.py:

    @pytest.fixture
    def portone_ledger(shop):
        return shop.payments  # rows, or a function that gives them, or a frame, or a connection and a query"""


@pytest.fixture
def portone_ledger() -> Any:
    """The merchant's ledger, for `portone_reconciled`: override it. None reconciles nothing."""
    pytest.fail(_NO_LEDGER, pytrace=False)


@pytest.fixture
def portone_ledger_mapping() -> Any:
    """What the columns of `portone_ledger` mean: override it where they are not named as ours."""
    return None


@pytest.fixture
def portone_terms() -> Terms | Mapping[str, Any] | None:
    """What `portone_reconciled` tolerates, as `terms` of `portone.reconcile`: override it to tolerate more."""
    return None


@pytest.fixture
def portone_reconciled(
    request: pytest.FixtureRequest,
    portone_ledger: Any,
    portone_ledger_mapping: Any,
    portone_terms: Terms | Mapping[str, Any] | None,
) -> Iterator[Callable[[], Reconciliation] | None]:
    """Fails the test at whose end ledger and sandbox don't agree, once the webhooks that are due are delivered.

    Its value is a function that reconciles at once, and gives what is found. A test that uses no sandbox is left
    alone, and one whose ledger is None.
    """
    if portone_ledger is None or _SANDBOX not in request.fixturenames:
        yield None
        return
    sandbox: Sandbox = request.getfixturevalue(_SANDBOX)

    def reconcile() -> Reconciliation:
        sandbox.webhooks.deliver()
        return sandbox.reconcile(portone_ledger, portone_terms, portone_ledger_mapping)

    check = _Check(reconcile)
    watching = watched(request, reconcile, check)
    yield next(watching)
    check.over = True
    next(watching, None)


class _Check:
    """What to complain of when the test itself is over. While its fixtures are torn down, the ledger goes with them.

    Attributes:
        over: whether it is too late to look.
    """

    def __init__(self, reconcile: Callable[[], Reconciliation]) -> None:
        self._reconcile, self.over = reconcile, False

    def __call__(self) -> list[str]:
        if self.over:
            return []
        found = self._reconcile()
        return [] if found.clean else [f"the ledger and PortOne don't agree at the end of the test\n{found}"]


def note_reconciliations(error: BaseException) -> None:
    """Add the tables of what does not agree to an assertion that fails about it.

    What an assertion is about stands in the frame that raised it, also where it has no name there.
    """
    module = sys.modules.get(_RESULT)
    if module is None or not isinstance(error, AssertionError) or error.__traceback__ is None:
        return
    last = error.__traceback__
    while last.tb_next is not None:
        last = last.tb_next
    here = {id(each): each for each in last.tb_frame.f_locals.values() if isinstance(each, module.Reconciliation)}
    for each in here.values():
        if not each.clean:
            error.add_note(str(each))
