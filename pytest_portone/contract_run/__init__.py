"""The contract run, `pytest --portone-sandbox`: Schemathesis over every operation of the contract, as pytest items.

From the outside in: `options` is what every run of pytest loads; it makes a `plan` and registers `session`, the
plugin, whose items are `nodes`. For each of them an `examination` runs Schemathesis: a `carried` schema out of a
`document`, sent by one of the `carriers`, in neutral `surroundings`. What comes out are `findings`; `rendering`,
`redaction` and `summary` tell them. Data: the profiles in `plan`, `links` between operations, `samples` of input,
input, and `exceptions` from checks.
"""
