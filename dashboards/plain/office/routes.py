"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.plain.office import home, parts

PAGES = (Guarded(Route(parts.HOME, home.home), "open_office", needs_account=False),)
FILES: tuple[Guarded, ...] = ()
"""What is fetched: each costs something to make."""
