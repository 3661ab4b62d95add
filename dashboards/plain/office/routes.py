"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.app_pages.hand_in.upload import LARGEST_MEGABYTES
from dashboards.gate import Guarded
from dashboards.parts import uploads
from dashboards.plain.office import (
    backups,
    builds,
    exports,
    guide,
    guide_difference,
    guide_draft,
    guide_table,
    home,
    jobs,
    old_forms,
    parts,
    settings,
)

BOTH = ["GET", "POST"]
LARGEST_WORKBOOK = (LARGEST_MEGABYTES + 1) * uploads.MEGABYTE
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
    Guarded(
        Route(guide.GUIDE, guide.guide, methods=BOTH),
        "open_office",
        largest=LARGEST_WORKBOOK,
        needs_account=False,
    ),
    Guarded(
        Route(guide.DRAFT, guide_draft.draft, methods=BOTH), "open_office", needs_account=False
    ),
    Guarded(
        Route(guide.DIFFERENCE, guide_difference.difference, methods=BOTH),
        "open_office",
        needs_account=False,
    ),
    Guarded(
        Route(guide.TABLE, guide_table.table, methods=BOTH),
        "draft_guide",
        largest=LARGEST_WORKBOOK,
        needs_account=False,
    ),
    Guarded(
        Route(old_forms.OLD_FORMS, old_forms.old_forms, methods=BOTH),
        "read_old_forms",
        largest=uploads.LARGEST_BYTES,
        needs_account=False,
    ),
    Guarded(
        Route(settings.SETTINGS, settings.settings, methods=BOTH),
        "see_settings",
        largest=LARGEST_WORKBOOK,
        needs_account=False,
    ),
)
FILES: tuple[Guarded, ...] = (
    Guarded(Route(jobs.FILE, jobs.job_file), "own_account"),
    Guarded(Route(guide.WORKBOOK, guide.workbook), "open_office"),
    Guarded(Route(guide.MARKED, guide.marked), "open_office"),
    Guarded(Route(settings.FORM, settings.word_form), "see_settings"),
)
"""What is fetched: each costs something to make."""
