"""A run of a page draws from one build, though another is published while it draws."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import dashboards
from dashboards.app_pages.gaps import views
from dashboards.parts import frame
from dashboards.parts.frame import View
from duibiao.records.settings import SEEDS, Settings
from duibiao.warehouse.confined_query import query
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.warehouse.snapshot_files import information_path, statements_path
from tests.dashboards.conftest import published
from tests.marts import changed_by_hand

APP = Path(dashboards.__file__).with_name("app.py")
# Lower than any score's last digits on a screen, and than the way to a tier.
LOWER_BY = 2


@dataclass(frozen=True)
class TwoBuilds:
    """A home with two builds whose schools have other scores, and a school that has both."""

    home: Path
    first: Path
    second: Path
    school_id: str

    def publish(self, build: Path) -> None:
        """Put a build in force, as publishing does."""
        (self.home / "warehouse" / "LATEST").write_text(f"{build.name}\n", encoding="utf-8")


@pytest.fixture(scope="module")
def builds(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> TwoBuilds:
    """The demo county's build, and one in which all have less and some schools are not scored."""
    home = tmp_path_factory.mktemp("builds")
    for name in ("records", "originals"):
        (home / name).symlink_to(demo_home / name)
    (home / "warehouse").mkdir()
    first, second = (home / "warehouse" / f"build-{name}.duckdb" for name in ("first", "second"))
    made = published(demo_home)
    for build in (first, second):
        shutil.copy(made, build)
        shutil.copy(statements_path(made), statements_path(build))
        information = json.loads(information_path(made).read_text(encoding="utf-8"))
        information["build_id"] = build.stem
        information_path(build).write_text(json.dumps(information), encoding="utf-8")
    with changed_by_hand(second) as changed:
        ids = [
            school_id
            for (school_id,) in changed.sql(
                "select school_id from fct_school_scores inner join dim_cycles using (cycle_id)"
                " where is_latest and basis = 'verified' order by rank_county, school_id"
            ).fetchall()
        ]
        changed.execute("update fct_school_scores set score = score - ?", [LOWER_BY])
        changed.execute(
            "delete from fct_school_scores where school_id in (select unnest(?))", [ids[1::2]]
        )
    return TwoBuilds(home, first, second, ids[len(ids) // 2 // 2 * 2])


@pytest.fixture
def drawn(builds: TwoBuilds, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """All that a page says while one build is in force, or another once its view is open."""
    monkeypatch.setenv("DUIBIAO_HOME", str(builds.home))
    monkeypatch.setenv("DUIBIAO_GUIDE", str(SEEDS))
    opened = frame.open_view

    def draw(page: str, in_force: Path, then: Path, **parameters: str) -> str:
        def open_view() -> View:
            view = opened()
            builds.publish(then)
            return view

        st.cache_resource.clear()
        views.reached.clear()
        builds.publish(in_force)
        app = AppTest.from_file(str(APP), default_timeout=120).run()
        app.switch_page(f"app_pages/{page}/page.py")
        for name, value in {"lang": "zh-CN", **parameters}.items():
            app.query_params[name] = value
        monkeypatch.setattr(frame, "open_view", open_view)
        app.run()
        monkeypatch.setattr(frame, "open_view", opened)
        assert (builds.home / "warehouse" / "LATEST").read_text().strip() == then.name
        assert not app.exception
        return "\n".join(str(element.proto.body) for element in app.get("html"))

    return draw


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ("plan", {}),
        ("tiers", {}),
        ("gaps", {"view": "help", "reckon": "yes"}),
        ("school", {}),
        ("ranking", {}),
        ("overview", {}),
        ("checks", {}),
    ],
)
def test_what_is_published_while_a_page_draws_is_not_in_it(
    builds: TwoBuilds, drawn: Callable[..., str], page: str, where: dict[str, str]
) -> None:
    """Every part of it and its footer are as if nothing had come; another run tells the new one."""
    if page in ("plan", "tiers", "school"):
        where = where | {"school": builds.school_id}
    of_first = drawn(page, builds.first, builds.first, **where)
    of_second = drawn(page, builds.second, builds.second, **where)
    assert (
        f"数据版本号 {builds.first.stem}" in of_first
        and f"数据版本号 {builds.second.stem}" in of_second
    )
    assert drawn(page, builds.first, builds.second, **where) == of_first
    # What else than the footer would differ, so that it is seen that the parts do not.
    assert of_first.replace(builds.first.stem, builds.second.stem) != of_second


def test_what_a_page_leads_to_is_of_the_build_that_it_drew_from(
    builds: TwoBuilds, drawn: Callable[..., str]
) -> None:
    """Reports and results of queries, though another build is in force when they are fetched."""
    sql = "select sum(score) as total from fct_school_scores"
    shown = drawn("reports", builds.first, builds.second, kind="county")
    assert f"build={builds.first.stem}" in shown
    assert f"build={builds.second.stem}" not in shown
    settings = Settings.resolve(builds.home, SEEDS)
    own = settings.of_build(builds.first.stem)
    totals = [query(one, sql).rows.item() for one in (own, settings)]
    assert totals[0] > totals[1], "the build in force has less"
    assert snapshot_in_force(own).path == builds.first, "which is what reports are made of"
    # A build that is no longer kept: what is in force is given.
    assert query(settings.of_build("gone"), sql).rows.item() == totals[1]
