"""Partners: who is settled with."""
