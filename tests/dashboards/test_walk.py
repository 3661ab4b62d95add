"""From a rank to the cell by clicking, and by an address that somebody sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.dashboards.conftest import Server, Sight, table, until

Rows = Callable[..., list[tuple[Any, ...]]]
Look = Callable[..., Sight]


def verified_lower(rows: Rows, cycle_id: str) -> tuple[Any, ...]:
    """A school whose answer the county corrected in a workbook's cell, to its cost."""
    return rows(
        """select own.school_id, school.name_zh, own.indicator_id, own.dimension_id, own.fact_id,
            answer.sheet, answer.cell, answer.raw, verified.raw, record.file_name, verified.line,
            verified.reason, answer.original_sha256, answer.record_id
        from (select * from fct_indicator_scores inner join dim_facts using (edition, indicator_id)
            where basis = 'self') as own
        inner join fct_indicator_scores as lower using (cycle_id, school_id, indicator_id)
        inner join (select fct_answers.*, fct_submissions.original_sha256
            from fct_answers inner join fct_submissions using (submission_id)) as answer
            on answer.cycle_id = own.cycle_id and answer.school_id = own.school_id
            and answer.fact_id = own.fact_id and answer.basis = 'self'
        inner join fct_answers as verified
            on verified.cycle_id = own.cycle_id and verified.school_id = own.school_id
            and verified.fact_id = own.fact_id and verified.is_verified
        inner join fct_records as record on record.record_id = verified.record_id
        inner join dim_cycle_schools as school
            on school.cycle_id = own.cycle_id and school.school_id = own.school_id
        where own.cycle_id = ? and lower.basis = 'verified' and lower.points < own.points
            and answer.value <> verified.value
        order by own.school_id, own.indicator_id, own.fact_id limit 1""",
        cycle_id,
    )[0]


def test_one_walks_from_the_rank_to_the_cell_by_clicking(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Ranking → school → dimension → indicator, and by the steps back up to the ranking."""
    found = verified_lower(rows, cycle_id)
    school_id, name, indicator_id, dimension_id = found[:4]
    ((dimension, indicator),) = rows(
        """select dimension.name_zh, indicator.name_zh from dim_cycles as cycle
        inner join dim_dimensions as dimension using (edition)
        inner join dim_indicators as indicator using (edition, dimension_id)
        where cycle.cycle_id = ? and indicator.indicator_id = ?""",
        cycle_id,
        indicator_id,
    )
    sight = look()
    page = sight.open(server.url("ranking"))
    page.get_by_role("link", name=name, exact=True).click()
    page.wait_for_selector("table#dimensions")
    page.locator("table#dimensions").get_by_role("link", name=dimension, exact=True).click()
    page.wait_for_selector(".way [aria-current='step']")
    assert f"school={school_id}" in page.url and f"dimension={dimension_id}" in page.url
    assert dimension in page.locator(".way [aria-current='step']").inner_text()
    page.locator(".cards").get_by_role("link", name=indicator, exact=True).click()
    page.wait_for_selector("table#sources")
    assert f"indicator={indicator_id}" in page.url
    steps = page.locator(".way li").all_inner_texts()
    assert len(steps) == 4 and indicator in steps[-1] and dimension in steps[-2]

    page.locator(".way a").nth(2).click()
    page.wait_for_selector(f"table#indicators-{dimension_id}")
    assert "indicator=" not in page.url
    page.locator(".way a").nth(1).click()
    page.wait_for_selector("table#worth-most")
    page.go_back()
    page.wait_for_selector(".way")
    page.locator(".way a").nth(0).click()
    page.wait_for_selector("table#ranking")


def test_a_segment_of_the_ranking_leads_to_the_dimension(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """And so do the points where one dimension is looked at."""
    school_id = rows(
        """select school_id from fct_school_scores where cycle_id = ? and basis = 'verified'
        order by rank_county, school_id limit 1""",
        cycle_id,
    )[0][0]
    names = rows("select dimension_id, name_zh from dim_dimensions order by sort")
    dimension_id, name = names[1]
    page = look().open(server.url("ranking"))
    page.locator("table#ranking tbody tr:first-child .stacked a").nth(1).click()
    page.wait_for_selector(".way [aria-current='step']")
    assert f"school={school_id}" in page.url and f"dimension={dimension_id}" in page.url
    assert name in page.locator(".way [aria-current='step']").inner_text()
    page = look().open(server.url("ranking", dimension=dimension_id))
    page.locator("table#ranking tbody tr:first-child td.number a").first.click()
    page.wait_for_selector(f"table#indicators-{dimension_id}")


@pytest.mark.parametrize("width", [390, 1440])
def test_an_address_opens_the_cell_itself(
    server: Server, look: Look, rows: Rows, cycle_id: str, width: int
) -> None:
    """Sheet, cell, as typed, file, who, when; what the county found and why; on a telephone too."""
    (school_id, _, indicator_id, _, fact_id, sheet, cell, raw, county_raw, county_file, line,
     reason, sha, record_id) = verified_lower(rows, cycle_id)  # fmt: skip
    page = look(width).open(server.url("school", school=school_id, indicator=indicator_id))
    [row] = [row for row in table(page, "sources") if row[0].endswith(fact_id)]
    assert "已核实" in row[1]
    assert f"“{sheet}”表{cell}单元格，原样“{raw}”" in row[2]
    assert sha in row[2] and record_id in row[2]
    assert f"《{county_file}》第{line}行，原样“{county_raw}”" in row[3]
    assert f"理由：{reason}" in row[3]
    ((points, maximum),) = rows(
        """select round(points, 2), max_points from fct_indicator_scores
        where cycle_id = ? and basis = 'verified' and school_id = ? and indicator_id = ?""",
        cycle_id,
        school_id,
        indicator_id,
    )
    told = page.locator(".told").inner_text()
    assert told.endswith(f"得{points:.2f}分（满分{maximum.normalize():f}分）")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    main = page.locator("[data-testid='stMain']")
    assert main.evaluate("box => box.scrollWidth - box.clientWidth") <= 0


def test_a_red_line_stands_with_its_file_beside_the_points(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Who found it, in which line of which file."""
    school_id, indicator_id, file_name, line = rows(
        """select score.school_id, score.indicator_id, record.file_name, finding.line
        from fct_indicator_scores as score
        inner join fct_findings as finding
            on finding.cycle_id = score.cycle_id and finding.school_id = score.school_id
            and finding.red_line = score.zeroed_by_red_line
        inner join fct_records as record on record.record_id = finding.record_id
        where score.cycle_id = ? and score.basis = 'verified' limit 1""",
        cycle_id,
    )[0]
    page = look().open(server.url("school", school=school_id, indicator=indicator_id))
    assert f"《{file_name}》第{line}行" in page.locator(".notice.warning").inner_text()
    assert "本项记0分" in page.locator(".told").inner_text()


def test_one_reads_on_to_the_next_indicator_and_keeps_it_across_schools(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """The order is the guide's; at its beginning there is nothing before."""
    order = rows(
        """select indicator.indicator_id from dim_cycles as cycle
        inner join dim_indicators as indicator using (edition)
        inner join dim_dimensions as dimension using (edition, dimension_id)
        where cycle.cycle_id = ? order by dimension.sort, indicator.sort""",
        cycle_id,
    )
    (school_id,) = rows(
        "select min(school_id) from fct_school_scores where cycle_id = ?", cycle_id
    )[0]
    page = look().open(server.url("school", school=school_id, indicator=order[0][0]))
    assert page.locator(".neighbours a").count() == 1
    page.locator(".neighbours a").click()
    until(page, f"location.search.includes('indicator={order[1][0]}')")
    until(page, "document.querySelectorAll('.neighbours a').length === 2")
    assert f"school={school_id}" in page.url


def test_an_indicator_that_is_not_there_is_told_and_the_school_shown(
    server: Server, look: Look, rows: Rows, cycle_id: str
) -> None:
    """Nothing is left out silently."""
    (school_id,) = rows(
        "select min(school_id) from fct_school_scores where cycle_id = ?", cycle_id
    )[0]
    page = look().open(server.url("school", school=school_id, indicator="没有这一项"))
    assert "没有这一项" in page.locator(".notice.warning").first.inner_text()
    assert page.locator("table#dimensions").count() == 1
