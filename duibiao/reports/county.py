"""The county's bulletin (通报): how it stands, ranking, townships, weaknesses, tiers, reporting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from duibiao.analysis.standing import Standing, TierReach, percent, standings
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
WEAKEST_NAMED = 3
NAMES_AT_MOST = 12
HANDED_IN = ("handed_in", "handed_in_late")


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
        self.county = source.row(COUNTY)
        self.reporting = source.rows(REPORTING)
        self.ranking = source.rows(RANKING)
        self.weakest = source.rows(WEAK_INDICATORS)
        self.townships = source.rows(TOWNSHIPS)

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

    def _total(self, *statuses: str) -> int:
        return sum(row[status] for row in self.reporting for status in statuses)

    # ------------------------------------------------ figures and summary

    def _figures(self) -> Iterable[Figure]:
        say, county = self.words, self.county
        yield Figure(
            say("report-handed-in"),
            str(self._total(*HANDED_IN)),
            say("report-of", size=self._total("schools")),
            say("report-late", count=self._total("handed_in_late")),
        )
        if not county["scored"]:
            return
        change = county["average_change"]
        yield Figure(
            say("report-average"),
            rounded(county["average"]),
            say("unit-points"),
            "" if change is None else say("report-change", change=signed(change)),
        )
        yield Figure(
            say("report-median"),
            rounded(county["median"]),
            say("unit-points"),
            f"{rounded(county['lowest'])} – {rounded(county['highest'])}",
        )
        reached = [row for row in self.ranking if self._place(row["tier_reached"]) is not None]
        yield Figure(
            say("report-reached-any"),
            str(len(reached)),
            say("unit-schools"),
            say("report-unsure", count=sum(map(self._is_unsure, reached))),
        )
        asked = county["asked_facts"]
        yield Figure(
            say("report-verified"),
            percentage(county["verified_facts"] / asked) if asked else say("report-none"),
            note=say("report-verified-note"),
        )
        yield Figure(
            say("report-red-lines"),
            str(len(self.findings)),
            note=say("report-schools", count=len({row["school_id"] for row in self.findings})),
        )

    def _place(self, tier: str) -> int | None:
        return next((row["sort"] for row in self.tiers if row["tier"] == tier), None)

    def _is_unsure(self, row: Row) -> bool:
        reach = self._reach(row["school_id"], row["tier_reached"])
        return reach is not None and reach.is_borderline

    def _reach(self, school_id: str, tier: str) -> TierReach | None:
        standing = self.standings.get(school_id)
        if standing is None:
            return None
        return next((reach for reach in standing.tiers if reach.tier == tier), None)

    def _summary(self) -> Section:
        say, county = self.words, self.county
        reporting = [
            say(
                "report-said-reporting",
                expected=self._total("schools"),
                handed_in=self._total(*HANDED_IN),
                late=self._total("handed_in_late"),
                must_correct=self._total("must_correct"),
                not_handed_in=self._total("not_handed_in"),
            )
        ]
        paragraphs = [Paragraph(prose(say, reporting), say("report-lead-reporting"))]
        if not county["scored"]:
            return Section(
                "summary",
                say("report-section-overall"),
                paragraphs=(*paragraphs, Paragraph(say("report-nobody-scored"))),
            )
        scores = [
            say(
                "report-said-scores",
                scored=county["scored"],
                average=rounded(county["average"]),
                median=rounded(county["median"]),
                lowest=rounded(county["lowest"]),
                highest=rounded(county["highest"]),
            )
        ]
        if county["average_change"] is not None:
            change = signed(county["average_change"])
            scores.append(say("report-said-change", count=county["compared"], change=change))
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
        weak = [f"{row['indicator_id']} {self.labels.name(row)}" for row in self.weakest]
        weakness = [
            say(
                "report-said-weak",
                names=say("separator-items").join(weak[:WEAKEST_NAMED]),
                count=county["missing_indicators"],
                schools=county["schools_with_missing"],
            )
        ]
        paragraphs.append(Paragraph(prose(say, weakness), say("report-lead-weak")))
        reached = [
            say(
                "report-said-count",
                name=self.labels.code("tier", tier["tier"]),
                count=sum(row["tier_reached"] == tier["tier"] for row in self.ranking),
            )
            for tier in self.tiers
        ]
        unsure = sum(
            self._is_unsure(row)
            for row in self.ranking
            if self._place(row["tier_reached"]) is not None
        )
        tiers = say("report-said-tiers", tiers=say("separator-items").join(reached), count=unsure)
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
            interval = Cell(f"{standing.low}–{standing.high}")
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
        name = self.labels.code("tier", row["tier_reached"])
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
                Cell(f"{row['scored']} / {row['schools']}"),
                Cell(
                    bar=Bar(
                        value=float(row["average"]) / 100,
                        low=float(row["lowest"]) / 100,
                        high=float(row["highest"]) / 100,
                        thin=float(self.county["average"]) / 100,
                    )
                    if row["scored"]
                    else None
                ),
                self._score(row["average"], "strong"),
                Cell(f"{rounded(row['lowest'])} – {rounded(row['highest'])}")
                if row["scored"]
                else self._score(None),
                Cell(str(row["reached"])),
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
                Cell(bar=Bar(value=float(row["average_share"]))),
                Cell(percentage(row["average_share"]), "strong"),
                Cell(rounded(row["lost_points"])),
                Cell(str(row["missing_count"])),
                Cell(str(row["zero_count"])),
                Cell(str(row["full_count"])),
            )
            for row in self.weakest[:WEAKEST]
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
        found = self.source.rows(KINDS)
        if not any(row[name] for row in found for name in KIND):
            return
        rows = tuple(
            (
                Cell(
                    " · ".join(self.labels.code(name, row[name]) for name in KIND if row[name])
                    or "—"
                ),
                Cell(str(row["indicators"])),
                Cell(bar=Bar(value=float(row["average_share"]))),
                Cell(percentage(row["average_share"]), "strong"),
                Cell(rounded(row["lost_points"])),
            )
            for row in found
            if row["average_share"] is not None
        )
        if rows:
            title = say("report-section-kinds")
            yield Section("kinds", title, table=Table(columns, rows))

    # ------------------------------------------------ tiers

    def _tiers(self) -> Section:
        say = self.words
        lines = {row["tier"]: row for row in self.source.rows(LINES)}
        columns = (
            Column(say("report-column-tier"), 14),
            Column(say("report-column-school"), 25),
            Column(say("report-column-score"), 9, "right"),
            Column(say("report-column-rank"), 8, "right"),
            Column(say("report-column-held"), 14),
            Column(say("report-column-sureness"), 9, "right"),
            Column(say("report-column-judged"), 21),
        )
        rows: list[tuple[Cell, ...]] = []
        paragraphs: list[Paragraph] = []
        lacking = self._lacking()
        for tier in self.tiers:
            code = tier["tier"]
            name = self.labels.code("tier", code)
            paragraphs.append(Paragraph(self._line(tier, lines.get(code)), name, is_item=True))
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

    def _line(self, tier: Row, line: Row | None) -> str:
        say = self.words
        said = say(
            "report-said-tier",
            score=plain(tier["min_score"]),
            share=brief_percentage(tier["min_dimension_share"]),
            quota=say("report-no-quota") if tier["quota"] is None else str(tier["quota"]),
            count=0 if line is None else int(line["candidate_count"]),
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
            Cell(percent(reach.draws_reached, reach.draws)),
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
                Cell(str(row["schools"])),
                Cell(str(row["handed_in"] + row["handed_in_late"])),
                Cell(str(row["handed_in_late"])),
                Cell(str(row["must_correct"])),
                Cell(str(row["not_handed_in"])),
                Cell(bar=Bar(value=(row["handed_in"] + row["handed_in_late"]) / row["schools"])),
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


COUNTY = """
    select
        count(score) as scored, avg(score) as average, quantile_cont(score, 0.5) as median,
        min(score) as lowest, max(score) as highest, avg(score_change) as average_change,
        count(score_change) as compared,
        coalesce(sum(missing_indicator_count), 0)::integer as missing_indicators,
        count(*) filter (where missing_indicator_count > 0) as schools_with_missing,
        coalesce(sum(verified_fact_count), 0)::integer as verified_facts,
        coalesce(sum(asked_fact_count), 0)::integer as asked_facts
    from fct_school_scores
    where cycle_id = $cycle_id and basis = $basis
"""
REPORTING = """
    select
        school.township,
        count(*) as schools,
        count(*) filter (where reporting.status = 'handed_in') as handed_in,
        count(*) filter (where reporting.status = 'handed_in_late') as handed_in_late,
        count(*) filter (where reporting.status = 'must_correct') as must_correct,
        count(*) filter (where reporting.status = 'not_handed_in') as not_handed_in
    from fct_reporting_status as reporting
    inner join dim_cycle_schools as school using (cycle_id, school_id)
    where reporting.cycle_id = $cycle_id
    group by school.township
    order by
        count(*) filter (where reporting.status like 'handed_in%') / count(*), school.township
"""
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
TOWNSHIPS = """
    select
        school.township, count(*) as schools, count(score.score) as scored,
        avg(score.score) as average, min(score.score) as lowest, max(score.score) as highest,
        count(tier.tier) as reached
    from dim_cycle_schools as school
    left join fct_school_scores as score
        on score.cycle_id = school.cycle_id and score.school_id = school.school_id
        and score.basis = $basis
    left join dim_tiers as tier
        on tier.edition = score.edition and tier.tier = score.tier_reached
    where school.cycle_id = $cycle_id
    group by school.township
    order by average desc nulls last, school.township
"""
WEAK_INDICATORS = """
    select
        indicator.indicator_id, indicator.name_zh, indicator.name_en, indicator.max_points,
        count(*) filter (where score.status = 'missing') as missing_count,
        count(*) filter (where score.status = 'scored' and score.points = 0) as zero_count,
        count(*) filter (where score.points = score.max_points) as full_count,
        sum(score.points) / sum(score.max_points) filter (where score.points is not null)
            as average_share,
        sum(score.gap_points) as lost_points
    from fct_indicator_scores as score
    inner join dim_indicators as indicator using (edition, indicator_id)
    where score.cycle_id = $cycle_id and score.basis = $basis
    group by all
    having average_share is not null
    order by average_share, indicator.indicator_id
"""
KINDS = """
    select
        indicator.nature, indicator.character,
        count(distinct indicator.indicator_id) as indicators,
        sum(score.points) / sum(score.max_points) filter (where score.points is not null)
            as average_share,
        sum(score.gap_points) as lost_points
    from fct_indicator_scores as score
    inner join dim_indicators as indicator using (edition, indicator_id)
    where score.cycle_id = $cycle_id and score.basis = $basis
    group by all
    order by average_share
"""
KIND = ("nature", "character")
LINES = """
    select tier, candidate_count from fct_tier_lines
    where cycle_id = $cycle_id and basis = $basis
"""
CONDITIONS = """
    select school_id, tier, score_short, failed_dimension_ids, barring_red_lines
    from fct_tier_conditions
    where cycle_id = $cycle_id and basis = $basis and not is_met
"""
