"""Hypothesis strategies for what PortOne's API sends and takes: valid, evolved, broken, and making sense."""

from pytest_portone.strategies.broken import Breakage
from pytest_portone.strategies.public import payments, requests, responses, types, webhooks
from pytest_portone.strategies.request import Request

__all__ = ["Breakage", "Request", "payments", "requests", "responses", "types", "webhooks"]
