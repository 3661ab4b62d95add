"""The addresses of the office's desk, each with the action that it takes."""

from __future__ import annotations

from starlette.routing import Route

from dashboards.gate import Guarded
from dashboards.plain.desk.routes import BOTH, LARGEST_WORKBOOK
from dashboards.plain.office import cycle, cycles, home, parts, register, school, table_sent

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
)
FILES: tuple[Guarded, ...] = (Guarded(Route(table_sent.FETCH, table_sent.workbook), "fetch_table"),)
"""What is fetched: each costs something to make."""
