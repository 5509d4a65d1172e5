"""Test code that takes money through PortOne."""
