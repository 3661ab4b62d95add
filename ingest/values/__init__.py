"""What a cell says becomes a value, or a question back."""
