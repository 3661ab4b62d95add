"""核实: what to check and why as the marts say, sheets to print, reviews in, self and verified."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from openpyxl import load_workbook

from dashboards.app_pages.checks import html, queries
from dashboards.parts import permitted, person
from duibiao.analysis.peers import site_checks, site_sample
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.labels import Labels
from ingest.desk import forms, reviewing
from ingest.review.template import FIRST_ROW, REASON, SELF, VERIFIED
from tests.dashboards.conftest import Server, Sight, alone, table

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]
SAY = Words("zh-CN")
TAKE = 40


def test_the_answers_are_those_of_the_command_line_and_the_doubtful(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """First what `site-check` puts first, in its order; the sample and every open warning too."""
    told = queries.answers(snapshot, cycle_id, take=TAKE, first=0, count=10_000).to_dicts()
    first = site_checks(snapshot, cycle_id, TAKE)
    sample = site_sample(snapshot, cycle_id, 10_000)

    def pairs(of: list[dict[str, Any]]) -> list[tuple[str, str]]:
        return [(row["school_id"], row["fact_id"]) for row in of]

    assert pairs(told[:TAKE]) == pairs(first)
    doubtful = rows(
        """select school_id, fact_id from fct_doubtful_answers
        where cycle_id = ? and basis = 'verified' and doubt = 'warning'""",
        cycle_id,
    )
    assert doubtful
    assert sorted(pairs(told)) == sorted({*pairs(first), *pairs(sample), *doubtful})
    for row, same in zip(told, first, strict=False):
        assert (row["value"], row["stake_score"], row["is_borderline"]) == (
            same["value"], same["stake_score"], same["is_borderline"],
        )  # fmt: skip


def test_the_plan_and_its_figures_add_up(snapshot: Snapshot, rows: Rows, cycle_id: str) -> None:
    """Schools by township without a gap; what is verified as fct_school_scores says."""
    totals = queries.totals(snapshot, cycle_id, take=TAKE, township=None)
    plan = queries.plan(
        snapshot, cycle_id, take=TAKE, township=None, first=0, count=1000
    ).to_dicts()
    assert len(plan) == totals["school_count"]
    assert sum(row["answer_count"] for row in plan) == totals["picked_count"]
    townships = [row["township"] for row in plan]
    assert len(set(townships)) == 1 + sum(one != other for one, other in pairwise(townships))
    for row in plan:
        own = [other for other in plan if other["township"] == row["township"]]
        assert row["township_schools"] == len(own)
        assert row["township_answers"] == sum(other["answer_count"] for other in own)
    verified = ("verified_fact_count", "asked_fact_count", "verified_school_count")
    assert (
        tuple(totals[name] for name in verified)
        == rows(
            """select sum(verified_fact_count), sum(asked_fact_count),
            count(*) filter (where verified_fact_count > 0)
        from fct_school_scores where cycle_id = ? and basis = 'verified'""",
            cycle_id,
        )[0]
    )
    narrow = queries.totals(snapshot, cycle_id, take=TAKE, township=townships[0])
    assert narrow["picked_count"] == plan[0]["township_answers"]


def test_bands_cover_the_ranking(snapshot: Snapshot, rows: Rows, cycle_id: str) -> None:
    bands = queries.verified_by_rank(snapshot, cycle_id, 7)
    ((schools, verified, facts),) = rows(
        """select count(*), count(*) filter (where verified_fact_count > 0),
            sum(verified_fact_count)
        from fct_school_scores
        where cycle_id = ? and basis = 'verified' and rank_county is not null""",
        cycle_id,
    )
    assert bands.height == 7
    assert bands["schools"].sum() == schools and bands["schools_verified"].sum() == verified
    assert bands["verified_facts"].sum() == facts


def test_a_sheet_asks_what_was_picked_or_everything(
    snapshot: Snapshot, rows: Rows, cycle_id: str
) -> None:
    """One sheet a school, the county's own facts left out, the school's own value on it."""
    plan = queries.plan(snapshot, cycle_id, take=TAKE, township=None, first=0, count=3).to_dicts()
    school = plan[0]
    where: dict[str, Any] = {"take": TAKE, "township": school["township"]}
    picked = queries.sheets(snapshot, cycle_id, school_id=None, every=False, **where).to_dicts()
    assert len(picked) == school["township_answers"]
    papers = html.sheets(SAY, picked, cycle_id, Labels(SAY, []), Markup("<i>mark</i>"))
    assert papers.count('<section class="sheet">') == school["township_schools"]
    assert papers.count("<i>mark</i>") == school["township_schools"], "each says its standing"

    every = queries.sheets(
        snapshot, cycle_id, school_id=school["school_id"], every=True, **where
    ).to_dicts()
    assert [(row["fact_id"], row["self_value"]) for row in every] == rows(
        """select fact_id, answer.value from fct_answers as answer
        inner join dim_facts as fact using (edition, fact_id)
        inner join dim_indicators as indicator
            on indicator.edition = fact.edition and indicator.indicator_id = fact.indicator_id
        inner join dim_dimensions as dimension
            on dimension.edition = fact.edition
            and dimension.dimension_id = indicator.dimension_id
        where answer.cycle_id = ? and answer.school_id = ? and answer.basis = 'self'
            and answer.answered_by = 'school' and answer.state <> 'not_asked'
        order by dimension.sort, indicator.sort, fact.sort, fact_id""",
        cycle_id,
        school["school_id"],
    )


def test_reasons_are_sentences_of_what_holds() -> None:
    row = {
        "priority_rank": 1, "stake_score": Decimal("3.409"), "verified_fact_count": 24,
        "corrected_fact_count": 9, "expected_loss": Decimal("1.13"), "is_borderline": True,
        "has_warning": True, "rank_best": 4, "rank_worst": 10, "sample_rank": 2,
    }  # fmt: skip
    assert html.reasons(SAY, row) == (
        "本项指标占该校 3.41 分。这项指标核实过 24 项，更正 9 项。据此估计高报 1.13 分。"
        "该校处于档次临界。报送时有提醒，名次可能在第 4 至 10 之间。随机抽样第 2 个。"
    )
    drawn = row | {"priority_rank": None, "has_warning": False}
    assert html.reasons(SAY, drawn) == "随机抽样第 2 个。"


@pytest.mark.parametrize("summed_by", html.SUMMED_BY)
def test_self_and_verified_are_the_marts_with_names(
    snapshot: Snapshot, rows: Rows, cycle_id: str, summed_by: str
) -> None:
    told = queries.summaries(snapshot, cycle_id, summed_by)
    assert (
        told["overstated_points"].sum()
        == rows(
            """select sum(overstated_points) from fct_self_assessment_summaries
        where cycle_id = ? and summed_by = ?""",
            cycle_id,
            summed_by,
        )[0][0]
    )
    assert told["name_zh"].null_count() == 0
    shown = html.summaries_table(SAY, told.to_dicts(), summed_by, Labels(SAY, []), lambda **of: "#")
    assert shown.count("<tr>") == told.height + 1


def test_a_filled_workbook_is_checked_by_cell_and_loaded_once(
    demo_copy: Path, rows: Rows, cycle_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Downloaded from the desk, filled with a fault, refused with its cell; mended, loaded."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_copy))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    school_id = rows(
        """select min(school_id) from fct_school_scores
        where cycle_id = ? and basis = 'verified' and verified_fact_count = 0""",
        cycle_id,
    )[0][0]
    book = load_workbook(
        io.BytesIO(forms.review_workbook(permitted.looking(), cycle_id, school_id, SAY.language))
    )
    sheet = book.active
    assert sheet is not None
    row = next(
        row
        for row in range(FIRST_ROW + 1, sheet.max_row + 1)
        if isinstance(sheet.cell(row, SELF + 1).value, int)
        and sheet.cell(row, SELF + 1).value
        and not sheet.cell(row, VERIFIED + 1).protection.locked
    )
    sheet.cell(row, VERIFIED + 1).value = SAY("review-none")
    faulty = io.BytesIO()
    book.save(faulty)

    drawn = alone("checks")
    drawn.query_params["part"] = "book"
    drawn.query_params["school"] = school_id

    def said() -> str:
        return "".join(str(shown.proto.body) for shown in drawn.get("html"))

    person.set_up("127.0.0.1", is_shared=True)
    drawn.run()
    assert not drawn.get("file_uploader") and SAY(permitted.REASON) in said()
    person.set_up("127.0.0.1", is_shared=False)
    drawn.run()
    drawn.file_uploader(key="review-file").set_value(("review.xlsx", faulty.getvalue(), "")).run()

    assert "有错误，不能载入" in said()
    assert sheet.cell(row, REASON + 1).coordinate in said(), "the problem names its cell"
    assert not any(button.key == "load-review" for button in drawn.button)

    sheet.cell(row, REASON + 1).value = "查会议记录，没有"
    mended = io.BytesIO()
    book.save(mended)
    drawn.file_uploader(key="review-file").set_value(("review.xlsx", mended.getvalue(), "")).run()
    assert f"学校 {school_id}：核实 1 项，其中相符 0 项、确实没有 1 项。" in said()
    drawn.button(key="load-review").click().run()
    assert SAY("change-nobody") in said(), "first she says who she is"
    drawn.text_input(key="acting-person-field").set_value("核实一组").run()
    drawn.button(key="load-review").click().run()
    assert "已载入，核实值已留存" in said()
    again = reviewing.check_review(permitted.looking(), mended.getvalue(), "review.xlsx")
    assert again.checked.fate == "already_here"
    assert Settings.resolve(demo_copy, SEEDS).records.is_dir()


# ---------------------------------------------------------------- in the browser


def test_the_official_plans_a_day_and_prints_its_sheets(
    server: Server, look: Look, snapshot: Snapshot, cycle_id: str
) -> None:
    """From the plan to a township's sheets, each figure as on the snapshot."""
    take = int(html.TAKES[1])
    plan = queries.plan(
        snapshot, cycle_id, take=take, township=None, first=0, count=1000
    ).to_dicts()
    sight = look()
    page = sight.open(server.url("checks"))
    shown = [row for row in table(page, "check-plan") if row[1]]
    assert [int(row[1].split()[0]) for row in shown] == [row["answer_count"] for row in plan]
    page.locator("table#check-plan .group-head a").nth(1).click()
    page.wait_for_selector("section.sheet")
    sight.settle()
    first = plan[0]
    assert page.locator("section.sheet").count() == first["township_schools"]
    assert page.locator("section.sheet tbody tr").count() == first["township_answers"]
    page.emulate_media(media="print")
    assert not page.locator(".st-key-bar").is_visible()
    assert not page.locator("p.no-print").first.is_visible()
    page.emulate_media(media="screen")
    page.get_by_role("link", name="‹ 返回").click()
    page.wait_for_selector("table#check-plan")
    assert len([row for row in table(page, "check-plan") if row[1]]) == first["township_schools"]


def test_self_beside_verified_by_reviewer_on_a_telephone(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    page = look(390).open(server.url("checks", part="found", by="reviewer"))
    assert {(row[0], row[1]) for row in table(page, "self-and-verified")} == {
        (reviewer, str(count))
        for reviewer, count in rows(
            """select group_code, verified_fact_count from fct_self_assessment_summaries
            where cycle_id = ? and summed_by = 'reviewer'""",
            cycle_id,
        )
    }
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
