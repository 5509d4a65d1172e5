"""`pytest-portone contract`: look at a contract, bring one in, hand one out, compare two."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_portone import contracts
from pytest_portone.commands import contract_check, contract_diff, contract_history
from pytest_portone.contracts import notation, openapi
from pytest_portone.contracts.model import Contract, Operation, names_in, references

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command's arguments."""
    group = commands.add_parser("contract", help="show, import, export and compare contracts")
    verbs = group.add_subparsers(title="verbs", required=True, metavar="VERB")

    shown = verbs.add_parser("show", help="an operation or a type, or the list of operations")
    shown.add_argument("names", nargs="*", metavar="NAME", help="operations and types; none lists all operations")
    shown.add_argument("--contract", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    shown.add_argument("--deep", action="store_true", help="with every type that can be reached from there")
    shown.set_defaults(run=show)

    brought = verbs.add_parser("import", help="an OpenAPI document as a folder in the notation")
    brought.add_argument("file", type=Path, metavar="FILE", help="OpenAPI 3.0 or 3.1, JSON or YAML")
    brought.add_argument("--output", type=Path, metavar="FOLDER", help="a new folder (default: contract-VERSION)")
    brought.set_defaults(run=import_file)

    handed = verbs.add_parser("export", help="a contract as OpenAPI 3.1 on standard output")
    handed.add_argument("version", metavar="VERSION|PATH", help="a bundled date, a folder or an OpenAPI file")
    handed.add_argument("--yaml", action="store_true", help="as YAML instead of JSON")
    handed.set_defaults(run=export)

    contract_diff.add(verbs)
    contract_check.add(verbs)
    contract_history.add(verbs)


def show(options: argparse.Namespace) -> int:
    """Print operations and types in the notation, or the list of operations."""
    contract = contracts.load(options.contract)
    if not options.names:
        return _print("\n".join(_overview(contract)), code=False)
    names = dict.fromkeys(each for name in options.names for each in _with_uses(contract, name, deep=options.deep))
    return _print("\n\n".join(notation.show(contract, name) for name in names))


def _with_uses(contract: Contract, name: str, *, deep: bool) -> Iterator[str]:
    """The name; for an operation its direct types; with `deep`, everything reachable."""
    yield name
    operation = contract.operations.get(name)
    if deep:
        roots = references(operation) if operation else [contracts.model.Ref(name)]
        yield from contract.reachable(*roots)
    elif operation:
        yield from (each for root in references(operation) for each in names_in(root) if each not in operation.errors)


def _overview(contract: Contract) -> Iterator[str]:
    """Operations by area, in columns."""
    size = f"{len(contract.operations)} operations, {len(contract.types)} types"
    yield f"Contract {contract.version}: {size}. Bundled: {', '.join(contracts.versions())}."
    width = max(len(each.id) for each in contract.operations.values()) if contract.operations else 0
    for area in sorted({each.area for each in contract.operations.values()}):
        yield f"\n{area}"
        yield from (_row(each, width) for each in contract.operations.values() if each.area == area)


def _row(operation: Operation, width: int) -> str:
    mark = "  UNSTABLE" if operation.unstable else ""
    return f"  {operation.id:{width}}  {operation.method:6}  {operation.path}{mark}"


def import_file(options: argparse.Namespace) -> int:
    """Write an OpenAPI document's contract into a new folder: whole, or not at all."""
    contract = openapi.read_file(options.file)
    target: Path = options.output or Path(f"contract-{contract.version}")
    if target.exists():
        raise FileExistsError(f"{target} exists; name a new folder with --output, or remove it first")
    texts = notation.write(contract)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for name, text in texts.items():
            (draft / name).write_text(text, encoding="utf-8")
        draft.chmod(0o755)
        draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    count = f"{len(contract.operations)} operations and {len(contract.types)} types"
    return _print(f"{target}: {count} in {len(texts)} files", code=False)


def export(options: argparse.Namespace) -> int:
    """Print a contract as OpenAPI."""
    document = openapi.write(contracts.load(options.version))
    if not options.yaml:
        return _print(json.dumps(document, indent=2, ensure_ascii=False), code=False)
    import yaml

    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    return _print(yaml.dump(document, Dumper=dumper, sort_keys=False, allow_unicode=True), code=False)


def _print(text: str, *, code: bool = True) -> int:
    """To standard output; the notation is coloured where a terminal reads it."""
    if code and sys.stdout.isatty():
        from pygments import highlight
        from pygments.formatters import TerminalFormatter
        from pygments.lexers import YamlLexer

        text = highlight(text, YamlLexer(), TerminalFormatter())
    sys.stdout.write(text.rstrip("\n") + "\n")
    return 0
