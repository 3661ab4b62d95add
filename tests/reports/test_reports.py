"""What is printed are the figures of the snapshot, on two pages, whatever a school is called."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from duibiao.analysis.tier_path import path as way_up
from duibiao.commands.cli import app
from duibiao.records.model import Refused
from duibiao.records.settings import SEEDS, Settings
from duibiao.reports import fonts, making
from duibiao.reports.document import shortened
from duibiao.reports.school import SchoolReports
from duibiao.reports.source import source_of
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.snapshot_files import snapshot_path
from duibiao.words import words
from duibiao.words.figures import interval, percent_of, rounded
from tests.marts import changed_by_hand

from .conftest import Rows, office_pdfs, pdf_text

LATEST = "cycle_id = (select cycle_id from dim_cycles where is_latest) and basis = 'verified'"
HOSTILE = ["#import *x*", "$a$ \\ `b` <c> @d", "=HYPERLINK(1)//", "../../etc/passwd", "[学]_校_"]
SAY = words("zh-CN")


def squeezed(text: str) -> str:
    """A text without the spaces that a layout puts in."""
    return re.sub(r"\s+", "", text)


# ------------------------------------------------------------------ one school


def test_every_scored_school_has_its_report_and_the_others_are_told(
    reports: tuple[Path, dict[str, Any]], rows: Rows
) -> None:
    folder, told = reports
    scored = {row[0] for row in rows(f"select school_id from fct_school_scores where {LATEST}")}
    every = {row[0] for row in rows("select school_id from dim_cycle_schools inner join"
                                    " dim_cycles using (cycle_id) where is_latest")}  # fmt: skip
    assert {file["school_id"] for file in told["files"]} == scored
    assert {row["school_id"] for row in told["left_out"]} == every - scored
    assert {path.name for path in folder.iterdir()} == {file["file"] for file in told["files"]}


def test_every_report_has_two_pages_with_the_schools_own_figures(
    reports: tuple[Path, dict[str, Any]], rows: Rows
) -> None:
    folder, told = reports
    scores = {
        row[0]: row[1:]
        for row in rows(
            "select school_id, score, rank_county, county_size, rank_peer_group, peer_group_size,"
            f" rank_county_low, rank_county_high from fct_school_scores"
            f" inner join fct_rank_intervals using (cycle_id, school_id, basis, rank_county,"
            f" peer_group, rank_peer_group) where {LATEST}"
        )
    }
    names: dict[str, str] = dict(
        rows(
            "select school_id, name_zh from dim_cycle_schools"
            f" inner join fct_school_scores using (cycle_id, school_id) where {LATEST}"
        )
    )
    for file in told["files"]:
        pages = pdf_text(folder / file["file"]).split("\f")
        assert len(pages) == 3 and not pages[2], file["file"]
        first = squeezed(pages[0])
        score, rank, size, peer_rank, peers, low, high = scores[file["school_id"]]
        assert names[file["school_id"]] in first
        assert f"{rounded(score)}分" in first
        assert f"{rank}/{size}" in first and f"{peer_rank}/{peers}" in first
        assert f"区间{interval(low, high)}" in first
        assert "工作版，非官方文本" in first
        assert file["number"] in first and f"报告号{file['number']}" in squeezed(pages[1])


def test_each_indicator_stands_in_its_line_with_its_points_or_why_it_has_none(
    reports: tuple[Path, dict[str, Any]], rows: Rows
) -> None:
    """All lines of the schools with the most that is missing, zero and not applicable."""
    folder, told = reports
    files = {file["school_id"]: file["file"] for file in told["files"]}
    looks = ("status = 'missing'", "status = 'scored' and points = 0", "status = 'not_applicable'")
    chosen = {
        rows(
            f"select school_id from fct_indicator_scores where {LATEST} group by school_id"
            f" order by count(*) filter (where {look}) desc, school_id limit 1"
        )[0]
        for look in looks
    }
    seen = set()
    for (school_id,) in chosen:
        page = pdf_text(folder / files[school_id]).split("\f")[1]
        for title in ("report-section-mending", "report-section-corrections"):
            page = page.split(SAY(title))[0]
        lines = page.splitlines()
        for indicator_id, status, points, maximum, gap in rows(
            "select indicator_id, status, points, max_points, gap_score from fct_indicator_scores"
            f" where {LATEST} and school_id = ?",
            school_id,
        ):
            [line] = [squeezed(line) for line in lines if f" {indicator_id} " in f"{line} "]
            shown = {
                "missing": "未填",
                "not_applicable": "不适用",
                "scored": rounded(points or 0),
            }[status]
            seen.add("zero" if status == "scored" and not points else status)
            assert f"{shown}{maximum:f}".rstrip("0").rstrip(".") in line, line
            if gap and gap >= 0.01:
                assert f"+{rounded(gap)}" in line, line
    assert seen >= {"missing", "zero", "not_applicable", "scored"}


def test_the_way_up_is_the_one_of_the_command_line(settings: Settings) -> None:
    """To the last digit: the same steps, and the same score after them."""
    source = source_of(snapshot_in_force(settings), SAY)
    made = SchoolReports(source)
    ids = [row["school_id"] for row in source.schools() if row["is_scored"]][:3]
    made.find_ways(ids)
    for school_id in ids:
        way = way_up(source.snapshot, school_id, cycle_id=source.cycle_id)
        section = made.document(school_id).section("way")
        assert section is not None
        told = " ".join(paragraph.text for paragraph in section.paragraphs)
        items = [paragraph for paragraph in section.paragraphs if paragraph.is_item]
        if way.after is None:
            continue
        assert len(items) == len(way.steps)
        for item, step in zip(items, way.steps, strict=True):
            assert item.text.startswith(step.indicator.indicator_id)
            assert f"+{rounded(step.indicator.gained)}" in item.text
        assert way.after.score is not None
        assert f"→ {rounded(way.after.score)}" in told


def test_the_same_snapshot_makes_the_same_bytes(
    settings: Settings, reports: tuple[Path, dict[str, Any]]
) -> None:
    folder, told = reports
    first = told["files"][0]
    again = making.school_document_of(settings, SAY, first["school_id"], None, "verified")[1]
    assert again.number == first["number"]
    assert making.content_of(again, "pdf") == (folder / first["file"]).read_bytes()
    assert making.content_of(again, "docx") == making.content_of(again, "docx")


# ------------------------------------------------------------------ hostile names


def test_a_name_is_printed_as_it_is_and_leads_nowhere(demo_home: Path, tmp_path: Path) -> None:
    """Markup of typst, formulas, paths and markup of Word are text everywhere."""
    home = tmp_path / "home"
    shutil.copytree(demo_home / "warehouse", home / "warehouse")
    shutil.copytree(demo_home / "originals", home / "originals")
    settings = Settings.resolve(home, SEEDS)
    path = snapshot_path(settings)
    assert path is not None
    with changed_by_hand(path) as connection:
        ids = [
            row[0]
            for row in connection.execute(
                f"select school_id from fct_school_scores where {LATEST} order by all limit 5"
            ).fetchall()
        ]
        for school_id, name in zip(ids, HOSTILE, strict=True):
            connection.execute(
                "update dim_cycle_schools set name_zh = ?, township = ? where school_id = ?",
                [name, name, school_id],
            )
    out = tmp_path / "out"
    made = making.write_schools(settings, SAY, out, ids, "pdf")
    texts = [squeezed(pdf_text(out / str(file["file"]))) for file in made.files]
    for name, text in zip(HOSTILE, texts, strict=True):
        assert squeezed(name) in text, name
    assert all(path.parent == out for path in out.rglob("*"))
    making.write_county(settings, SAY, out, "pdf")
    lists = making.write_county(settings, SAY, out, "xlsx").files[0]["file"]
    bulletin = squeezed(pdf_text(next(out.glob("*通报*.pdf"))))
    assert all(squeezed(name) in bulletin for name in HOSTILE)
    book = load_workbook(out / str(lists))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.value for cell in cells} >= set(HOSTILE)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    word = making.write_schools(settings, SAY, out, [ids[0]], "docx").files[0]["file"]
    with zipfile.ZipFile(out / str(word)) as archive:
        assert HOSTILE[0] in archive.read("word/document.xml").decode()


def test_a_long_name_is_cut_to_what_a_file_system_takes() -> None:
    assert making.file_name("2025-" + "校" * 300, "pdf") == "2025-" + "校" * 38 + ".pdf"
    assert making.file_name(" ../a\n:b. ", "docx") == "_a_b.docx"


def test_a_line_is_cut_by_the_width_of_its_characters() -> None:
    assert shortened("一二三四", 8) == "一二三四"
    assert shortened("一二，三四", 8) == "一二…"
    assert shortened("abcdefgh", 5) == "abcd…"


# ------------------------------------------------------------------ the county


def test_the_bulletin_says_what_sql_says(settings: Settings, rows: Rows, tmp_path: Path) -> None:
    made = making.write_county(settings, SAY, tmp_path, "pdf")
    pages = pdf_text(tmp_path / str(made.files[0]["file"])).split("\f")
    text = squeezed("".join(pages))
    [(average, median, lowest, highest)] = rows(
        "select avg(score), quantile_cont(score, 0.5), min(score), max(score)"
        f" from fct_school_scores where {LATEST}"
    )
    assert f"平均{rounded(average)}分，中位数{rounded(median)}分" in text
    assert f"最低{rounded(lowest)}分，最高{rounded(highest)}分" in text
    lines = [squeezed(line) for page in pages for line in page.splitlines()]
    for rank, name, score, low, high, alike in rows(
        "select rank_county, name_zh, score, rank_county_low, rank_county_high,"
        " count(*) over (partition by rank_county)"
        " from fct_school_scores inner join dim_cycle_schools using (cycle_id, school_id)"
        " inner join fct_rank_intervals using (cycle_id, school_id, basis, rank_county)"
        f" where {LATEST}"
    ):
        shown = f"{rank}{SAY('tied')}" if alike > 1 else str(rank)
        found = [line for line in lines if line.startswith(f"{shown}{name}")]
        assert found and rounded(score) in found[0] and interval(low, high) in found[0], name
    # The heading of the ranking stands on each page that it goes on over.
    ranked = re.compile(r"^\s*\d+\s+\S+\s+\S+镇\s+\d", re.MULTILINE)
    heads = ["名次学校乡镇得分" in squeezed(page) for page in pages]
    assert heads == [ranked.search(page) is not None for page in pages] and any(heads)
    for (name,) in rows(
        "select name_zh from fct_reporting_status inner join dim_cycle_schools"
        " using (cycle_id, school_id) inner join dim_cycles using (cycle_id)"
        " where is_latest and status in ('must_correct', 'not_handed_in')"
    ):
        assert name in text
    reached = rows(
        "select name_zh, draws_reached, draws from fct_tier_reach"
        " inner join fct_school_scores using (cycle_id, school_id, basis)"
        " inner join dim_cycle_schools using (cycle_id, school_id)"
        f" where {LATEST} and tier = tier_reached"
    )
    assert reached
    for name, draws_reached, draws in reached:
        sureness = percent_of(draws_reached, draws)
        assert [line for line in lines if name in line and f"{sureness}达到" in line], name


def test_the_lists_hold_the_figures_of_the_marts(
    settings: Settings, rows: Rows, tmp_path: Path
) -> None:
    file = making.county_file(settings, SAY, None, "verified", "xlsx")
    book = load_workbook(io.BytesIO(file.content))
    assert book.sheetnames == ["说明", "排名", "指标×学校", "差距", "未报"]
    ranking = list(book["排名"].iter_rows(min_row=4, values_only=True))
    assert [row[:2] for row in ranking] == [
        (rank, school_id)
        for rank, school_id in rows(
            "select rank_county, school_id from fct_school_scores"
            f" where {LATEST} order by rank_county, school_id"
        )
    ]
    [(total,)] = rows(f"select sum(score) from fct_school_scores where {LATEST}")
    assert sum(float(str(row[5])) for row in ranking) == pytest.approx(float(total))
    gaps = list(book["差距"].iter_rows(min_row=4, values_only=True))
    [(count, lost)] = rows(
        f"select count(*), sum(gap_points) from fct_indicator_scores where {LATEST}"
        " and gap_points > 0"
    )
    assert len(gaps) == count
    assert sum(float(str(row[8])) for row in gaps) == pytest.approx(float(lost))
    cells = [
        cell
        for row in book["指标×学校"].iter_rows(min_row=4, min_col=4, values_only=True)
        for cell in row
    ]
    [(missing, excused, points)] = rows(
        "select count(*) filter (where status = 'missing'),"
        " count(*) filter (where status = 'not_applicable'), sum(points)"
        f" from fct_indicator_scores where {LATEST}"
    )
    assert cells.count("未填") == missing and cells.count("不适用") == excused
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float)]
    assert sum(numbers) == pytest.approx(float(points))
    owing = [row[0] for row in book["未报"].iter_rows(min_row=4, values_only=True)]
    expected = rows(
        "select school_id from fct_reporting_status inner join dim_cycles using (cycle_id)"
        " where is_latest and status in ('must_correct', 'not_handed_in')"
    )
    assert set(owing) == {row[0] for row in expected} and len(owing) == len(expected)


# ------------------------------------------------------------------ Word


def test_an_office_program_opens_the_word_documents(
    settings: Settings, rows: Rows, tmp_path: Path
) -> None:
    """With its headings, tables whose headings repeat, page numbers and every figure."""
    [(school_id, score)] = rows(
        f"select school_id, score from fct_school_scores where {LATEST} order by all limit 1"
    )
    making.write_schools(settings, SAY, tmp_path, [school_id], "docx")
    making.write_county(settings, SAY, tmp_path, "docx")
    files = sorted(tmp_path.glob("*.docx"))
    printed = office_pdfs(tmp_path, files)
    school, county = (pdf_text(printed[path.name]) for path in files)
    assert f"{rounded(score)}分" in squeezed(school)
    for (indicator_id,) in rows(
        f"select indicator_id from fct_indicator_scores where {LATEST} and school_id = ?", school_id
    ):
        assert indicator_id in school
    pages = county.split("\f")[:-1]
    assert all(f"第{at}页，共{len(pages)}页" in squeezed(page) for at, page in enumerate(pages, 1))
    assert sum("名次学校乡镇得分" in squeezed(page) for page in pages) > 1
    with zipfile.ZipFile(files[0]) as archive:
        document = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    assert document.count('<w:pStyle w:val="Heading1"/>') == 5
    assert document.count("<w:tblHeader/>") == document.count("<w:tbl>") > 3
    assert 'w:w="11906" w:h="16838"' in document
    assert 'w:eastAsia="宋体"' in styles and 'w:eastAsia="黑体"' in styles


# ------------------------------------------------------------------ refusals


def test_without_a_chinese_font_nothing_is_printed_and_what_to_install_is_said(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "SERIF", ("No Such Serif",))
    monkeypatch.setattr(fonts, "SANS", ("No Such Sans",))
    with pytest.raises(Refused) as refused:
        making.write_schools(settings, SAY, tmp_path / "out", None, "pdf")
    assert refused.value.code == "report-fonts-missing"
    told = SAY(refused.value.code, **refused.value.parameters)
    assert "No Such Serif" in told and "apt-get install fonts-noto-cjk" in told
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_made_is_refused_and_nothing_half_written(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(document: object, form: object, own: object) -> bytes:
        raise Refused("report-failed", message="x")

    monkeypatch.setattr(making, "content_of", fail)
    with pytest.raises(Refused, match="report-failed"):
        making.write_schools(settings, SAY, tmp_path, ["S001", "S002"], "docx")
    assert [*tmp_path.iterdir()] == []


def test_refusals_of_the_command_line(demo_home: Path, home: Path, tmp_path: Path) -> None:
    out = tmp_path / "a file"
    out.write_text("in the way", encoding="utf-8")

    def told(*arguments: str | Path, expect: int = 1, place: Path = demo_home) -> str:
        places = ["--home", str(place), "--guide", str(SEEDS)]
        result = CliRunner().invoke(app, ["report", *map(str, arguments), *places])
        assert result.exit_code == expect, result.output
        return result.output

    assert "尚未发布过数据" in told("county", "--out", tmp_path, place=home)
    near = told("school", "青石镇第一幼儿圆", "--out", tmp_path)
    assert "没有“青石镇第一幼儿圆”" in near and "S001 青石镇第一幼儿园" in near
    assert "二者选一" in told("school", "S001", "--all", expect=2)
    assert "不能写到" in told("county", "--out", out / "below")
    assert out.read_text(encoding="utf-8") == "in the way"
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


def test_a_school_without_a_score_is_refused_by_its_name(settings: Settings, rows: Rows) -> None:
    [(school_id, name)] = rows(
        "select school_id, name_zh from dim_cycle_schools inner join dim_cycles using (cycle_id)"
        " where is_latest and school_id not in (select school_id from fct_school_scores"
        f" where {LATEST}) order by all limit 1"
    )
    with pytest.raises(Refused) as refused:
        making.school_document_of(settings, SAY, name, None, "verified")
    assert refused.value.code == "asked-school-no-score"
    assert school_id in refused.value.parameters["school"]


def test_english_is_said_where_it_is_asked_for(settings: Settings, tmp_path: Path) -> None:
    made = making.write_county(settings, words("en"), tmp_path, "pdf")
    text = squeezed(pdf_text(tmp_path / str(made.files[0]["file"])))
    assert "Workingedition,nottheofficialtext" in text
    assert squeezed(words("en")("report-section-tiers")) in text
    assert "平均" not in text
