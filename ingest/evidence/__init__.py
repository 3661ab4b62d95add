"""Evidence and signed forms: what files prove, checked, kept and listed."""
