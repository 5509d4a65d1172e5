"""A marketplace: customers pay the bazaar, and the bazaar pays its sellers at the end of the month."""
