"""Many versions of the contract in a row: what each step brought, and how the API really evolves.

`sources` and `git` find versions, `building` makes a `History` of them, `statistics` counts it, `formats` writes it;
`weights` is what the gate takes from it.
"""
