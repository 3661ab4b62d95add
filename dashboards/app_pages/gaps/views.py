"""The views of 差距, one at a time: the map, weaknesses, kinds, changes, help, one indicator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import quote

import streamlit as st
from markupsafe import Markup

from dashboards.app_pages.gaps import html, indicator_html, map_html, queries
from dashboards.parts import address, choices, frame, guide, marts
from dashboards.parts.frame import View
from dashboards.parts.tables import Row
from duibiao.analysis.focus import Focus, where_to_help
from duibiao.records.model import Refused
from duibiao.warehouse.snapshot import Snapshot
from duibiao.words.figures import percentage

WINDOW = 60
# With more schools than this the map begins with townships, and one clicks into them.
MANY_SCHOOLS = 120
SCHOOLS_LISTED = 30
STEPS_SHOWN = 8
CELLS_SHOWN = 10
EXAMPLES_SHOWN = 8
# Of more townships than this the weakest are listed; the map has all of them.
GROUPS_SHOWN = 20
# Ways to the next tier are sought school by school: with more, not before somebody asks for it.
REACH_AT_ONCE = 200
SECONDS_A_SCHOOL = 0.03

COLUMN_ORDERS = {
    "score": "gaps-columns-score",
    "weakest": "gaps-columns-weakest",
    "name": "gaps-columns-name",
    "similar": "gaps-order-similar",
}
ROW_ORDERS = {
    "guide": "gaps-rows-guide",
    "weakest": "gaps-rows-weakest",
    "similar": "gaps-order-similar",
}
LIST_ORDERS = {
    "share": "gaps-sort-share",
    "lost": "gaps-sort-lost",
    "weak": "gaps-sort-weak",
    "fallen": "gaps-sort-fallen",
}


class Narrowed(TypedDict):
    """The filters of schools, as the queries take them."""

    township: str | None
    school_type: str | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked at: cycle, basis, the filters, and the weaknesses of what they leave."""

    view: View
    cycle: dict[str, Any]
    basis: str
    township: str | None
    school_type: str | None
    dimension: dict[str, Any] | None
    dimensions: dict[str, str]
    rows: Sequence[Row]
    """All indicators; `shown` are those of the dimension that is looked at."""

    @property
    def narrowed(self) -> Narrowed:
        """The filters of schools that are set."""
        return {"township": self.township, "school_type": self.school_type}

    @property
    def of(self) -> tuple[Snapshot, str, str]:
        """Snapshot, cycle and basis."""
        return self.view.snapshot, self.cycle["cycle_id"], self.basis

    @property
    def school_count(self) -> int:
        """How many scored schools the filters leave: each has a row of every indicator."""
        return int(self.rows[0]["applicable_count"] + self.rows[0]["not_applicable_count"])

    @property
    def shown(self) -> Sequence[Row]:
        """The weaknesses of the dimension that is looked at, or all."""
        if self.dimension is None:
            return self.rows
        chosen = self.dimension["dimension_id"]
        return [row for row in self.rows if row["dimension_id"] == chosen]


def indicator_link(indicator_id: str) -> str:
    """The address of an indicator's own view."""
    return address.here(indicator=indicator_id, page=None, reckon=None)


def links_to_schools() -> Callable[[str, str], str]:
    """Addresses of the explanation of a school's indicator, quick to make by the thousand."""
    pattern = frame.link("school", school="~school~", indicator="~indicator~")

    def link(school_id: str, indicator_id: str) -> str:
        made = pattern.replace("~school~", quote(school_id, safe=""))
        return made.replace("~indicator~", quote(indicator_id, safe=""))

    return link


def show_township(looked: Looked, townships: Sequence[str]) -> None:
    """The heading of a township's own page, with the way back to all and to its neighbours."""
    assert looked.township is not None
    say, place = looked.view.words, townships.index(looked.township)
    ways: list[tuple[str, str | None]] = [(say("gaps-all-townships"), None)]
    ways += [(f"‹ {name}", name) for name in townships[max(place - 1, 0) : place]]
    ways += [(f"{name} ›", name) for name in townships[place + 1 : place + 2]]
    links = Markup("").join(
        Markup(' <a class="plain" href="{}">{}</a>').format(
            address.here(township=name, page=None), word
        )
        for word, name in ways
    )
    frame.heading(looked.township, links)


# ---------------------------------------------------------------- the map


def show_map(looked: Looked) -> None:
    """Indicators × schools, or × townships where there are many schools."""
    say, labels = looked.view.words, looked.view.labels
    with st.container(key="map-choices", horizontal=True, vertical_alignment="bottom"):
        by = "school"
        if looked.township is None:
            words = {"school": say("gaps-by-school"), "township": say("gaps-by-township")}
            usual = "township" if looked.school_count > MANY_SCHOOLS else "school"
            by = address.switch("by", say("gaps-by"), list(words), words.__getitem__, default=usual)
        columns = (
            queries.columns_of_schools(*looked.of, **looked.narrowed)
            if by == "school"
            else queries.columns_of_townships(*looked.of, school_type=looked.school_type)
        )
        order = _choose(looked, "sort", say("gaps-columns"), COLUMN_ORDERS, "score")
        row_order = _choose(looked, "rows", say("gaps-rows"), ROW_ORDERS, "guide")
        page, pages = choices.page_of(len(columns), WINDOW)
        first = (page - 1) * WINDOW
        roomy = min(len(columns), WINDOW) <= map_html.ROOM_FOR_NUMBERS
        words = {"marks": say("gaps-cells-marks"), "numbers": say("gaps-cells-numbers")}
        cells_hold = address.switch(
            "cells",
            say("gaps-cells"),
            list(words),
            words.__getitem__,
            default="numbers" if roomy else "marks",
        )
    columns, rows = _in_order(looked, columns, by, order, row_order)
    shown = columns[first : first + WINDOW]
    keys = [column["key"] for column in shown]
    found = (
        queries.school_cells(*looked.of, keys)
        if by == "school"
        else queries.township_cells(*looked.of, keys, school_type=looked.school_type)
    )
    span = {"first": first + 1, "last": first + len(shown), "total": len(columns)}
    said = say("shown-schools" if by == "school" else "gaps-shown-townships", **span)
    frame.pager(say, page, pages, said)
    frame.show(map_html.legend(say, townships=by == "township"))
    with st.container(key="heatmap"):
        frame.show(
            map_html.gap_map(
                say,
                rows,
                shown,
                {(row["indicator_id"], row["key"]): row for row in found},
                _map_links(by),
                labels,
                looked.dimensions,
                _averages(looked),
                label=say("gaps-view-map"),
                numbers=cells_hold == "numbers",
                grouped=row_order == "guide" and looked.dimension is None,
                townships=by == "township",
            )
        )
    if pages > 1:
        frame.pager(say, page, pages, said)


def _choose(looked: Looked, name: str, label: str, orders: dict[str, str], usual: str) -> str:
    chosen = address.choose(
        name, label, list(orders), lambda key: looked.view.words(orders[key]), default=usual
    )
    return chosen or usual


def _in_order(
    looked: Looked, columns: list[dict[str, Any]], by: str, order: str, row_order: str
) -> tuple[list[dict[str, Any]], Sequence[Row]]:
    """Columns and rows as they are asked for; both come best first and in the guide's order."""
    rows = looked.shown
    alike: tuple[list[str], list[str]] = ([], [])
    if "similar" in (order, row_order):
        chosen = looked.dimension["dimension_id"] if looked.dimension else None
        alike = queries.orders_by_likeness(*looked.of, by, **looked.narrowed, dimension_id=chosen)
    if order == "weakest":
        columns = columns[::-1]
    elif order == "name":
        columns = sorted(columns, key=lambda column: (column["name_zh"], column["key"]))
    elif order == "similar":
        by_key = {column["key"]: column for column in columns}
        columns = [by_key[key] for key in alike[0]]
    if row_order == "weakest":
        rows = html.sorted_by(rows, "share")
    elif row_order == "similar":
        by_id = {row["indicator_id"]: row for row in rows}
        rows = [by_id[key] for key in alike[1]]
    return columns, rows


def _averages(looked: Looked) -> list[tuple[str, dict[str, Any]]]:
    """The columns of averages before the others: of what is chosen, and of the county beside it."""
    say = looked.view.words
    found = [(say("gaps-average"), {row["indicator_id"]: row["share"] for row in looked.rows})]
    if looked.township or looked.school_type:
        county = queries.weaknesses(*looked.of).iter_rows(named=True)
        found.append(
            (
                say("peer-group-county"),
                {row["indicator_id"]: row["share"] for row in county},
            )
        )
    return found


def _map_links(by: str) -> map_html.Links:
    def township(name: str, indicator_id: str | None = None) -> str:
        return address.here(township=name, indicator=indicator_id, by=None, page=None)

    def dimension(dimension_id: str) -> str:
        return address.here(dimension=dimension_id)

    if by == "township":
        return map_html.Links(township, township, indicator_link, dimension)
    school = frame.link
    return map_html.Links(
        links_to_schools(), lambda key: school("school", school=key), indicator_link, dimension
    )


# ---------------------------------------------------------------- lists over indicators


def show_weak(looked: Looked) -> None:
    """Common weaknesses: what costs the county most, in the order asked for."""
    say = looked.view.words
    sort = address.switch(
        "sort",
        say("gaps-sort"),
        list(LIST_ORDERS),
        lambda name: say(LIST_ORDERS[name]),
        default="share",
    )
    frame.show(
        Markup("<p class='lead'>{}</p>").format(
            say("gaps-weak-note", share=percentage(queries.WEAK_SHARE, 0))
        )
    )
    rows = html.sorted_by(looked.shown, sort)
    frame.show(html.weakness_table(say, rows, looked.view.labels, indicator_link))


def show_kinds(looked: Looked) -> None:
    """Hardware and software, norm and feature: four fields of tiles, and township by township."""
    say, labels = looked.view.words, looked.view.labels
    dimension_id = looked.dimension["dimension_id"] if looked.dimension else None
    found = queries.kinds(*looked.of, **looked.narrowed, dimension_id=dimension_id).to_dicts()
    frame.heading(say("gaps-view-kinds"), say("gaps-kinds-note"))
    frame.show(html.quadrants(say, looked.shown, found, labels, indicator_link))
    if looked.township is None:
        frame.heading(
            say("gaps-kinds-by-township"),
            say.attr("gaps-kinds-by-township", "note", count=GROUPS_SHOWN),
        )
        frame.show(
            html.kinds_by_township(
                say,
                found,
                labels,
                lambda name: address.here(township=name, page=None),
                say("gaps-all-chosen"),
                GROUPS_SHOWN,
            )
        )


def show_change(looked: Looked) -> None:
    """What rose and what fell since the last cycle, where the two can be compared."""
    say, labels = looked.view.words, looked.view.labels
    compared = [row for row in looked.shown if row["share_change"] is not None]
    if not compared:
        frame.show_message(say, "gaps-nothing-compared", "empty")
        return
    across = [row for row in looked.shown if row["comparison"] != "same_edition"]
    if across:
        without = len(looked.shown) - len(compared)
        detail = say("gaps-across-editions-count", compared=len(compared), without=without)
        frame.show_message(say, "gaps-across-editions", "warning", detail=detail)
    frame.show(
        Markup("<p class='lead'>{}</p>").format(
            say("gaps-change-lead", cycle=looked.cycle["previous_cycle_id"] or "")
        )
    )
    weak = say("gaps-plane-note", share=percentage(queries.WEAK_SHARE, 0))
    frame.heading(say("gaps-plane"), weak)
    frame.show(
        html.share_and_change(say, compared, labels, indicator_link, float(queries.WEAK_SHARE))
    )
    up_to_down = sorted(compared, key=lambda row: -row["share_change"])
    lowest = html.lowest_tenth(compared)
    risen = [row for row in up_to_down if row["share_change"] > 0]
    fallen = [row for row in reversed(up_to_down) if row["share_change"] < 0]
    for column, name, rows in zip(
        st.columns(2, gap="medium"),
        ("gaps-fallen", "gaps-risen"),
        (fallen, risen),
        strict=True,
    ):
        with column:
            shown = rows[:STEPS_SHOWN]
            cut = "indicators-first" if len(shown) < len(rows) else "indicators-count"
            frame.heading(say(name), say(cut, count=len(rows), shown=len(shown)))
            frame.show(
                html.change_table(
                    say,
                    shown,
                    labels,
                    indicator_link,
                    lowest,
                    key=name,
                    label=say(name),
                )
            )
    if len(compared) > STEPS_SHOWN:
        with st.expander(say("gaps-all-changes", count=len(compared))):
            frame.show(
                html.change_table(
                    say,
                    up_to_down,
                    labels,
                    indicator_link,
                    lowest,
                    key="all-changes",
                    label=say("gaps-view-change"),
                )
            )
    cells = queries.moved_cells(*looked.of, limit=CELLS_SHOWN, **looked.narrowed).to_dicts()
    link = links_to_schools()
    for column, name, wanted in zip(
        st.columns(2, gap="medium"),
        ("gaps-cells-fallen", "gaps-cells-risen"),
        (False, True),
        strict=True,
    ):
        with column:
            frame.heading(say(name), say.attr(name, "note"))
            rows = [row for row in cells if row["risen"] is wanted]
            frame.show(html.moved_table(say, rows, labels, link, key=name, label=say(name)))


# ---------------------------------------------------------------- where help pays

# What was found before, by snapshot, cycle and basis.
reached: dict[tuple[Path, str, str], list[Focus]] = {}


def show_help(looked: Looked) -> None:
    """Which indicators to help with first: what one hour of help moves most schools."""
    say, labels = looked.view.words, looked.view.labels
    snapshot, key, basis = looked.of
    frame.show(Markup("<p class='told-line'>{}</p>").format(say("gaps-help-how")))
    if looked.township or looked.school_type:
        frame.show_message(say, "gaps-help-whole", "info")
    schools = len(queries.columns_of_schools(snapshot, key, basis))
    known = (snapshot.path, key, basis) in reached
    if not known and schools > REACH_AT_ONCE and address.get("reckon") is None:
        minutes = max(1, round(schools * SECONDS_A_SCHOOL / 60))
        text = say("gaps-help-long", count=schools, minutes=minutes)
        go = Markup('<a class="plain" href="{}">{}</a>').format(
            address.here(reckon="yes"), say("gaps-help-go")
        )
        frame.show(Markup("<p>{} {}</p>").format(text, go))
        return
    try:
        found = _where_to_help(looked)
    except Refused:
        frame.show_message(say, "gaps-help-refused", "warning")
        return
    wanted = {row["indicator_id"] for row in looked.shown}
    found = [focus for focus in found if focus.indicator_id in wanted]
    if not found:
        frame.show_message(say, "gaps-help-none", "empty")
        return
    told = {school for focus in found for school in (*focus.alone, *focus.on_way)}
    frame.show(
        html.help_table(
            say,
            found,
            {row["indicator_id"]: row for row in looked.rows},
            labels,
            queries.school_names(snapshot, key, sorted(told)),
            indicator_link,
            links_to_schools(),
        )
    )


def _where_to_help(looked: Looked) -> list[Focus]:
    """The answer, from memory where somebody asked before; else sought under a progress bar."""
    say = looked.view.words
    snapshot, key, basis = looked.of
    kept = snapshot.path, key, basis
    if kept not in reached:
        progress = st.progress(0.0, text=say("gaps-help-working"))
        counted = {"of": 1, "done": 0}

        def note(count: int) -> None:
            counted["of"] = count or counted["of"]
            counted["done"] += not count
            progress.progress(min(counted["done"] / counted["of"], 1.0))

        found = where_to_help(
            snapshot,
            cycle_id=key,
            basis="self" if basis == "self" else "verified",
            note=note,
        )
        progress.empty()
        for old in [other for other in reached if other[0] != snapshot.path]:
            reached.pop(old, None)
        reached[kept] = found
    return reached[kept]


# ---------------------------------------------------------------- one indicator


def show_indicator(looked: Looked, chosen: Row) -> None:
    """One indicator over the chosen schools: spread, groups, the weakest, the rule, examples."""
    say, labels = looked.view.words, looked.view.labels
    snapshot, key, _ = looked.of
    one = chosen["indicator_id"]
    back = address.here(indicator=None, page=None)
    frame.show(indicator_html.neighbours(say, looked.rows, chosen, labels, indicator_link, back))
    frame.heading(f"{one} {labels.name(chosen)}", looked.dimensions[chosen["dimension_id"]])
    checked = queries.self_against_verified(snapshot, key, one)
    frame.show(indicator_html.key_figures(say, chosen, labels, checked))
    left, right = st.columns([5, 6], gap="medium")
    with left:
        frame.heading(say("gaps-distribution"), say.attr("gaps-distribution", "note"))
        counts = queries.indicator_distribution(*looked.of, one, **looked.narrowed)
        frame.show(indicator_html.distribution_table(say, counts))
    with right:
        _show_groups(looked, one)
    link = links_to_schools()
    page, pages = choices.page_of(chosen["applicable_count"], SCHOOLS_LISTED)
    first = (page - 1) * SCHOOLS_LISTED
    schools = queries.indicator_schools(
        *looked.of, one, offset=first, limit=SCHOOLS_LISTED, **looked.narrowed
    ).to_dicts()
    frame.heading(say("gaps-weak-schools"), say.attr("gaps-weak-schools", "note"))
    if schools:
        span = {"first": first + 1, "last": first + len(schools)}
        said = say("shown-schools", **span, total=chosen["applicable_count"])
        frame.pager(say, page, pages, said)
        frame.show(indicator_html.schools_table(say, schools, labels, link))
    else:
        frame.show_message(say, "gaps-applies-to-none", "empty")
    left, right = st.columns([5, 6], gap="medium")
    with left:
        frame.heading(say("column-scoring"))
        rules = guide.Rules(say, marts.guide_detail(snapshot, looked.cycle["edition"]), labels)
        frame.show(indicator_html.rule_block(say, chosen, rules.of(one)))
        if lacking := queries.missing_facts(*looked.of, one, **looked.narrowed).to_dicts():
            frame.heading(say("gaps-missing-facts"), say.attr("gaps-missing-facts", "note"))
            frame.show(indicator_html.missing_table(say, lacking))
    with right:
        frame.heading(say("gaps-examples"), say.attr("gaps-examples", "note"))
        examples = queries.good_examples(*looked.of, one, limit=EXAMPLES_SHOWN).to_dicts()
        if examples:
            frame.show(
                indicator_html.examples_table(say, examples, labels, lambda key: link(key, one))
            )
        else:
            frame.show_message(say, "gaps-no-examples", "empty")


def _show_groups(looked: Looked, indicator_id: str) -> None:
    """By township and by school type, but not by what is narrowed to already."""
    say, labels = looked.view.words, looked.view.labels

    def of_type(code: str) -> str:
        return labels.code("school_type", code)

    def show(group: str, parameter: str, column: str, name: Callable[[str], str]) -> None:
        def link(code: str) -> str:
            return address.here(**{parameter: code, "page": None})

        rows = queries.indicator_groups(*looked.of, indicator_id, group, **looked.narrowed)
        frame.show(
            indicator_html.groups_table(
                say, rows[:GROUPS_SHOWN], column, name, link, key=f"groups-{parameter}"
            )
        )

    if looked.township is None:
        frame.heading(
            say("gaps-by-townships"), say.attr("gaps-by-townships", "note", count=GROUPS_SHOWN)
        )
        show("township", "township", say("column-township"), str)
    if looked.school_type is None:
        frame.heading(say("gaps-by-types"))
        show("school_type", "type", say("column-school-type"), of_type)
