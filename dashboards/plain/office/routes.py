"""The addresses of the office's desk, each with the action that it takes, in a year's order."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.parts import uploads
from dashboards.plain.desk.routes import LARGEST_WORKBOOK, page
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
    page(parts.HOME, home.home, "open_office"),
    page(register.HOME, register.register, "open_office"),
    page(register.SCHOOL, school.school, "open_office", has_forms=True),
    page(cycles.HOME, cycles.cycles, "open_office"),
    page(cycles.CYCLE, cycle.cycle, "open_office", has_forms=True),
    page(table_sent.SEND, table_sent.send, "load", has_forms=True, largest=LARGEST_WORKBOOK),
    page(table_sent.CHECKED, table_sent.checked, "load", has_forms=True),
    page(guide.GUIDE, guide.guide, "open_office", has_forms=True, largest=LARGEST_WORKBOOK),
    page(guide.DRAFT, guide_draft.draft, "open_office", has_forms=True),
    page(guide.DIFFERENCE, guide_difference.difference, "open_office", has_forms=True),
    page(guide.TABLE, guide_table.table, "draft_guide", has_forms=True, largest=LARGEST_WORKBOOK),
    page(parts.TEMPLATES, templates.templates, "fetch_table", has_forms=True),
    page(parts.HAND_IN, hand_in.hand_in, "load", has_forms=True, largest=many.LARGEST),
    page(parts.HAND_IN + OF_JOB, many.fates, "load", has_forms=True, largest=many.LARGEST_CHOICE),
    page(parts.HAND_IN + OF_JOB + "/receipts", many.receipts, "load"),
    page(parts.VALUES, values.values, "review", has_forms=True),
    page(parts.SHEETS, values.sheets, "review", has_forms=True, largest=many.LARGEST),
    page(parts.SHEETS + OF_JOB, many.fates, "review", has_forms=True, largest=many.LARGEST_CHOICE),
    page(parts.SHEETS + OF_JOB + "/receipts", many.receipts, "review"),
    page(parts.FINDINGS, findings.findings, "load", has_forms=True),
    page(parts.WITHDRAWALS, withdrawals.withdrawals, "withdraw"),
    page(parts.WITHDRAWAL, withdrawals.withdrawal, "withdraw", has_forms=True),
    page(parts.FACTS, facts.facts, "load"),
    page(builds.BUILDS, builds.builds, "ask_for_build", has_forms=True),
    page(exports.EXPORTS, exports.exports, "query", has_forms=True),
    page(
        old_forms.OLD_FORMS,
        old_forms.old_forms,
        "read_old_forms",
        has_forms=True,
        largest=uploads.LARGEST_BYTES,
    ),
    page(
        settings.SETTINGS,
        settings.settings,
        "see_settings",
        has_forms=True,
        largest=LARGEST_WORKBOOK,
    ),
    page(backups.BACKUPS, backups.backups, "back_up", has_forms=True),
    # Each job is looked after by whoever may do what it does: it is asked where it is read.
    page(jobs.JOBS, jobs.job_list, "own_account"),
    page(jobs.JOB, jobs.job_page, "own_account", has_forms=True),
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
