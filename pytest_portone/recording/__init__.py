"""Recorded: PortOne on tape, safe to commit, and played back as it was.

`tape` is what a cassette holds, `taping` keeps it in files, `scrubbing` takes out of it what is nobody's business,
`matching` finds the exchange that a call is, `playing` is vcrpy's part: it catches the calls.
"""
