"""What pages share: frame, address, choices, tables, looks."""
