"""Why a score is what it is, in sentences: the one place where figures of the marts become words.

`explain` puts into words a school's score, one of its ranks, a dimension, an indicator or an answer
of `duibiao.analysis.walk`. Every figure said is a figure of the marts, rounded for reading;
nothing is scored here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from duibiao.analysis.walk import (
    Answer,
    Band,
    Dimension,
    Exemption,
    Finding,
    Given,
    Indicator,
    Item,
    Part,
    Rank,
    Said,
    School,
)
from duibiao.words import Value, Words
from duibiao.words.figures import brief_percentage, moment, plain, rate, rounded
from duibiao.words.labels import SCHOOL_SIZES, Labels, said_actor
from ingest.values.cell_text import says_nothing_due

Subject = School | Rank | Dimension | Indicator | Finding | Answer
NAMED_AT_MOST = 3
FINEST = 6
# What a question says of itself in brackets at its end is not repeated in a sentence.
IN_BRACKETS = re.compile(r"[(（].*[)）]$")
# A question cut before these would break off within a word: 总次数, 事项数.
UNFINISHED = ("总", "事")
CHANNELS = ("command_line", "dashboard", "demo")


def explain(words: Words, labels: Labels, school: School, subject: Subject) -> list[str]:
    """The sentences that say why something of a school is as it is.

    Of the school itself: its score, its rating, its tier and why not the next. Of an indicator: the
    way from its answers to its points. Of an answer: where it was said, by whom and when.
    """
    return _Explanation(words, labels, school).of(subject)


def explain_briefly(words: Words, labels: Labels, school: School, indicator: Indicator) -> str:
    """The same of an indicator in one line: the figures that decided, and what lacks."""
    return _BriefExplanation(_Explanation(words, labels, school), indicator).line()


def _rate(part: Part, value: Decimal, places: int = 1) -> str:
    bounds = (part.target, part.floor, *(Decimal(band.key) for band in part.bands if band.key))
    return rate(value, bounds, places)


def said_in_words(words: Words, said: Said) -> list[str]:
    """Where a value stands, as typed; who handed it in, when; record, file and reasons."""
    sentences = [_place(words, said)]
    sentences += handed_in(words, said)
    for name in ("reason", "evidence", "note"):
        text = getattr(said, name)
        if text:
            sentences.append(words(f"explain-{name}", **{name: text}))
    return sentences


def given_in_words(words: Words, given: Given) -> str:
    """The points that a rater gave and why, whether they count, and who brought them when."""
    return words(
        f"explain-rater-{given.role}",
        who=given.rater or words("explain-rater-office"),
        value=plain(given.given_value),
        reason=given.reason or words("explain-rater-no-reason"),
        by=given.received_by or words("explain-somebody"),
        at=moment(given.received_at),
    )


def handed_in(words: Words, source: Said | Finding) -> list[str]:
    """By whom, when and by which door something was said; its record and the hash of its file."""
    channel = source.channel if source.channel in CHANNELS else "other"
    by = words(
        "explain-by",
        who=said_actor(words, source.received_by or "") or words("explain-somebody"),
        at=moment(source.received_at),
        channel=words(f"explain-channel-{channel}"),
    )
    if source.original_sha256 is None:
        return [by, words("explain-record-alone", record=source.record_id)]
    return [by, words("explain-record", record=source.record_id, sha=source.original_sha256)]


def file_place(words: Words, file: str | None, line: int | None) -> str:
    """A line of a file, or the file where there is no line."""
    if file is None:
        return words("explain-no-file")
    if line is None:
        return words("explain-file", file=file)
    return words("explain-line", file=file, line=str(line))


def _place(words: Words, said: Said) -> str:
    """The cell or the line, with what stands there."""
    if said.file_name is not None and said.cell is not None:
        place = words("explain-cell", file=said.file_name, sheet=said.sheet or "", cell=said.cell)
    else:
        place = file_place(words, said.file_name, said.line)
    if said.raw is None:
        return words("explain-empty-cell", place=place)
    return words("explain-raw", place=place, raw=said.raw)


def without_unit(label: str, unit: str | None) -> str:
    """A question less the unit that its number brings along: 应开次数 is said as 应开24次."""
    for ending in (f"{unit}数", unit) if unit else ():
        stem = label.removesuffix(ending)
        if stem not in ("", label) and not stem.endswith(UNFINISHED):
            return stem
    return label


def amount_short(value: Decimal) -> str:
    """What is lacking, with as many decimals as show that it is not nothing."""
    places = 2
    while places < FINEST and value and not Decimal(rounded(value, places).replace(",", "")):
        places += 1
    return rounded(value, places)


def share_below(share: Decimal, minimum: Decimal) -> str:
    """A share that is below a minimum, with as many decimals as show it."""
    places = 1
    while places < FINEST and brief_percentage(share, places) == brief_percentage(minimum, places):
        places += 1
    return brief_percentage(share, places)


class _Explanation:
    """The sentences of one school in one language."""

    def __init__(self, words: Words, labels: Labels, school: School) -> None:
        self.words = words
        self.labels = labels
        self.school = school

    def of(self, subject: Subject) -> list[str]:
        """The sentences of a subject."""
        match subject:
            case School():
                return [*self._score(), *self._rating(), *self._tier()]
            case Rank():
                return [self._rank(subject)]
            case Dimension():
                return self._dimension(subject)
            case Indicator():
                return _IndicatorExplanation(self, subject).sentences()
            case Finding():
                return self._finding(subject)
            case Answer():
                return self._answer(subject)

    # ------------------------------------------------------------ score, rating, tier, rank

    def _score(self) -> list[str]:
        school, words = self.school, self.words
        if school.score is None:
            return [words("explain-score-none")]
        indicators = [row for row in school.indicators if not row.is_bonus]
        told: dict[str, Value] = {
            "count": len(indicators),
            "applicable": sum(row.status != "not_applicable" for row in indicators),
            "maximum": plain(school.applicable_points),
            "score": rounded(school.score),
        }
        beyond = self._beyond_points()
        if beyond:
            reckoning = "".join(part for part, _ in beyond)
            points = rounded(school.points)
            sentences = [words("explain-score-whole", points=points, reckoning=reckoning, **told)]
            sentences += [sentence for _, sentence in beyond]
        # Where the points are of 100 already, they are the score: 87.56 ÷ 100 × 100 says nothing.
        elif school.applicable_points == 100:
            sentences = [words("explain-score-of-100", **told)]
        else:
            sentences = [words("explain-score", points=rounded(school.points), **told)]
        if school.basis == "verified":
            asked, verified = school.asked_fact_count, school.verified_fact_count
            sentences.append(words("explain-verified", asked=asked, verified=verified))
        return sentences

    def _beyond_points(self) -> list[tuple[str, str]]:
        """What makes the score another than 100 × points ÷ applicable points, in its order.

        Each as what it adds to the reckoning, and as a sentence of its own.
        """
        school, words = self.school, self.words
        found = []
        if school.bonus_points is not None:
            bonus = [row for row in school.indicators if row.is_bonus and row.points]
            items = self._items(
                words(
                    "explain-bonus-item",
                    name=self.labels.named(row),
                    points=rounded(row.points or Decimal(0)),
                )
                for row in bonus
            )
            added = rounded(school.bonus_points)
            most = school.most_bonus_points
            if not bonus:
                sentence = words("explain-bonus-none")
            elif most is None:
                sentence = words("explain-bonus", items=items, points=added)
            else:
                sentence = words(
                    "explain-bonus-capped", items=items, points=added, most=plain(most)
                )
            plus = words("explain-plus", points=added) if school.bonus_points else ""
            found.append((plus, sentence))
        zeroing = self._findings_with("zero_score")
        if zeroing:
            labels = self._red_lines(zeroing)
            mark = words("explain-zeroed")
            found.append((mark, words("explain-score-zeroed", labels=labels)))
        if school.taken_off:
            labels = self._red_lines(self._findings_with("take_off"))
            taken = rounded(school.taken_off)
            sentence = words("explain-taken-off", labels=labels, points=taken)
            found.append((words("explain-minus", points=taken), sentence))
        is_held = school.points < 0 or (school.taken_off or 0) > (
            school.score_before_red_lines or 0
        )
        if school.score == 0 and is_held and not zeroing:
            found.append((words("explain-held"), words("explain-score-held")))
        return found

    def _findings_with(self, effect: str) -> list[Finding]:
        """The red lines found that have this effect."""
        return [
            finding
            for finding in self.school.findings
            if any(known == effect for known, _, _ in finding.effects)
        ]

    def _rating(self) -> list[str]:
        school, words = self.school, self.words
        if school.score is None or school.rating_before_red_lines is None:
            return []
        places = {step.rating: number for number, step in enumerate(school.ratings)}
        place = places[school.rating_before_red_lines]
        step = school.ratings[place]
        # Where two decimals would put the score at the next step that it does not reach.
        score = rounded(school.score)
        said = {"rating": step.name_zh, "minimum": plain(step.min_score)}
        if place == 0:
            sentences = [words("explain-rating-best", score=score, **said)]
        else:
            above = school.ratings[place - 1]
            if school.score >= above.min_score:
                sentences = [words("explain-rating-by-place", score=score, **said)]
                sentences += self._rating_places(place)
            else:
                if Decimal(score.replace(",", "")) >= above.min_score:
                    score = rounded(school.score, FINEST)
                sentences = [
                    words(
                        "explain-rating",
                        score=score,
                        next=above.name_zh,
                        next_minimum=plain(above.min_score),
                        **said,
                    )
                ]
        if school.rating not in (None, school.rating_before_red_lines):
            lowered = next(row for row in school.ratings if row.rating == school.rating)
            sentences += [
                words(
                    "explain-rating-down",
                    label=finding.label_zh,
                    steps=value or "",
                )
                for finding in self._findings_once()
                for effect, _, value in finding.effects
                if effect == "rating_down"
            ]
            sentences.append(
                words(
                    "explain-rating-capped",
                    labels=self._red_lines(
                        finding
                        for finding in school.findings
                        for effect, _, value in finding.effects
                        if (effect, value) == ("cap_rating", school.rating)
                        or effect == "rating_down"
                    ),
                    before=step.name_zh,
                    rating=lowered.name_zh,
                )
            )
        return sentences

    def _rating_places(self, place: int) -> list[str]:
        """Why a score that is high enough has no better rating: the place among the schools."""
        school, words = self.school, self.words
        county = next(rank for rank in school.ranks if rank.group == "county")
        where = {"rank": county.rank, "size": county.size}
        found = [
            words(
                "explain-rating-first",
                name=row.name_zh,
                percent=plain(row.first_percent),
                ties=words(f"explain-ties-{row.first_ties}"),
                **where,
            )
            for row in school.ratings[:place]
            if row.first_percent is not None and (school.score or 0) >= row.min_score
        ]
        last = school.ratings[place]
        if last.last_percent is not None:
            found.append(
                words(
                    "explain-rating-last",
                    name=last.name_zh,
                    percent=plain(last.last_percent),
                    ties=words(f"explain-ties-{last.last_ties}"),
                    **where,
                )
            )
        return found

    def _findings_once(self) -> list[Finding]:
        """The red lines found, each once however often it was."""
        return list({finding.red_line: finding for finding in self.school.findings}.values())

    def _tier(self) -> list[str]:
        """The tier reached, and what keeps the school from the one above it."""
        school, words = self.school, self.words
        if school.score is None or not school.tiers:
            return []
        places = [number for number, tier in enumerate(school.tiers) if tier.is_met]
        place = places[0] if places else len(school.tiers)
        if place == len(school.tiers):
            sentences = [words("explain-tier-none")]
        else:
            tier = school.tiers[place]
            sentences = [
                words(
                    "explain-tier",
                    tier=tier.name_zh,
                    score=plain(tier.min_score),
                    share=brief_percentage(tier.min_dimension_share),
                )
            ]
        if place:
            tier = school.tiers[place - 1]
            reasons = []
            if not tier.is_score_met and tier.score_short is not None:
                reasons.append(
                    words(
                        "explain-tier-score",
                        minimum=plain(tier.min_score),
                        short=amount_short(tier.score_short),
                    )
                )
            if tier.is_place_met is False and tier.first_percent is not None:
                reasons.append(
                    words(
                        "explain-tier-place",
                        percent=plain(tier.first_percent),
                        limit=tier.place_limit or 0,
                        place=tier.place or 0,
                        ties=words(f"explain-ties-{tier.first_ties}"),
                    )
                )
            for dimension in school.dimensions:
                failed = dimension.dimension_id in tier.failed_dimension_ids
                if failed and dimension.share is not None:
                    reasons.append(
                        words(
                            "explain-tier-dimension",
                            name=self.labels.named(dimension),
                            share=share_below(dimension.share, tier.min_dimension_share),
                            minimum=brief_percentage(tier.min_dimension_share),
                        )
                    )
            if tier.barring_red_lines:
                barring = (
                    finding
                    for finding in school.findings
                    if finding.red_line in tier.barring_red_lines
                )
                reasons.append(words("explain-tier-red-line", labels=self._red_lines(barring)))
            clauses = words("separator-clauses").join(reasons)
            sentences.append(words("explain-tier-not", tier=tier.name_zh, reasons=clauses))
        return sentences

    def _rank(self, rank: Rank) -> str:
        words = self.words
        if rank.group == "peer_group":
            name = self.labels.peer_group(rank.name, rank.kind)
        elif rank.group == "school_type":
            name = self.labels.code("school_type", rank.name)
        else:
            name = rank.name
        said: dict[str, str | int] = {"rank": rank.rank, "size": rank.size}
        if rank.group != "county":
            said["name"] = name
        sentence = words(f"explain-rank-{rank.group}", **said)
        if not rank.tied_with:
            return sentence
        names = self._items(rank.tied_with[:NAMED_AT_MOST])
        if len(rank.tied_with) <= NAMED_AT_MOST:
            return words("explain-tied", rank=sentence, names=names)
        return words("explain-tied-many", rank=sentence, names=names, count=len(rank.tied_with))

    def _red_lines(self, findings: Iterable[Finding]) -> str:
        return self._items(dict.fromkeys(finding.label_zh for finding in findings))

    def _items(self, texts: Iterable[str]) -> str:
        return self.words("separator-items").join(texts)

    # ------------------------------------------------------------ a red line, a dimension

    def _finding(self, finding: Finding) -> list[str]:
        ratings = {step.rating: step.name_zh for step in self.school.ratings}
        effects = []
        for effect, indicator_id, value in finding.effects:
            said: dict[str, str] = {}
            if effect == "zero_indicator":
                said["indicator"] = indicator_id or ""
            elif effect == "cap_rating":
                said["rating"] = ratings.get(value or "", value or "")
            elif effect in ("take_off", "rating_down"):
                said["value"] = value or ""
            effects.append(self.words(f"explain-effect-{effect}", **said))
        clauses = self.words("separator-clauses").join(effects)
        sentences = [self.words("explain-finding", label=finding.label_zh, effects=clauses)]
        if finding.note:
            sentences.append(self.words("explain-note", note=finding.note))
        return [
            *sentences,
            file_place(self.words, finding.file_name, finding.line),
            *handed_in(self.words, finding),
        ]

    def _dimension(self, dimension: Dimension) -> list[str]:
        words = self.words
        name = self.labels.named(dimension)
        if dimension.share is None:
            is_bonus = any(row.is_bonus for row in dimension.indicators)
            told = "explain-dimension-bonus" if is_bonus else "explain-dimension-none"
            return [words(told, name=name)]
        sentences = [
            words(
                "explain-dimension",
                name=name,
                points=rounded(dimension.points),
                maximum=plain(dimension.max_points),
                share=brief_percentage(dimension.share),
            )
        ]
        lost = sorted(
            (row for row in dimension.indicators if row.gap_points and not row.is_bonus),
            key=lambda row: -(row.gap_points or 0),
        )
        if not lost:
            return [*sentences, words("explain-dimension-full")]
        items = self._items(
            words(
                "explain-lost",
                code=row.indicator_id,
                name=self.labels.named(row),
                points=amount_short(row.gap_points or Decimal(0)),
            )
            for row in lost[:NAMED_AT_MOST]
        )
        return [*sentences, words("explain-dimension-lost", items=items)]

    # ------------------------------------------------------------ an answer

    def _answer(self, answer: Answer) -> list[str]:
        """The value in force first; then what the school said, and what the county said."""
        words = self.words
        label = answer.label_zh
        value = self.value(answer, answer.value)
        if answer.state == "not_asked":
            if answer.exemption is None:
                sentences = [words("explain-answer-not-asked", label=label)]
            else:
                excuse = self.excuse(answer.exemption)
                sentences = [words("explain-answer-excused", label=label, **excuse)]
        elif answer.value is None and answer.is_verified:
            sentences = [words("explain-answer-none", label=label)]
        elif answer.value is None:
            sentences = [words("explain-answer-blank", label=label)]
        elif answer.is_verified:
            sentences = [words("explain-answer-verified", label=label, value=value)]
        elif answer.answered_by == "county":
            sentences = [words("explain-answer-county", label=label, value=value)]
        else:
            sentences = [words("explain-answer", label=label, value=value)]
        sentences += [given_in_words(words, one) for one in answer.given]
        for who, said in (("own", answer.own), ("county", answer.county)):
            if said is not None and not answer.given:
                place, *beside = said_in_words(words, said)
                sentences += [self._saying(who, answer, said, place), *beside]
        if answer.state == "not_asked":
            return sentences
        if answer.given:
            return sentences
        if answer.answered_by == "county" and answer.county is None:
            sentences.append(words("explain-county-nothing"))
        elif answer.answered_by == "school" and answer.own is None:
            sentences.append(words("explain-own-nothing"))
        return sentences

    def _saying(self, who: str, answer: Answer, said: Said, place: str) -> str:
        words = self.words
        if said.value is None and who == "own":
            # A value that is not asked is not kept; the register may have changed since.
            kind = "blank" if says_nothing_due(said.raw) else "not-counted"
            return words(f"explain-own-{kind}", place=place)
        value = words("explain-no-value") if said.value is None else self.value(answer, said.value)
        if who == "county" and answer.answered_by == "school":
            return words("explain-county-verified", value=value, place=place)
        return words(f"explain-{who}", value=value, place=place)

    def value(self, answer: Answer, value: str | None) -> str:
        """A value as it is said: 是 or 否, a number with its unit, a date, a grade."""
        if value is None:
            return ""
        if answer.kind == "flag":
            return self.words(f"flag-{value}")
        return self.amount(value, answer) if answer.kind in ("count", "number") else value

    def amount(self, value: str, answer: Answer | None) -> str:
        """A number with the unit of its fact, where it has one."""
        unit = answer.unit_zh if answer is not None else None
        return self.words("explain-amount", value=value, unit=unit) if unit else value

    def excuse(self, exemption: Exemption) -> Mapping[str, str]:
        """The attribute by which something is not asked, and the school's value of it."""
        attribute = exemption.attribute
        return {
            "attribute": self.words(f"explain-attribute-{attribute}"),
            "value": self.labels.attribute(attribute, exemption.value),
        }


class _IndicatorExplanation:
    """The sentences from an indicator's answers to its points."""

    of_missing = "explain-missing"

    def __init__(self, whole: _Explanation, indicator: Indicator) -> None:
        self.whole = whole
        self.words = whole.words
        self.indicator = indicator

    def sentences(self) -> list[str]:
        """By status; each branch says all that led to it."""
        indicator = self.indicator
        if indicator.zeroed_by is not None:
            return self._zeroed(indicator.zeroed_by)
        if indicator.status == "missing":
            maximum = plain(indicator.max_points)
            if indicator.least_points is None:
                return [self._missing(self.of_missing, maximum=maximum)]
            least = rounded(indicator.least_points)
            return [self._missing(f"{self.of_missing}-least", maximum=maximum, least=least)]
        if indicator.status == "not_applicable":
            return self._not_applicable()
        return self._scored()

    def _missing(self, message: str, **beside: str) -> str:
        """What lacks: answers, and numbers of the school that the register does not tell."""
        words, indicator = self.words, self.indicator
        labels = [indicator.answer(name).label_zh for name in indicator.missing_fact_ids]
        for name in indicator.missing_attributes:
            attribute = words(f"explain-attribute-{name}")
            labels.append(words("explain-not-in-register", attribute=attribute))
        facts = self.words("separator-items").join(labels)
        if message == "explain-missing" and self._is_ungiven():
            message = "explain-missing-given"
        return self.words(message, facts=facts, **beside)

    def _is_ungiven(self) -> bool:
        """Whether all that is missing are points that nobody gave yet."""
        indicator = self.indicator
        given = {part.fact_id for part in indicator.parts if part.method == "given"}
        return not indicator.missing_attributes and given.issuperset(indicator.missing_fact_ids)

    def _zeroed(self, finding: Finding) -> list[str]:
        """What the rule would have given goes before the red line that takes it."""
        sentences = []
        if self.indicator.missing_fact_ids or self.indicator.missing_attributes:
            sentences.append(self._missing("explain-missing-beside"))
        elif self.indicator.share_before_caps is not None:
            sentences = self._parts()
        maximum = plain(self.indicator.max_points)
        label = finding.label_zh
        points = self.indicator.points or Decimal(0)
        if points < 0:
            told = self.words("explain-red-line-below", label=label, points=rounded(points))
            return [*sentences, told]
        return [*sentences, self.words("explain-red-line", label=label, maximum=maximum)]

    def _not_applicable(self) -> list[str]:
        indicator, words = self.indicator, self.words
        if indicator.exemptions:
            return [words("explain-exempt", **self.whole.excuse(indicator.exemptions[0]))]
        excusing = [part for part in indicator.parts if part.outcome == "makes_not_applicable"]
        if excusing:
            return [words("explain-base-excuses", base=self._base(part)) for part in excusing]
        return [*self._parts(), words("explain-nothing-left")]

    def _scored(self) -> list[str]:
        indicator, words = self.indicator, self.words
        share = brief_percentage(indicator.share or Decimal(0), 2)
        given = self._of_points()
        if indicator.capped_by_fact_id is not None:
            fact = indicator.answer(indicator.capped_by_fact_id)
            cap = words(
                "explain-cap",
                fact=self._flag(fact)
                if fact.kind == "flag"
                else self._fact(fact, indicator.cap_when_equal),
                before=brief_percentage(indicator.share_before_caps or Decimal(0), 2),
                share=brief_percentage(indicator.cap_max_share or Decimal(0), 2),
                points=given,
            )
            return [*self._parts(), cap]
        if len(indicator.parts) == 1:
            compared = self._compared(indicator.parts[0])
            return [words("explain-alone", compared=compared, points=given)]
        counted = sum(part.outcome == "counted" for part in indicator.parts)
        total = "explain-total" if counted == len(indicator.parts) else "explain-total-counted"
        return [*self._parts(), words(total, share=share, points=given)]

    def _of_points(self) -> str:
        """The points, of how many, and how far below 0 they could go."""
        indicator = self.indicator
        said = {
            "points": rounded(indicator.points or Decimal(0)),
            "maximum": plain(indicator.max_points),
        }
        message = "explain-points-bonus" if indicator.is_bonus else "explain-points"
        if indicator.least_points is None:
            return self.words(message, **said)
        return self.words(f"{message}-least", least=rounded(indicator.least_points), **said)

    # ------------------------------------------------------------ parts

    def _parts(self) -> list[str]:
        return [self._part(part) for part in self.indicator.parts if part.outcome != "not_reached"]

    def _part(self, part: Part) -> str:
        """A part among several says its weight, so that the shares can be added up by hand."""
        words = self.words
        said: dict[str, str | int] = {
            "part": part.part,
            "weight": self._weight(part),
        }
        if part.outcome != "counted":
            if part.base_value == 0:
                return words("explain-part-base-zero", base=self._base(part), **said)
            if part.compared_value is not None:
                group, size = self._group(part), part.group_size or 0
                return words("explain-part-few", group=group, size=size, **said)
            return words("explain-part-not-asked", **said)
        share = brief_percentage(part.result or Decimal(0), 2)
        compared = self._compared(part)
        if len(self.indicator.parts) == 1:
            return words("explain-result", compared=compared, share=share)
        return words("explain-part", compared=compared, share=share, **said)

    def _weight(self, part: Part) -> str:
        """What a part counts for: its points where it has some of its own, else its share."""
        if part.part_points is not None:
            return self.words("explain-weight-points", points=plain(part.part_points))
        return self.words("explain-weight-share", share=brief_percentage(part.part_share))

    def _compared(self, part: Part) -> str:
        """What was held against what, by the method of the part."""
        ways = {
            "ratio": self._ratio,
            "count": self._count,
            "steps": self._steps,
            "checklist": self._checklist,
            "grade": self._grade,
            "late": self._late,
            "deduct": self._deduct,
            "bands": self._bands,
            "relative": self._relative,
            "given": self._given,
        }
        return ways[part.method](part)

    def _fact(self, answer: Answer, value: Decimal | str | None) -> str:
        """A fact with its value, as the middle of a sentence says it: 应开24次."""
        label = self._label(answer)
        if self.words.language != "en":
            label = without_unit(label, answer.unit_zh)
        # A number or a letter right before a number would be read as one with it.
        reads_on = not label[-1].isascii() or self.words.language == "en"
        text = plain(value) if isinstance(value, Decimal) else str(value or 0)
        return self.words(
            "explain-fact",
            label=label,
            gap="" if reads_on else " ",
            amount=self.whole.amount(text, answer),
        )

    def _flag(self, answer: Answer) -> str:
        """A question with its yes or no."""
        value = self.words(f"flag-{answer.value or 'no'}")
        return self.words("explain-answer", label=self._label(answer), value=value)

    def _label(self, answer: Answer) -> str:
        return IN_BRACKETS.sub("", answer.label_zh) or answer.label_zh

    def _of_part(self, fact_id: str | None) -> Answer:
        assert fact_id is not None, "the guide's check holds that a part has its fact"
        return self.indicator.answer(fact_id)

    def _base(self, part: Part) -> str:
        """The base of a ratio: a fact, or the constant that the rule names."""
        value = part.base_value or Decimal(0)
        if part.base_fact_id is None:
            unit = self._of_part(part.fact_id)
            return self.words("explain-standard", amount=self.whole.amount(plain(value), unit))
        return self._fact(self._of_part(part.base_fact_id), value)

    def _ratio(self, part: Part) -> str:
        words = self.words
        if part.ratio_value is None or part.target is None or part.floor is None:
            return words("explain-base-zero", base=self._base(part))
        less_is_better = part.target < part.floor
        first, second = self._of_rate(part)
        return words(
            "explain-ratio-less" if less_is_better else "explain-ratio",
            base=first,
            fact=second,
            value=_rate(part, part.ratio_value),
            floor=_rate(part, part.floor),
            target=_rate(part, part.target),
        )

    def _of_rate(self, part: Part) -> tuple[str, str]:
        """What is due before what was done; a standard after what it is a standard of."""
        base, fact = self._base(part), self._fact(self._of_part(part.fact_id), part.fact_value)
        return (base, fact) if part.base_fact_id is not None else (fact, base)

    def _bands(self, part: Part) -> str:
        words = self.words
        if part.ratio_value is None:
            return words("explain-base-zero", base=self._base(part))
        first, second = self._of_rate(part)
        reached = next((band for band in part.bands if band.key == part.band_key), None)
        compared = words(
            "explain-bands",
            base=first,
            fact=second,
            value=_rate(part, part.ratio_value, 2),
            band=self._rate_band(part, reached),
        )
        return self._better(part, compared, lambda better: self._rate_band(part, better))

    def _relative(self, part: Part) -> str:
        """The school's figure, whom it was compared with, its place, and what decided."""
        words = self.words
        if part.compared_value is None:
            return words("explain-base-zero", base=self._base(part))
        said: dict[str, str | int] = {
            "what": self._measured(part),
            "group": self._group(part),
            "size": part.group_size or 0,
            "place": part.place or 0,
            "better": words(f"explain-better-{part.better}"),
        }
        if part.reference_value is not None:
            said["reference"] = self._figure(part, part.reference_value)
        if part.compare == "to_mean":
            return words("explain-relative-mean", **said)
        if part.compare == "to_best":
            return words("explain-relative-best", **said)
        compared = words("explain-relative-place", **said)
        if part.reference_value is not None:
            return words("explain-relative-rest", compared=compared, reference=said["reference"])
        reached = next((band for band in part.bands if band.key == part.band_key), None)
        if reached is None:
            compared = words("explain-relative-none", compared=compared)
        else:
            band = self._place_band(part, reached)
            compared = words("explain-relative-band", compared=compared, band=band)
        return self._better(part, compared, lambda band: self._place_band(part, band))

    def _measured(self, part: Part) -> str:
        """What the school is compared by, with the answers that it comes of."""
        fact = self._fact(self._of_part(part.fact_id), part.fact_value)
        if part.base_value is None:
            return fact
        first, second = self._of_rate(part)
        value = self._figure(part, part.compared_value or Decimal(0))
        return self.words("explain-relative-rate", base=first, fact=second, value=value)

    def _figure(self, part: Part, value: Decimal) -> str:
        """A value that schools are compared by, with places enough to reckon with it."""
        if part.base_value is None:
            return self.whole.amount(plain(value), self._of_part(part.fact_id))
        places = 2
        while places < FINEST and value and abs(value) * 10 ** (places + 2) < 1000:
            places += 1
        # A rate such as books a pupil is no share of anything.
        return rate(value, (part.compared_value, part.reference_value), places)

    def _group(self, part: Part) -> str:
        """Whom a school is compared with."""
        if part.among != "school_type":
            return self.words("explain-among-county")
        kind = self.whole.school.attributes.get("school_type")
        name = self.whole.labels.code("school_type", kind)
        return self.words("explain-among-school_type", name=name)

    def _place_band(self, part: Part, band: Band) -> str:
        """A band of places by its bound."""
        key = Decimal(band.key or 0)
        shown = plain(key) if part.compare == "place" else f"{plain(key * 100)}%"
        return self.words(f"explain-band-{part.compare}", key=shown)

    def _rate_band(self, part: Part, band: Band | None) -> str:
        """A band of a rate by its bound; what no band holds is the rest."""
        if band is None or band.key is None:
            return self.words("explain-band-other")
        key = _rate(part, Decimal(band.key), FINEST - 2)
        return self.words(f"explain-band-{band.bound.replace('_', '-')}", key=key)

    def _given(self, part: Part) -> str:
        """What each rater gave, how it became one, and what may be given."""
        answer = self._of_part(part.fact_id)
        by_raters = [one for one in answer.given if one.rater is not None]
        roles = {one.role: plain(one.given_value) for one in answer.given}
        if not answer.given:
            way = "plain"
        elif len(by_raters) < len(answer.given):
            way = "office-instead" if by_raters else "office"
        elif len(by_raters) == 1:
            way = "one"
        else:
            way = "trimmed" if "highest" in roles else "mean"
        return self.words(
            f"explain-given-{way}",
            label=self._label(answer),
            count=len(by_raters),
            values=self.words("separator-items").join(plain(one.given_value) for one in by_raters),
            highest=roles.get("highest", ""),
            lowest=roles.get("lowest", ""),
            **self._points_given(part),
        )

    def _points_given(self, part: Part) -> dict[str, str]:
        """The points that a part gives, and from where to where they may lie."""
        return {
            "value": plain(part.fact_value or Decimal(0)),
            "least": plain(part.least or Decimal(0)),
            "most": plain(part.most or Decimal(0)),
        }

    def _count(self, part: Part) -> str:
        answer = self._of_part(part.fact_id)
        target = self.whole.amount(plain(part.target or Decimal(0)), answer)
        fact = self._fact(answer, part.fact_value)
        if part.target_attribute is None:
            return self.words("explain-count", fact=fact, target=target)
        value = self.whole.school.attributes.get(part.target_attribute) or ""
        who = self.whole.labels.attribute(part.target_attribute, value)
        if part.target_attribute in SCHOOL_SIZES:
            attribute = self.words(f"explain-attribute-{part.target_attribute}")
            who = self.words("explain-size", attribute=attribute, number=value)
        return self.words("explain-count-for", fact=fact, target=target, who=who)

    def _steps(self, part: Part) -> str:
        words = self.words
        fact = self._fact(self._of_part(part.fact_id), part.fact_value)
        if part.band_key is None:
            lowest = min(part.bands, key=lambda band: Decimal(band.key or 0))
            band = words("explain-step", key=plain(Decimal(lowest.key or 0)))
            return words("explain-steps-below", fact=fact, band=band)
        reached = next(band for band in part.bands if band.key == part.band_key)
        compared = words("explain-steps", fact=fact, band=self._step(part, reached))
        return self._better(part, compared, lambda better: self._step(part, better))

    def _step(self, part: Part, band: Band) -> str:
        """A step by where it begins, and where less is better by where it ends."""
        start = Decimal(band.key or 0)
        later = [other for other in part.bands if Decimal(other.key or 0) > start]
        following = min(later, key=lambda other: Decimal(other.key or 0), default=None)
        if following is None or following.share >= band.share:
            return self.words("explain-step", key=plain(start))
        end = plain(Decimal(following.key or 0))
        return self.words("explain-step-between", key=plain(start), end=end)

    def _grade(self, part: Part) -> str:
        label = self._of_part(part.fact_id).label_zh
        compared = self.words("explain-grade", label=label, band=str(part.band_key))
        return self._better(part, compared, lambda better: str(better.key))

    def _late(self, part: Part) -> str:
        words = self.words
        due = self._fact(self._of_part(part.base_fact_id), str(part.due_on))
        if part.done_on is None:
            done = words("explain-not-done", on=str(part.ends_on))
        else:
            done = self._fact(self._of_part(part.fact_id), str(part.done_on))
        days = part.days_late or 0
        said: dict[str, str | int] = {"due": due, "done": done}
        compared = (
            words("explain-late", days=days, **said) if days else words("explain-on-time", **said)
        )
        compared = words(
            "explain-late-band", compared=compared, band=self._late_band(part.band_key)
        )
        return self._better(part, compared, lambda better: self._late_band(better.key))

    def _late_band(self, key: str | None) -> str:
        if key is None:
            return self.words("explain-band-rest")
        days = plain(Decimal(key))
        return (
            self.words("explain-band-late", days=days)
            if Decimal(key)
            else self.words("explain-band-on-time")
        )

    def _better(self, part: Part, compared: str, name: Callable[[Band], str]) -> str:
        """What the next band up would give, or that there is none."""
        words, nearest = self.words, self._next_band(part)
        if nearest is None:
            return words("explain-best-band", compared=compared)
        share = brief_percentage(nearest.share)
        return words("explain-better-band", compared=compared, band=name(nearest), share=share)

    def _next_band(self, part: Part) -> Band | None:
        """The nearest band that gives more; None at the best one."""
        better = [band for band in part.bands if band.share > (part.result or 0)]
        return min(better, key=lambda band: band.share, default=None)

    def _lacking(self, part: Part) -> list[Answer]:
        """The items of a checklist that the school does not have."""
        answers = [self.indicator.answer(item.fact_id) for item in part.items]
        return [row for row in answers if row.state != "not_asked" and row.value != "yes"]

    def _checklist(self, part: Part) -> str:
        words = self.words
        met, asked = part.items_met or 0, part.items_asked or 0
        compared = words("explain-checklist", met=met, asked=asked)
        lacking = self._lacking(part)
        if not lacking:
            return compared
        items = words("separator-items").join(row.label_zh for row in lacking)
        return words("explain-checklist-lacking", compared=compared, items=items)

    def _deduct(self, part: Part) -> str:
        """The items that cost points, each with what one of it costs."""
        words = self.words
        said = [self._deducted(item) for item in self._costly(part)]
        if not said:
            return words("explain-deduct-none")
        # Under a floor what is left at 0 is not all that could be taken.
        is_all = not part.result and self.indicator.least_points is None
        return words(
            "explain-deduct-all" if is_all else "explain-deduct",
            items=words("separator-items").join(said),
            points=rounded(part.points_deducted or Decimal(0)),
        )

    def _costly(self, part: Part) -> list[Item]:
        """The items of deductions that cost the school points."""
        found = []
        for item in part.items:
            answer = self.indicator.answer(item.fact_id)
            value, needed = _counted(answer), item.needed or Decimal(0)
            if answer.state != "not_asked" and (value if item.kind == "each" else value < needed):
                found.append(item)
        return found

    def _deducted(self, item: Item) -> str:
        answer = self.indicator.answer(item.fact_id)
        if answer.kind == "flag":
            points = plain(item.points or Decimal(0))
            return self.words("explain-deduct-flag", fact=self._flag(answer), points=points)
        said = {
            "fact": self._fact(answer, Decimal(answer.value or 0)),
            "unit": answer.unit_zh or self.words("explain-one"),
            "points": plain(item.points or Decimal(0)),
        }
        if item.kind == "each":
            return self.words("explain-deduct-each", **said)
        amount = self.whole.amount(plain(item.needed or Decimal(0)), answer)
        return self.words("explain-deduct-shortfall", needed=amount, **said)


def _counted(answer: Answer) -> Decimal:
    """What an answer counts in a sum: of a flag 1 for yes and 0 for no."""
    if answer.kind == "flag":
        return Decimal(answer.value == "yes")
    return Decimal(answer.value or 0)


class _BriefExplanation(_IndicatorExplanation):
    """The same in what fits into one line of a printed table."""

    of_missing = "explain-brief-missing"

    def line(self) -> str:
        """By its status, then by what each counted part compared."""
        return self.words("separator-clauses").join(self.sentences())

    def _zeroed(self, finding: Finding) -> list[str]:
        return [self.words("explain-brief-red-line", label=finding.label_zh)]

    def _not_applicable(self) -> list[str]:
        indicator, words = self.indicator, self.words
        if indicator.exemptions:
            value = self.whole.excuse(indicator.exemptions[0])["value"]
            return [words("explain-brief-exempt", value=value)]
        for part in indicator.parts:
            if part.outcome == "makes_not_applicable" and part.base_fact_id is not None:
                base = self._label(indicator.answer(part.base_fact_id))
                return [words("explain-brief-base-zero", base=base)]
        return [words("explain-brief-nothing-left")]

    def _scored(self) -> list[str]:
        indicator = self.indicator
        said = [self._compared(part) for part in indicator.parts if part.outcome == "counted"]
        if indicator.capped_by_fact_id is not None:
            answer = indicator.answer(indicator.capped_by_fact_id)
            value = plain(indicator.cap_when_equal or Decimal(0))
            if answer.kind == "flag":
                value = self.words(f"flag-{answer.value}")
            share = brief_percentage(indicator.cap_max_share or Decimal(0))
            fact = self._label(answer)
            said.append(self.words("explain-brief-cap", fact=fact, value=value, share=share))
        return said

    def _amount(self, part: Part) -> dict[str, str]:
        """The figure of a part's fact and its unit."""
        unit = self._of_part(part.fact_id).unit_zh or ""
        return {"fact": plain(part.fact_value or Decimal(0)), "unit": unit}

    def _ratio(self, part: Part) -> str:
        if part.ratio_value is None or part.target is None or part.floor is None:
            return self.words("explain-brief-base-none")
        less = "-less" if part.target < part.floor else ""
        return self.words(
            "explain-brief-ratio" + ("-full" if part.result == 1 else less),
            fact=plain(part.fact_value or Decimal(0)),
            base=plain(part.base_value or Decimal(0)),
            value=_rate(part, part.ratio_value),
            target=_rate(part, part.target),
        )

    def _count(self, part: Part) -> str:
        if part.result == 1:
            return self.words("explain-brief-count-full", **self._amount(part))
        target = plain(part.target or Decimal(0))
        return self.words("explain-brief-count", target=target, **self._amount(part))

    def _bands(self, part: Part) -> str:
        if part.ratio_value is None:
            return self.words("explain-brief-base-none")
        better = self._next_band(part)
        said = {
            "fact": plain(part.fact_value or Decimal(0)),
            "base": plain(part.base_value or Decimal(0)),
            "value": _rate(part, part.ratio_value, 2),
        }
        if better is None:
            return self.words("explain-brief-ratio-full", **said)
        return self.words("explain-brief-bands", band=self._rate_band(part, better), **said)

    def _relative(self, part: Part) -> str:
        if part.compared_value is None:
            return self.words("explain-brief-base-none")
        said: dict[str, str | int] = {
            "value": self._figure(part, part.compared_value),
            "place": part.place or 0,
            "size": part.group_size or 0,
        }
        if part.reference_value is None:
            return self.words("explain-brief-place", **said)
        of = "mean" if part.compare == "to_mean" else "best"
        reference = self._figure(part, part.reference_value)
        return self.words(f"explain-brief-to-{of}", reference=reference, **said)

    def _given(self, part: Part) -> str:
        return self.words("explain-brief-given", **self._points_given(part))

    def _steps(self, part: Part) -> str:
        better = self._next_band(part)
        if better is None:
            return self.words("explain-brief-count-full", **self._amount(part))
        target = plain(Decimal(better.key or 0))
        return self.words("explain-brief-steps", target=target, **self._amount(part))

    def _grade(self, part: Part) -> str:
        better = self._next_band(part)
        if better is None:
            return self.words("explain-brief-grade-best", band=str(part.band_key))
        return self.words("explain-brief-grade", band=str(part.band_key), better=str(better.key))

    def _late(self, part: Part) -> str:
        days = part.days_late or 0
        if not days:
            return self.words("explain-brief-on-time")
        name = "not-done" if part.done_on is None else "late"
        return self.words(f"explain-brief-{name}", days=days)

    def _checklist(self, part: Part) -> str:
        said = {"met": part.items_met or 0, "asked": part.items_asked or 0}
        lacking = tuple(self._label(row) for row in self._lacking(part))
        if not lacking:
            return self.words("explain-brief-checklist-full", **said)
        return self.words("explain-brief-checklist", items=lacking, **said)

    def _deduct(self, part: Part) -> str:
        said = tuple(self._deducted(item) for item in self._costly(part))
        if not said:
            return self.words("explain-brief-deduct-none")
        points = rounded(part.points_deducted or Decimal(0))
        return self.words("explain-brief-deduct", items=said, points=points)

    def _deducted(self, item: Item) -> str:
        answer = self.indicator.answer(item.fact_id)
        if answer.kind == "flag":
            return self._flag(answer)
        return f"{self._label(answer)} {plain(Decimal(answer.value or 0))}"


def told_of_others(words: Words, compared: Sequence[str], too_few: Sequence[str] = ()) -> list[str]:
    """That indicators are compared with what others have published, which may still move them.

    `too_few`: those that cannot be compared with anybody yet.
    """
    joined = words("separator-items").join
    sentences = []
    if compared:
        sentences.append(words("others-may-move", indicators=joined(compared)))
    if too_few:
        sentences.append(words("others-too-few", indicators=joined(too_few)))
    return sentences


def beside_points(words: Words, indicator: Indicator) -> list[str]:
    """What goes with an indicator's points: what full points would add, what the school claims."""
    sentences = []
    if indicator.gap_points and indicator.is_bonus:
        sentences.append(words("explain-gap-bonus", gap=amount_short(indicator.gap_points)))
    elif indicator.gap_points and indicator.gap_score is not None:
        sentences.append(
            words(
                "explain-gap",
                gap=amount_short(indicator.gap_points),
                score=amount_short(indicator.gap_score),
            )
        )
    if indicator.claimed_points is not None:
        sentences.append(words("explain-claimed", points=rounded(indicator.claimed_points)))
    return sentences
