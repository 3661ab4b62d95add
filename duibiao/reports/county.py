"""The county's bulletin (通报): how it stands, ranking, townships, weaknesses, tiers, reporting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from duibiao.analysis import county
from duibiao.analysis.standing import Standing, TierReach, standings
from duibiao.reports.document import (
    Bar,
    Cell,
    Column,
    Document,
    Figure,
    Paragraph,
    Section,
    Table,
    items,
    page_words,
    prose,
)
from duibiao.reports.source import Row, Source
from duibiao.words.figures import brief_percentage, percentage, plain, rounded, signed

WEAKEST = 12
NAMES_AT_MOST = 12


def county_document(source: Source) -> Document:
    """The bulletin of the source's cycle and basis."""
    return _Bulletin(source).document()


class _Bulletin:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.words = source.words
        self.labels = source.labels
        self.ratings = source.ratings()
        self.tiers = source.tiers()
        self.findings = source.findings()
        self.standings = standings(source.snapshot, source.cycle_id, source.basis)
        self.county = county.scores(source.snapshot, source.cycle_id, source.basis)
        self.reported = county.reporting(source.snapshot, source.cycle_id)
        self.reporting = county.township_reporting(source.snapshot, source.cycle_id)
        self.ranking = source.rows(RANKING)
        self.weakest = source.rows(WEAKEST_INDICATORS, most=WEAKEST)
        self.townships = county.township_scores(source.snapshot, source.cycle_id, source.basis)
        self.tier_counts = county.tier_counts(source.snapshot, source.cycle_id, source.basis)

    def document(self) -> Document:
        source, say = self.source, self.words
        sections: list[Section] = [self._summary()]
        if self.ranking:
            sections += [self._ranking(), self._townships(), self._weaknesses(), *self._kinds()]
            sections.append(self._tiers())
        sections += [self._reporting(), self._red_lines()]
        edition = str(source.cycle["edition_title_zh"])
        return Document(
            kind="county",
            subject="",
            language=say.language,
            title=say("report-county-title", cycle=source.cycle_id),
            subtitle=say("report-county-subtitle", edition=edition, basis=self._basis()),
            notice=source.notice(),
            figures=tuple(self._figures()),
            sections=tuple(sections),
            traces=source.traces(),
            running=say("report-county-running", cycle=source.cycle_id, basis=self._basis()),
            page=page_words(say),
            number_label=say("report-number"),
            made_at=source.built_at,
        ).numbered()

    def _basis(self) -> str:
        return self.words(f"basis-{self.source.basis}")

    # ------------------------------------------------ figures and summary

    def _figures(self) -> Iterable[Figure]:
        say, figures = self.words, self.county
        yield Figure(
            say("report-handed-in"),
            str(self.reported["handed_in_count"]),
            say("report-of", size=self.reported["school_count"]),
            say("report-late", count=self.reported["handed_in_late_count"]),
        )
        if not figures["scored_school_count"]:
            return
        change = figures["average_score_change"]
        yield Figure(
            say("report-average"),
            rounded(figures["average_score"]),
            say("unit-points"),
            "" if change is None else say("report-change", change=signed(change)),
        )
        yield Figure(
            say("report-median"),
            rounded(figures["median_score"]),
            say("unit-points"),
            f"{rounded(figures['lowest_score'])} – {rounded(figures['highest_score'])}",
        )
        yield Figure(
            say("report-reached-any"),
            str(figures["reaching_school_count"]),
            say("unit-schools"),
            say("report-unsure", count=self._unsure_count()),
        )
        share = figures["verified_share"]
        yield Figure(
            say("report-verified"),
            say("report-none") if share is None else percentage(share),
            note=say("report-verified-note"),
        )
        yield Figure(
            say("report-red-lines"),
            str(len(self.findings)),
            note=say("report-schools", count=len({row["school_id"] for row in self.findings})),
        )

    def _place(self, tier: str) -> int | None:
        return next((row["sort"] for row in self.tiers if row["tier"] == tier), None)

    def _unsure_count(self) -> int:
        """Schools whose highest tier is borderline."""
        reaching = (row for row in self.ranking if self._place(row["tier_reached"]) is not None)
        return sum(map(self._is_unsure, reaching))

    def _is_unsure(self, row: Row) -> bool:
        reach = self._reach(row["school_id"], row["tier_reached"])
        return reach is not None and reach.is_borderline

    def _reach(self, school_id: str, tier: str) -> TierReach | None:
        standing = self.standings.get(school_id)
        if standing is None:
            return None
        return next((reach for reach in standing.tiers if reach.tier == tier), None)

    def _summary(self) -> Section:
        say, figures = self.words, self.county
        reporting = [
            say(
                "report-said-reporting",
                expected=self.reported["school_count"],
                handed_in=self.reported["handed_in_count"],
                late=self.reported["handed_in_late_count"],
                must_correct=self.reported["must_correct_count"],
                not_handed_in=self.reported["not_handed_in_count"],
            )
        ]
        paragraphs = [Paragraph(prose(say, reporting), say("report-lead-reporting"))]
        if not figures["scored_school_count"]:
            return Section(
                "summary",
                say("report-section-overall"),
                paragraphs=(*paragraphs, Paragraph(say("report-nobody-scored"))),
            )
        scores = [
            say(
                "report-said-scores",
                scored=figures["scored_school_count"],
                average=rounded(figures["average_score"]),
                median=rounded(figures["median_score"]),
                lowest=rounded(figures["lowest_score"]),
                highest=rounded(figures["highest_score"]),
            )
        ]
        if figures["average_score_change"] is not None:
            change = signed(figures["average_score_change"])
            scores.append(
                say("report-said-change", count=figures["compared_school_count"], change=change)
            )
        counts = dict.fromkeys(self.ratings, 0)
        for row in self.ranking:
            if row["rating"] is not None:
                counts[row["rating"]] += 1
        rated = [
            say("report-said-count", name=self.ratings[name], count=count)
            for name, count in counts.items()
        ]
        scores.append(say("report-said-ratings", ratings=say("separator-items").join(rated)))
        paragraphs.append(Paragraph(prose(say, scores), say("report-lead-score")))
        weak = [
            say(
                "report-weakness",
                name=f"{row['indicator_id']} {self.labels.name(row)}",
                share=percentage(row["lost_share"]),
            )
            for row in self.weakest[: county.WEAKEST_NAMED]
        ]
        weakness = [
            say(
                "report-said-weak",
                names=say("separator-items").join(weak),
                place=len(weak),
                count=figures["missing_indicator_count"],
                schools=figures["schools_with_missing_count"],
            )
        ]
        paragraphs.append(Paragraph(prose(say, weakness), say("report-lead-weak")))
        reached = [
            say(
                "report-said-count",
                name=self.labels.code("tier", tier["tier"]),
                count=tier["reached_count"],
            )
            for tier in self.tier_counts
        ]
        named = say("separator-items").join(reached)
        tiers = say("report-said-tiers", tiers=named, count=self._unsure_count())
        paragraphs.append(Paragraph(prose(say, [tiers]), say("report-lead-tiers")))
        return Section("summary", say("report-section-overall"), paragraphs=tuple(paragraphs))

    # ------------------------------------------------ ranking

    def _ranking(self) -> Section:
        say = self.words
        columns = (
            Column(say("report-column-rank"), 8, "right"),
            Column(say("report-column-school"), 22),
            Column(say("report-column-township"), 10),
            Column(say("report-column-score"), 8, "right"),
            Column(say("report-column-change"), 8, "right"),
            Column(say("report-column-interval"), 9, "center"),
            Column(say("report-column-interval-drawn"), 16),
            Column(say("report-column-rating"), 8),
            Column(say("report-column-tier"), 11),
        )
        rows = tuple(self._ranked(row) for row in self.ranking)
        verified = "verified" if self.source.basis == "verified" else "self"
        return Section(
            "ranking",
            say("report-section-ranking"),
            say(f"report-note-ranking-{verified}"),
            table=Table(columns, rows),
            legend=say("report-legend-ranking"),
        )

    def _ranked(self, row: Row) -> tuple[Cell, ...]:
        say = self.words
        none = Cell(say("report-none"), "quiet")
        standing = self.standings.get(row["school_id"])
        tied = f" {say('tied')}" if row["county_ties"] > 1 else ""
        rank = none if row["rank_county"] is None else Cell(f"{row['rank_county']}{tied}", "strong")
        interval, drawn = none, Cell()
        if standing is not None:
            interval = Cell(standing.interval)
            drawn = Cell(bar=_interval(standing))
        before = row["rating_before_red_lines"]
        mark = say("report-mark-lowered") if before != row["rating"] else ""
        return (
            rank,
            Cell(row["name_zh"]),
            Cell(row["township"]),
            none if row["score"] is None else Cell(rounded(row["score"])),
            none if row["score_change"] is None else Cell(signed(row["score_change"])),
            interval,
            drawn,
            Cell(self.ratings.get(row["rating"] or "", say("report-none")) + mark),
            Cell(self._tier_of(row)),
        )

    def _tier_of(self, row: Row) -> str:
        if self._place(row["tier_reached"]) is None:
            return self.words("report-none")
        name = self.labels.tier_reached(row["tier_reached"])
        return name + (self.words("report-mark-unsure") if self._is_unsure(row) else "")

    # ------------------------------------------------ townships and weaknesses

    def _townships(self) -> Section:
        say = self.words
        columns = (
            Column(say("report-column-township"), 12),
            Column(say("report-column-schools"), 10, "right"),
            Column(say("report-column-township-drawn"), 42),
            Column(say("report-column-average"), 11, "right"),
            Column(say("report-column-lowest-highest"), 15, "right"),
            Column(say("report-column-reached"), 10, "right"),
        )
        rows = tuple(
            (
                Cell(row["township"]),
                Cell(f"{row['scored_school_count']} / {row['school_count']}"),
                Cell(
                    bar=Bar(
                        value=float(row["average_score"]) / 100,
                        low=float(row["lowest_score"]) / 100,
                        high=float(row["highest_score"]) / 100,
                        thin=float(self.county["average_score"]) / 100,
                    )
                    if row["scored_school_count"]
                    else None
                ),
                self._score(row["average_score"], "strong"),
                Cell(f"{rounded(row['lowest_score'])} – {rounded(row['highest_score'])}")
                if row["scored_school_count"]
                else self._score(None),
                Cell(str(row["reaching_school_count"])),
            )
            for row in self.townships
        )
        return Section(
            "townships",
            say("report-section-townships"),
            say("report-note-townships"),
            table=Table(columns, rows),
            legend=say("report-legend-townships"),
        )

    def _score(self, score: Any, look: Any = "") -> Cell:
        if score is None:
            return Cell(self.words("report-none"), "quiet")
        return Cell(rounded(score), look)

    def _weaknesses(self) -> Section:
        say = self.words
        columns = (
            Column(say("report-column-indicator"), 30),
            Column(say("report-column-share-drawn"), 26),
            Column(say("report-column-average-share"), 10, "right"),
            Column(say("report-column-lost"), 11, "right"),
            Column(say("report-column-missing"), 9, "right"),
            Column(say("report-column-zero"), 7, "right"),
            Column(say("report-column-full"), 7, "right"),
        )
        rows = tuple(
            (
                Cell(f"{row['indicator_id']} {self.labels.name(row)}"),
                Cell(bar=Bar(value=float(row["share"]))),
                Cell(percentage(row["share"]), "strong"),
                Cell(rounded(row["lost_points"])),
                Cell(str(row["missing_count"])),
                Cell(str(row["zero_count"])),
                Cell(str(row["full_count"])),
            )
            for row in self.weakest
        )
        return Section(
            "weaknesses",
            say("report-section-weaknesses"),
            say("report-note-weaknesses", count=len(rows)),
            table=Table(columns, rows),
        )

    def _kinds(self) -> Iterable[Section]:
        """Hardware and software, norms and features: where the points are lost."""
        say = self.words
        columns = (
            Column(say("report-column-kind"), 22),
            Column(say("report-column-count"), 14, "right"),
            Column(say("report-column-share-drawn"), 38),
            Column(say("report-column-average-share"), 12, "right"),
            Column(say("report-column-lost"), 14, "right"),
        )
        rows = tuple(
            (
                Cell(
                    f"{self.labels.code('nature', row['nature'])} · "
                    f"{self.labels.code('character', row['character'])}"
                ),
                Cell(str(row["indicator_count"])),
                Cell(bar=Bar(value=float(row["share"]))),
                Cell(percentage(row["share"]), "strong"),
                Cell(rounded(row["lost_points"])),
            )
            for row in self.source.rows(KINDS)
            if row["share"] is not None
        )
        if rows:
            title = say("report-section-kinds")
            yield Section("kinds", title, table=Table(columns, rows))

    # ------------------------------------------------ tiers

    def _tiers(self) -> Section:
        say = self.words
        columns = (
            Column(say("report-column-tier"), 14),
            Column(say("report-column-school"), 25),
            Column(say("report-column-score"), 9, "right"),
            Column(say("report-column-rank"), 8, "right"),
            Column(say("report-column-held"), 14),
            Column(say("report-column-verified"), 9, "right"),
            Column(say("report-column-sureness"), 9, "right"),
            Column(say("report-column-judged"), 18),
        )
        rows: list[tuple[Cell, ...]] = []
        paragraphs: list[Paragraph] = []
        lacking = self._lacking()
        for tier in self.tier_counts:
            code = tier["tier"]
            name = self.labels.code("tier", code)
            paragraphs.append(Paragraph(self._line(tier), name, is_item=True))
            for row in self.ranking:
                reach = self._reach(row["school_id"], code)
                if reach is None or row["score"] is None:
                    continue
                is_here = row["tier_reached"] == code
                if is_here or (not reach.is_reached and reach.is_borderline):
                    rows.append(self._candidate(row, name, reach, lacking))
        return Section(
            "tiers",
            say("report-section-tiers"),
            say("report-note-tiers"),
            paragraphs=tuple(paragraphs),
            table=Table(columns, tuple(rows), repeats=True) if rows else None,
            legend=say("report-legend-tiers"),
        )

    def _line(self, tier: Row) -> str:
        say = self.words
        said = say(
            "report-said-tier",
            score=plain(tier["min_score"]),
            share=brief_percentage(tier["min_dimension_share"]),
            quota=say("report-no-quota") if tier["quota"] is None else str(tier["quota"]),
            count=tier["reached_count"],
        )
        sentences = [said]
        for side in ("inside", "outside", "even"):
            names = [
                standing.name_zh
                for standing in self.standings.values()
                for tie in standing.ties
                if (tie.tier, tie.side) == (tier["tier"], side)
            ]
            if names:
                named = items(say, names, NAMES_AT_MOST)
                sentences.append(say(f"report-said-close-{side}", names=named))
        return prose(say, sentences)

    def _candidate(
        self, row: Row, name: str, reach: TierReach, lacking: dict[tuple[str, str], str]
    ) -> tuple[Cell, ...]:
        say = self.words
        if reach.is_reached:
            judged = say("report-judged-unsure" if reach.is_borderline else "report-judged-sure")
        else:
            judged = lacking.get((row["school_id"], reach.tier)) or say("report-judged-near")
        return (
            Cell(name),
            Cell(row["name_zh"]),
            Cell(rounded(row["score"]), "strong"),
            Cell(str(row["rank_county"])),
            Cell(self.labels.code("tier", row["tier_held"])),
            Cell(self.standings[row["school_id"]].verified_percent),
            Cell(reach.percent),
            Cell(judged),
        )

    def _lacking(self) -> dict[tuple[str, str], str]:
        """What keeps a school from a tier, by school and tier."""
        say = self.words
        dimensions = {
            row["dimension_id"]: self.labels.name(row)
            for row in self.source.rows("select * from dim_dimensions where edition = $edition")
        }
        found: dict[tuple[str, str], str] = {}
        for row in self.source.rows(CONDITIONS):
            reasons = []
            if row["score_short"]:
                reasons.append(say("report-lacks-score", short=rounded(row["score_short"])))
            failed = (row["failed_dimension_ids"] or "").split(",")
            names = [dimensions[code] for code in failed if code in dimensions]
            if names:
                reasons.append(say("report-lacks-dimensions", names=items(say, names, 2)))
            if row["barring_red_lines"]:
                reasons.append(say("report-lacks-red-line"))
            found[row["school_id"], row["tier"]] = say("separator-clauses").join(reasons)
        return found

    # ------------------------------------------------ reporting and red lines

    def _reporting(self) -> Section:
        say = self.words
        columns = (
            Column(say("report-column-township"), 14),
            Column(say("report-column-expected"), 9, "right"),
            Column(say("report-column-handed-in"), 9, "right"),
            Column(say("report-column-late"), 9, "right"),
            Column(say("report-column-must-correct"), 9, "right"),
            Column(say("report-column-not-handed-in"), 9, "right"),
            Column(say("report-column-progress"), 25),
            Column(say("report-column-names-owing"), 26),
        )
        owing: dict[str, list[str]] = defaultdict(list)
        for row in self.source.rows(OWING):
            status = say(f"status-{row['status']}")
            owing[row["township"]].append(
                say("report-owing", name=row["name_zh"], code=row["school_id"], status=status)
            )
        rows = tuple(
            (
                Cell(row["township"]),
                Cell(str(row["school_count"])),
                Cell(str(row["handed_in_count"])),
                Cell(str(row["handed_in_late_count"])),
                Cell(str(row["must_correct_count"])),
                Cell(str(row["not_handed_in_count"])),
                Cell(bar=Bar(value=row["handed_in_count"] / row["school_count"])),
                Cell(items(say, owing[row["township"]], NAMES_AT_MOST)),
            )
            for row in self.reporting
        )
        deadline = say("report-note-reporting", deadline=str(self.source.cycle["deadline"]))
        title = say("report-section-reporting")
        return Section("reporting", title, deadline, table=Table(columns, rows))

    def _red_lines(self) -> Section:
        say, title = self.words, self.words("report-section-red-lines")
        if not self.findings:
            return Section("red_lines", title, paragraphs=(Paragraph(say("report-no-red-lines")),))
        columns = (
            Column(say("report-column-school"), 24),
            Column(say("report-column-red-line"), 30),
            Column(say("report-column-effects"), 26),
            Column(say("report-column-note"), 20),
        )
        rows = tuple(
            (
                Cell(row["name_zh"]),
                Cell(row["label_zh"]),
                Cell(self.source.effects(row)),
                Cell(row["note"] or say("report-none")),
            )
            for row in self.findings
        )
        return Section("red_lines", title, table=Table(columns, rows))


def _interval(standing: Standing) -> Bar:
    """The ranks as places on a track: the best at the left, its own as a thick mark."""
    span = max(standing.size - 1, 1)
    low, high, rank = ((place - 1) / span for place in (standing.low, standing.high, standing.rank))
    return Bar(low=low, high=high, thick=rank)


OWING = """
    select reporting.school_id, reporting.status, school.name_zh, school.township
    from fct_reporting_status as reporting
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    where reporting.cycle_id = $cycle_id and reporting.status in ('must_correct', 'not_handed_in')
    order by school.township, reporting.status, reporting.school_id
"""
RANKING = """
    select
        score.*, school.name_zh, school.township, school.school_type, school.tier_held,
        count(*) over (partition by score.score) as county_ties
    from fct_school_scores as score
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    where score.cycle_id = $cycle_id and score.basis = $basis
    order by score.rank_county nulls last, score.school_id
"""
# The county's weaknesses by place, each with what else is known of the indicator.
WEAKEST_INDICATORS = """
    select
        weakness.place, weakness.lost_share, indicator.indicator_id, indicator.name_zh,
        indicator.name_en, shares.*
    from fct_county_weaknesses as weakness
    inner join dim_indicators as indicator using (edition, indicator_id)
    inner join fct_group_shares as shares
        on shares.cycle_id = weakness.cycle_id and shares.basis = weakness.basis
        and shares.group_kind = 'county' and shares.measure = 'indicator'
        and shares.measure_code = weakness.indicator_id
    where weakness.cycle_id = $cycle_id and weakness.basis = $basis and weakness.place <= $most
    order by weakness.place
"""
KINDS = """
    select kind.nature, kind.character, shares.*
    from (select distinct nature, character from dim_indicators where edition = $edition) as kind
    inner join fct_group_shares as shares
        on shares.measure = 'kind'
        and shares.measure_code = concat_ws('/', kind.nature, kind.character)
    where shares.cycle_id = $cycle_id and shares.basis = $basis and shares.group_kind = 'county'
    order by shares.share
"""
CONDITIONS = """
    select school_id, tier, score_short, failed_dimension_ids, barring_red_lines
    from fct_tier_conditions
    where cycle_id = $cycle_id and basis = $basis and not is_met
"""
