"""The county's bulletin (通报): a letter of its office, with what its figures say and its tables.

Facts, scores, what lacks, what is to be done; the lists stand beside it, each as an annex.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from duibiao.analysis import county
from duibiao.analysis.standing import Standing, TierReach, standings
from duibiao.reports.document import (
    Bar,
    Cell,
    Column,
    Document,
    Letter,
    Paragraph,
    Section,
    Table,
    items,
    page_words,
    prose,
)
from duibiao.reports.source import Row, Source
from duibiao.words import Words
from duibiao.words.figures import (
    LOCAL_TIME,
    brief_percentage,
    moment,
    percentage,
    plain,
    rounded,
    signed,
)

WEAKEST = 12
FIRST_RANKS = 5
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
        self.owing = source.rows(OWING)
        self.annexes: dict[str, int] = {}

    def document(self) -> Document:
        source, say = self.source, self.words
        annexes: list[Section] = []
        if self.ranking:
            annexes = [self._ranking(), self._townships(), self._weaknesses(), *self._kinds()]
            annexes.append(self._tiers())
        annexes.append(self._reporting())
        if self.findings:
            annexes.append(self._red_lines())
        annexes = [replace(section, annex=at) for at, section in enumerate(annexes, start=1)]
        self.annexes = {section.key: section.annex for section in annexes}
        text = [self._opening(), self._basics(), self._scores(), self._problems(), self._next()]
        return Document(
            kind="county",
            subject="",
            language=say.language,
            title=say("report-county-title", cycle=source.cycle_id),
            subtitle="",
            notice=source.notice(),
            figures=(),
            sections=(*(section for section in text if section.paragraphs), *annexes),
            traces=source.traces(),
            running=say("report-county-running", cycle=source.cycle_id, basis=self._basis()),
            page=page_words(say),
            number_label=say("report-number"),
            made_at=source.built_at,
            letter=self._letter(annexes),
        ).numbered()

    def _letter(self, annexes: Sequence[Section]) -> Letter:
        say = self.words
        day = dt.datetime.fromisoformat(self.source.built_at).astimezone(LOCAL_TIME).date()
        return Letter(
            number=say("report-letter-number", year=str(day.year)),
            addressed=say("report-letter-addressed"),
            annex_label=say("report-letter-annex"),
            annexes_label=say("report-letter-annexes"),
            annexes=tuple(section.title for section in annexes),
            signed=self.source.office or say("report-letter-signed"),
            dated=say("report-letter-dated", **_parts(day)),
        )

    def _basis(self) -> str:
        return self.words(f"basis-{self.source.basis}")

    # ------------------------------------------------ the text

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

    def _text(self, key: str, told: Iterable[tuple[str, Iterable[str]]], note: str = "") -> Section:
        """A part of the text: its paragraphs are numbered, each with the words it begins with."""
        say = self.words
        numerals = say("report-numerals").split()
        paragraphs = [
            Paragraph(
                prose(say, sentences),
                say("report-lead-numbered", number=numeral, lead=say(f"report-lead-{lead}")),
            )
            for numeral, (lead, sentences) in zip(numerals, told, strict=False)
        ]
        return Section(key, say(f"report-section-{key}"), note, paragraphs=tuple(paragraphs))

    def _see(self, key: str) -> str:
        return self.words("report-see-annex", number=self.annexes[key])

    def _opening(self) -> Section:
        say, cycle = self.words, self.source.cycle
        said = say(
            "report-opening",
            county=self.source.county or say("report-our-county"),
            edition=str(cycle["edition_title_zh"]),
            cycle=self.source.cycle_id,
            starts=say("report-letter-dated", **_parts(cycle["starts_on"])),
            ends=say("report-letter-dated", **_parts(cycle["ends_on"])),
            basis=self._basis(),
            at=moment(self.source.built_at),
        )
        return Section("opening", "", paragraphs=(Paragraph(said),))

    def _basics(self) -> Section:
        say, figures = self.words, self.county
        reporting = say(
            "report-said-reporting",
            expected=self.reported["school_count"],
            handed_in=self.reported["handed_in_count"],
            late=self.reported["handed_in_late_count"],
            must_correct=self.reported["must_correct_count"],
            not_handed_in=self.reported["not_handed_in_count"],
        )
        told = [("reporting", [reporting, self._see("reporting")])]
        if figures["asked_fact_count"]:
            verified = say(
                "report-said-verified",
                asked=figures["asked_fact_count"],
                verified=figures["verified_fact_count"],
                share=percentage(figures["verified_share"]),
            )
            told.append(("verified", [verified]))
        return self._text("basics", told)

    def _scores(self) -> Section:
        say, figures = self.words, self.county
        if not figures["scored_school_count"]:
            told = Paragraph(say("report-nobody-scored"))
            return Section("scores", say("report-section-scores"), paragraphs=(told,))
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
        first = [
            say("report-said-school", name=row["name_zh"], score=rounded(row["score"]))
            for row in self.ranking
            if row["rank_county"] is not None and row["rank_county"] <= FIRST_RANKS
        ]
        ranks = [
            say("report-said-first", names=items(say, first, NAMES_AT_MOST)),
            self._see("ranking"),
            say("report-said-ranks-unsure"),
        ]
        return self._text(
            "scores",
            [
                ("score", scores),
                ("ranks", ranks),
                ("townships", self._townships_told()),
                ("tiers", [*self._tiers_told(), self._see("tiers")]),
            ],
        )

    def _townships_told(self) -> list[str]:
        say = self.words
        averaged = [row for row in self.townships if row["average_score"] is not None]
        ends = [
            say("report-said-school", name=row["township"], score=rounded(row["average_score"]))
            for row in (averaged[0], averaged[-1])
        ]
        return [
            say("report-said-townships", highest=ends[0], lowest=ends[1]),
            self._see("townships"),
        ]

    def _tiers_told(self) -> list[str]:
        say = self.words
        reached = [
            say(
                "report-said-count",
                name=self.labels.code("tier", tier["tier"]),
                count=tier["reached_count"],
            )
            for tier in self.tier_counts
        ]
        if not reached:
            return []
        tiers = say("separator-items").join(reached)
        return [say("report-said-tiers", tiers=tiers, count=len(self._unsure()))]

    def _unsure(self) -> list[str]:
        """The names of the schools that reach a tier, but not surely."""
        return [
            row["name_zh"]
            for row in self.ranking
            if self._place(row["tier_reached"]) is not None and self._is_unsure(row)
        ]

    def _owing_names(self) -> list[str]:
        return [row["name_zh"] for row in self.owing]

    def _weak_names(self) -> str:
        weak = [
            self.words(
                "report-weakness",
                name=f"{row['indicator_id']} {self.labels.name(row)}",
                share=percentage(row["lost_share"]),
            )
            for row in self.weakest[: county.WEAKEST_NAMED]
        ]
        return self.words("separator-items").join(weak)

    def _problems(self) -> Section:
        """What the figures show to be lacking; nothing is said that they do not."""
        say, figures = self.words, self.county
        told: list[tuple[str, list[str]]] = []
        if self.weakest:
            weak = say("report-said-weak", names=self._weak_names())
            told.append(("weak", [weak, self._see("weaknesses")]))
        if figures["missing_indicator_count"]:
            said = {
                "count": figures["missing_indicator_count"],
                "schools": figures["schools_with_missing_count"],
            }
            told.append(("missing", [say("report-said-missing", **said)]))
        if self.owing:
            names = items(say, self._owing_names(), NAMES_AT_MOST)
            told.append(("owing", [say("report-said-owing", count=len(self.owing), names=names)]))
        if figures["scored_school_count"] > 1:
            span = rounded(figures["highest_score"] - figures["lowest_score"])
            below = [row["name_zh"] for row in self.ranking if row["rating"] == [*self.ratings][-1]]
            spread = [say("report-said-spread", span=span)]
            if below:
                spread.append(
                    say(
                        "report-said-lowest",
                        rating=self.ratings[[*self.ratings][-1]],
                        count=len(below),
                        names=items(say, below, NAMES_AT_MOST),
                    )
                )
            told.append(("spread", spread))
        if self.findings:
            named = dict.fromkeys(row["name_zh"] for row in self.findings)
            lines = say(
                "report-said-red-lines",
                count=len(self.findings),
                names=items(say, [*named], NAMES_AT_MOST),
            )
            told.append(("red-lines", [lines, self._see("red_lines")]))
        return self._text("problems", told)

    def _next(self) -> Section:
        """What is to be done, drafted from what lacks: people change it before it is sent."""
        say = self.words
        told: list[tuple[str, list[str]]] = []
        if self.owing:
            names = items(say, self._owing_names(), NAMES_AT_MOST)
            told.append(("do-hand-in", [say("report-do-hand-in", names=names)]))
        if self.weakest:
            asked = []
            for row in self.weakest[: county.WEAKEST_NAMED]:
                asked.append(
                    say(
                        "report-do-indicator",
                        name=f"{row['indicator_id']} {self.labels.name(row)}",
                        missing=row["missing_count"],
                        zero=row["zero_count"],
                    )
                )
            weak = say("report-do-weak", asked=say("separator-clauses").join(asked))
            told.append(("do-weak", [weak]))
        if self.county["missing_indicator_count"]:
            fill = say("report-do-missing", schools=self.county["schools_with_missing_count"])
            told.append(("do-missing", [fill]))
        if self.findings:
            named = dict.fromkeys(row["name_zh"] for row in self.findings)
            names = items(say, [*named], NAMES_AT_MOST)
            told.append(("do-red-lines", [say("report-do-red-lines", names=names)]))
        unsure = self._unsure()
        if unsure:
            names = items(say, unsure, NAMES_AT_MOST)
            told.append(("do-check", [say("report-do-check", count=len(unsure), names=names)]))
        return self._text("next", told, say("report-note-next"))

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
            drawn = Cell(bar=_interval(say, standing))
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
                Cell(f"{row['scored_school_count']:,} / {row['school_count']:,}"),
                Cell(
                    bar=Bar(
                        alt=say(
                            "report-alt-township",
                            average=rounded(row["average_score"]),
                            lowest=rounded(row["lowest_score"]),
                            highest=rounded(row["highest_score"]),
                            county=rounded(self.county["average_score"]),
                        ),
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
                Cell(f"{row['reaching_school_count']:,}"),
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
                Cell(bar=_share_bar(say, row["share"])),
                Cell(percentage(row["share"]), "strong"),
                Cell(rounded(row["lost_points"])),
                Cell(f"{row['missing_count']:,}"),
                Cell(f"{row['zero_count']:,}"),
                Cell(f"{row['full_count']:,}"),
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
        found = self.source.rows(KINDS)
        if not any(row[name] for row in found for name in KIND):
            return
        rows = tuple(
            (
                Cell(
                    " · ".join(self.labels.code(name, row[name]) for name in KIND if row[name])
                    or "—"
                ),
                Cell(f"{row['indicator_count']:,}"),
                Cell(bar=_share_bar(say, row["share"])),
                Cell(percentage(row["share"]), "strong"),
                Cell(rounded(row["lost_points"])),
            )
            for row in found
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
            Column(say("report-column-verified-share"), 9, "right"),
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
            if row["is_place_met"] is False:
                reasons.append(
                    say(
                        "report-lacks-place",
                        limit=row["place_limit"] or 0,
                        place=row["place"] or 0,
                    )
                )
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
        for row in self.owing:
            status = say(f"status-{row['status']}")
            owing[row["township"]].append(
                say("report-owing", name=row["name_zh"], code=row["school_id"], status=status)
            )
        rows = tuple(
            (
                Cell(row["township"]),
                Cell(f"{row['school_count']:,}"),
                Cell(f"{row['handed_in_count']:,}"),
                Cell(f"{row['handed_in_late_count']:,}"),
                Cell(f"{row['must_correct_count']:,}"),
                Cell(f"{row['not_handed_in_count']:,}"),
                Cell(bar=_share_bar(say, row["handed_in_count"] / row["school_count"])),
                Cell(items(say, owing[row["township"]], NAMES_AT_MOST)),
            )
            for row in self.reporting
        )
        deadline = say("report-note-reporting", deadline=str(self.source.cycle["deadline"]))
        title = say("report-section-reporting")
        return Section("reporting", title, deadline, table=Table(columns, rows))

    def _red_lines(self) -> Section:
        say, title = self.words, self.words("report-section-red-lines")
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


def _interval(say: Words, standing: Standing) -> Bar:
    """The ranks as places on a track: the best at the left, its own as a thick mark."""
    span = max(standing.size - 1, 1)
    low, high, rank = ((place - 1) / span for place in (standing.low, standing.high, standing.rank))
    alt = say("report-alt-interval", rank=standing.rank, low=standing.low, high=standing.high)
    return Bar(alt, low=low, high=high, thick=rank)


def _share_bar(say: Words, share: Any) -> Bar:
    return Bar(say("report-alt-share", share=percentage(share)), value=float(share))


def _parts(day: dt.date) -> dict[str, str]:
    return {"year": str(day.year), "month": str(day.month), "day": str(day.day)}


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
KIND = ("nature", "character")
CONDITIONS = """
    select
        school_id, tier, score_short, failed_dimension_ids, barring_red_lines, place, place_limit,
        is_place_met
    from fct_tier_conditions
    where cycle_id = $cycle_id and basis = $basis and not is_met
"""
