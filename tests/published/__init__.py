"""Published composite indices as editions of a guide."""
