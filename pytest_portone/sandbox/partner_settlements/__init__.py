"""Partner settlements: the transfers of a partner that are settled together."""
