"""What of PortOne's API a test run uses."""
