"""Tells a school's workbook from the reviewers' and from what is neither, and finds its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from duibiao.records.model import Problem
from duibiao.spreadsheets.grids import Spreadsheet
from ingest.workbook.review_table import find_review_table
from ingest.workbook.table import Table, find_table


@dataclass(frozen=True, slots=True)
class Recognised:
    """A spreadsheet as what it was recognised.

    `table`: the one in which people wrote, None for a file of another kind. `problems`: what is
    wrong with where it stands.
    """

    kind: Literal["workbook", "review", "other"]
    spreadsheet: Spreadsheet
    table: Table | None = None
    problems: Sequence[Problem] = ()


def recognise(spreadsheet: Spreadsheet) -> Recognised:
    """What a spreadsheet is. Raises SpreadsheetFault for one of which a sheet cannot be read."""
    table, problems = find_table(spreadsheet)
    if table is None or "answer" not in table.columns:
        review = find_review_table(spreadsheet)
        if review is not None:
            return Recognised("review", spreadsheet, review)
    if table is None:
        return Recognised("other", spreadsheet)
    return Recognised("workbook", spreadsheet, table, problems)
