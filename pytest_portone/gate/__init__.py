"""The gate: the merchant's own tests, run again under every change that the policy permits to what they receive."""
