"""Findings about contracts and traffic: differences folded by their cause, and the formats that show them.

`fold` in `folding` makes a `Report` of `Seen`; `formats` writes it. A format is a file here and a row there.
"""
