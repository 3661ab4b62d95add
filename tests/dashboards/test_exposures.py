"""The exposures of the dbt project are true: a page reads exactly the marts that they name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import yaml

import dashboards
from dashboards.app_pages.checks.html import PARTS
from dashboards.app_pages.gaps import views
from dashboards.app_pages.hand_in.html import STEPS
from dashboards.app_pages.school.views import VIEWS
from dashboards.parts import frame
from duibiao.records.settings import DBT_PROJECT, SEEDS
from duibiao.warehouse.snapshot import Snapshot
from ingest import register

from .conftest import alone, published

EXPOSURES = sorted((DBT_PROJECT / "models" / "exposures").glob("*.yml"))
PAGES = Path(dashboards.__file__).parent / "app_pages"
MART = re.compile(r"\b(?:dim|fct)_\w+")
DRAW_SECONDS = 120


def exposed() -> dict[str, dict[str, Any]]:
    """The exposures by name."""
    contents = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in EXPOSURES]
    return {exposure["name"]: exposure for content in contents for exposure in content["exposures"]}


def named(page: str) -> set[str]:
    """The marts that a page's exposure names."""
    return {
        mart
        for reference in exposed()[f"page_{page}"]["depends_on"]
        for mart in MART.findall(reference)
    }


@pytest.fixture
def recorded(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """A snapshot of its own for the pages, which writes down every statement."""
    monkeypatch.setenv("DUIBIAO_HOME", str(demo_home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    opened = Snapshot(published(demo_home))
    with opened._connection.cursor() as cursor:
        cursor.execute("call enable_logging('QueryLog')")
    monkeypatch.setattr(frame, "open_snapshot", lambda path: opened)
    # What another test had scored, or asked the register, would not be read again.
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.setattr(register, "_kept", {})
    return opened


def draw(page: str, **parameters: str) -> None:
    """Draw a page as its address asks, in this process."""
    drawn = alone(page, DRAW_SECONDS)
    for name, value in parameters.items():
        drawn.query_params[name] = value
    drawn.run()
    # A page that has said all that it can say ends by this exception; the frame knows it.
    assert [error.message for error in drawn.exception if error.message] == []


def read_marts(snapshot: Snapshot) -> set[str]:
    """The marts in all statements so far."""
    with snapshot._connection.cursor() as cursor:
        rows = cursor.execute(
            "select message from duckdb_logs() where type = 'QueryLog'"
        ).fetchall()
    return {mart for (sql,) in rows for mart in MART.findall(sql)}


@pytest.mark.parametrize("page", frame.PAGES)
def test_a_page_reads_exactly_the_marts_that_its_exposure_names(
    page: str, recorded: Snapshot
) -> None:
    where: dict[str, str] = {}
    if "school" in (PAGES / page / "page.py").read_text(encoding="utf-8"):
        row = recorded.frame(
            "select score.cycle_id, score.school_id, score.indicator_id, score.dimension_id"
            " from fct_indicator_scores as score inner join fct_findings as finding"
            " using (cycle_id, school_id)"
            " where finding.is_in_force and score.basis = 'verified' and score.status = 'scored'"
            " order by all limit 1"
        ).row(0, named=True)
        where = {"cycle": row["cycle_id"], "school": row["school_id"], "basis": "verified"}
    with recorded._connection.cursor() as cursor:
        cursor.execute("call truncate_duckdb_logs()")
    draw(page, **where)
    if page == "school":
        draw(page, **where, dimension=row["dimension_id"])
        draw(page, **where, indicator=row["indicator_id"])
        for view in VIEWS:
            draw(page, **where, view=view)
    if page == "gaps":
        # What was reckoned for another test is not read again.
        views.reached.clear()
        draw(page, **where, indicator=row["indicator_id"])
        for seen in ("weak", "kinds", "change", "help"):
            draw(page, **where, view=seen)
    if page == "ranking":
        draw(page, **where, up=where["school"])
        draw(page, view="strip")
    if page == "township":
        ((township,), *_) = recorded.frame("select min(township) from dim_cycle_schools").rows()
        draw(page, township=township)
    if page == "compare":
        draw(page, **where, schools=where["school"])
    if page in ("tiers", "checks"):
        draw(page)
    if page == "checks":
        for part in PARTS:
            draw(page, part=part)
        draw(page, **where, view="print")
    if page == "hand_in":
        for step in STEPS:
            draw(page, **where, step=step)
    assert read_marts(recorded) == named(page)


def test_every_page_has_an_exposure_with_its_address_and_what_it_is_for() -> None:
    assert set(exposed()) == {f"page_{page}" for page in frame.PAGES}
    for page in frame.PAGES:
        exposure = exposed()[f"page_{page}"]
        assert exposure["type"] == "dashboard"
        assert exposure["url"].rsplit("/", 1)[1] == frame.path_of(page)
        assert exposure["description"].strip() and exposure["owner"]["name"]
