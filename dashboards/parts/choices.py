"""The choices of the pages, each held in the address: cycle, basis, township, school and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from dashboards.parts import address, marts
from dashboards.parts.frame import View
from duibiao.analysis.walk import Dimension, Indicator, School

BASES = ("verified", "self")
MOST_LISTED, MOST_FOUND = 1_000, 100
"""Longer lists are no list: what is typed beside it finds the first so many."""


def filters() -> Any:
    """The row that the choices of a page stand in; it wraps on a narrow screen."""
    return st.container(key="filters", horizontal=True, vertical_alignment="bottom")


def choose_cycle(view: View, *, of_reporting: bool = False) -> dict[str, Any]:
    """The assessment cycle that is looked at: the newest with a score, where none is named.

    Where that is not the latest, the page says so (`frame.lead`). `of_reporting`: the latest, since
    what is looked at is who hands in.
    """
    rows = {row["cycle_id"]: row for row in view.cycles.iter_rows(named=True)}
    newest = next((key for key, row in rows.items() if row["is_latest"]), next(iter(rows)))
    if not of_reporting:
        newest = next((key for key, row in rows.items() if row["has_scores"]), newest)
    chosen = address.choose(
        "cycle", view.words("choose-cycle"), list(rows), lambda key: key, default=newest
    )
    return rows[chosen or newest]


def choose_basis(view: View) -> str:
    """Whose answers are scored: with the county's corrections, or as the schools handed them in."""
    return address.switch(
        "basis",
        view.words("choose-basis"),
        BASES,
        lambda basis: view.words(f"basis-{basis}"),
        default=BASES[0],
    )


def choose_optional(
    view: View,
    name: str,
    options: list[str],
    show_option: Callable[[str], str],
    *,
    width: int = 180,
) -> str | None:
    """A filter that may be left open; its words are `choose-<name>` and its attribute `all`."""
    return address.choose(
        name,
        view.words(f"choose-{name}"),
        options,
        show_option,
        placeholder=view.words.attr(f"choose-{name}", "all"),
        width=width,
    )


def listed(
    view: View, name: str, options: pl.DataFrame, chosen: Sequence[str] | None = None
) -> pl.DataFrame:
    """Of more options than a list is of use for, those that what is typed finds, and the chosen.

    The list of a choice is sent to each browser and made anew in each run. `options`: what is
    chosen by in the first column, and what else can be typed. `chosen`: those that stay, if not
    the one that the address has under `name`. The words are `find-<name>`.
    """
    if options.height <= MOST_LISTED:
        return options
    say = view.words
    placeholder = say.attr(f"find-{name}", "placeholder", count=options.height)
    typed = re.escape(address.search(f"find-{name}", say(f"find-{name}"), placeholder))
    kept = [address.get(name)] if chosen is None else chosen
    is_found = pl.any_horizontal(pl.all().str.contains(f"(?i){typed}"))
    is_kept = pl.nth(0).is_in([key for key in kept if key])
    found = options.filter(is_found & ~is_kept).head(MOST_FOUND)
    return pl.concat([options.filter(is_kept), found])


def choose_township(view: View, schools: pl.DataFrame) -> str | None:
    """The township to narrow to, or None for all."""
    names = listed(view, "township", schools.select(pl.col("township").unique().sort()))
    return choose_optional(view, "township", names["township"].to_list(), lambda name: name)


def choose_school_type(view: View, schools: pl.DataFrame) -> str | None:
    """The school type to narrow to, or None for all; only those that there are."""
    present = set(schools["school_type"].to_list())
    listed = [code for code in view.labels.options("school_type") if code in present]
    return choose_optional(view, "type", listed, lambda code: view.labels.code("school_type", code))


def choose_peer_group(view: View, groups: pl.DataFrame) -> str | None:
    """The peer group to narrow to, or None for all."""
    kinds = dict(
        zip(groups["peer_group"].to_list(), groups["peer_group_kind"].to_list(), strict=True)
    )
    return choose_optional(
        view, "peers", list(kinds), lambda group: view.labels.peer_group(group, kinds[group])
    )


def choose_dimension(view: View, dimensions: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The dimension to look at, or None for all."""
    rows = {row["dimension_id"]: row for row in dimensions}
    chosen = choose_optional(view, "dimension", list(rows), lambda key: view.labels.name(rows[key]))
    return None if chosen is None else rows[chosen]


def choose_tier(view: View, tiers: list[str]) -> str:
    """Which of a few tiers is looked at, the first unless the address says otherwise."""
    return address.switch(
        "tier",
        view.words("choose-tier"),
        tiers,
        lambda tier: view.labels.code("tier", tier),
        default=tiers[0],
    )


def choose_school(view: View, schools: pl.DataFrame) -> str | None:
    """The school that is looked at; of one alone it is that one."""
    names = dict(listed(view, "school", schools.select("school_id", "name_zh")).iter_rows())
    return address.choose(
        "school",
        view.words("choose-school"),
        list(names),
        lambda key: view.words("school-with-code", name=names[key], code=key),
        default=next(iter(names)) if schools.height == 1 else None,
        placeholder=view.words.attr("choose-school", "all"),
        width=340,
    )


def opened(walk: School | None) -> tuple[Dimension | None, Indicator | None]:
    """The dimension and the indicator of a school that the address opens, each or None."""
    dimensions = [row.dimension_id for row in walk.dimensions] if walk else []
    indicators = [row.indicator_id for row in walk.indicators] if walk else []
    dimension_id = address.named("dimension", dimensions)
    indicator_id = address.named("indicator", indicators)
    if walk is None:
        return None, None
    indicator = walk.indicator(indicator_id) if indicator_id else None
    # An indicator stands in its own dimension, whatever else the address says.
    dimension_id = indicator.dimension_id if indicator else dimension_id
    return (walk.dimension(dimension_id) if dimension_id else None), indicator


def choose_indicators(
    view: View, walk: School, views: Mapping[str, Callable[[Indicator], bool]]
) -> str:
    """Which of a school's indicators are looked at, with how many each choice shows."""
    return address.switch(
        "show",
        view.words("choose-show"),
        list(views),
        lambda name: view.words(f"show-{name}", count=sum(map(views[name], walk.indicators))),
        default="all",
    )


def choose_edition(view: View) -> dict[str, Any]:
    """The edition of the guide: that of the cycle looked at unless the address says otherwise."""
    rows = {row["edition"]: row for row in marts.editions(view.snapshot).iter_rows(named=True)}
    of_cycle = {row["cycle_id"]: row["edition"] for row in view.cycles.iter_rows(named=True)}
    newest = view.cycles.row(0, named=True)["edition"]
    chosen = address.choose(
        "edition",
        view.words("choose-edition"),
        list(rows),
        lambda key: rows[key]["title_zh"],
        default=of_cycle.get(address.get("cycle") or "", newest),
        width=420,
    )
    return rows[chosen or newest]


def page_of(count: int, size: int) -> tuple[int, int]:
    """Which page of a list the address asks for, and how many there are."""
    pages = max(1, -(-count // size))
    return address.page_number(pages), pages
