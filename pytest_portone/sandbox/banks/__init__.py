"""Banks: what they are called, for a form that asks for one."""
