"""A pottery studio: places in courses are booked and paid for through PortOne's REST API."""
