"""contracts < strategies < pytest_portone: each floor knows only what lies below it."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARIES = {
    "contracts": {"yaml", "jsonschema_rs"},
    "strategies": {"hypothesis"},
}
BELOW = {"contracts": {"contracts"}, "strategies": {"contracts", "strategies"}}


def imported(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def trespasses(floor, source):
    """Names that code of this floor imports and may not."""
    for name in imported(source):
        root, *rest = name.split(".")
        if root == "pytest_portone":
            if not rest or rest[0] not in BELOW[floor]:
                yield name
        elif root not in sys.stdlib_module_names and root not in LIBRARIES[floor]:
            yield name


@pytest.mark.parametrize("floor", LIBRARIES)
def test_a_floor_imports_nothing_from_above(floor):
    files = sorted((ROOT / floor).rglob("*.py"))
    assert files
    found = {
        str(path.relative_to(ROOT)): names
        for path in files
        if (names := list(trespasses(floor, path.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("floor", "line"),
    [
        ("contracts", "from pytest_portone import strategies"),
        ("contracts", "import hypothesis"),
        ("contracts", "import pytest_portone.plugin"),
        ("strategies", "from pytest_portone.sandbox import Sandbox"),
        ("strategies", "import httpx"),
    ],
)
def test_a_trespass_is_seen(floor, line):
    assert list(trespasses(floor, line)) != []
