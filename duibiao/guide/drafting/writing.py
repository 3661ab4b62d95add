"""Writes a draft as the workbook of a guide, with the notes that say where all of it comes from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from duibiao.guide.cells import choice_label
from duibiao.guide.columns import TABLES
from duibiao.guide.drafting.drafts import Draft, Note
from duibiao.guide.drafting.forms import Form
from duibiao.guide.drafting.headers import LEVELS, PASSED_OVER, field_of
from duibiao.guide.workbook import A4, LONGEST_CELL, workbook_of_tables
from duibiao.words import Words

COLUMNS = {
    "number": 6,
    "origin": 14,
    "text": 44,
    "indicator": 20,
    "part": 6,
    "method": 12,
    "facts": 30,
    "reason": 34,
    "certainty": 10,
    "asks": 38,
}
"""The columns of the notes, with their widths."""
TITLE_ROW, HOW_ROW, HEADING_ROW = 0, 1, 5
MOST_SEEN = 12
LINE_HEIGHT, HIGHEST_ROW = 15, 400


def workbook_of_draft(draft: Draft, say: Words) -> bytes:
    """The workbook (.xlsx) of a draft: that of a guide, and a sheet of notes."""
    return workbook_of_tables(draft.tables, say, partial(_write_notes, draft, say))


def _write_notes(draft: Draft, say: Words, book: Workbook, look: Callable[[str], Format]) -> None:
    sheet = book.add_worksheet(say("draft-sheet"))
    sheet.hide_gridlines(2)
    title = draft.tables["editions"][0].code("title_zh")
    sheet.write_string(TITLE_ROW, 0, say("draft-title", title=title), look("title"))
    said = {name: str(count) for name, count in draft.counts.items()}
    for row, line in enumerate(say("draft-how", **said).splitlines(), HOW_ROW):
        sheet.merge_range(row, 0, row, len(COLUMNS) - 1, line, look("text"))
    for at, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(at, at, width)
        sheet.write_string(HEADING_ROW, at, say(f"draft-column-{name}"), look("heading"))
    named = {row.code("indicator"): row.code("name_zh") for row in draft.tables["indicators"]}
    labels = {row.code("fact"): row.code("label_zh") for row in draft.tables["facts"]}
    for number, note in enumerate(draft.notes, 1):
        row = HEADING_ROW + number
        cells = _cells(note, say, named, labels)
        sheet.write_number(row, 0, number, look("cell"))
        for at, text in enumerate(cells, 1):
            is_asked = bool(text and at == len(cells)) or (note.is_marked and at == 2)
            style = look("asked" if is_asked else "cell")
            sheet.write_string(row, at, text[:LONGEST_CELL], style)
        lines = map(_line_count, cells, list(COLUMNS.values())[1:])
        sheet.set_row(row, min(LINE_HEIGHT * max(lines), HIGHEST_ROW))
    sheet.freeze_panes(HEADING_ROW + 1, 0)
    last = HEADING_ROW + max(1, len(draft.notes))
    sheet.autofilter(HEADING_ROW, 0, last, len(COLUMNS) - 1)
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADING_ROW)


def _line_count(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many Latin letters; ours are twice as wide."""
    lines = (sum(1 + (not letter.isascii()) for letter in line) for line in text.split("\n"))
    return sum(max(1, math.ceil(line / (width - 1))) for line in lines)


def _cells(
    note: Note, say: Words, named: Mapping[str, str], labels: Mapping[str, str]
) -> list[str]:
    method = next(column for column in TABLES["rules"] if column.name == "method")
    return [
        origin(note),
        note.text,
        f"{note.indicator} {named.get(note.indicator, '')}".strip(),
        str(note.part or ""),
        choice_label(method, note.method, say) if note.method and note.facts else "",
        "\n".join(f"{code} {labels.get(code, '')}".strip() for code in note.facts),
        reason(note, say),
        say(f"draft-certainty-{note.certainty}") if note.certainty else "",
        asked(note, say),
    ]


def origin(note: Note) -> str:
    """The sheet and cell of the table where it stands."""
    return "!".join(filter(None, [note.sheet, note.cell]))


def reason(note: Note, say: Words) -> str:
    """Why it became what it became, in words."""
    return say(f"draft-reason-{note.reason}", **note.values) if note.reason else ""


def asked(note: Note, say: Words) -> str:
    """What an official has to decide, in words."""
    return "；".join(say(f"draft-ask-{one}", **note.values) for one in note.asks)


# ------------------------------------------------------------------ where nothing was read


def saw(
    form: Form, say: Words, command: str, file: str, chosen: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """Why a file gave no items: the message with what it names.

    A header that was said to stand there and does not; else which headers were seen and known, what
    is missing, and a command that would read it.
    """
    absent = form.lacking(chosen)
    labels = form.labels or form.seen
    if absent and labels:
        said = (f"{say(f'old-form-field-{name}')}={label}" for name, label in absent.items())
        return "draft-columns-not-there", {
            "columns": say("separator-items").join(said),
            "labels": _listed(labels, say),
        }
    known = [
        say("draft-known-header", field=say(f"old-form-field-{name}"), label=label, where=where)
        for name, (label, where) in form.nearest.items()
    ]
    told = say("draft-saw", seen=_listed(labels, say)) if labels else say("draft-saw-nothing")
    if known:
        told += say("draft-saw-known", known=say("separator-items").join(known))
    has_name = not {*LEVELS, "criterion"}.isdisjoint(form.nearest)
    has_points = not {"points", "claim"}.isdisjoint(form.nearest)
    lacking = [
        say(f"draft-lacking-{name}")
        for name, is_there in (("name", has_name), ("points", has_points))
        if not is_there
    ]
    return "draft-nothing-read", {
        "saw": told,
        "lacking": say("draft-lacking", lacking=say("separator-items").join(lacking))
        if lacking and labels
        else "",
        "try": _command(form, say, command, file, has_name, has_points),
    }


def _listed(labels: Sequence[str], say: Words) -> str:
    return say("separator-items").join(labels[:MOST_SEEN]) + (
        "…" if len(labels) > MOST_SEEN else ""
    )


def _command(
    form: Form, say: Words, command: str, file: str, has_name: bool, has_points: bool
) -> str:
    """The command with the headers that could be meant by what is missing, in their order."""
    known = {label for label, _ in form.nearest.values()}
    free = [one for one in form.seen if one not in known and field_of(one) != PASSED_OVER]
    wanted = [
        name for name, is_there in (("level-2", has_name), ("points", has_points)) if not is_there
    ]
    if len(free) < len(wanted) or not wanted:
        return ""
    # Names stand to the left, points to the right of what else there is.
    meant = [free[0] if name == "level-2" else free[-1] for name in wanted]
    columns = " ".join(
        "--column " + _quoted(say(f"old-form-field-{name}") + f"={label}")
        for name, label in zip(wanted, meant, strict=True)
    )
    return say("draft-try", command=command, file=file, columns=columns)


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word
