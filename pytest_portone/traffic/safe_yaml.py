"""YAML that is only data: nothing in it is executed, of the tags `!!binary` alone is read, and lines are known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from pytest_portone.traffic.model import UnreadableError

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OLD = "record the cassette again, or bring it to the present format with `python -m vcr.migration FILE`"
_PLAIN = "plain values and !!binary: no other tag is read"
_DEEPEST = 100
"""Levels of lists and mappings that are read: the loader has no limit of its own, and dies of too many."""


class BrokenYamlError(UnreadableError):
    """A text that can't be read.

    Attributes:
        line: where, counted from one.
    """

    def __init__(self, line: int, received: str, expected: str = "a cassette in YAML", way_out: str = "") -> None:
        super().__init__(received, expected, way_out)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """A decoded text.

    Attributes:
        value: what it holds.
    """

    value: Any
    _root: yaml.Node | None = field(repr=False)

    @property
    def end(self) -> int:
        """The last line, counted from one."""
        return self._root.end_mark.line + 1 if self._root else 1

    def line(self, *keys: str) -> int:
        """The line of what keys lead to, counted from one; as far as they lead anywhere."""
        node, line = self._root, 0
        for key in keys:
            found = [each for each in _pairs(node) if each[0].value == key]
            if not found:
                break
            line, node = found[0][0].start_mark.line, found[0][1]
        return line + 1

    def items(self, *keys: str) -> list[int]:
        """The lines of the items of the list that keys lead to, counted from one."""
        node = self._root
        for key in keys:
            node = next((value for name, value in _pairs(node) if name.value == key), None)
        return [each.start_mark.line + 1 for each in node.value] if isinstance(node, yaml.SequenceNode) else []


def load(data: bytes) -> Document:
    """Decode a text in UTF-8.

    Raises:
        BrokenYamlError: it is none, it has other tags than `!!binary`, too many levels, or a key at its top twice.
    """
    text = _decoded(data)
    try:
        _check_depth(text)
        root, value = _constructed(text)
    except BrokenYamlError:
        raise
    except yaml.constructor.ConstructorError as error:
        raise _tagged(error) from None
    except yaml.reader.ReaderError as error:
        raise BrokenYamlError(_line_at(data, error.position), "a character that YAML has not") from None
    except (yaml.YAMLError, ValueError) as error:
        line = _line_of(getattr(error, "problem_mark", None))
        raise BrokenYamlError(line, "text that is no YAML") from None
    except (AttributeError, KeyError, TypeError):  # so the loader says that `!!bool x` or `!!timestamp x` is none
        raise BrokenYamlError(1, "a YAML tag whose value is none of its kind", _PLAIN) from None
    _check_keys(root)
    return Document(value, root)


def _constructed(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _LOADER(text)
    try:
        root = loader.get_single_node()
        return root, None if root is None else loader.construct_document(root)
    finally:
        loader.dispose()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenYamlError(_line_at(data, error.start), "no UTF-8", "YAML in UTF-8") from None


def _line_of(mark: Any) -> int:
    return int(mark.line) + 1 if mark else 1


def _line_at(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _check_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise BrokenYamlError(_line_of(event.start_mark), "too many levels", f"no more than {_DEEPEST}")


def _check_keys(root: yaml.Node | None) -> None:
    """Two texts that were put together have a key twice, of which a loader takes the last without a word."""
    seen: set[str] = set()
    for key, _ in _pairs(root):
        if str(key.value) in seen:
            line = key.start_mark.line + 1
            raise BrokenYamlError(line, f"`{key.value}` twice", "it once", "put both parts into one")
        seen.add(str(key.value))


def _tagged(error: yaml.constructor.ConstructorError) -> BrokenYamlError:
    problem = str(error.problem)
    tag = problem.rpartition("tag ")[2] if "tag " in problem else "a value that is none of its tag"
    return BrokenYamlError(_line_of(error.problem_mark), f"the YAML tag {tag}", _PLAIN, _OLD)


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    """The keys and values of a mapping."""
    return node.value if isinstance(node, yaml.MappingNode) else []
