"""The commands on what could be: other answers, the way to the next tier, where to help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, cast, get_args

import typer

from duibiao.analysis import published
from duibiao.analysis.explanation import told_of_others
from duibiao.analysis.focus import where_to_help
from duibiao.analysis.published import Standing
from duibiao.analysis.tier_path import By, Obstacle, TierPath, path
from duibiao.analysis.what_if import AnswerChange, IndicatorChange, what_if
from duibiao.commands.console import (
    REFUSED,
    WRONG_USE,
    AsJson,
    W,
    command,
    err,
    out,
    print_json,
    progress_bar,
    refuse,
)
from duibiao.commands.meant import (
    BasisOption,
    CycleOption,
    SchoolArgument,
    basis_meant,
    cycle_meant,
)
from duibiao.guide.editions import Edition
from duibiao.records.settings import Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import Snapshot, snapshot_in_force
from duibiao.words.labels import NO_TIER
from ingest.desk.handing_in import said_problems


@command("cli-what-if", "what-if")
def what_if_command(
    settings: Settings,
    school: SchoolArgument,
    answers: Annotated[
        list[str], typer.Argument(help=W("cli-what-if-answers"), metavar="FACT=VALUE...")
    ],
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    as_json: AsJson = False,
) -> None:
    """Say what other answers would bring."""
    snapshot = snapshot_in_force(settings)
    chosen_basis = basis_meant(basis)
    changed = {}
    for text in answers:
        fact_id, sign, value = text.partition("=")
        if not sign:
            refuse(W("what-if-not-a-pair", text=text), WRONG_USE)
        changed[fact_id.strip()] = value
    cycle_id = cycle_meant(snapshot, cycle).cycle_id
    found = what_if(snapshot, school, changed, cycle_id=cycle_id, basis=chosen_basis)
    texts = said_problems(found.problems, W)
    errors = sum(problem.severity == "error" for problem in found.problems)
    if as_json:
        print_json(asdict(found) | {"problems": [asdict(text) for text in texts]})
    else:
        for problem, told_text in zip(found.problems, texts, strict=True):
            severity = W(f"cli-severity-{told_text.severity}")
            what = f"{severity} {problem.fact_id}  {told_text.what}"
            err.print(f"{what}\n    {W('cli-mend', mend=told_text.mend)}", markup=False)
        edition = published.cycle(snapshot, found.cycle_id).edition
        _print_heading(snapshot, found.cycle_id, found.school_id, found.basis)
        _print_answers(edition, found.changes)
        if found.after is not None:
            if not found.changes:
                out.print(W("what-if-nothing-changes"))
            _print_standing(snapshot, edition, found.before, found.after)
            _print_indicators(edition, found.indicators)
            _print_of_others(edition)
    if errors:
        refuse(W("what-if-refused", count=str(errors)))


@command("cli-path", "path")
def path_command(
    settings: Settings,
    school: SchoolArgument,
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    tier: Annotated[str | None, typer.Option("--tier", help=W("cli-path-tier"))] = None,
    by: Annotated[str, typer.Option("--by", help=W("cli-path-by"))] = "count",
    as_json: AsJson = False,
) -> None:
    """Say which indicators to improve to reach the next tier."""
    snapshot = snapshot_in_force(settings)
    if by not in get_args(By):
        refuse(W("path-by-unknown", by=by), WRONG_USE)
    chosen_basis, cycle_id = basis_meant(basis), cycle_meant(snapshot, cycle).cycle_id
    way = path(snapshot, school, cycle_id=cycle_id, basis=chosen_basis, tier=tier, by=cast(By, by))
    if as_json:
        print_json(asdict(way))
    else:
        _print_way(snapshot, way, tier)
    if way.ending == "unreachable":
        raise typer.Exit(REFUSED)


@command("cli-focus", "focus")
def focus_command(
    settings: Settings,
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    top: Annotated[int, typer.Option("--top", help=W("cli-focus-top"))] = 10,
    as_json: AsJson = False,
) -> None:
    """Say where an hour of help moves most schools."""
    snapshot = snapshot_in_force(settings)
    chosen_basis = basis_meant(basis)
    chosen = published.cycle(snapshot, cycle_meant(snapshot, cycle).cycle_id)
    asked.require_scores(snapshot, chosen.cycle_id)
    with progress_bar(quiet=as_json) as progress:
        task = progress.add_task(W("cli-focus-progress"), total=None)

        def note(count: int) -> None:
            progress.update(task, total=count or None, advance=0 if count else 1)

        found = where_to_help(snapshot, cycle_id=chosen.cycle_id, basis=chosen_basis, note=note)
    if as_json:
        print_json([asdict(focus) | {"hours": focus.hours} for focus in found])
        return
    out.print(W("focus-heading", cycle=chosen.cycle_id, basis=W(f"basis-{basis}")))
    if not found:
        out.print(W("focus-none"))
        return
    names = _indicator_names(chosen.edition)
    has_efforts = found[0].effort is not None
    out.print(W("focus-how-effort" if has_efforts else "focus-how-count"))
    for place, focus in enumerate(found[:top], start=1):
        line = W(
            "focus-line",
            place=str(place),
            indicator=focus.indicator_id,
            name=names[focus.indicator_id],
            alone=str(len(focus.alone)),
            **{"on-way": str(len(focus.on_way))},
            helped=str(focus.helped),
            points=_shown(focus.points),
        )
        if focus.effort is not None and focus.hours is not None:
            line += W("focus-hours", effort=_shown(focus.effort), hours=_shown(focus.hours))
        out.print(line, markup=False)


def _print_way(snapshot: Snapshot, way: TierPath, asked: str | None) -> None:
    edition = published.cycle(snapshot, way.cycle_id).edition
    _print_heading(snapshot, way.cycle_id, way.school_id, way.basis)
    if way.tier is None:
        if asked is None:
            out.print(W("path-highest", tier=_tier(snapshot, way.before.tier_reached)))
        else:
            out.print(W("path-already", tier=_tier(snapshot, asked)))
        return
    tier = _tier(snapshot, way.tier)
    if way.after is None:
        out.print(W("path-unreachable", tier=tier))
        for obstacle in way.obstacles:
            out.print(f"  {_obstacle_text(edition, obstacle)}", markup=False)
    else:
        hours = "" if way.effort is None else _shown(way.effort)
        count = str(len(way.steps))
        if way.by == "effort":
            out.print(W("path-found-effort", tier=tier, count=count, hours=hours))
        else:
            out.print(W("path-found-count", tier=tier, count=count))
        for step in way.steps:
            _print_indicators(edition, [step.indicator])
            _print_answers(edition, step.answers)
            if step.effort is not None:
                out.print(f"    {W('path-effort', hours=_shown(step.effort))}", markup=False)
        if way.also_changed:
            out.print(W("path-also", count=str(len(way.also_changed))))
            _print_indicators(edition, way.also_changed)
        _print_standing(snapshot, edition, way.before, way.after)
        out.print(W("path-proven", tier=_tier(snapshot, way.after.tier_reached)))
        _print_of_others(edition)
    if way.unanswered:
        facts = "、".join(way.unanswered)
        out.print(W("path-unanswered", count=str(len(way.unanswered)), facts=facts), markup=False)
    if edition.given_rules:
        facts = "、".join(edition.facts[name].label_zh for name in edition.given_rules)
        out.print(W("path-given", facts=facts), markup=False)


def _obstacle_text(edition: Edition, obstacle: Obstacle) -> str:
    message = f"path-obstacle-{obstacle.kind}"
    if obstacle.red_lines:
        labels = "、".join(edition.red_lines[red_line] for red_line in obstacle.red_lines)
        return W(message, **{"red-lines": labels})
    if obstacle.needed is None or obstacle.best is None:
        return W(message)
    if obstacle.dimension_id is None:
        return W(message, needed=_shown(obstacle.needed), best=_shown(obstacle.best))
    names = {each.dimension_id: _name(each.name_zh, each.name_en) for each in edition.dimensions}
    return W(
        message,
        dimension=names[obstacle.dimension_id],
        needed=_shown(100 * obstacle.needed, places=4),
        best=_shown(100 * obstacle.best, places=4),
    )


def _print_heading(snapshot: Snapshot, cycle_id: str, school_id: str, basis: str) -> None:
    name = asked.school(snapshot, cycle_id, school_id)[1]
    basis_name = W(f"basis-{basis}")
    out.print(
        W("path-heading", school=name, id=school_id, cycle=cycle_id, basis=basis_name),
        markup=False,
    )


def _print_standing(
    snapshot: Snapshot, edition: Edition, before: Standing, after: Standing
) -> None:
    ratings = {
        row["rating"]: row["name_zh"]
        for row in snapshot.guide.tables["ratings"].iter_rows(named=True)
        if row["edition"] == edition.edition_id
    }
    none = W("path-rank-none")
    lines = [
        W("path-score", before=_shown(before.score), after=_shown(after.score)),
        W(
            "path-rating",
            before=ratings.get(before.rating, none),
            after=ratings.get(after.rating, none),
        ),
        W(
            "path-tier",
            before=_tier(snapshot, before.tier_reached),
            after=_tier(snapshot, after.tier_reached),
        ),
    ]
    groups = (
        ("county", before.rank_county, after.rank_county, after.county_size),
        ("peer", before.rank_peer_group, after.rank_peer_group, after.peer_group_size),
    )
    for group, old, new, size in groups:
        lines.append(
            W(
                "path-rank",
                group=W(f"path-group-{group}"),
                before=str(old or none),
                after=str(new or none),
                size=str(size),
            )
        )
    for line in lines:
        out.print(line, markup=False)


def _print_of_others(edition: Edition) -> None:
    """That what other schools do may still move the points."""
    for sentence in told_of_others(W, sorted(edition.relative_indicators)):
        out.print(sentence, markup=False)


def _print_indicators(edition: Edition, changes: Iterable[IndicatorChange]) -> None:
    names = _indicator_names(edition)
    for change in changes:
        common = {"indicator": change.indicator_id, "name": names[change.indicator_id]}
        if change.points_before is None or change.points_after is None:
            old, new = (
                W(f"path-status-{status}") for status in (change.status_before, change.status_after)
            )
            line = W("path-indicator-status", before=old, after=new, **common)
        else:
            figures = {
                "before": _shown(change.points_before),
                "after": _shown(change.points_after),
                "most": _shown(change.max_points),
            }
            if change.gained < 0:
                line = W("path-indicator-lost", lost=_shown(-change.gained), **figures, **common)
            else:
                line = W("path-indicator", gained=_shown(change.gained), **figures, **common)
        out.print(f"  {line}", markup=False)


def _print_answers(edition: Edition, changes: Iterable[AnswerChange]) -> None:
    for change in changes:
        line = W(
            "path-answer",
            label=edition.facts[change.fact_id].label_zh,
            fact=change.fact_id,
            before=_answer(change.before),
            after=_answer(change.after),
        )
        out.print(f"    {line}", markup=False)


def _answer(value: str | None) -> str:
    if value is None:
        return W("path-no-value")
    return W(f"flag-{value}") if value in ("yes", "no") else value


def _indicator_names(edition: Edition) -> dict[str, str]:
    return {each.indicator_id: _name(each.name_zh, each.name_en) for each in edition.indicators}


def _name(name_zh: str, name_en: str | None) -> str:
    return name_en if W.language == "en" and name_en else name_zh


def _tier(snapshot: Snapshot, tier: str) -> str:
    if tier in ("", NO_TIER):
        return W("tier-reached-none")
    code = snapshot.guide.codes["tier"].get(tier)
    return tier if code is None else _name(code.name_zh, code.name_en)


def _shown(value: Any, places: int = 2) -> str:
    """A figure for the eye: two decimals, or those of more that it needs."""
    if value is None:
        return W("path-rank-none")
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if places == 2:
        return format(rounded, "f")
    return format(rounded.normalize(), "f")
