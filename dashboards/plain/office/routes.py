"""The addresses of the office's desk, each with the action that it takes, in a year's order."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.parts import uploads
from dashboards.plain.desk.routes import BOTH, LARGEST_WORKBOOK
from dashboards.plain.office import (
    backups,
    builds,
    cycle,
    cycles,
    exports,
    facts,
    findings,
    guide,
    guide_difference,
    guide_draft,
    guide_table,
    hand_in,
    home,
    jobs,
    many,
    old_forms,
    parts,
    register,
    school,
    settings,
    table_sent,
    templates,
    values,
    withdrawals,
)

OF_JOB = "/{job}"

PAGES = (
    Guarded(Route(parts.HOME, home.home), "open_office", needs_account=False),
    Guarded(Route(register.HOME, register.register), "open_office", needs_account=False),
    Guarded(
        Route(register.SCHOOL, school.school, methods=BOTH), "open_office", needs_account=False
    ),
    Guarded(Route(cycles.HOME, cycles.cycles), "open_office", needs_account=False),
    Guarded(Route(cycles.CYCLE, cycle.cycle, methods=BOTH), "open_office", needs_account=False),
    Guarded(
        Route(table_sent.SEND, table_sent.send, methods=BOTH),
        "load",
        largest=LARGEST_WORKBOOK,
        needs_account=False,
    ),
    Guarded(
        Route(table_sent.CHECKED, table_sent.checked, methods=BOTH), "load", needs_account=False
    ),
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
    Guarded(Route(backups.BACKUPS, backups.backups, methods=BOTH), "back_up", needs_account=False),
    # Each job is looked after by whoever may do what it does: it is asked where it is read.
    Guarded(Route(jobs.JOBS, jobs.job_list), "own_account", needs_account=False),
    Guarded(Route(jobs.JOB, jobs.job_page, methods=BOTH), "own_account", needs_account=False),
)
FILES = (
    Guarded(Route(table_sent.FETCH, table_sent.workbook), "fetch_table"),
    Guarded(Route(guide.WORKBOOK, guide.workbook), "open_office"),
    Guarded(Route(guide.MARKED, guide.marked), "open_office"),
    Guarded(Route(parts.TABLE, templates.table), "fetch_table"),
    Guarded(Route(parts.SHEET, templates.sheet), "fetch_review"),
    Guarded(Route(parts.HAND_IN + OF_JOB + "/marked/{at}", many.marked), "check"),
    Guarded(Route(parts.SHEETS + OF_JOB + "/marked/{at}", many.marked), "check_review"),
    Guarded(Route(settings.FORM, settings.word_form), "see_settings"),
    Guarded(Route(jobs.FILE, jobs.job_file), "own_account"),
)
"""What is fetched: each costs something to make."""
