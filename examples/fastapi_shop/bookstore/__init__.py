"""A bookstore that takes money through PortOne's official Python SDK."""
