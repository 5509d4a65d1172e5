"""Webhooks: what PortOne tells a merchant's server, when, signed how, and what the server says to it.

An event of the sandbox becomes a `Delivery` for each URL, with a body of the version that is read there (`bodies`).
`posting` makes them and their attempts, signed (`signing`) and again after a while (`retries`); how a request gets to
an app or a server is in `targets`. `desk` is what a test sees of it, as `portone.webhooks`.
"""
