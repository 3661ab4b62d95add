"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.plain.office import home, jobs, parts

BOTH = ["GET", "POST"]
PAGES = (
    Guarded(Route(parts.HOME, home.home), "open_office", needs_account=False),
    # Each job is looked after by whoever may do what it does: it is asked where it is read.
    Guarded(Route(jobs.JOBS, jobs.job_list), "own_account", needs_account=False),
    Guarded(Route(jobs.JOB, jobs.job_page, methods=BOTH), "own_account", needs_account=False),
)
FILES: tuple[Guarded, ...] = (Guarded(Route(jobs.FILE, jobs.job_file), "own_account"),)
"""What is fetched: each costs something to make."""
