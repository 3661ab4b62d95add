"""The guide before the first build: as it stands in force, under the names of the marts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl

from dashboards.parts import frame
from dashboards.parts.frame import View
from duibiao.guide.editions import Guide, GuideFaults
from duibiao.records.settings import Settings
from duibiao.warehouse.kept_guides import guide_in_force
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.labels import Labels

COLUMNS = {
    "indicator": "indicator_id",
    "dimension": "dimension_id",
    "fact": "fact_id",
    "base_fact": "base_fact_id",
}
"""What the marts call a column of the guide's tables otherwise."""
NUMBERED = {"rule_bands": "band_number", "not_applicable": "case_number"}
"""Rows that the marts number within an indicator; here they are in the order of their table."""


class UnpublishedGuide(Snapshot):
    """The tables of a guide, to be asked as a snapshot's are: those that describe it, no others."""

    def __init__(self, guide: Guide) -> None:
        self.path = Path("guide")
        self._connection = duckdb.connect()
        for name, table in guide.tables.items():
            rows = table.rename({old: new for old, new in COLUMNS.items() if old in table.columns})
            if name in NUMBERED:
                rows = rows.with_row_index(NUMBERED[name])
            self._put(name, rows)
        codes = [
            (code_list, one.code, one.name_zh, one.name_en)
            for code_list, named in guide.codes.items()
            for one in named.values()
        ]
        columns = guide.tables["code_lists"].schema
        self._put("codes", pl.DataFrame(codes, schema=columns, orient="row"))
        facts = pl.col("required").cast(pl.Boolean).alias("is_required")
        self._put("facts", self.frame("select * from dim_facts").with_columns(facts))
        given = [
            (name, one.indicator_id, one.part, one.least, one.most)
            for name, edition in guide.editions.items()
            for one in edition.given_rules.values()
        ]
        bounds = guide.tables["given_rules"].rename({"indicator": "indicator_id"}).schema
        ranges = pl.DataFrame(
            given,
            schema={name: kind for name, kind in bounds.items() if name != "mean"},
            orient="row",
        )
        self._put("given_ranges", ranges)
        self._put(
            "rules",
            self.frame("""
                select
                    rule.*, part_points.points as part_points,
                    relative.* exclude (edition, indicator_id, part), ranges.least, ranges.most,
                    given_rule.mean as mean_kind
                from dim_rules as rule
                left join dim_part_points as part_points using (edition, indicator_id, part)
                left join dim_relative_rules as relative using (edition, indicator_id, part)
                left join dim_given_ranges as ranges using (edition, indicator_id, part)
                left join dim_given_rules as given_rule using (edition, indicator_id, part)
            """),
        )
        self._put(
            "dimensions",
            self.frame("""
                select
                    dimension.*, coalesce(sum(indicator.max_points), 0) as max_points,
                    count(indicator.indicator_id) as indicator_count
                from dim_dimensions as dimension
                left join (
                    from dim_indicators anti join dim_bonus_indicators using (edition, indicator_id)
                ) as indicator using (edition, dimension_id)
                group by all
            """),
        )
        self._put(
            "indicators",
            self.frame("""
                select
                    indicator.*, indicator_floor.least_points,
                    bonus.indicator_id is not null as is_bonus
                from dim_indicators as indicator
                left join dim_indicator_floors as indicator_floor using (edition, indicator_id)
                left join dim_bonus_indicators as bonus using (edition, indicator_id)
            """),
        )
        self._put(
            "tiers",
            self.frame("""
                select tier.*, share.percent as first_percent, share.ties as first_ties
                from dim_tiers as tier
                left join dim_tier_shares as share using (edition, tier)
            """),
        )
        self._put(
            "ratings",
            self.frame("""
                select
                    rating.*, firsts.percent as first_percent, firsts.ties as first_ties,
                    lasts.percent as last_percent, lasts.ties as last_ties
                from dim_ratings as rating
                left join dim_rating_shares as firsts
                    on rating.edition = firsts.edition and rating.rating = firsts.rating
                    and firsts."end" = 'first'
                left join dim_rating_shares as lasts
                    on rating.edition = lasts.edition and rating.rating = lasts.rating
                    and lasts."end" = 'last'
            """),
        )

    def _put(self, name: str, rows: pl.DataFrame) -> None:
        self._connection.register("given", rows)
        self._connection.execute(f"create or replace table dim_{name} as from given")
        self._connection.unregister("given")


def open_view() -> View:
    """The guide as it was published, else as it stands in force before that.

    Raises NothingYet where neither can be read.
    """
    try:
        return frame.open_view()
    except frame.NothingYet:
        try:
            guide = UnpublishedGuide(guide_in_force(Settings.resolve()))
        except GuideFaults as faults:
            raise frame.NothingYet from faults
    say = frame.speak()
    # The newest edition, in place of that of the newest cycle.
    newest = guide.frame("""
        select '' as cycle_id, edition from dim_editions order by valid_from desc, edition limit 1
    """)
    frame.show_message(say, "guide-unpublished", "info")
    return View(say, Labels(say, guide.codes), guide, newest)
