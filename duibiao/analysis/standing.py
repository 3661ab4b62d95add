"""How sure the ranks and tiers of a cycle are, read from the published marts and said in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from duibiao.warehouse.snapshot import Snapshot
from duibiao.words import Words
from duibiao.words.figures import interval, percent_of


@dataclass(frozen=True, slots=True)
class TierReach:
    """How surely a school reaches at least one tier."""

    tier: str
    draws_reached: int
    draws: int
    is_reached: bool
    is_borderline: bool

    @property
    def percent(self) -> str:
        """The share of the draws, in which all and none are never said of fewer."""
        return percent_of(self.draws_reached, self.draws)


@dataclass(frozen=True, slots=True)
class TierTie:
    """The school on the other side of a tier's line that a school cannot be told apart from."""

    tier: str
    side: str
    school_id: str
    name_zh: str
    draws_ahead: int
    draws: int


@dataclass(slots=True)
class Standing:
    """One school's rank, how far it moves, and its tiers, highest first.

    All of that is about the weights alone; `asked_fact_count` and `verified_fact_count` tell how
    much of what is weighed has been verified, and stand wherever the rest stands.
    """

    school_id: str
    name_zh: str
    rank: int
    low: int
    high: int
    size: int
    certain_percent: int
    asked_fact_count: int
    verified_fact_count: int
    tiers: list[TierReach] = field(default_factory=list)
    ties: list[TierTie] = field(default_factory=list)

    @property
    def interval(self) -> str:
        """The ranks between which it moves, as it is written everywhere."""
        return interval(self.low, self.high)

    @property
    def verified_percent(self) -> str:
        """How much of what was asked has been verified, which no draw of weights tells."""
        return percent_of(self.verified_fact_count, self.asked_fact_count)


def standings(
    snapshot: Snapshot, cycle_id: str, basis: str, school_id: str | None = None
) -> dict[str, Standing]:
    """The schools with a score, by rank, each with what the draws of the weights say of it.

    `school_id`: that school alone.
    """
    where = {"cycle": cycle_id, "basis": basis, "school": school_id}
    found = {
        row["school_id"]: Standing(**row)
        for row in snapshot.rows(
            """
            select
                intervals.school_id, schools.name_zh, intervals.rank_county as rank,
                intervals.rank_county_low as low, intervals.rank_county_high as high,
                scores.county_size as size, intervals.certain_percent,
                scores.asked_fact_count, scores.verified_fact_count
            from fct_rank_intervals as intervals
            inner join fct_school_scores as scores using (cycle_id, school_id, basis)
            inner join dim_cycle_schools as schools using (cycle_id, school_id)
            where cycle_id = $cycle and basis = $basis and intervals.rank_county is not null
                and ($school is null or intervals.school_id = $school)
            order by rank, intervals.school_id
            """,
            **where,
        )
    }
    reaches = """
        select
            reach.school_id, reach.tier, reach.draws_reached, reach.draws, reach.is_reached,
            reach.is_borderline
        from fct_tier_reach as reach
        inner join dim_cycles as cycles using (cycle_id)
        inner join dim_tiers as tiers
            on cycles.edition = tiers.edition and reach.tier = tiers.tier
        where cycle_id = $cycle and basis = $basis and reach.draws is not null
            and ($school is null or reach.school_id = $school)
        order by tiers.min_score desc, tiers.sort
    """
    for row in snapshot.rows(reaches, **where):
        found[row.pop("school_id")].tiers.append(TierReach(**row))
    ties = """
        select
            ties.school_id as of_school, ties.tier, ties.side,
            ties.compared_school_id as school_id, schools.name_zh, ties.draws_ahead, ties.draws
        from fct_tier_ties as ties
        inner join dim_cycle_schools as schools
            on ties.cycle_id = schools.cycle_id and ties.compared_school_id = schools.school_id
        where ties.cycle_id = $cycle and basis = $basis
            and ($school is null or ties.school_id = $school)
        order by all
    """
    for row in snapshot.rows(ties, **where):
        found[row.pop("of_school")].ties.append(TierTie(**row))
    return found


def sentences(standing: Standing, words: Words, tier_name: Callable[[str], str]) -> Iterator[str]:
    """What one school's figures say: its rank, the tiers within reach, and whom it is tied with.

    Of the tiers above, those that some draw reaches and the next one; of those it reaches, the
    highest and what is borderline. Last, how much of it all was verified.
    """
    rank = {"rank": standing.rank, "size": standing.size, "low": standing.low}
    if standing.low == standing.high == standing.rank:
        yield words("sureness-rank-stays", share=_held(standing), **rank)
    else:
        yield words("sureness-rank-moves", share=_held(standing), high=standing.high, **rank)
    highest = next((reach for reach in standing.tiers if reach.is_reached), None)
    above = [reach for reach in standing.tiers if not reach.is_reached]
    for reach in standing.tiers:
        if reach.is_reached and (reach is highest or reach.is_borderline):
            yield words("sureness-reaches", percent=reach.percent, tier=tier_name(reach.tier))
        elif not reach.is_reached and (reach.draws_reached or reach is above[-1]):
            message = "sureness-might-reach" if reach.draws_reached else "sureness-never-reaches"
            shown = {"percent": reach.percent} if reach.draws_reached else {}
            yield words(message, tier=tier_name(reach.tier), **shown)
    for tie in standing.ties:
        shown = {} if tie.side == "even" else {"percent": percent_of(tie.draws_ahead, tie.draws)}
        yield words(
            f"sureness-tie-{tie.side}", tier=tier_name(tie.tier), school=tie.name_zh, **shown
        )
    yield words(
        "sureness-verified",
        asked=standing.asked_fact_count,
        verified=standing.verified_fact_count,
        percent=standing.verified_percent,
    )


def _held(standing: Standing) -> str:
    """How much of the draws lies between low and high."""
    return f"{2 * standing.certain_percent - 100}%"
