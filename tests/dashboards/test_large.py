"""Counties with more schools than a list is of use for: found by typing, shown page by page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.app_pages.overview import views as overview
from dashboards.app_pages.reporting import queries as reporting
from dashboards.app_pages.township import views as township
from dashboards.parts import choices
from duibiao.records.settings import SEEDS
from duibiao.words import words
from tests.dashboards.conftest import alone

Rows = Callable[..., list[tuple[Any, ...]]]
SAY = words("zh-CN")
LISTED, FOUND, TILES, OWING = 4, 3, 5, 2


@pytest.fixture(autouse=True)
def _large(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo county as if it were a large one."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    monkeypatch.setattr(choices, "MOST_LISTED", LISTED)
    monkeypatch.setattr(choices, "MOST_FOUND", FOUND)
    monkeypatch.setattr(township, "PAGE_SIZE", TILES)
    monkeypatch.setattr(overview, "TILES", TILES)
    monkeypatch.setattr(overview, "SHOWN", OWING)
    monkeypatch.setattr(reporting, "MOST_CALLED", OWING)


def drawn(name: str, **where: str) -> AppTest:
    """A page as an address opens it."""
    page = alone(name)
    for parameter, value in ({"lang": "zh-CN"} | where).items():
        page.query_params[parameter] = value
    page.run()
    assert [error.message for error in page.exception if error.message] == []
    return page


def written(name: str) -> str:
    """All that a page writes."""
    return "".join(str(element.proto.body) for element in drawn(name).get("html"))


def options(page: AppTest, label: str) -> list[str]:
    [box] = [box for box in page.selectbox if box.label == label]
    return list(box.options)


@pytest.mark.parametrize(
    ("name", "label"),
    [("school", "choose-school"), ("reports", "choose-school"), ("compare", "compare-add")],
)
def test_a_school_of_many_is_found_by_what_is_typed(name: str, label: str, rows: Rows) -> None:
    """By a part of its name or its code; nobody is sent a list of all."""
    school_id, school = rows("select school_id, name_zh from dim_schools order by name_zh")[-1]
    page = drawn(name)
    assert len(options(page, SAY(label))) == FOUND
    told = SAY("school-with-code", name=school, code=school_id)
    for typed in (school[:-1], school_id.lower()):
        [field] = [field for field in page.text_input if field.label == SAY("find-school")]
        field.set_value(typed).run()
        assert told in options(page, SAY(label))
        assert page.query_params["find-school"] == typed


def test_the_school_that_is_open_stays_whatever_is_typed(rows: Rows) -> None:
    [(school_id, school)] = rows(
        "select school_id, name_zh from dim_schools order by name_zh desc limit 1"
    )
    page = drawn("school", school=school_id, **{"find-school": "[(.*没有这样的学校"})
    told = SAY("school-with-code", name=school, code=school_id)
    assert options(page, SAY("choose-school")) == [told]
    assert page.session_state["choice-school"] == school_id


def test_townships_are_shown_page_by_page(rows: Rows) -> None:
    """Each once, and on the overview the first of them with how many there are."""
    names = {name for (name,) in rows("select distinct township from dim_cycle_schools")}
    assert len(names) > TILES
    seen: list[str] = []
    for number in range(1, -(-len(names) // TILES) + 1):
        html = "".join(
            str(element.proto.body) for element in drawn("township", page=str(number)).get("html")
        )
        table = html[html.index('id="township-scores"') :]
        seen += [name for name in names if f">{name}</a>" in table]
        assert html.count("<small>") == html.count("<b>") <= TILES
    assert sorted(seen) == sorted(names)
    assert SAY("shown-townships", first=1, last=TILES, total=len(names)) in written("overview")


def test_who_has_not_handed_in_is_counted_whole_where_the_first_alone_are_named(rows: Rows) -> None:
    [(owing,)] = rows(
        """select count(*) from fct_reporting_status
        where status in ('must_correct', 'not_handed_in')
            and cycle_id = (select cycle_id from dim_cycles where is_latest)"""
    )
    assert owing > OWING
    said = SAY("shown-first", total=owing, shown=OWING)
    assert said in written("overview")
    page = drawn("reporting")
    assert said in "".join(str(element.proto.body) for element in page.get("html"))
    [listed] = [code.value for code in page.code]
    assert SAY("call-count", count=owing) in listed
    statuses = ("must_correct", "not_handed_in")
    assert sum(listed.count(SAY(f"call-{status}", name="")) for status in statuses) == OWING
