"""Handing in on the page: every problem by its cell at once, or a receipt with the score."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Error, Page

from dashboards.parts import days
from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import read_record, record_paths
from ingest.desk.handing_in import receipt_number
from tests.conftest import run_duibiao
from tests.dashboards.conftest import Server, Sight, act_as, choose, serving, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
CLERK = "党建办干事"


@pytest.fixture(scope="module")
def open_server(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The dashboard on a copy of the demo county, which these tests may hand in to."""
    folder = tmp_path_factory.mktemp("hand-in")
    shutil.copytree(demo_home, folder / "home")
    with serving(folder / "home", folder / "log") as up:
        yield up


@pytest.fixture
def handed_in(rows: Rows, cycle_id: str) -> tuple[str, str, list[tuple[str, str]]]:
    """A hand-in in force of the latest cycle: school, hash of its file, cells of its counts."""
    school_id, sha256, submission_id = rows(
        """select school_id, original_sha256, submission_id from fct_submissions
        where cycle_id = ? and is_in_force and source = 'workbook' and not is_late
            and warning_count = 0
        order by school_id limit 1""",
        cycle_id,
    )[0]
    cells = rows(
        """select sheet, cell from fct_answers
        where basis = 'self' and submission_id = ? and kind = 'count' and state = 'answered'
            and fact_id not in (select coalesce(base_fact_id, '') from dim_rules)
            and value_number > 0
        order by line, cell limit 3""",
        submission_id,
    )
    return school_id, sha256, cells


def original(server: Server, sha256: str) -> Path:
    """The file as it was handed in."""
    (path,) = (server.home / "originals" / sha256[:2]).glob(f"{sha256}*")
    return path


def changed(source: Path, target: Path, cells: dict[tuple[str, str], str | float | None]) -> Path:
    """The workbook with other values in some cells, saved by another program."""
    book = load_workbook(source)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(target)
    return target


def upload(sight: Sight, path: Path) -> None:
    """Choose a file and wait until it has been checked."""
    sight.page.set_input_files("[data-testid='stFileUploaderDropzoneInput']", str(path))
    sight.page.get_by_role("heading", name="检查结果").wait_for(timeout=60_000)
    sight.settle()


def receipt_on(page: Page) -> str:
    """The identifier of the record that a receipt on the page is of."""
    return page.locator("table#receipt-details td").first.text_content() or ""


def proofs(page: Page) -> set[tuple[str, str]]:
    """What each file of evidence on the page proves, and its name."""
    return {(row[0].split()[0], row[1]) for row in table(page, "evidence")}


def test_a_faulty_workbook_has_every_problem_by_its_cell(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    tmp_path: Path,
) -> None:
    """Three planted faults: three rows, each with cell, what stood there and how to mend it."""
    _, sha256, cells = handed_in
    faults: list[str | float | None] = ["约十次", -3, 2.5]
    planted = dict(zip(cells, faults, strict=True))
    path = changed(original(open_server, sha256), tmp_path / "有错.xlsx", planted)
    before = set(record_paths(Settings.resolve(open_server.home, SEEDS)))
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert "有错误，不能报送" in page.locator(".notice.error").inner_text()
    shown = {row[0].split()[0]: row for row in table(page, "problems")}
    assert set(shown) == {f"{sheet}!{cell}" for sheet, cell in cells}
    for (sheet, cell), value in planted.items():
        _, what, found, expected, mend = shown[f"{sheet}!{cell}"]
        assert found == str(value)
        assert what and expected and mend
    assert page.get_by_role("button", name="正式报送").count() == 0
    assert set(record_paths(Settings.resolve(open_server.home, SEEDS))) == before


def test_a_faulty_workbook_is_registered_once_for_the_county_to_see(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    tmp_path: Path,
) -> None:
    """As soon as it is known who acts; not again when the page is drawn or it is chosen again."""
    school_id, sha256, cells = handed_in
    path = changed(original(open_server, sha256), tmp_path / "还有错.xlsx", {cells[0]: "约十次"})
    settings = Settings.resolve(open_server.home, SEEDS)
    before = set(record_paths(settings))
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert "填写经办人后，这份文件会登记下来" in page.locator("body").inner_text()
    assert set(record_paths(settings)) == before
    act_as(sight, CLERK)
    page.get_by_text("已登记，等改正后重新报送").wait_for(timeout=60_000)
    sight.settle()
    assert len(table(page, "problems")) == 1
    assert page.locator("table#receipt").count() == 0
    assert page.get_by_role("link", name="下载签字盖章表").count() == 0
    (kept,) = set(record_paths(settings)) - before
    record = read_record(record_paths(settings)[kept])
    assert (record["outcome"], record["school_id"]) == ("refused", school_id)
    assert record["received_by"] == CLERK

    page.set_input_files("[data-testid='stFileUploaderDropzoneInput']", [])
    upload(sight, path)
    page.get_by_text("已登记，等改正后重新报送").wait_for(timeout=60_000)
    assert set(record_paths(settings)) - before == {kept}


def test_a_file_that_leaves_out_most_answers_is_asked_back_before_it_counts(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    rows: Rows,
    tmp_path: Path,
) -> None:
    """What it replaces is said in figures; the button waits for the tick, which is on record."""
    _, sha256, _ = handed_in
    cells = rows(
        """select sheet, cell from fct_answers inner join fct_submissions using (submission_id)
        where original_sha256 = ? and basis = 'self' and state = 'answered' and is_in_force
        order by line, cell""",
        sha256,
    )
    fewer = len(cells) * 3 // 4
    path = changed(
        original(open_server, sha256), tmp_path / "少填.xlsx", dict.fromkeys(cells[:fewer])
    )
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    said = " ".join(page.locator(".notice.warning").all_inner_texts())
    assert "还没有接收：请先确认" in said
    emptied = [row[2] for row in table(page, "differences")].count("空")
    assert emptied == fewer
    assert f"比上次少填{emptied}项，得分" in said and "确认以本次为准？" in said
    # Many that are alike are one line with where they are.
    assert len(table(page, "problems")) < fewer / 4
    act_as(sight, CLERK)
    button = page.get_by_role("button", name="正式报送")
    assert button.is_disabled()
    page.get_by_text("已核对，确认以本次为准").click()
    page.wait_for_timeout(300)
    sight.settle()
    button.click()
    page.wait_for_selector("table#receipt", timeout=60_000)
    sight.settle()  # what stood before is taken away only when the page's run has ended
    assert page.locator(".notice.warning", has_text="已报送").count() == 0
    record = read_record(record_paths(Settings.resolve(open_server.home, SEEDS))[receipt_on(page)])
    assert record["confirmed"][0]["parameters"]["fewer"] == str(emptied)


def test_the_deadline_is_told_before_a_file_is_sent_and_how_late_it_comes_afterwards(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    rows: Rows,
    cycle_id: str,
    tmp_path: Path,
) -> None:
    """On the page, at the check and on the receipt, by China's day."""
    school_id, sha256, cells = handed_in
    ((deadline,),) = rows("select deadline from dim_cycles where cycle_id = ?", cycle_id)
    late = (days.today() - deadline).days
    assert late > 0, "the demo county's deadline is not over"
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    told = page.locator(".notice", has_text=f"{cycle_id} 年度报送截止 {deadline}").inner_text()
    assert f"已过 {late} 天" in told
    upload(sight, changed(original(open_server, sha256), tmp_path / "迟.xlsx", {cells[0]: 1}))
    at_check = f"已过截止日 {deadline}，迟 {late} 天"
    assert page.locator(".notice.warning", has_text=at_check).count() == 1
    act_as(sight, CLERK)
    page.get_by_role("button", name="正式报送").click()
    page.wait_for_selector("table#receipt", timeout=60_000)
    assert at_check in page.locator("table#receipt").inner_text()
    number = page.locator("table#receipt td").first.inner_text()
    assert number == receipt_number(receipt_on(page))
    link = page.locator("table#receipt a").get_attribute("href")
    assert link is not None and f"school={school_id}" in link
    assert not page.locator("table#receipt-details").is_visible()


@pytest.mark.parametrize(("lang", "said"), [("zh-CN", "文件这里不收"), ("en", "not allowed")])
def test_a_file_of_another_kind_is_refused_in_the_reader_s_language(
    open_server: Server, look: Look, tmp_path: Path, lang: str, said: str
) -> None:
    """Streamlit has one sentence for it, in English."""
    path = tmp_path / "说明.txt"
    path.write_text("不是表格", encoding="utf-8")
    sight = look()
    page = sight.open(open_server.url("hand_in", lang=lang))
    page.set_input_files("[data-testid='stFileUploaderDropzoneInput']", str(path))
    page.get_by_text(said).wait_for(timeout=20_000)
    assert (page.get_by_text("not allowed").count() > 0) is (lang == "en")


def test_a_good_workbook_gets_a_score_and_on_handing_in_a_receipt(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    tmp_path: Path,
) -> None:
    """The score is the one that the command line tells; the receipt names a record on disk."""
    school_id, sha256, _ = handed_in
    path = changed(original(open_server, sha256), tmp_path / "更正.xlsx", {})
    told = json.loads(run_duibiao(open_server.home, "check", path, "--json").stdout)
    score = Decimal(told[0]["score"]["score"]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    before = set(record_paths(Settings.resolve(open_server.home, SEEDS)))
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert "没有问题，可以报送" in " ".join(page.locator(".notice.info").all_inner_texts())
    assert f"{score}分" in page.locator("dl.figures").inner_text()
    assert set(record_paths(Settings.resolve(open_server.home, SEEDS))) == before

    act_as(sight, CLERK)
    page.get_by_role("button", name="正式报送").click()
    page.wait_for_selector("table#receipt", timeout=60_000)
    receipt = receipt_on(page)
    assert f"{score}分" in page.locator("dl.figures").inner_text()
    records = record_paths(Settings.resolve(open_server.home, SEEDS))
    assert set(records) - before == {receipt}
    record = read_record(records[receipt])
    assert (record["school_id"], record["channel"]) == (school_id, "dashboard")
    assert record["received_by"] == CLERK
    assert record["file_name"] == "更正.xlsx"


def test_the_very_same_file_is_already_here(
    open_server: Server, look: Look, rows: Rows, cycle_id: str, tmp_path: Path
) -> None:
    """Sending again is harmless, and said so."""
    sha256, name = rows(
        """select original_sha256, file_name from fct_submissions
        where cycle_id = ? and is_in_force order by school_id desc limit 1""",
        cycle_id,
    )[0]
    path = tmp_path / name
    shutil.copyfile(original(open_server, sha256), path)
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert "已经报送过" in " ".join(page.locator(".notice.info").all_inner_texts())
    assert page.get_by_role("button", name="正式报送").count() == 0


def test_a_school_s_template_is_downloaded(
    open_server: Server, look: Look, rows: Rows, cycle_id: str, tmp_path: Path
) -> None:
    """The file is the school's own for the cycle: the check knows it by name."""
    school_id = rows(
        """select school_id from fct_reporting_status
        where cycle_id = ? and status = 'not_handed_in' order by 1""",
        cycle_id,
    )[0][0]
    page = look().open(open_server.url("hand_in", step="template", school=school_id))
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("link", name="下载填报表").click()
    path = tmp_path / "template.xlsx"
    download.value.save_as(path)
    assert school_id in download.value.suggested_filename
    said = run_duibiao(open_server.home, "check", path, "--json", expect=None).stdout
    assert school_id in said
    text = " ".join(
        str(cell)
        for sheet in load_workbook(path)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )
    assert school_id in text and cycle_id in text
    form = page.get_by_role("link", name="用网页填").get_attribute("href")
    assert form is not None and form.startswith("desk/form?") and f"school={school_id}" in form


def test_the_marked_file_comes_back_and_what_changed_is_told(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    tmp_path: Path,
) -> None:
    """A fault, an odd writing and a change: marked in her own file, read as, and told as such."""
    _, sha256, cells = handed_in
    fault, odd, _ = cells
    source = original(open_server, sha256)
    value = load_workbook(source)[odd[0]][odd[1]].value
    path = changed(source, tmp_path / "有错.xlsx", {fault: "约十次", odd: f"{value}．0"})
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert [row[0].split()[0] for row in table(page, "problems")] == ["!".join(fault)]
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注好的文件").click()
    marked = tmp_path / "marked.xlsx"
    download.value.save_as(marked)
    assert download.value.suggested_filename == "有错（已标注）.xlsx"
    book = load_workbook(marked)
    comment = book[fault[0]][fault[1]].comment
    assert comment is not None and "大概" in comment.text
    assert book.sheetnames[-1] == "问题清单"


def test_a_warning_is_confirmed_with_a_reason_that_is_kept(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    tmp_path: Path,
) -> None:
    """Two answers left empty: true all the same, says the clerk, and the record keeps why."""
    _, sha256, cells = handed_in
    empty = dict.fromkeys(cells[:2])
    path = changed(original(open_server, sha256), tmp_path / "留空.xlsx", empty)
    sight = look()
    page = sight.open(open_server.url("hand_in"))
    upload(sight, path)
    assert ["提醒" in row[0] for row in table(page, "problems")] == [True, True]
    assert [row[2] for row in table(page, "differences")] == ["空", "空"]
    page.get_by_text("情况属实？").click()
    for at, reason in enumerate(("本学期没有开展", "由镇中心校统一开展")):
        for _ in range(5):
            # What is chosen or typed while the page still draws is lost, and said to be missing.
            if at == 0:
                choose(page, "哪一处提醒", "未填")
            page.get_by_label("说明（随报送留存）").fill(reason)
            page.get_by_role("button", name="记下说明").click()
            with suppress(Error):
                page.locator("table#problems .tag.good").nth(at).wait_for(timeout=10_000)
                break
        sight.settle()
        assert f"情况属实：{reason}" in table(page, "problems")[at][4]
    act_as(sight, CLERK)
    page.get_by_role("button", name="正式报送").click()
    page.wait_for_selector("table#receipt", timeout=60_000)
    receipt = receipt_on(page)
    records = record_paths(Settings.resolve(open_server.home, SEEDS))
    kept = [problem["confirmation"] for problem in read_record(records[receipt])["problems"]]
    assert kept == ["本学期没有开展", "由镇中心校统一开展"]

    with page.expect_download() as download:
        page.get_by_role("link", name="下载签字盖章表").click()
    download.value.save_as(tmp_path / "form.xlsx")
    footer = load_workbook(tmp_path / "form.xlsx").worksheets[0].oddFooter
    assert footer is not None
    code = read_record(records[receipt])["original"]["sha256"][:16]
    assert any(code in (part.text or "") for part in (footer.left, footer.center, footer.right))

    sight = look()
    page = sight.open(open_server.url("hand_in", step="take-back"))
    act_as(sight, CLERK)
    # As it was read to her over the telephone.
    page.get_by_label("回执号").fill(receipt_number(receipt))
    page.get_by_label("撤回的原因").fill("填错了")
    page.get_by_role("button", name="撤回这次报送").click()
    page.get_by_text("已撤回").wait_for(timeout=60_000)
    withdrawn = read_record(max(record_paths(Settings.resolve(open_server.home, SEEDS)).items())[1])
    assert (withdrawn["kind"], withdrawn["withdrawn_record_id"]) == ("withdrawal", receipt)


def test_evidence_is_named_by_its_file_or_by_its_sender_and_can_be_opened(
    open_server: Server,
    look: Look,
    handed_in: tuple[str, str, list[tuple[str, str]]],
    rows: Rows,
    cycle_id: str,
    tmp_path: Path,
) -> None:
    """One file tells by its name what it proves, of the other one is asked; both are kept."""
    school_id = handed_in[0]
    (first,), (second,) = rows(
        """select indicator_id from dim_indicators inner join dim_cycles using (edition)
        where cycle_id = ? order by sort, indicator_id limit 2""",
        cycle_id,
    )
    named, unnamed = tmp_path / f"{first} 会议记录.txt", tmp_path / "扫描件甲.txt"
    named.write_text("会议记录：第一次", encoding="utf-8")
    unnamed.write_text("会议记录：第二次", encoding="utf-8")
    where = {"step": "evidence", "school": school_id, "cycle": cycle_id}
    sight = look()
    page = sight.open(open_server.url("hand_in", **where))
    before = proofs(page)
    page.set_input_files("[data-testid='stFileUploaderDropzoneInput']", [str(named), str(unnamed)])
    page.wait_for_selector("table#matched", timeout=60_000)
    assert [row[0] for row in table(page, "matched")] == [named.name]
    choose(page, "看不出“扫描件甲.txt”证明什么", second)
    act_as(sight, CLERK)
    page.get_by_role("button", name="交这 2 份").click(timeout=60_000)
    page.get_by_text("已接收。").wait_for(timeout=60_000)
    sight.settle()
    brought = {(first, named.name), (second, unnamed.name)}
    assert proofs(page) - before == brought
    link = page.locator("table#evidence a", has_text=named.name).get_attribute("href")
    answer = page.request.get(f"{open_server.address}/{link}")
    assert answer.status == 200
    assert answer.text() == "会议记录：第一次"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")
    missing = page.request.get(f"{open_server.address}/evidence/{cycle_id}/{school_id}/{'0' * 64}")
    assert missing.status == 404


def test_the_page_of_a_school_lists_its_evidence(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Each file by what it proves, as the marts have it, and the first can be read."""
    school_id, signed = rows(
        "select school_id, file_name from fct_signed_forms where cycle_id = ? and is_in_force"
        " order by school_id limit 1",
        cycle_id,
    )[0]
    proved = rows(
        "select indicator_id, file_name from fct_evidence"
        " where cycle_id = ? and school_id = ? and is_in_force",
        cycle_id,
        school_id,
    )
    page = look().open(server.url("school", cycle=cycle_id, school=school_id, view="files"))
    assert proofs(page) == {("签字盖章扫描件", signed), *proved}
    link = page.locator("table#evidence a").first.get_attribute("href")
    answer = page.request.get(f"{server.address}/{link}")
    assert answer.body().startswith(b"%PDF-")
    assert answer.headers["content-disposition"].startswith("inline")
