"""The page of reports: looked at, taken along, and made for all schools while others go on."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from dashboards.app_pages.reports import html as panel
from dashboards.app_pages.reports import jobs as report_jobs
from duibiao.records.settings import SEEDS, Settings
from duibiao.reports import fonts, in_bulk
from duibiao.reports.in_bulk import Bulk, Wanted
from duibiao.words import Words
from duibiao.words.figures import rounded
from tests.marts import changed_by_hand

from .conftest import Server, Sight, alone, choose, published, until

Rows = Callable[..., list[tuple[Any, ...]]]
SAY = Words("zh-CN")
PILE_SECONDS = 120


def text_of(pdf: bytes) -> str:
    """What a PDF says, without spaces."""
    made = subprocess.run(["pdftotext", "-", "-"], input=pdf, check=True, capture_output=True)
    return "".join(made.stdout.decode().split())


# ------------------------------------------------------------------ in a real browser


def test_an_official_looks_at_a_report_and_takes_it_along(
    server: Server, look: Callable[..., Sight], rows: Rows, cycle_id: str
) -> None:
    """From the choice of a school to the file on the disk, which says what SQL says."""
    [(school_id, name, score, rank)] = rows(
        "select school_id, name_zh, score, rank_county from fct_school_scores"
        " inner join dim_cycle_schools using (cycle_id, school_id)"
        " where cycle_id = ? and basis = 'verified' order by rank_county desc limit 1",
        cycle_id,
    )
    page = look().open(server.url("reports"))
    choose(page, "学校", name)
    link = page.get_by_role("link", name="下载 PDF 文件")
    link.wait_for()
    assert parse_qs(urlparse(page.url).query)["school"] == [school_id]
    picture = page.get_by_role("img", name=name)
    picture.scroll_into_view_if_needed()
    until(page, "image => image.complete && image.naturalWidth > 0", arg=picture.element_handle())
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == f"{cycle_id}-{school_id}-{name}-核实后.pdf"
    text = text_of(Path(download.value.path()).read_bytes())
    assert name in text and rounded(score) in text and f"本校列第{rank}名" in text


def test_a_pile_is_made_while_others_go_on(
    server: Server, look: Callable[..., Sight], cycle_id: str
) -> None:
    """Its address makes it, a bar tells how far it is, and other pages answer meanwhile."""
    page = look().open(server.url("reports", form="docx"))
    page.get_by_role("link", name="打成一个压缩包").click()
    bar = page.get_by_role("progressbar")
    bar.wait_for(timeout=30_000)
    assert parse_qs(urlparse(page.url).query)["all"] == [f"{cycle_id}-verified-docx"]
    other = look().open(server.url("ranking"))
    assert other.get_by_role("heading", name="排名").is_visible()
    assert bar.is_visible()


# ------------------------------------------------------------------ by their address


def fetched(address: str) -> tuple[int, bytes, str]:
    """Status, content and the name it is handed over by."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read(), answer.headers["Content-Disposition"] or ""
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read(), ""


def test_a_report_is_had_by_its_address_or_refused_in_words(server: Server, cycle_id: str) -> None:
    base = f"{server.address}/report/{cycle_id}/verified"
    status, content, name = fetched(f"{base}/county/county.xlsx?lang=en")
    assert status == 200 and zipfile.is_zipfile(io.BytesIO(content))
    assert name == f"attachment; filename*=UTF-8''{cycle_id}-lists-Verified.xlsx"
    status, content, _ = fetched(f"{base}/county/county.png")
    assert status == 200 and content.startswith(b"\x89PNG")
    for wrong in ("school/S001.exe", "school/S001.xlsx", "nobody/S001.pdf"):
        assert fetched(f"{base}/{wrong}")[:2] == (404, SAY("reports-unknown").encode())
    status, content, _ = fetched(f"{base}/school/NOBODY.pdf")
    assert status == 404 and "所学校里没有“NOBODY”" in content.decode()
    status, content, _ = fetched(f"{server.address}/reports-of-all/{cycle_id}/self/pdf")
    assert (status, content) == (404, SAY("reports-not-ready").encode())


# ------------------------------------------------------------------ a pile of few


@pytest.fixture
def few(demo_home: Path, tmp_path: Path) -> Settings:
    """The demo county, in which three schools have a score in its latest cycle."""
    home = tmp_path / "home"
    for folder in ("warehouse", "originals"):
        shutil.copytree(demo_home / folder, home / folder)
    with changed_by_hand(published(home)) as connection:
        kept = (
            "select school_id from fct_school_scores where basis = 'verified' and cycle_id ="
            " (select cycle_id from dim_cycles where is_latest) order by school_id limit 3"
        )
        ids = [row[0] for row in connection.execute(kept).fetchall()]
        for mart in ("fct_school_scores", "fct_rank_intervals", "fct_tier_reach", "fct_tier_ties"):
            connection.execute(f"delete from {mart} where not list_contains(?, school_id)", [ids])
    return Settings.resolve(home, SEEDS)


def ended(bulk: Bulk) -> Bulk:
    """A making once it has ended."""
    until = time.monotonic() + PILE_SECONDS
    while bulk.state == "making":
        assert time.monotonic() < until, bulk
        time.sleep(0.1)
    return bulk


def test_a_pile_is_made_once_for_all_who_ask_and_handed_over_as_a_zip(
    few: Settings, cycle_id: str
) -> None:
    left = Path(tempfile.mkdtemp(prefix=in_bulk.FOLDER))
    os.utime(left, (0, 0))
    bulk = in_bulk.in_bulk(few, cycle_id, "verified", "docx", "zh-CN")
    assert not left.exists(), "what an ended server left is cleared away"
    assert in_bulk.in_bulk(few, cycle_id, "verified", "docx", "zh-CN") is bulk
    ended(bulk)
    assert (bulk.state, bulk.share, bulk.done, bulk.total) == ("ready", 1.0, 3, 3)
    assert bulk.name == f"{cycle_id}-一校一报告-核实后-docx.zip"
    with zipfile.ZipFile(bulk.archive) as archive:
        names = archive.namelist()
    assert len(names) == 3 and all(name.endswith("-核实后.docx") for name in names)
    in_bulk.forget(bulk)
    assert not bulk.folder.exists()
    assert in_bulk.already(few, cycle_id, "verified", "docx", "zh-CN") is None


def test_a_pile_that_cannot_be_made_says_why(few: Settings) -> None:
    bulk = ended(in_bulk.in_bulk(few, "1999", "verified", "pdf", "zh-CN"))
    assert bulk.state == "failed"
    assert bulk.reason.startswith("没有考核年度“1999”")
    in_bulk.forget(bulk)


def test_how_far_a_pile_is_counts_ways_and_reports() -> None:
    bulk = Bulk(Wanted("s", "c", "self", "pdf", "en"), Path())
    assert bulk.share == 0
    bulk.done, bulk.total = 2, 4
    assert bulk.share == 0.25
    bulk.phase = "report"
    assert bulk.share == 0.75


# ------------------------------------------------------------------ the page by itself


@pytest.fixture
def draw(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The page as the address asks, as its HTML."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))

    def run(**parameters: str) -> str:
        drawn = alone("reports")
        for name, value in parameters.items():
            drawn.query_params[name] = value
        drawn.run()
        assert [error.message for error in drawn.exception if error.message] == []
        return "".join(str(getattr(element, "body", "")) for element in drawn.main.get("html"))

    return run


def test_without_a_school_it_says_what_to_choose(draw: Callable[..., str]) -> None:
    html = draw()
    assert SAY("reports-choose-school") in html and "打成一个压缩包" in html


def test_a_school_without_a_score_has_no_report(
    draw: Callable[..., str], rows: Rows, cycle_id: str
) -> None:
    [(school_id,)] = rows(
        "select school_id from fct_reporting_status where cycle_id = ?"
        " and status = 'not_handed_in' order by all limit 1",
        cycle_id,
    )
    html = draw(school=school_id)
    assert SAY("reporting-not_handed_in") in html and "<img" not in html


def test_without_fonts_it_says_what_to_install(
    draw: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "SERIF", ("No Such Serif",))
    monkeypatch.setattr(fonts, "SANS", ("No Such Sans",))
    html = draw()
    assert SAY("reports-no-fonts") in html and "fonts-noto-cjk" in html
    assert SAY("reports-no-fonts") not in draw(form="docx")


def test_a_ready_pile_is_handed_over_and_a_failed_one_told(
    draw: Callable[..., str], monkeypatch: pytest.MonkeyPatch, cycle_id: str
) -> None:
    bulk = Bulk(Wanted("s", cycle_id, "verified", "pdf", "zh-CN"), Path("nowhere"), total=7)
    monkeypatch.setattr(report_jobs, "in_bulk", lambda *wanted: bulk)
    bulk.state = "ready"
    html = draw(all=f"{cycle_id}-verified-pdf")
    assert "下载压缩包（7 份）" in html and f"reports-of-all/{cycle_id}/verified/pdf" in html
    bulk.state, bulk.reason = "failed", "磁盘满了"
    html = draw(all=f"{cycle_id}-verified-pdf")
    assert "磁盘满了" in html and SAY("reports-again") in html
    # What the address asks for with other choices is not made unasked.
    assert SAY("reports-make-all") in draw(all=f"{cycle_id}-self-pdf")


def test_a_name_is_text_in_the_preview() -> None:
    html = panel.preview(SAY, "school", "pdf", "<script>x</script>", "a.png", "a.pdf")
    assert "<script>" not in html and html.count("&lt;script&gt;") == 2
