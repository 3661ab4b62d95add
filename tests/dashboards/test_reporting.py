"""Reporting: who is in and who is not, the list to call, the days, and the list as a file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import shutil
from collections.abc import Callable
from itertools import accumulate, groupby
from typing import Any

import duckdb
import polars as pl
import pytest

from dashboards.app_pages.overview import queries as overview
from dashboards.app_pages.overview.html import WHERE
from dashboards.app_pages.reporting import charts, html, queries
from dashboards.app_pages.reporting.queries import NOTES, OWING, STATUSES, Narrowed
from dashboards.parts import days, frame
from duibiao.warehouse.export import csv_bytes
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.figures import LOCAL_TIME, moment
from duibiao.words.labels import Labels
from ingest.desk.handing_in import ProblemText
from tests.dashboards.conftest import Server, Sight, choose, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")
RECEIVED_AT = dt.datetime(2025, 1, 2, tzinfo=dt.UTC)
REFUSED_AT = dt.datetime(2025, 1, 3, tzinfo=dt.UTC)
# Whom each choice of `note` leaves, said again in other SQL than the page's.
NOTED = {
    "corrections": """select school_id from fct_submissions as refused
        where cycle_id = ? and outcome = 'refused' and not is_withdrawn and record_id > (
            select record_id from fct_submissions as accepted
            where accepted.cycle_id = refused.cycle_id
                and accepted.school_id = refused.school_id and accepted.is_in_force)""",
    "warnings": """select school_id from fct_load_problems
        inner join fct_submissions using (submission_id, cycle_id, school_id)
        where cycle_id = ? and severity = 'warning' and is_in_force and confirmation is null""",
    "confirmed": "select school_id from fct_load_problems where cycle_id = ?"
    " and confirmation <> ''",
    "evidence": "select school_id from fct_evidence_coverage where cycle_id = ? and is_missing",
    "unsigned": """select school_id from fct_submissions where cycle_id = ? and is_in_force
        and submission_id not in (
            select submission_id from fct_signed_forms where submission_id is not null)""",
    "scans": "select school_id from fct_signed_forms where cycle_id = ? and submission_id is null",
}


def test_the_list_is_every_school_of_the_cycle_by_status_and_township(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Who has to do something stands first; pages make up the whole; totals are the marts'."""
    listed = queries.listed_schools(snapshot, cycle_id, Narrowed())
    wanted = rows(
        """select school_id, status, township from fct_reporting_status
        inner join dim_cycle_schools using (cycle_id, school_id) where cycle_id = ?""",
        cycle_id,
    )
    shown = listed.select("school_id", "status", "township").rows()
    assert sorted(shown) == sorted(wanted)
    order = [(STATUSES.index(status), township) for _, status, township in shown]
    assert order == sorted(order)
    pages = [
        queries.listed_schools(snapshot, cycle_id, Narrowed(), limit=25, offset=offset)
        for offset in (0, 25, 50)
    ]
    assert pl.concat(pages)["school_id"].to_list() == listed["school_id"].to_list()
    totals = queries.summary(snapshot, cycle_id, Narrowed())
    assert totals["school_count"] == totals["listed"] == len(wanted)
    for status in STATUSES[:3]:
        assert totals[f"{status}_count"] == [row[1] for row in wanted].count(status)
    ((expected, missing),) = rows(
        "select count(*) filter (where is_expected), count(*) filter (where is_missing)"
        " from fct_evidence_coverage where cycle_id = ?",
        cycle_id,
    )
    assert totals["evidence_expected_count"] == expected
    assert totals["evidence_missing_count"] == missing


@pytest.fixture(scope="module")
def troubled(
    snapshot: Snapshot, cycle_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """The demo county with what it does not have: an explained warning, gaps, a lost scan."""
    path = tmp_path_factory.mktemp("troubled") / "troubled.duckdb"
    shutil.copyfile(snapshot.path, path)
    with duckdb.connect(str(path)) as connection:
        for sql in (
            """update fct_load_problems set confirmation = '停课一周' where severity = 'warning'
                and cycle_id = $1 and school_id = (select max(school_id) from fct_reporting_status
                    where warning_count > 0 and cycle_id = $1)""",
            """update fct_evidence_coverage set is_missing = true
                where cycle_id = $1 and is_expected and school_id < 'S004'""",
            """update fct_signed_forms
                set submission_id = null, is_of_submission_in_force = false
                where cycle_id = $1 and school_id = (select min(school_id) from fct_signed_forms
                    where cycle_id = $1)""",
            # What a build would say of these schools then.
            """update fct_reporting_status as status set
                confirmed_warning_count = (select count(confirmation) from fct_load_problems
                    where submission_id = status.submission_id and severity = 'warning'),
                evidence_missing_count = (select count(*) from fct_evidence_coverage
                    where cycle_id = $1 and school_id = status.school_id and is_missing),
                is_signed = coalesce((select bool_or(is_of_submission_in_force)
                    from fct_signed_forms
                    where cycle_id = $1 and school_id = status.school_id), false),
                unmatched_scan_count = (select count(*) from fct_signed_forms
                    where cycle_id = $1 and school_id = status.school_id and is_in_force
                        and submission_id is null)
                where cycle_id = $1""",
        ):
            connection.execute(sql, [cycle_id])
    return Snapshot(path)


@pytest.mark.parametrize("note", NOTES)
def test_what_to_look_for_leaves_the_schools_that_have_it(
    troubled: Snapshot, cycle_id: str, note: str
) -> None:
    """Of the list and of its count; the overview counts the same schools."""
    with duckdb.connect(str(troubled.path), read_only=True) as connection:
        wanted = {school for (school,) in connection.execute(NOTED[note], [cycle_id]).fetchall()}
    narrowed = Narrowed(note=note)
    listed = queries.listed_schools(troubled, cycle_id, narrowed)["school_id"].to_list()
    assert set(listed) == wanted != set()
    assert queries.summary(troubled, cycle_id, narrowed)["listed"] == len(listed)
    kind = next((kind for kind, where in WHERE.items() if where == {"note": note}), None)
    if kind is not None:
        matters = overview.matters(troubled, cycle_id, "self", named=100)
        assert set(matters.filter(pl.col("kind") == kind)["school_id"]) == wanted


@pytest.mark.parametrize("status", [OWING, *STATUSES])
def test_status_township_and_type_narrow_together(
    snapshot: Snapshot, rows: Rows, cycle_id: str, status: str
) -> None:
    """Each combination that there is, in the list, its count and the list to call."""
    schools = rows(
        """select school_id, status, township, school_type from fct_reporting_status
        inner join dim_cycle_schools using (cycle_id, school_id) where cycle_id = ?""",
        cycle_id,
    )
    owing = ("must_correct", "not_handed_in")
    for township, school_type in sorted({row[2:] for row in schools})[::5]:
        narrowed = Narrowed(township, school_type, status)
        wanted = {
            row[0]
            for row in schools
            if row[2:] == (township, school_type)
            and (row[1] in owing if status == OWING else row[1] == status)
        }
        listed = queries.listed_schools(snapshot, cycle_id, narrowed)
        assert set(listed["school_id"]) == wanted
        totals = queries.summary(snapshot, cycle_id, narrowed)
        assert totals["listed"] == len(wanted)
        assert totals["school_count"] == [row[2:] for row in schools].count((township, school_type))
        if status == OWING:
            to_call = queries.schools_to_call(snapshot, cycle_id, narrowed)
            assert set(to_call["school_id"]) == wanted


def test_the_days_add_up_to_who_is_in(snapshot: Snapshot, rows: Rows, cycle_id: str) -> None:
    """By the county's day of each school's first accepted file, this cycle and the one before."""
    progress = queries.progress(snapshot, cycle_id, Narrowed())
    before = rows("select previous_cycle_id from dim_cycles where cycle_id = ?", cycle_id)[0][0]
    assert progress["cycle_id"].unique().sort().to_list() == sorted([cycle_id, before])
    for cycle in (cycle_id, before):
        firsts = rows(
            """select school_id, min(received_at) from fct_submissions
            where cycle_id = ? and outcome <> 'refused' and school_id in (
                select school_id from fct_reporting_status
                where cycle_id = fct_submissions.cycle_id and status like 'handed_in%')
            group by school_id""",
            cycle,
        )
        days_in = sorted(
            at.replace(tzinfo=dt.UTC).astimezone(LOCAL_TIME).date() for _, at in firsts
        )
        newly = {day: len(list(group)) for day, group in groupby(days_in)}
        own = progress.filter(pl.col("cycle_id") == cycle)
        assert dict(own.select("day", "newly").rows()) == newly
        assert own["handed_in"].to_list() == list(accumulate(newly.values()))
        (deadline,) = rows("select deadline from dim_cycles where cycle_id = ?", cycle)[0]
        assert own["days_after"].to_list() == [(day - deadline).days for day in newly]


def test_the_chart_lays_both_cycles_on_one_deadline_and_ends_today() -> None:
    """Steps from nobody to who is in; the cycle before stands on this one's days."""
    deadline = dt.date(2025, 1, 20)
    frame_of_days = pl.DataFrame(
        [
            {"cycle_id": cycle, "days_after": after, "newly": newly, "handed_in": sum_,
             "expected": 4}
            for cycle, after, newly, sum_ in (
                ("2025", -5, 1, 1), ("2025", -2, 1, 2), ("2024", -9, 3, 3), ("2024", 4, 1, 4),
            )
        ]
    )  # fmt: skip
    words = dict.fromkeys(charts.NAMES, "")
    today = deadline - dt.timedelta(days=1)
    before, this = charts.progress(frame_of_days, "2025", deadline, today, words).data
    assert [(day - deadline).days for day in this.x] == [-10, -5, -2, -1]
    assert list(this.y) == [0, 0.25, 0.5, 0.5]
    assert [(day - deadline).days for day in before.x] == [-10, -9, 4, 6]
    assert list(before.y) == [0, 0.75, 1, 1]
    assert this.line.shape == before.line.shape == "hv"
    assert html.had_handed_in(frame_of_days, "2025", -1) == 75
    assert html.had_handed_in(frame_of_days, "2025", -10) == 0
    assert html.had_handed_in(frame_of_days, "2025", 300) == 100
    drawn = charts.progress(frame_of_days, "2025", deadline, today, words)
    assert drawn.layout.xaxis.tickformat == "%m-%d"
    long_before = frame_of_days.with_columns(days_after=pl.col("days_after") * 50)
    drawn = charts.progress(long_before, "2025", deadline, today, words)
    assert drawn.layout.xaxis.tickformat == "%Y-%m-%d", "a day comes more than once"
    only = frame_of_days.filter(pl.col("cycle_id") == "2025")
    assert html.had_handed_in(only, "2025", 0) is None


def test_problems_are_told_in_short_and_whole(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """Alike ones together, none lost: as many as the file had."""
    listed = queries.listed_schools(snapshot, cycle_id, Narrowed())
    hand_ins = html.hand_ins(listed)
    wanted: dict[str, int] = dict(
        rows(
            "select submission_id, error_count + warning_count from fct_submissions"
            " where list_contains(?, submission_id)",
            hand_ins,
        )
    )
    short = queries.problems_in_short(snapshot, hand_ins)
    assert dict(short.group_by("submission_id").agg(pl.sum("alike")).rows()) == wanted
    assert short.height < sum(wanted.values()), "the demo county has alike ones"


def school(**more: Any) -> dict[str, Any]:
    """A listed school that has handed in."""
    return {
        "school_id": "S1", "name_zh": "甲校", "township": "某镇", "school_type": "primary",
        "status": "handed_in", "submission_id": "h1", "received_at": RECEIVED_AT,
        "last_refused_submission_id": None, "refused_at": None, "error_count": None,
        "is_correction_refused": False, "warning_count": 0, "confirmed_warning_count": 0,
        "evidence_expected_count": 4, "evidence_missing_count": 0, "evidence_with_file_count": 0,
        "is_signed": True, "unmatched_scan_count": 0,
        "has_more_time": False, "deadline": dt.date(2025, 1, 15),
        "claimed_points": None, "claimed_indicators": None,
    } | more  # fmt: skip


def problem(severity: str, what: str, confirmation: str = "") -> ProblemText:
    """A problem in words."""
    return ProblemText("code", severity, "B1", what, "", "", "", confirmation)


def cells(rows: list[dict[str, Any]], **problems: Any) -> str:
    """The table of these schools."""
    return html.schools_table(SAY, rows, problems, Labels(SAY, []), frame.link, claims=False)


def test_a_warning_stands_with_the_reason_that_was_given_for_it() -> None:
    """What was explained and what was not; a stranger's words are no markup."""
    shown = cells(
        [school(warning_count=3, confirmed_warning_count=1)],
        h1=[(problem("warning", "未填", "<b>停课</b>"), 1), (problem("warning", "未填"), 2)],
    )
    assert "3 处提醒，已说明 1 处：" in shown
    assert "未填；未填（同类 2 处）" in shown
    assert "情况属实：&lt;b&gt;停课&lt;/b&gt;" in shown


def test_a_refused_file_says_what_is_wrong_also_after_an_accepted_one() -> None:
    """And no more than the first kinds of problems: the school's page has them all."""
    many = [(problem("error", f"错误{number}"), 1) for number in range(5)]
    shown = cells([school(status="must_correct", submission_id=None, received_at=None,
                         last_refused_submission_id="r1", refused_at=REFUSED_AT,
                         error_count=5)], r1=many)  # fmt: skip
    assert "退回，5 处错误：" in shown and "错误0；错误1；错误2；另有 2 处" in shown
    assert 'class="tag bad">退回待改<' in shown and "2025-01-03 08:00" in shown
    later = school(is_correction_refused=True, last_refused_submission_id="r1", error_count=1,
                   refused_at=REFUSED_AT)  # fmt: skip
    shown = cells([later], r1=many[:1])
    assert "2025-01-03 08:00 的更正被退回，1 处错误：" in shown and "已报" in shown


def test_who_has_more_time_is_not_called_without_a_word_of_it() -> None:
    told = SAY("extended-until", deadline="2025-01-15")
    owing = {"submission_id": None, "status": "not_handed_in", "has_more_time": True}
    assert told in cells([school(**owing)])
    assert told not in cells(
        [school(has_more_time=True), school(**owing | {"has_more_time": False})]
    )


def test_missing_evidence_no_evidence_due_and_all_there_look_different() -> None:
    """Missing has its own look; nothing due is a dash."""
    assert '<span class="missing">3 / 4</span>' in cells([school(evidence_missing_count=1)])
    assert ">4 / 4</td>" in cells([school()])
    none = school(submission_id=None, status="not_handed_in", evidence_expected_count=0)
    assert cells([none]).count('class="quiet nothing"') == 3


def test_what_the_register_lacks_is_told_by_school_and_indicator() -> None:
    row = {"school_id": "S1", "name_zh": "甲校", "township": "东镇", "attribute": "students"}
    shown = html.register_table(SAY, [row | {"indicator_ids": "A01,B02"}], lambda *_, **__: "#")
    assert all(text in shown for text in ("甲校", "东镇", "学生数", "A01、B02"))


def test_the_file_is_read_by_excel_and_runs_nothing(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """UTF-8 with its mark, headings and codes in words, a formula disarmed."""
    listed = queries.listed_schools(snapshot, cycle_id, Narrowed(status=OWING))
    labels = Labels(SAY, [])
    hostile = listed.with_columns(pl.lit("=1+1").alias("name_zh"))
    content = csv_bytes(html.as_file(SAY, hostile, labels))
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {line["学校"] for line in lines} == {"'=1+1"}
    assert [line["学校代码"] for line in lines] == listed["school_id"].to_list()
    assert {line["状态"] for line in lines} == {"退回待改", "未报"}
    refused: dict[str, dt.datetime] = dict(
        rows(
            "select school_id, max(received_at) from fct_submissions"
            " where cycle_id = ? and outcome = 'refused' group by all",
            cycle_id,
        )
    )
    for line in lines:
        at = refused.get(line["学校代码"])
        assert line["退回时间"] == (moment(at) if at else "")


def test_an_official_calls_the_schools_that_are_missing(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """The job: copy the list, narrow it to a township, save it, go on to a school."""
    owing = rows(
        """select township, name_zh, status from fct_reporting_status
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and submission_id is null order by township, name_zh, school_id""",
        cycle_id,
    )
    sight = look()
    page = sight.open(server.url("reporting"))
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-testid='stCode'] button").click()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    words = {"not_handed_in": "（未报）", "must_correct": "（退回待改）"}
    called = [line for line in copied if line.endswith(tuple(words.values()))]
    assert called == [name + words[status] for _, name, status in owing]
    (deadline,) = rows("select deadline from dim_cycles where cycle_id = ?", cycle_id)[0]
    assert f"已过 {days.days_after(deadline, days.today())} 天" in copied[0]
    people = rows("select distinct received_by from fct_submissions where received_by is not null")
    assert people and not any(name in "\n".join(copied) for (name,) in people)

    township = owing[-1][0]
    choose(page, "报送状态", "尚未报送")
    until(page, "location.search.includes('status=owing')")
    choose(page, "乡镇", township)
    until(page, "location.search.includes('township=')")
    there = [name for place, name, _ in owing if place == township]
    until(page, f"document.querySelectorAll('table#reporting tbody tr').length === {len(there)}")
    sight.settle()
    assert sorted(row[0] for row in table(page, "reporting")) == sorted(there)
    assert page.locator("[data-testid='stCode']").inner_text().count("（未报）") <= len(there)
    figures = page.locator("dl.figures").inner_text()
    ((schools, handed_in),) = rows(
        """select count(*), count(submission_id) from fct_reporting_status
        inner join dim_cycle_schools using (cycle_id, school_id)
        where cycle_id = ? and township = ?""",
        cycle_id,
        township,
    )
    assert f"{handed_in}/ {schools} 所" in figures

    with page.expect_download() as saved:
        page.get_by_role("link", name="下载名单").click()
    lines = list(csv.DictReader(io.StringIO(saved.value.path().read_text(encoding="utf-8-sig"))))
    assert sorted(line["学校"] for line in lines) == sorted(there)
    assert {line["乡镇"] for line in lines} == {township}

    ((first, *_), *_) = table(page, "reporting")
    page.get_by_role("link", name=first).click()
    page.get_by_role("heading", level=2, name=first).wait_for()
    assert "school=" in page.url
    page.go_back()
    page.wait_for_selector("table#reporting")
    assert f"township={township}" in page.evaluate("decodeURIComponent(location.search)")
