"""YAML text as plain data in which every value is a string, a list or a dict; and the line at which a value stands.

Strings alone, because `NO` is a country and `2024-04-25` a webhook version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from pytest_portone.contracts.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Hashable

Path: TypeAlias = tuple[str | int, ...]

_Base: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _Loader(_Base):  # type: ignore[misc] # the C loader where PyYAML has it
    """Refuses what YAML lets pass: a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise yaml.MarkedYAMLError(problem=f"key {key.value!r} stands twice", problem_mark=key.start_mark)
                seen.add(key.value)
        return mapping


def parse(name: str, text: str) -> dict[str, Any] | Problem:
    """The data of one file, or why there is none."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - strings, lists and dicts alone
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Problem(name, mark.line + 1 if mark else 1, f"not YAML: {error.problem or error.context}")
    except yaml.YAMLError as error:
        return Problem(name, 1, f"not YAML: {error}")
    if not isinstance(data, dict):
        return Problem(name, 1, f"received {data!r}, expected keys such as 'operations' and 'types'")
    return data


def line_of(text: str, path: Path) -> int:
    """The line, from 1, of the value (or the key) at `path`; of its nearest parent where there is none."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for step in path:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line + 1, node.value[step]
    return None
