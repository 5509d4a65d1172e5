"""Traffic judged by a contract: what answers, webhooks and requests have that it does not say.

`judge` in `judging` looks at one exchange; what it may find is the table in `rules`. What is permitted and was never
announced becomes a forecast, in `forecasts`, for the gate to try. `options` and `session` do the same during a test
run, and `fixtures` within a test.
"""
