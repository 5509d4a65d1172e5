"""What is replaced in a client while the tap is open."""

from __future__ import annotations

from contextlib import contextmanager
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pytest_portone.transport import patching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_portone.tap.calls import Tap
    from pytest_portone.transport.patching import Method


class UnsupportedClientError(Exception):
    """A client that is built otherwise than those that are known."""

    def __init__(self, module: Any, place: str) -> None:
        library = module.__name__.partition(".")[0]
        super().__init__(
            f"{library} {_version(library)} has no {module.__name__}.{place}, where its calls are heard. "
            f"Install a version of {library} that has it, or a newer pytest-portone."
        )


@contextmanager
def replaced(module: Any, place: str, tap: Tap, around: Callable[[Method], Method]) -> Iterator[None]:
    """Replace what stands at `place` in `module`, such as `Client.send`, by what `around` makes of the original.

    Raises:
        UnsupportedClientError: nothing stands there.
    """
    require(module, place)
    path, _, name = place.rpartition(".")
    owner: Any = attrgetter(path)(module) if path else module
    with patching.replaced(owner, name, tap, around):
        yield


def require(module: Any, place: str) -> None:
    """Make sure that there is something at `place` in `module`.

    Raises:
        UnsupportedClientError: nothing stands there.
    """
    try:
        attrgetter(place)(module)
    except AttributeError:
        raise UnsupportedClientError(module, place) from None


class Instead:
    """An object as it is, but for the attributes given: what a method of the client takes for the client itself."""

    def __init__(self, original: Any, **attributes: Any) -> None:
        vars(self).update(attributes, _original=original)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def _version(library: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(library)
    except PackageNotFoundError:
        return "(of an unknown version)"
