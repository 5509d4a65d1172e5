"""What only one payment gateway has, and PortOne hands on."""
