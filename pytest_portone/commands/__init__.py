"""The verbs of the command line, a module each: `add` declares the arguments, the rest does the work."""
