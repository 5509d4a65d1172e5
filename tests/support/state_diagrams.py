"""Tables of transitions as diagrams in Mermaid, as the documentation has them."""

from __future__ import annotations


def mermaid(table, *first):
    """A diagram of a table (status -> the statuses that can follow, with what brings each about).

    Args:
        table: the table.
        first: the statuses that things begin in; by default the table's first.
    """
    begin = [f"    [*] --> {each}" for each in first or [next(iter(table))]]
    steps = [f"    {before} --> {after}: {why}" for before, found in table.items() for after, why in found.items()]
    end = [f"    {status} --> [*]" for status, found in table.items() if not found]
    return "\n".join(["stateDiagram-v2", *begin, *steps, *end])
