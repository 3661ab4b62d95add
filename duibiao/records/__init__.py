"""What was said to the system, byte for byte: records, originals, seals, and where they lie."""
