"""Tax invoices and the companies that exchange them, as the preview API of contract 2024-04-18 has them."""
