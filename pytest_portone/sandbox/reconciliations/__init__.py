"""PortOne's reconciliation with payment gateways: VAT reports, by days of payment and by days of settlement."""
