"""Webhooks: what PortOne tells a merchant's server, when, signed how, and what the server says to it.

An event of the sandbox becomes a `Delivery` for each URL, with a body of the version that is read there (`bodies`).
`posting` makes them and their attempts, again after a while (`retries`); `letters` writes each attempt, signed
(`signing`), with the trouble that it meets (`troubles`). `targets` finds the way to an app (`apps`, in a loop of its
own: `loops`), a test client (`clients`) or a server (`network`). `desk` is what a test sees of it, as
`portone.webhooks`, and `telling` puts it into words.
"""
