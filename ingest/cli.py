"""The command line: parses, calls, prints; exits 0 (done), 1 (refused) or 2 (wrong use)."""

from __future__ import annotations

from ingest.commands.console import app

__all__ = ["app"]

# Each of these adds its commands, in the order in which help lists them.
from ingest.commands import template  # noqa: F401  isort: skip
from ingest.commands import files  # noqa: F401  isort: skip
from ingest.commands import decisions  # noqa: F401  isort: skip
from ingest.commands import evidence  # noqa: F401  isort: skip
from ingest.commands import review  # noqa: F401  isort: skip
from ingest.commands import old_form  # noqa: F401  isort: skip
from ingest.commands import building  # noqa: F401  isort: skip
from ingest.commands import explain  # noqa: F401  isort: skip
from ingest.commands import path  # noqa: F401  isort: skip
from ingest.commands import sureness  # noqa: F401  isort: skip
from ingest.commands import peers  # noqa: F401  isort: skip
from ingest.commands import nominations  # noqa: F401  isort: skip
from ingest.commands import report  # noqa: F401  isort: skip
from ingest.commands import export  # noqa: F401  isort: skip
from ingest.commands import querying  # noqa: F401  isort: skip
from ingest.commands import guide  # noqa: F401  isort: skip
from ingest.commands import serving  # noqa: F401  isort: skip

if __name__ == "__main__":
    app()
