"""`python -m duibiao` is the command line."""

from duibiao.commands.cli import app

app()
