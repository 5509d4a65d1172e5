"""Partner settlement: its settings, contracts, policies, partners, and what is looked up about them."""
