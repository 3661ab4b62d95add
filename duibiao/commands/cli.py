"""The command line: parses, calls, prints; exits 0 (done), 1 (refused) or 2 (wrong use)."""

from __future__ import annotations

from duibiao.commands.console import app

__all__ = ["app"]

# Each of these adds its commands, in the order in which help lists them.
from duibiao.commands import beginning  # noqa: F401  isort: skip
from duibiao.commands import template  # noqa: F401  isort: skip
from duibiao.commands import files  # noqa: F401  isort: skip
from duibiao.commands import decisions  # noqa: F401  isort: skip
from duibiao.commands import evidence  # noqa: F401  isort: skip
from duibiao.commands import review  # noqa: F401  isort: skip
from duibiao.commands import old_form  # noqa: F401  isort: skip
from duibiao.commands import building  # noqa: F401  isort: skip
from duibiao.commands import explain  # noqa: F401  isort: skip
from duibiao.commands import path  # noqa: F401  isort: skip
from duibiao.commands import sureness  # noqa: F401  isort: skip
from duibiao.commands import peers  # noqa: F401  isort: skip
from duibiao.commands import nominations  # noqa: F401  isort: skip
from duibiao.commands import report  # noqa: F401  isort: skip
from duibiao.commands import export  # noqa: F401  isort: skip
from duibiao.commands import querying  # noqa: F401  isort: skip
from duibiao.commands import guide  # noqa: F401  isort: skip
from duibiao.commands import backing_up  # noqa: F401  isort: skip
from duibiao.commands import upgrading  # noqa: F401  isort: skip
from duibiao.commands import users  # noqa: F401  isort: skip
from duibiao.commands import trails  # noqa: F401  isort: skip
from duibiao.commands import serving  # noqa: F401  isort: skip
