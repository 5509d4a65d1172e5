"""The contract run, `pytest --portone-sandbox`: Schemathesis over every operation of the contract, as pytest items.

From the outside in: `options` is what every run of pytest loads, `session` is the plugin that it registers, `nodes`
are the items; `examination` runs Schemathesis for one of them, over a `carriers` transport, with the `document`
that the contract gives; `findings` are what came out. Data: `profiles`, `links`, and `exceptions` from checks.
"""
