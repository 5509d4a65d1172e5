"""Traffic judged by a contract: what answers, webhooks and requests have that it does not say."""
