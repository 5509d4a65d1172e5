"""Identity verification: the gateway asks a telecom company whether customers are who they say they are."""
