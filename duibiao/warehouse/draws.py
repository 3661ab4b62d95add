"""How sure ranks and tiers are: the same shares of points under many drawn weights. Pure numpy.

The weights of the indicators are a judgement. Each draw varies them a little about the guide's own
(Dirichlet, mean = the guide's weights), scores and ranks every school again, and from all draws
together one reads how far a rank moves, how often a tier is reached and who cannot be told apart.
The official score is never touched; it is defined in the dbt models alone.

Every machine gives the same. Random bits come from a bit generator whose stream numpy guarantees,
everything up to the weights uses only operations that IEEE 754 rounds in one way (so logarithms
are made here from those), weights are whole numbers so small that each sum of weight × share stays
below 2⁵³ and is exact in any order, and what is compared are whole numbers. Where shares may lie
below 0, weights are drawn so much smaller.

dbt loads this module into the build; it imports nothing else of the project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]
Flags = NDArray[np.bool_]
Ranks = NDArray[np.signedinteger]

BILLION = 10**9
# The weights of a draw add up to at most this (a little more where there are very small ones).
# Times a share in billionths that stays below 2**53: float64 holds every sum exactly.
WEIGHT_TOTAL = 9_000_000
# A score under a draw is the quotient of two whole numbers, correctly rounded, held to this part
# of a billionth of the points: five places finer than the official score.
STEPS_OF_A_BILLIONTH = 2**13
# Sorted together with a score, so that one sort of whole numbers gives the order: the numbers of
# the schools need so many bits.
NUMBER_BITS = 20
KEY_BITS = 62
# A matrix product of fewer multiplications than this is done by the calling thread alone. Where
# other work keeps the processors busy, as dbt's own threads do, the library's threads wait for each
# other: 60 schools took 8 ms in place of 0.2.
PRODUCT_OF_ONE_THREAD = 2**18
# Elements of one matrix at a time, so that it stays in the processor's cache.
CHUNK_ELEMENTS = 2**19
# Of draws that are scored together at least so many, however many the schools: with each part the
# shares of all are fetched anew.
DRAWS_AT_ONCE = 32
# Below every share, also of an indicator that may go far below 0.
NOT_APPLICABLE = -(10**18)
# Of a score of 0 to 100, one of six decimals.
STEPS_OF_A_MILLIONTH = 10 * STEPS_OF_A_BILLIONTH
LN_2 = 0.6931471805599453


class SurenessRefused(ValueError):
    """Something that the ranking needs is missing or contradicts itself; says what and where."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """The tiers of an edition, highest first.

    `min_scores` (0 to 100) and `min_dimension_shares` (0 to 1) in millionths; `quotas`: how many
    schools are put forward, -1 = no limit; `places`, where a tier is for some of the schools alone:
    how many, the first ones, -1 = any number, and `ties_in`: whether all of one score across that
    end are among them.
    """

    min_scores: Wholes
    min_dimension_shares: Wholes
    quotas: Wholes
    places: Wholes | None = None
    ties_in: Flags | None = None

    def __len__(self) -> int:
        return len(self.min_scores)


@dataclass(frozen=True, slots=True)
class Ranking:
    """The scored schools of one cycle and basis, with what the official scoring says of them.

    `shares`: schools × indicators, in billionths, NOT_APPLICABLE where nothing is to be reached;
    `max_points` in millionths and `dimensions` (number of the dimension) by indicator;
    `ranks`: official, by school; `tiers_reached`: number of the tier, `len(tiers)` = none;
    `barred`: a red line bars every tier; `groups`: the schools that each school is compared with.
    A school to which nothing applies is not among them.
    """

    shares: Wholes
    max_points: Wholes
    dimensions: Wholes
    ranks: Wholes
    tiers_reached: Wholes
    barred: Flags
    tiers: Tiers
    groups: dict[str, tuple[Wholes, Wholes]]
    """By peer group: the schools ranked in it, and those of them whose peer group it is."""
    added: Wholes | None = None
    """By school what bonus and red lines add to the score, in millionths; None: nothing."""
    zeroed: Flags | None = None
    """By school whether a red line makes the score 0; None: nowhere."""

    def __post_init__(self) -> None:
        schools, indicators = self.shares.shape
        if schools >= 2**NUMBER_BITS:
            raise SurenessRefused(f"{schools} schools are more than can be ranked under draws")
        if indicators == 0 or (self.max_points <= 0).any():
            raise SurenessRefused("an indicator without points cannot be weighed")
        if (self.shares < NOT_APPLICABLE).any() or (self.shares > BILLION).any():
            raise SurenessRefused("a share is above 1, or below all that can be")
        applicable = self.shares != NOT_APPLICABLE
        lowest = int(self.shares[applicable].min(initial=0))
        if weight_total(lowest) + indicators > largest_weight_total(lowest):
            raise SurenessRefused(f"{indicators} indicators are more than can be weighed exactly")
        if not applicable.any(axis=1).all():
            raise SurenessRefused("a school to which nothing applies cannot be ranked")


@dataclass(frozen=True, slots=True)
class Line:
    """Where a tier ends: its last school, the first one behind, and who is too close to call.

    `by_quota`: more schools reach the tier than can be put forward, and the line runs among them;
    otherwise it runs between the last that reaches the tier and the next in rank that does not.
    Numbers of schools; -1 = none.
    """

    by_quota: bool
    candidates: int
    last_inside: int
    first_outside: int
    ties: list[Tie]


@dataclass(frozen=True, slots=True)
class Tie:
    """A school that cannot be told apart from the school on the other side of a tier's line.

    `side`: `inside`, `outside`, or `even`, where the official scores at the line are equal and
    there are not places for all. `ahead`, `behind`: draws in which it ranks before and after.
    """

    school: int
    side: str
    compared_with: int
    ahead: int
    behind: int


@dataclass(frozen=True, slots=True)
class Sureness:
    """What the draws say, by school.

    `county` and `peer_group`: schools × 3, the ranks at which the lowest uncertain percents, half
    and the certain percents of the draws are reached (nearest rank); `reached`: schools × tiers,
    the number of draws that reach at least the tier.
    """

    county: Wholes
    peer_group: Wholes
    reached: Wholes
    lines: list[Line]


def sureness(ranking: Ranking, weights: Wholes, certain: int) -> Sureness:
    """Rank every school under every draw. `weights`: draws × indicators, from `draw_weights`.

    `certain`: what holds in this many of a hundred draws is called sure. The result depends
    neither on how the work is cut nor on threads.
    """
    if not 50 <= certain <= 100:
        raise SurenessRefused(f"{certain} of a hundred draws cannot be called sure")
    percents = (100 - certain, 50, certain)
    draws, schools = len(weights), len(ranking.shares)
    kind = np.int16 if schools < 2**15 else np.int32
    county: Ranks = np.empty((draws, schools), dtype=kind)
    peers: Ranks = np.empty((draws, schools), dtype=kind)
    reached = np.zeros((schools, len(ranking.tiers)), dtype=np.int64)
    scoring, factors = _Scoring(ranking), weights.astype(np.float64)
    groups = [
        (members, own, np.searchsorted(members, own)) for members, own in ranking.groups.values()
    ]
    for first, last in _spans(draws, schools, DRAWS_AT_ONCE):
        scores = scoring.scores(factors[first:last])
        reached += scoring.draws_reaching(factors[first:last], scores)
        for top, below in _spans(last - first, schools):
            some = slice(first + top, first + below)
            county[some] = descending_ranks(scores[top:below])
            for members, own, places in groups:
                if len(members) == schools:
                    peers[some, own] = county[some, own]
                else:
                    peers[some, own] = descending_ranks(scores[top:below, members])[:, places]
    return Sureness(
        county=_nearest_ranks(county, percents),
        peer_group=_nearest_ranks(peers, percents),
        reached=reached,
        lines=lines(ranking, county, certain),
    )


def _spans(count: int, across: int, least: int = 1) -> Iterator[tuple[int, int]]:
    """Parts of so many elements of `count` rows of `across`, but of at least so many rows."""
    step = max(least, CHUNK_ELEMENTS // max(1, across))
    for first in range(0, count, step):
        yield first, min(count, first + step)


class _Scoring:
    """The scores and tiers of one ranking under a few draws at a time; weights as float64."""

    def __init__(self, ranking: Ranking) -> None:
        applies = ranking.shares != NOT_APPLICABLE
        self._shares = np.where(applies, ranking.shares, 0).T.astype(np.float64)
        # Few schools differ in what applies to them.
        known: dict[bytes, int] = {}
        packed = np.packbits(applies, axis=1)
        self._pattern = np.array([known.setdefault(row.tobytes(), len(known)) for row in packed])
        firsts = np.unique(self._pattern, return_index=True)[1]
        self._patterns = np.ascontiguousarray(applies[firsts].T, dtype=np.float64)
        self._tiers, self._barred = ranking.tiers, ranking.barred
        schools = len(ranking.shares)
        added = np.zeros(schools, dtype=np.int64) if ranking.added is None else ranking.added
        self._added = added * STEPS_OF_A_MILLIONTH
        self._zeroed = (
            np.zeros(schools, dtype=np.bool_) if ranking.zeroed is None else ranking.zeroed
        )
        self._is_plain = not (self._added.any() or self._zeroed.any() or (self._shares < 0).any())
        self._dimensions = [
            np.flatnonzero(ranking.dimensions == dimension)
            for dimension in np.unique(ranking.dimensions)
        ]
        # By tier: how far each share lies above the tier's least one; 0 where nothing applies.
        self._above = [
            np.where(applies.T, self._shares - 1000.0 * least, 0.0)
            for least in ranking.tiers.min_dimension_shares
        ]

    def scores(self, weights: Floats) -> Wholes:
        """What is compared, as whole numbers: Σ weight × share ÷ Σ weight over what applies.

        Both sums are exact, and the quotient is rounded correctly: draws × schools. Bonus and red
        lines are added, and nothing is below 0.
        """
        draws, schools = len(weights), len(self._pattern)
        scores = np.empty((draws, schools), dtype=np.int64)
        applicable = product(weights, self._patterns)
        for first, last in _spans(schools, draws):
            quotients = product(weights, self._shares[:, first:last])
            quotients /= applicable[:, self._pattern[first:last]]
            quotients *= STEPS_OF_A_BILLIONTH
            scores[:, first:last] = quotients
        if not self._is_plain:
            scores += self._added
            np.maximum(scores, 0, out=scores)
            scores[:, self._zeroed] = 0
        return scores

    def draws_reaching(self, weights: Floats, scores: Wholes) -> Wholes:
        """By school and tier: in how many of these draws it reaches at least that tier."""
        draws, schools = scores.shape
        found = np.zeros((schools, len(self._tiers)), dtype=np.int64)
        among = [self._among_the_first(scores, number) for number in range(len(self._tiers))]
        for first, last in _spans(schools, draws):
            at_least = np.zeros((draws, last - first), dtype=np.bool_)
            for number, least in enumerate(self._tiers.min_scores):
                # As the official score, rounded half up to 6 places: half a millionth less is
                # enough.
                enough = (10 * int(least) - 5) * STEPS_OF_A_BILLIONTH
                reached = scores[:, first:last] >= enough
                inside = among[number]
                if inside is not None:
                    reached &= inside[:, first:last]
                hopeful = np.flatnonzero(reached.any(axis=0) & ~self._barred[first:last])
                above = self._above[number][:, first:last][:, hopeful]
                at_least[:, hopeful] |= self._by_dimensions(reached[:, hopeful], weights, above)
                found[first:last, number] = np.count_nonzero(at_least, axis=0)
        return found

    def _by_dimensions(self, flags: Flags, weights: Floats, above: Floats) -> Flags:
        """The flags, draws × schools, that hold in every dimension as well."""
        for rows in self._dimensions:
            if (above[rows] < 0).any():
                _require(flags, weights[:, rows], above[rows])
        return flags

    def _among_the_first(self, scores: Wholes, number: int) -> Flags | None:
        """Whether each school is among the first that a tier is for, by the draw's own scores.

        None: the tier is for any number of schools.
        """
        if self._tiers.places is None or self._tiers.places[number] < 0:
            return None
        assert self._tiers.ties_in is not None
        places = self._tiers.places[number]
        if self._tiers.ties_in[number]:
            ahead_or_even: Flags = descending_ranks(scores) <= places
            return ahead_or_even
        # From below, a school's rank is one more than those behind it.
        behind = descending_ranks(scores.max(initial=0) - scores) - 1
        alone: Flags = scores.shape[1] - behind <= places
        return alone


def product(left: Floats, right: Floats) -> Floats:
    """left @ right."""
    result = np.empty((left.shape[0], right.shape[1]))
    for rows, columns in _tiles(left, right):
        np.matmul(left[rows], right[:, columns], out=result[rows, columns])
    return result


def _require(flags: Flags, left: Floats, right: Floats) -> None:
    """flags &= left @ right >= 0, in place."""
    for rows, columns in _tiles(left, right):
        flags[rows, columns] &= left[rows] @ right[:, columns] >= 0


def _tiles(left: Floats, right: Floats) -> Iterator[tuple[slice, slice]]:
    """Parts of a product so small that no other thread is asked for."""
    high = min(128, left.shape[0])
    wide = max(1, PRODUCT_OF_ONE_THREAD // (high * left.shape[1]) - 1)
    for top in range(0, left.shape[0], high):
        for side in range(0, right.shape[1], wide):
            yield slice(top, top + high), slice(side, side + wide)


def descending_ranks(scores: Wholes) -> Ranks:
    """1, 2, 2, 4 by row, the highest first. Scores are whole numbers not below 0.

    100 points are below 2⁴³; with a bonus above them so many fewer schools can be ranked.
    """
    rows, columns = scores.shape
    highest = scores.max(initial=0)
    bits = max(1, (columns - 1).bit_length())
    if int(highest).bit_length() + bits > KEY_BITS:
        raise SurenessRefused(f"{columns} schools cannot be ranked by scores so far above 100")
    keys = (highest - scores) << bits
    keys |= np.arange(columns)
    keys.sort(axis=1)
    order = keys & (2**bits - 1)
    order += (np.arange(rows) * columns)[:, np.newaxis]
    keys >>= bits
    places = np.broadcast_to(np.arange(1, columns + 1, dtype=np.int32), (rows, columns))
    tied = keys[:, 1:] == keys[:, :-1]
    if tied.any():
        places = places.copy()
        places[:, 1:][tied] = 0
        np.maximum.accumulate(places, axis=1, out=places)
    ranks = np.empty(rows * columns, dtype=np.int32)
    ranks[order] = places
    return ranks.reshape(rows, columns)


def nearest_rank(percent: int, count: int) -> int:
    """The place, from 1, of a percentile among so many values: the smallest that has as many."""
    return max(1, -(-percent * count // 100))


def _nearest_ranks(ranks: Ranks, percents: tuple[int, ...]) -> Wholes:
    draws, schools = ranks.shape
    places = [nearest_rank(percent, draws) - 1 for percent in percents]
    found = np.empty((schools, len(places)), dtype=np.int64)
    for first, last in _spans(schools, draws):
        found[first:last] = np.sort(ranks[:, first:last].T, axis=1)[:, places]
    return found


def lines(ranking: Ranking, drawn_ranks: Ranks, certain: int) -> list[Line]:
    """The line of each tier, highest first, and the schools too close to it to call.

    From the highest tier down, the schools that reach at least the tier and are not yet placed
    are put forward by their official rank until its quota is full. `drawn_ranks`: draws × schools.
    """
    placed = np.zeros(len(ranking.ranks), dtype=np.bool_)
    found = []
    for number, quota in enumerate(ranking.tiers.quotas):
        candidates = np.flatnonzero((ranking.tiers_reached <= number) & ~placed)
        candidates = candidates[np.argsort(ranking.ranks[candidates], kind="stable")]
        places = len(candidates) if quota < 0 else int(quota)
        inside, outside = candidates[:places], candidates[places:]
        by_quota = len(outside) > 0
        if not by_quota and len(inside):
            behind = ranking.ranks >= ranking.ranks[inside[-1]]
            outside = np.flatnonzero(behind & (ranking.tiers_reached > number) & ~ranking.barred)
            outside = outside[np.argsort(ranking.ranks[outside], kind="stable")]
        found.append(
            Line(
                by_quota=by_quota,
                candidates=len(candidates),
                last_inside=int(inside[-1]) if len(inside) else -1,
                first_outside=int(outside[0]) if len(outside) else -1,
                ties=_ties(ranking, drawn_ranks, certain, inside, outside, by_quota),
            )
        )
        placed[inside] = True
    return found


def _ties(
    ranking: Ranking,
    drawn_ranks: Ranks,
    certain: int,
    inside: Wholes,
    outside: Wholes,
    by_quota: bool,
) -> list[Tie]:
    if not len(inside) or not len(outside):
        return []
    last_inside, first_outside = int(inside[-1]), int(outside[0])
    at_line = ranking.ranks[last_inside]
    has_even = by_quota and ranking.ranks[first_outside] == at_line
    draws = len(drawn_ranks)
    found = []
    for side, schools, other in (
        ("inside", inside, first_outside),
        ("outside", outside, last_inside),
    ):
        ahead, behind = _draws_apart(drawn_ranks, schools, other)
        even = (ranking.ranks[schools] == at_line) & has_even
        open_case = (100 * ahead < certain * draws) & (100 * behind < certain * draws)
        for at in np.flatnonzero(open_case | even):
            where = "even" if even[at] else side
            found.append(Tie(int(schools[at]), where, other, int(ahead[at]), int(behind[at])))
    return found


def _draws_apart(drawn_ranks: Ranks, schools: Wholes, other: int) -> tuple[Wholes, Wholes]:
    """By school: in how many draws it ranks before another one, and in how many after it."""
    ahead, behind = np.empty((2, len(schools)), dtype=np.int64)
    for first, last in _spans(len(schools), len(drawn_ranks)):
        ranks = drawn_ranks[:, schools[first:last]]
        ahead[first:last] = np.count_nonzero(ranks < drawn_ranks[:, [other]], axis=0)
        behind[first:last] = np.count_nonzero(ranks > drawn_ranks[:, [other]], axis=0)
    return ahead, behind


def weight_total(lowest_share: int) -> int:
    """What the weights of a draw add up to, so that all sums stay exact.

    `lowest_share` in billionths: 0, or below it where an indicator may go there. There is room for
    a weight of 1 where one would be 0.
    """
    return WEIGHT_TOTAL if lowest_share >= 0 else largest_weight_total(lowest_share) // 2


def largest_weight_total(lowest_share: int) -> int:
    """Times the farthest that a share can lie from a least one, this stays below 2⁵³."""
    return 2**53 // (BILLION + max(0, -lowest_share))


def draw_weights(
    max_points: Wholes, draws: int, concentration: int, seed: int, lowest_share: int = 0
) -> Wholes:
    """Weights as whole numbers: draws × indicators, each row adding up to about `weight_total`.

    Dirichlet with α = concentration × max_points ÷ Σ max_points: gamma variates by the method of
    Marsaglia and Tsang (ACM Transactions on Mathematical Software 26, 2000), divided by their sum.
    A weight is at least 1, so that no school is left with nothing that counts.
    """
    if draws < 1 or concentration < 1 or seed < 0:
        raise SurenessRefused(f"{draws} draws of concentration {concentration}, seed {seed}")
    if len(max_points) == 0 or (max_points <= 0).any():
        raise SurenessRefused("an indicator without points cannot be weighed")
    total_points = int(max_points.sum())
    shapes = np.array([concentration * int(points) / total_points for points in max_points])
    variates = _gamma_variates(shapes, draws, np.random.PCG64(seed))
    totals = np.zeros(draws)
    for column in variates.T:
        totals += column
    weights = np.floor(variates * (weight_total(lowest_share) / totals)[:, np.newaxis]).astype(
        np.int64
    )
    return np.maximum(weights, 1)


def _gamma_variates(shapes: Floats, draws: int, bits: np.random.PCG64) -> Floats:
    # Below 1 the method needs shape + 1 and a power of one more uniform variate.
    raised = np.where(shapes < 1, shapes + 1, shapes)
    shape = np.tile(raised, draws)
    centre = shape - 1 / 3
    spread = 1 / np.sqrt(9 * centre)
    found = np.empty(len(shape))
    waiting = np.arange(len(shape))
    while len(waiting):
        first, second, third = _uniform(bits, 3 * len(waiting)).reshape(3, -1)
        # A normal variate by the polar method; outside the circle it is drawn again.
        across, up = 2 * first - 1, 2 * second - 1
        squared = across * across + up * up
        usable = (squared < 1) & (squared > 0)
        held = np.where(usable, squared, 0.5)
        normal = across * np.sqrt(-2 * logarithm(held) / held)
        root = 1 + spread[waiting] * normal
        usable &= root > 0
        cube = np.where(usable, root * root * root, 1.0)
        bound = 0.5 * normal * normal + centre[waiting] * (1 - cube + logarithm(cube))
        usable &= logarithm(third) < bound
        found[waiting[usable]] = (centre[waiting] * cube)[usable]
        waiting = waiting[~usable]
    variates = found.reshape(draws, len(shapes))
    for column in np.flatnonzero(shapes < 1):
        variates[:, column] *= exponential(logarithm(_uniform(bits, draws)) / shapes[column])
    return variates


def _uniform(bits: np.random.PCG64, count: int) -> Floats:
    """Between 0 and 1, neither of them: the middle of one of 2⁵² equal steps."""
    words = np.asarray(bits.random_raw(count), dtype=np.uint64) >> np.uint64(12)
    return (words.astype(np.float64) + 0.5) * 2.0**-52


def logarithm(values: Floats) -> Floats:
    """The natural logarithm of positive numbers, the same on every machine.

    ln(m·2ᵉ) = e·ln 2 + 2·artanh((m − 1) ÷ (m + 1)), as a series; good to about 15 places.
    """
    parts, exponents = np.frexp(values)
    small = parts < 0.7071067811865476
    parts = np.where(small, 2 * parts, parts)
    exponents = exponents - small
    ratio = (parts - 1) / (parts + 1)
    square = ratio * ratio
    series = np.full_like(ratio, 1 / 23)
    for odd in range(21, 0, -2):
        series = series * square + 1 / odd
    result: Floats = exponents * LN_2 + 2 * ratio * series
    return result


def exponential(values: Floats) -> Floats:
    """The exponential of numbers not above 0, the same on every machine; 0 where it is tiny."""
    halvings = np.rint(np.maximum(values, -1000.0) / LN_2)
    rest = np.maximum(values, -1000.0) - halvings * LN_2
    series = np.ones_like(rest)
    for term in range(16, 0, -1):
        series = 1 + series * rest / term
    powers: Floats = np.ldexp(np.ones_like(series), halvings.astype(np.int32))
    scaled: Floats = series * powers
    return scaled
