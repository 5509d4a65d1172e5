"""Tax invoices: drafted, requested, issued, sent to the tax office by the clock, modified, listed, and told of."""
