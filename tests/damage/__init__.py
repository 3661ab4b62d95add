"""What a data home can suffer, what each part of the program says of it, and what mends it."""
