"""Policies: additional fees, and the partner's share of a discount."""
