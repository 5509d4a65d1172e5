"""One state machine over all that a sandbox models: what it does, what it sees, and the laws that hold meanwhile."""
