"""What goes wrong with a report's file."""

from __future__ import annotations


class ReportError(Exception):
    """A report can't be written where it is wanted, or a file is no report that can be read."""
