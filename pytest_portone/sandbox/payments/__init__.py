"""Payments: pre-register, pay, read, list, cancel."""
