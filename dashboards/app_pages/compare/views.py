"""What is compared: the sides that the address asks for, and the figures that each holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from markupsafe import Markup

from dashboards.app_pages.compare import gathering, queries
from dashboards.app_pages.compare.html import CHANGED, MODES, Compared, Figures, changed_table
from dashboards.app_pages.compare.queries import Side
from dashboards.parts import address, choices, design, frame, marts
from dashboards.parts.frame import View
from duibiao.records.settings import Settings
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.warehouse.snapshot_files import published_snapshots
from duibiao.words.figures import moment


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the address asks to compare; `view` is on the snapshot that the last side stands in.

    `edition_before` is that of the first side's cycle; `published` names the publication looked at
    where it is not the one in force.
    """

    view: View
    mode: str
    cycle: dict[str, Any]
    edition_before: str
    sides: tuple[Side, ...]
    published: str | None

    @property
    def subtract(self) -> bool:
        """Whether the points of both sides are on one scale."""
        return bool(self.edition_before == self.cycle["edition"])


def choose_comparison(view: View) -> Comparison:
    """The sides to compare; says so and stops where there is nothing to set against."""
    say = view.words
    mode = address.switch(
        "by", say("choose-by"), MODES, lambda name: say(f"by-{name}"), default=MODES[0]
    )
    in_force = view.snapshot.path.stem
    kept = {row.build_id: row for row in published_snapshots(Settings.resolve())}
    names = {build: moment(row.built_at) for build, row in kept.items()}
    others = [build for build in kept if build != in_force]
    options, default = [in_force, *others], in_force
    if mode == "published":
        if not others:
            frame.stop_empty(*frame.message(say, "compare-one-publication"))
        options, default = others, next((build for build in others if build < in_force), others[0])
    as_of = default
    if len(options) > 1 or mode == "published":
        as_of = (
            address.choose(
                "as_of",
                say("choose-as-of"),
                options,
                lambda build: (
                    say("as-of-in-force", at=names.get(build, build))
                    if build == in_force
                    else names[build]
                ),
                default=default,
                width=230,
            )
            or default
        )
    old = view.snapshot if as_of == in_force else _open_old(view, kept[as_of].path)
    stands = view
    if mode != "published" and as_of != in_force:
        stands = replace(view, snapshot=old, cycles=marts.cycles(old))
    cycle = choices.choose_cycle(stands)
    before = _choose_before(stands, cycle) if mode == "cycles" else cycle
    basis = "verified" if mode == "basis" else choices.choose_basis(view)
    now = Side(
        stands.snapshot,
        cycle["cycle_id"],
        basis,
        say("side-now") if mode == "published" else cycle["cycle_id"],
        stands is view,
    )
    sides: tuple[Side, ...] = (now,)
    if mode == "cycles":
        sides = (replace(now, cycle_id=before["cycle_id"], name=before["cycle_id"]), now)
    elif mode == "basis":
        sides = tuple(
            replace(now, basis=of, name=say(f"basis-{of}")) for of in reversed(choices.BASES)
        )
    elif mode == "published":
        then = replace(now, snapshot=old, name=names[as_of], is_in_force=False)
        sides = (then, now)
    published = names[as_of] if as_of != in_force else None
    return Comparison(stands, mode, cycle, before["edition"], sides, published)


def _open_old(view: View, path: Path) -> Snapshot:
    """An earlier snapshot; says so and stops where it is gone, or its marts had another shape."""
    try:
        old = open_snapshot(path)
        queries.check_shape(old)
    except duckdb.Error:
        frame.stop_empty(*frame.message(view.words, "compare-not-readable"))
    return old


def _choose_before(view: View, cycle: dict[str, Any]) -> dict[str, Any]:
    rows = {row["cycle_id"]: row for row in view.cycles.iter_rows(named=True)}
    others = [key for key in rows if key != cycle["cycle_id"]]
    if not others:
        frame.stop_empty(*frame.message(view.words, "compare-one-cycle"))
    previous = cycle["previous_cycle_id"]
    default = previous if previous in others else others[0]
    chosen = address.choose(
        "before", view.words("choose-before"), others, lambda key: key, default=default
    )
    return rows[chosen or default]


def compared(comparison: Comparison, schools: list[tuple[str, str]]) -> Compared:
    """The figures of the chosen schools (id and name) on each side."""
    ids = [school_id for school_id, _ in schools]
    return Compared(
        schools, [_figures(side, ids) for side in comparison.sides], comparison.subtract
    )


def _figures(side: Side, ids: list[str]) -> Figures:
    school = frame.links_to("school")

    def link(school_id: str, **of: str) -> str:
        return school(cycle=side.cycle_id, basis=side.basis, school=school_id, **of)

    return Figures(
        side.name,
        queries.standings(side, ids),
        queries.dimension_scores(side, ids),
        queries.indicator_scores(side, ids),
        link if side.is_in_force else None,
    )


def say_as_of(current: View, comparison: Comparison) -> None:
    """Say that the figures are those of an earlier publication, and how much changed since."""
    if comparison.published is None or comparison.mode == "published":
        return
    say, then = current.words, comparison.sides[-1]
    changed = queries.changed_between(then, replace(then, snapshot=current.snapshot)).height
    since = Markup('{} <a class="plain" href="{}">{}</a>').format(
        say("compare-changed-since", count=changed),
        address.here(by="published"),
        say("compare-see-changes"),
    )
    frame.show(design.notice(say("compare-as-of", at=comparison.published), "warning", since))


def show_changed(current: View, comparison: Comparison) -> None:
    """The schools of the whole county that stand otherwise than they did in an earlier snapshot."""
    say, (then, now) = current.words, comparison.sides
    rows = queries.changed_between(then, now)
    title = say("compare-changed", before=then.name, after=now.name)
    frame.heading(title, say("count-schools", count=rows.height))
    if rows.is_empty():
        frame.show_message(say, "compare-nothing-changed", "empty")
        return
    page, pages = choices.page_of(rows.height, CHANGED)
    first = (page - 1) * CHANGED
    shown = rows.slice(first, CHANGED)
    if pages > 1:
        span = {"first": first + 1, "last": first + shown.height, "total": rows.height}
        frame.pager(say, page, pages, say("shown-schools", **span))
    frame.show(
        changed_table(
            say, shown.to_dicts(), current.labels, (then.name, now.name), gathering.with_schools
        )
    )
