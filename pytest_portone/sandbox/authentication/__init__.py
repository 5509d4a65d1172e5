"""Authentication: API secrets and the tokens that they are exchanged for."""
