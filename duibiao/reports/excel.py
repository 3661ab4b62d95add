"""The county's lists as one workbook: ranking, indicators by schools, gaps, not handed in."""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from duibiao.reports.source import Row, Source
from duibiao.words.figures import moment

CELL_CHARACTERS = 32_767
FONT = "宋体"
HEADINGS_ROW = 2
A4 = 9


def xlsx_bytes(source: Source) -> bytes:
    """The lists of the source's cycle and basis; the same bytes for the same snapshot."""
    return _Lists(source).content()


class _Lists:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.words = source.words
        self.labels = source.labels
        self._stream = io.BytesIO()
        # Texts stay texts: a school's name is never read as a formula, a number or an address.
        self._book = xlsxwriter.Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        # The file's own stamp is read as UTC, whatever it is given.
        built = dt.datetime.fromisoformat(source.built_at).astimezone(dt.UTC)
        title = source.words("report-lists-title", cycle=source.cycle_id)
        self._book.set_properties({"title": title, "created": built.replace(tzinfo=None)})
        base = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter"}
        self._plain = self._book.add_format(base)
        self._number = self._book.add_format(base | {"num_format": "0.00"})
        self._whole = self._book.add_format(base | {"num_format": "0"})
        self._share = self._book.add_format(base | {"num_format": "0.0%"})
        self._missing = self._book.add_format(base | {"italic": True, "border": 4})
        self._excused = self._book.add_format(base | {"font_color": "#7F7F7F"})
        self._zero = self._book.add_format(
            base | {"num_format": "0.00", "bold": True, "bg_color": "#FDE3D3"}
        )
        self._title = self._book.add_format(base | {"bold": True, "font_size": 13})
        self._head = self._book.add_format(
            base | {"bold": True, "bg_color": "#EDEDED", "text_wrap": True, "border": 1}
        )

    def content(self) -> bytes:
        """All sheets, the one that tells what they are first."""
        self._about()
        self._ranking()
        self._indicators()
        self._gaps()
        self._owing()
        self._book.close()
        return self._stream.getvalue()

    # ------------------------------------------------ sheets

    def _about(self) -> None:
        say, source = self.words, self.source
        sheet = self._book.add_worksheet(say("report-sheet-about"))
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 90)
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.write_string(0, 0, say("report-lists-title", cycle=source.cycle_id), self._title)
        line = 1
        for text in filter(None, (source.notice(), say("report-about-indicators"))):
            sheet.write_string(line, 0, text, self._plain)
            line += 1
        for label, value in source.traces():
            sheet.write_string(line, 0, label, self._plain)
            sheet.write_string(line, 1, value, self._plain)
            line += 1

    def _ranking(self) -> None:
        say, labels = self.words, self.labels
        ratings = self.source.ratings()
        columns = [
            ("rank", 7), ("school-code", 10), ("school", 26), ("township", 12),
            ("school-type", 14), ("score", 10), ("change", 10), ("points", 10), ("applicable", 10),
            ("rank-low", 11), ("rank-high", 11), ("rating", 9), ("tier", 14), ("held", 14),
        ]  # fmt: skip
        rows: list[tuple[Any, ...]] = [
            (
                row["rank_county"],
                row["school_id"],
                row["name_zh"],
                row["township"],
                labels.code("school_type", row["school_type"]),
                row["score"],
                row["score_change"],
                row["points"],
                row["applicable_points"],
                row["rank_county_low"],
                row["rank_county_high"],
                ratings.get(row["rating"] or "", say("report-none")),
                labels.tier_reached(row["tier_reached"]),
                labels.code("tier", row["tier_held"]),
            )
            for row in self.source.rows(RANKING)
        ]
        # What makes a score another than its points say, where the guide has it.
        ranking = self.source.rows(RANKING)
        for name, width in (("bonus_points", 10), ("taken_off", 10)):
            if any(row.get(name) is not None for row in ranking):
                columns.append((name.replace("_", "-"), width))
                rows = [(*cells, row[name]) for cells, row in zip(rows, ranking, strict=True)]
        self._list("ranking", columns, rows)

    def _indicators(self) -> None:
        """A row an indicator, a column a school; what is missing or excused is a word."""
        say = self.words
        schools = [row for row in self.source.schools() if row["is_scored"]]
        columns = [
            ("indicator-code", 10), ("indicator", 24), ("max", 8),
            *((row["name_zh"], 12) for row in schools),
        ]  # fmt: skip
        cells: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in self.source.rows(CELLS):
            cells[row["indicator_id"]][row["school_id"]] = row
        rows = []
        for indicator in self.source.rows(INDICATORS):
            found = cells[indicator["indicator_id"]]
            rows.append(
                (
                    indicator["indicator_id"],
                    self.labels.name(indicator),
                    indicator["max_points"],
                    *(found.get(school["school_id"]) for school in schools),
                )
            )
        sheet = self._sheet("indicators", [], freeze=(HEADINGS_ROW + 1, 2))
        for at, (name, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            heading = say(f"report-column-{name}") if at < len(columns) - len(schools) else name
            sheet.write_string(HEADINGS_ROW, at, heading[:CELL_CHARACTERS], self._head)
        for line, values in enumerate(rows, start=HEADINGS_ROW + 1):
            for at, value in enumerate(values):
                if isinstance(value, dict):
                    self._write_points(sheet, line, at, value)
                else:
                    self._write(sheet, line, at, value)

    def _write_points(self, sheet: Any, line: int, at: int, row: Row) -> None:
        say = self.words
        if row["status"] == "not_applicable":
            sheet.write_string(line, at, say("not-applicable"), self._excused)
        elif row["status"] == "missing":
            sheet.write_string(line, at, say("missing"), self._missing)
        else:
            look = self._number if row["points"] else self._zero
            sheet.write_number(line, at, float(row["points"]), look)

    def _gaps(self) -> None:
        say = self.words
        columns = [
            ("school-code", 10), ("school", 26), ("township", 12), ("indicator-code", 10),
            ("indicator", 24), ("status", 10), ("points", 9), ("max", 9), ("gap", 9),
            ("would-add", 10),
        ]  # fmt: skip
        rows = [
            (
                row["school_id"],
                row["school_name"],
                row["township"],
                row["indicator_id"],
                self.labels.name(row),
                say(f"report-status-{row['status']}"),
                row["points"],
                row["max_points"],
                row["gap_points"],
                row["gap_score"],
            )
            for row in self.source.rows(GAPS)
        ]
        self._list("gaps", columns, rows)

    def _owing(self) -> None:
        say = self.words
        columns = [
            ("school-code", 10), ("school", 26), ("township", 12), ("school-type", 14),
            ("status", 12), ("refused", 10),
        ]  # fmt: skip
        rows = [
            (
                row["school_id"],
                row["name_zh"],
                row["township"],
                self.labels.code("school_type", row["school_type"]),
                say(f"status-{row['status']}"),
                row["refused_count"],
            )
            for row in self.source.rows(OWING)
        ]
        self._list("owing", columns, rows)

    # ------------------------------------------------ cells

    def _sheet(self, name: str, columns: Sequence[tuple[str, int]], freeze: tuple[int, int]) -> Any:
        say, source = self.words, self.source
        sheet = self._book.add_worksheet(say(f"report-sheet-{name}"))
        title = say(
            "report-county-running", cycle=source.cycle_id, basis=say(f"basis-{source.basis}")
        )
        sheet.write_string(0, 0, f"{say(f'report-sheet-{name}')} · {title}", self._title)
        as_of = say("report-as-of", at=moment(source.built_at))
        notice = say("standing-working") if source.notice() else ""
        sheet.write_string(1, 0, f"{as_of} {notice}".strip(), self._plain)
        for at, (heading, width) in enumerate(columns):
            sheet.set_column(at, at, width)
            sheet.write_string(HEADINGS_ROW, at, say(f"report-column-{heading}"), self._head)
        sheet.freeze_panes(*freeze)
        sheet.repeat_rows(HEADINGS_ROW)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _list(
        self, name: str, columns: Sequence[tuple[str, int]], rows: Iterable[Sequence[Any]]
    ) -> None:
        sheet = self._sheet(name, columns, (HEADINGS_ROW + 1, 3))
        line = HEADINGS_ROW
        for line, values in enumerate(rows, start=HEADINGS_ROW + 1):
            for at, value in enumerate(values):
                self._write(sheet, line, at, value)
        if line > HEADINGS_ROW:
            sheet.autofilter(HEADINGS_ROW, 0, line, len(columns) - 1)

    def _write(self, sheet: Any, line: int, at: int, value: Any) -> None:
        if value is None:
            sheet.write_blank(line, at, None, self._plain)
        elif isinstance(value, Decimal):
            sheet.write_number(line, at, float(value), self._number)
        elif isinstance(value, int):
            sheet.write_number(line, at, value, self._whole)
        else:
            sheet.write_string(line, at, str(value)[:CELL_CHARACTERS], self._plain)


RANKING = """
    select
        score.*, school.name_zh, school.township, school.school_type, school.tier_held,
        interval.rank_county_low, interval.rank_county_high
    from fct_school_scores as score
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    left join fct_rank_intervals as interval using (cycle_id, school_id, basis)
    where score.cycle_id = $cycle_id and score.basis = $basis
    order by score.rank_county nulls last, score.school_id
"""
INDICATORS = """
    select indicator.*
    from dim_indicators as indicator
    inner join dim_dimensions as dimension using (edition, dimension_id)
    where indicator.edition = $edition
    order by dimension.sort, indicator.sort, indicator.indicator_id
"""
CELLS = """
    select indicator_id, school_id, status, points
    from fct_indicator_scores
    where cycle_id = $cycle_id and basis = $basis
"""
GAPS = """
    select
        score.*, school.name_zh as school_name, school.township, indicator.name_zh,
        indicator.name_en
    from fct_indicator_scores as score
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    inner join dim_indicators as indicator
        on indicator.edition = score.edition and indicator.indicator_id = score.indicator_id
    where score.cycle_id = $cycle_id and score.basis = $basis and score.gap_points > 0
    order by score.school_id, score.gap_score desc, score.indicator_id
"""
OWING = """
    select reporting.*, school.name_zh, school.township, school.school_type
    from fct_reporting_status as reporting
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    where reporting.cycle_id = $cycle_id and reporting.status in ('must_correct', 'not_handed_in')
    order by school.township, reporting.status, reporting.school_id
"""
