"""The write side: people's files become problems or records."""
