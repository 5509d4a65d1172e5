"""Payment schedules: payments with a billing key, made when their time has come."""
