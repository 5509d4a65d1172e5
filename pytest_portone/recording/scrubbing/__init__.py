"""What is nobody's business is taken out of a tape, and pseudonyms stand in its place.

`fields` says which fields hold what, `kinds` what a pseudonym of each kind is, `pseudonyms` derives them with the
machine's `key`, `layers` finds the texts in a body, `messages` in an exchange, `editing` says what stands instead;
`scrub` does it, and `scan` makes sure.
"""
