"""The commands of the terminal, one module a subject: they parse, call and print."""
