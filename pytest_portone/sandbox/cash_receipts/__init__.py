"""Cash receipts: issued by hand, or with a payment that moves cash; read, listed, cancelled."""
