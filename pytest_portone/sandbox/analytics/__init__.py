"""Charts of payments, as contract 2024-04-18 has them: all are worked out from the sandbox's own payments.

PortOne documents their types and nothing else. What the numbers mean here is told in `docs/sandbox/analytics.md`.
"""
