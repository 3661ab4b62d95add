"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.plain.office import (
    backups,
    builds,
    exports,
    facts,
    findings,
    hand_in,
    home,
    jobs,
    many,
    parts,
    templates,
    values,
    withdrawals,
)

BOTH = ["GET", "POST"]
OF_JOB = "/{job}"
PAGES = (
    Guarded(Route(parts.HOME, home.home), "open_office", needs_account=False),
    Guarded(
        Route(parts.TEMPLATES, templates.templates, methods=BOTH),
        "fetch_table",
        needs_account=False,
    ),
    Guarded(
        Route(parts.HAND_IN, hand_in.hand_in, methods=BOTH),
        "load",
        largest=many.LARGEST,
        needs_account=False,
    ),
    Guarded(
        Route(parts.HAND_IN + OF_JOB, many.fates, methods=BOTH),
        "load",
        largest=many.LARGEST_CHOICE,
        needs_account=False,
    ),
    Guarded(
        Route(parts.HAND_IN + OF_JOB + "/receipts", many.receipts), "load", needs_account=False
    ),
    Guarded(Route(parts.VALUES, values.values, methods=BOTH), "review", needs_account=False),
    Guarded(
        Route(parts.SHEETS, values.sheets, methods=BOTH),
        "review",
        largest=many.LARGEST,
        needs_account=False,
    ),
    Guarded(
        Route(parts.SHEETS + OF_JOB, many.fates, methods=BOTH),
        "review",
        largest=many.LARGEST_CHOICE,
        needs_account=False,
    ),
    Guarded(
        Route(parts.SHEETS + OF_JOB + "/receipts", many.receipts), "review", needs_account=False
    ),
    Guarded(Route(parts.FINDINGS, findings.findings, methods=BOTH), "load", needs_account=False),
    Guarded(Route(parts.WITHDRAWALS, withdrawals.withdrawals), "withdraw", needs_account=False),
    Guarded(
        Route(parts.WITHDRAWAL, withdrawals.withdrawal, methods=BOTH),
        "withdraw",
        needs_account=False,
    ),
    Guarded(Route(parts.FACTS, facts.facts), "load", needs_account=False),
    Guarded(
        Route(builds.BUILDS, builds.builds, methods=BOTH), "ask_for_build", needs_account=False
    ),
    Guarded(Route(exports.EXPORTS, exports.exports, methods=BOTH), "query", needs_account=False),
    Guarded(Route(backups.BACKUPS, backups.backups, methods=BOTH), "back_up", needs_account=False),
    # Each job is looked after by whoever may do what it does: it is asked where it is read.
    Guarded(Route(jobs.JOBS, jobs.job_list), "own_account", needs_account=False),
    Guarded(Route(jobs.JOB, jobs.job_page, methods=BOTH), "own_account", needs_account=False),
)
FILES: tuple[Guarded, ...] = (
    Guarded(Route(parts.TABLE, templates.table), "fetch_table"),
    Guarded(Route(parts.SHEET, templates.sheet), "fetch_review"),
    Guarded(Route(parts.HAND_IN + OF_JOB + "/marked/{at}", many.marked), "check"),
    Guarded(Route(parts.SHEETS + OF_JOB + "/marked/{at}", many.marked), "check_review"),
    Guarded(Route(jobs.FILE, jobs.job_file), "own_account"),
)
"""What is fetched: each costs something to make."""
