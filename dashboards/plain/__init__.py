"""Pages that the server makes as HTML: they need no script and no open connection."""
