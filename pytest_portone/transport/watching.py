"""What to do with a module as soon as it is imported, without importing it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

Callback: TypeAlias = Callable[["ModuleType"], object]


@contextmanager
def when_imported(callbacks: Mapping[str, Callback]) -> Iterator[None]:
    """Call back with each of the modules named: now, where it is imported already, else right after its import."""
    absent = {name: callback for name, callback in callbacks.items() if name not in sys.modules}
    watch = _Watch(absent)
    sys.meta_path.insert(0, watch)
    try:
        for name in callbacks.keys() - absent.keys():
            callbacks[name](sys.modules[name])
        yield
    finally:
        sys.meta_path.remove(watch)


class _Watch(MetaPathFinder):
    """Finds what the other finders find, and has the loader say when it is done."""

    def __init__(self, callbacks: Mapping[str, Callback]) -> None:
        self._callbacks = callbacks

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._callbacks:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Announcing(spec.loader, self._callbacks[fullname])
                return spec
        return None


class _Announcing(Loader):
    """A module's own loader, which steps back once the module is there."""

    def __init__(self, loader: Loader, callback: Callback) -> None:
        self._loader = loader
        self._callback = callback

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        self._callback(module)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)
