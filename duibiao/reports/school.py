"""One school, one report (一校一报告): what it has and why, what lacks, the way up, its peers."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from duibiao.analysis import published
from duibiao.analysis.county import deadline_of, dimensions_among_peers
from duibiao.analysis.explanation import amount_short, explain, explain_briefly
from duibiao.analysis.peers import peer_examples
from duibiao.analysis.plan import unchangeable
from duibiao.analysis.standing import Standing, sentences, standings
from duibiao.analysis.tier_path import Finder, Obstacle, Step, TierPath
from duibiao.analysis.walk import Indicator, Rank, School, read_school
from duibiao.records.model import Refused
from duibiao.reports.document import (
    Bar,
    Cell,
    Column,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    page_words,
    prose,
    shortened,
)
from duibiao.reports.source import Row, Source
from duibiao.words import Words
from duibiao.words.figures import LOCAL_TIME, brief_percentage, percentage, plain, rounded, signed

GAPS_AT_MOST = 10
PEERS_AT_MOST = 2
REASON_WIDTHS = {"zh-CN": 108, "en": 88}
# English names are longer, and the Chinese of a question is shorter.
INDICATOR_WIDTHS = {
    "zh-CN": (7, 5, 19, 8.5, 5, 7.5, 48),
    "en": (8.5, 5, 27, 10.5, 4.5, 7.5, 37),
}
GAP_REASON_WIDTH = 88
STEP_WIDTH = 96
RANKS = ("county", "township", "school_type", "peer_group")


class SchoolReports:
    """The reports of the schools of one cycle; what they share is read once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.words = source.words
        self.labels = source.labels
        self.ratings = source.ratings()
        self.standings = standings(source.snapshot, source.cycle_id, source.basis)
        if not source.names_others:
            for standing in self.standings.values():
                standing.ties.clear()
        self.findings: dict[str, list[Row]] = defaultdict(list)
        for finding in source.findings():
            self.findings[finding["school_id"]].append(finding)
        self._ways: dict[str, TierPath | Refused] = {}

    def find_ways(self, school_ids: Sequence[str], note: Callable[[], None] = lambda: None) -> None:
        """Find the ways of these schools, all at once; `note` is called after each.

        A way looks ahead from the day of the snapshot, so that the report does not change with the
        day on which it is printed.
        """
        cycle = published.cycle(self.source.snapshot, self.source.cycle_id)
        try:
            finder = Finder(self.source.snapshot, cycle, self.source.basis, today=self._day())
            self._ways |= finder.find(school_ids, note)
        except Refused as refused:
            self._ways |= dict.fromkeys(school_ids, refused)

    def _day(self) -> dt.date:
        """The day of the snapshot, on which everything is said."""
        return dt.datetime.fromisoformat(self.source.built_at).astimezone(LOCAL_TIME).date()

    def document(self, school_id: str) -> Document:
        """The report of a school that has a row of scores. Raises ValueError for another one."""
        source, say = self.source, self.words
        walk = read_school(source.snapshot, source.cycle_id, source.basis, school_id)
        if walk is None:
            raise ValueError(f"{school_id} has no score in {source.cycle_id}")
        if school_id not in self._ways:
            self.find_ways([school_id])
        score = source.row(
            "select * from fct_school_scores"
            " where cycle_id = $cycle_id and basis = $basis and school_id = $school_id",
            school_id=school_id,
        )
        sections = [
            self._summary(walk, score),
            self._dimensions(school_id),
            self._gaps(walk),
            self._way(walk, self._ways.get(school_id)),
            self._indicators(walk),
            *self._mending(walk),
            *self._corrections(walk),
        ]
        school = say("report-school-named", name=walk.name_zh, code=school_id)
        kinds = ("area", "school_type", "organisation", "leadership")
        named = [self.labels.code(kind, walk.attributes[kind]) for kind in kinds]
        tier = walk.attributes["tier_held"]
        held = "" if tier is None else say("report-tier-held", tier=self.labels.code("tier", tier))
        attributes = " · ".join(
            text for text in (walk.attributes["township"] or "", *named, held) if text
        )
        return Document(
            kind="school",
            subject=school_id,
            language=say.language,
            title=say("report-school-title", school=walk.name_zh, cycle=source.cycle_id),
            subtitle=f"{school_id} · {attributes}",
            notice=source.notice(),
            figures=tuple(self._figures(walk, score)),
            sections=tuple(sections),
            traces=source.traces(),
            running=say(
                "report-school-running",
                school=school,
                cycle=source.cycle_id,
                basis=say(f"basis-{source.basis}"),
            ),
            page=page_words(say),
            number_label=say("report-number"),
            made_at=source.built_at,
        ).numbered()

    # ------------------------------------------------ figures and sentences

    def _figures(self, walk: School, score: Row) -> Iterable[Figure]:
        say, none = self.words, self.words("report-none")
        standing = self.standings.get(walk.school_id)
        change = "" if score["score_change"] is None else signed(score["score_change"])
        yield Figure(
            say("report-score"),
            none if walk.score is None else rounded(walk.score),
            "" if walk.score is None else say("unit-points"),
            say("report-change", change=change) if change else "",
        )
        before = walk.rating_before_red_lines
        lowered = walk.rating != before and before is not None
        yield Figure(
            say("report-rating"),
            self.ratings.get(walk.rating or "", none),
            note=say("report-rating-lowered", rating=self.ratings[before or ""]) if lowered else "",
        )
        yield Figure(
            say("report-tier"),
            self.labels.tier_reached(walk.tier_reached),
            note=self._tier_sureness(walk, standing),
        )
        ranks = {rank.group: rank for rank in walk.ranks}
        notes = {"county": self._interval(standing)}
        for group in RANKS:
            rank = ranks.get(group)
            tied = say("tied") if rank is not None and rank.tied_with else ""
            note = notes.get(group) or self._group(rank)
            yield Figure(
                say(f"report-rank-{group}"),
                none if rank is None else str(rank.rank),
                "" if rank is None else say("report-of", size=rank.size),
                " ".join(text for text in (tied, note) if text),
            )

    def _group(self, rank: Rank | None) -> str:
        """The name of a group of schools, but of the county."""
        if rank is None or rank.group == "county":
            return ""
        if rank.group == "peer_group":
            return self.labels.peer_group(rank.name, rank.kind)
        return self.labels.attribute(rank.group, rank.name)

    def _interval(self, standing: Standing | None) -> str:
        if standing is None:
            return ""
        return self.words("report-interval", interval=standing.interval)

    def _tier_sureness(self, walk: School, standing: Standing | None) -> str:
        if standing is None:
            return ""
        for reach in standing.tiers:
            if reach.tier == walk.tier_reached:
                return self.words(
                    "report-reached-in",
                    percent=reach.percent,
                    verified=standing.verified_percent,
                )
        return ""

    def _summary(self, walk: School, score: Row) -> Section:
        say = self.words
        paragraphs = [
            Paragraph(prose(say, explain(say, self.labels, walk, walk)), say("report-lead-score"))
        ]
        of_ranks = walk.ranks
        if not self.source.names_others:
            of_ranks = tuple(replace(rank, tied_with=()) for rank in of_ranks)
        ranks = [line for rank in of_ranks for line in explain(say, self.labels, walk, rank)]
        if score["rank_county_change"]:
            name = "up" if score["rank_county_change"] > 0 else "down"
            places = abs(score["rank_county_change"])
            ranks.append(say(f"report-rank-{name}", places=places))
        if ranks:
            paragraphs.append(Paragraph(prose(say, ranks), say("report-lead-ranks")))
        before = [
            say(
                "report-history",
                cycle=row["cycle_id"],
                score=rounded(row["score"]),
                rank=row["rank_county"],
                size=row["county_size"],
            )
            for row in self.source.rows(HISTORY, school_id=walk.school_id)
        ]
        if before:
            text = say("separator-clauses").join(before)
            paragraphs.append(Paragraph(prose(say, [text]), say("report-lead-history")))
        standing = self.standings.get(walk.school_id)
        if standing is not None:
            told = sentences(standing, say, lambda code: self.labels.code("tier", code))
            paragraphs.append(Paragraph(prose(say, told), say("report-lead-sureness")))
        findings = [
            say("report-finding", label=row["label_zh"], effects=self.source.effects(row))
            for row in self.findings[walk.school_id]
        ]
        if findings:
            paragraphs.append(Paragraph(prose(say, findings), say("report-lead-red-lines")))
        return Section("summary", say("report-section-summary"), paragraphs=tuple(paragraphs))

    # ------------------------------------------------ dimensions

    def _dimensions(self, school_id: str) -> Section:
        say = self.words
        source = self.source
        rows = dimensions_among_peers(source.snapshot, source.cycle_id, source.basis, school_id)
        peers = {(row["peer_group"], row["peer_group_kind"]) for row in rows}
        group = self.labels.peer_group(*next(iter(peers), (None, None)))
        columns = (
            Column(say("report-column-dimension"), 21),
            Column(say("report-column-share-drawn"), 43),
            Column(say("report-column-points-of"), 12, "right"),
            Column(say("report-column-share"), 8, "right"),
            Column(say("report-column-peer-median"), 8, "right"),
            Column(say("report-column-county-median"), 8, "right"),
        )
        return Section(
            "dimensions",
            say("report-section-dimensions"),
            group,
            table=Table(columns, tuple(self._dimension(row) for row in rows)),
            legend=say("report-legend-dimensions"),
        )

    def _dimension(self, row: Row) -> tuple[Cell, ...]:
        say = self.words
        if row["share"] is None:
            nothing = Cell(say("not-applicable"), "not_applicable")
            name = Cell(self.labels.name(row))
            return (name, Cell(), nothing, nothing, *map(self._share, _medians(row)))
        peers, county = map(self._share, _medians(row))
        drawn = Bar(
            say(
                "report-alt-dimension",
                share=percentage(row["share"]),
                peers=peers.text,
                county=county.text,
            ),
            value=float(row["share"]),
            low=_float(row["peer_lower_quartile"]),
            high=_float(row["peer_upper_quartile"]),
            thick=_float(row["peer_median"]),
            thin=_float(row["county_median"]),
        )
        points = f"{rounded(row['points'])} / {plain(row['max_points'])}"
        return (
            Cell(self.labels.name(row)),
            Cell(bar=drawn),
            Cell(points),
            Cell(percentage(row["share"]), "strong"),
            peers,
            county,
        )

    def _share(self, share: Any) -> Cell:
        return Cell(self.words("report-none") if share is None else percentage(share))

    # ------------------------------------------------ gaps and peers

    def _gaps(self, walk: School) -> Section:
        say = self.words
        fixed = unchangeable(self.source.snapshot, walk, self._day())
        lacking = [row for row in walk.indicators if row.gap_score]
        lacking.sort(key=lambda row: (row.indicator_id in fixed, -(row.gap_score or 0)))

        def lacks(row: Indicator) -> str:
            reason = self._reason(walk, row)
            is_fixed = row.indicator_id in fixed
            return self.words("report-fixed", reason=reason) if is_fixed else reason

        source = self.source
        examples: dict[str, list[Row]] = defaultdict(list)
        if source.names_others:
            where = source.cycle_id, source.basis, walk.school_id
            for row in peer_examples(source.snapshot, *where):
                examples[row["indicator_id"]].append(row)
        peers = Column(say("report-column-peers"), 24)
        columns = (
            Column(say("report-column-indicator"), 25),
            Column(say("report-column-points-of"), 10, "right"),
            Column(say("report-column-would-add"), 8, "right"),
            Column(say("report-column-lacks"), 33 if source.names_others else 57),
            *([peers] if source.names_others else []),
        )
        rows = tuple(
            (
                Cell(f"{row.indicator_id} {self.labels.named(row)}"),
                replace(points, text=f"{points.text} / {plain(row.max_points)}"),
                Cell(f"+{amount_short(row.gap_score or Decimal(0))}", "strong"),
                Cell(shortened(lacks(row), GAP_REASON_WIDTH)),
                *([Cell(self._peers(examples[row.indicator_id]))] if source.names_others else []),
            )
            for row in lacking[:GAPS_AT_MOST]
            for points in [self._points(row)]
        )
        title, note = say("report-section-gaps"), say("report-note-gaps")
        if not rows:
            return Section("gaps", title, paragraphs=(Paragraph(say("report-nothing-lacking")),))
        return Section("gaps", title, note, table=Table(columns, rows))

    def _peers(self, examples: Sequence[Row]) -> str:
        say = self.words
        named = [
            say("report-peer", name=row["peer_name_zh"], share=brief_percentage(row["peer_share"]))
            for row in examples[:PEERS_AT_MOST]
        ]
        return say("separator-items").join(named) if named else say("report-none")

    def _reason(self, walk: School, indicator: Indicator) -> str:
        return explain_briefly(self.words, self.labels, walk, indicator)

    # ------------------------------------------------ the way up

    def _way(self, walk: School, way: TierPath | Refused | None) -> Section:
        say = self.words
        paragraphs: list[Paragraph] = []
        title = say("report-section-way")
        if isinstance(way, Refused):
            paragraphs.append(Paragraph(say(way.code, **way.parameters)))
        elif way is None:
            paragraphs.append(Paragraph(say("report-score-none")))
        elif way.tier is None:
            tier = self.labels.tier_reached(way.before.tier_reached)
            paragraphs.append(Paragraph(say("path-highest", tier=tier)))
        elif way.after is None:
            tier = self.labels.code("tier", way.tier)
            obstacles = [self._obstacle(walk, obstacle) for obstacle in way.obstacles]
            paragraphs.append(Paragraph(say("path-unreachable", tier=tier)))
            paragraphs += [Paragraph(text, is_item=True) for text in obstacles]
        else:
            tier = self.labels.code("tier", way.tier)
            paragraphs.append(
                Paragraph(say("path-found-count", tier=tier, count=str(len(way.steps))))
            )
            paragraphs += [Paragraph(self._step(walk, step), is_item=True) for step in way.steps]
            after = say(
                "report-way-result",
                before=rounded(way.before.score or Decimal(0)),
                after=rounded(way.after.score or Decimal(0)),
                rank_before=str(way.before.rank_county),
                rank_after=str(way.after.rank_county),
                tier=self.labels.tier_reached(way.after.tier_reached),
            )
            paragraphs.append(Paragraph(after))
        if isinstance(way, TierPath) and way.unanswered:
            facts = [
                answer.label_zh
                for indicator in walk.indicators
                for answer in indicator.answers
                if answer.fact_id in way.unanswered
            ]
            named = say("separator-items").join(dict.fromkeys(facts))
            count = str(len(way.unanswered))
            paragraphs.append(Paragraph(say("path-unanswered", count=count, facts=named)))
        return Section("way", title, say("report-note-way"), paragraphs=tuple(paragraphs))

    def _step(self, walk: School, step: Step) -> str:
        say = self.words
        indicator = walk.indicator(step.indicator.indicator_id)
        assert indicator is not None, "a way goes through the indicators of the school"
        answers = {answer.fact_id: answer for answer in indicator.answers}
        changes = []
        for change in step.answers:
            answer = answers[change.fact_id]
            before = self.labels.value(answer.kind, change.before) or say("missing")
            after = self.labels.value(answer.kind, change.after, answer.unit_zh) or say("missing")
            changes.append(f"{answer.label_zh} {before} → {after}")
        line = say(
            "report-step",
            name=f"{indicator.indicator_id} {self.labels.named(indicator)}",
            gained=signed(step.indicator.gained),
            answers=say("separator-items").join(changes),
        )
        return shortened(line, STEP_WIDTH)

    def _obstacle(self, walk: School, obstacle: Obstacle) -> str:
        say = self.words
        name = f"path-obstacle-{obstacle.kind}"
        if obstacle.red_lines:
            labels = {row.red_line: row.label_zh for row in walk.findings}
            named = (labels.get(code, code) for code in obstacle.red_lines)
            return say(name, **{"red-lines": say("separator-items").join(named)})
        if obstacle.needed is None or obstacle.best is None:
            return say(name)
        if obstacle.dimension_id is None:
            return say(name, needed=rounded(obstacle.needed), best=rounded(obstacle.best))
        dimension = walk.dimension(obstacle.dimension_id)
        return say(
            name,
            dimension="" if dimension is None else self.labels.named(dimension),
            needed=plain(100 * obstacle.needed),
            best=rounded(100 * obstacle.best),
        )

    # ------------------------------------------------ what is to be mended, what was changed

    def _mending(self, walk: School) -> Iterable[Section]:
        """What the school still owes, and until when."""
        say = self.words
        listed = [
            Paragraph(
                say(
                    "report-mend-missing",
                    indicator=f"{indicator.indicator_id} {self.labels.named(indicator)}",
                    facts=say("separator-items").join(missing),
                ),
                is_item=True,
            )
            for indicator in walk.indicators
            for missing in [_unanswered(indicator)]
            if missing
        ]
        listed += [
            Paragraph(
                say(
                    "report-mend-red-line",
                    label=row["label_zh"],
                    effects=self.source.effects(row),
                ),
                is_item=True,
            )
            for row in self.findings[walk.school_id]
        ]
        if listed:
            until = Paragraph(self._until(walk.school_id))
            yield Section("mending", say("report-section-mending"), paragraphs=(until, *listed))

    def _until(self, school_id: str) -> str:
        cycle = self.source.cycle
        deadline = deadline_of(self.source.snapshot, self.source.cycle_id, school_id)
        built = dt.datetime.fromisoformat(self.source.built_at).astimezone(LOCAL_TIME).date()
        name = "late" if built > deadline else "open"
        if cycle["is_closed"]:
            name = "closed"
        return self.words(f"report-mend-{name}", deadline=str(deadline))

    def _corrections(self, walk: School) -> Iterable[Section]:
        """The answers that the county changed, with its reasons."""
        say = self.words
        columns = (
            Column(say("report-column-fact"), 38),
            Column(say("report-column-self"), 12, "right"),
            Column(say("report-column-verified"), 12, "right"),
            Column(say("report-column-reason"), 38),
        )
        rows = []
        for indicator in walk.indicators:
            for answer in indicator.answers:
                own = None if answer.own is None else answer.own.value
                if not answer.is_verified or answer.own is None or own == answer.value:
                    continue
                said = [self.labels.value(answer.kind, value) for value in (own, answer.value)]
                reason = answer.county.reason if answer.county is not None else None
                rows.append(
                    (
                        Cell(f"{indicator.indicator_id} {answer.label_zh}"),
                        Cell(said[0] or say("missing")),
                        Cell(said[1] or say("report-verified-none"), "strong"),
                        Cell(reason or say("report-none")),
                    )
                )
        if rows:
            title = say("report-section-corrections")
            note = say("report-note-corrections", count=len(rows))
            yield Section("corrections", title, note, table=Table(columns, tuple(rows)))

    # ------------------------------------------------ all indicators

    def _indicators(self, walk: School) -> Section:
        say = self.words
        reason_width, widths = REASON_WIDTHS[say.language], INDICATOR_WIDTHS[say.language]
        columns = (
            Column(say("report-column-dimension"), widths[0], "center"),
            Column(say("report-column-code"), widths[1]),
            Column(say("report-column-indicator"), widths[2]),
            Column(say("report-column-points"), widths[3], "right"),
            Column(say("report-column-max"), widths[4], "right"),
            Column(say("report-column-would-add"), widths[5], "right"),
            Column(say("report-column-why"), widths[6]),
        )
        rows = tuple(
            (
                Cell(self.labels.named(dimension)),
                Cell(indicator.indicator_id),
                Cell(self.labels.named(indicator)),
                self._points(indicator),
                Cell(plain(indicator.max_points)),
                Cell(f"+{amount_short(indicator.gap_score)}" if indicator.gap_score else ""),
                Cell(shortened(self._reason(walk, indicator), reason_width)),
            )
            for dimension in walk.dimensions
            for indicator in dimension.indicators
        )
        counts = [
            say("report-count-missing", count=_count(walk, "missing")),
            say("report-count-not-applicable", count=_count(walk, "not_applicable")),
        ]
        return Section(
            "indicators",
            say("report-section-indicators", count=len(walk.indicators)),
            say("separator-items").join(counts),
            table=Table(columns, rows, repeats=True),
            legend=say("report-legend-indicators"),
        )

    def _points(self, indicator: Indicator) -> Cell:
        """Points; not filled in, none given and not applicable look different."""
        return points_cell(self.words, indicator.status, indicator.points)


def points_cell(words: Words, status: str, points: Decimal | None) -> Cell:
    """Points in the look of their status."""
    if status == "not_applicable" or points is None:
        return Cell(words("not-applicable"), "not_applicable")
    if status == "missing":
        return Cell(words("missing"), "missing")
    return Cell(rounded(points), "" if points else "zero")


def _unanswered(indicator: Indicator) -> list[str]:
    """The questions of an indicator that is missing which the school has left without an answer."""
    if indicator.status != "missing":
        return []
    return [
        answer.label_zh
        for answer in indicator.answers
        if answer.state == "blank" and answer.is_required and answer.answered_by == "school"
    ]


def _count(walk: School, status: str) -> int:
    return sum(row.status == status for row in walk.indicators)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _medians(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row["peer_median"], row["county_median"]


# What a school had in earlier cycles, the latest first.
HISTORY = """
    select score.cycle_id, score.score, score.rank_county, score.county_size
    from fct_school_scores as score
    inner join dim_cycles as cycle using (cycle_id)
    inner join dim_cycles as this on this.cycle_id = $cycle_id
    where score.school_id = $school_id and score.basis = $basis and score.score is not null
        and cycle.ends_on < this.ends_on
    order by cycle.ends_on desc
    limit 4
"""
