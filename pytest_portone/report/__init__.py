"""What the gate found, as one model in several formats."""

from pytest_portone.report.model import Attempted, Break, Coverage, Finding, Report

__all__ = ["Attempted", "Break", "Coverage", "Finding", "Report"]
