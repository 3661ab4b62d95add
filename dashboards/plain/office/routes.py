"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.plain.office import backups, builds, exports, home, jobs, parts

BOTH = ["GET", "POST"]
PAGES = (
    Guarded(Route(parts.HOME, home.home), "open_office", needs_account=False),
    Guarded(
        Route(builds.BUILDS, builds.builds, methods=BOTH), "ask_for_build", needs_account=False
    ),
    Guarded(Route(exports.EXPORTS, exports.exports, methods=BOTH), "query", needs_account=False),
    Guarded(Route(backups.BACKUPS, backups.backups, methods=BOTH), "back_up", needs_account=False),
    # Each job is looked after by whoever may do what it does: it is asked where it is read.
    Guarded(Route(jobs.JOBS, jobs.job_list), "own_account", needs_account=False),
    Guarded(Route(jobs.JOB, jobs.job_page, methods=BOTH), "own_account", needs_account=False),
)
FILES: tuple[Guarded, ...] = (Guarded(Route(jobs.FILE, jobs.job_file), "own_account"),)
"""What is fetched: each costs something to make."""
