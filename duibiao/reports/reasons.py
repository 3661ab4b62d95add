"""Why an indicator has its points, in a few words: what fits into one line of a printed table.

The whole of it is `duibiao.analysis.explanation`; here stand the figures that decided, and
what lacks.
"""

from __future__ import annotations

from decimal import Decimal

from duibiao.analysis.explanation import IN_BRACKETS
from duibiao.analysis.walk import Answer, Band, Indicator, Item, Part, School
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain, rounded
from duibiao.words.labels import Labels


def short_reason(words: Words, labels: Labels, school: School, indicator: Indicator) -> str:
    """The line of an indicator: by its status, then by what each counted part compared."""
    return _Reason(words, labels, school, indicator).text()


class _Reason:
    def __init__(self, words: Words, labels: Labels, school: School, indicator: Indicator) -> None:
        self.words = words
        self.labels = labels
        self.school = school
        self.indicator = indicator

    def text(self) -> str:
        indicator, words = self.indicator, self.words
        if indicator.zeroed_by is not None:
            return words("report-why-red-line", label=indicator.zeroed_by.label_zh)
        if indicator.status == "missing":
            facts = [indicator.answer(name).label_zh for name in indicator.missing_fact_ids]
            return words("report-why-missing", facts=words("separator-items").join(facts))
        if indicator.status == "not_applicable":
            return self._not_applicable()
        parts = [self._part(part) for part in indicator.parts if part.outcome == "counted"]
        if indicator.capped_by_fact_id is not None:
            share = brief_percentage(indicator.cap_max_share or Decimal(0))
            fact = self._label(indicator.answer(indicator.capped_by_fact_id))
            value = plain(indicator.cap_when_equal or Decimal(0))
            parts.append(words("report-why-cap", fact=fact, value=value, share=share))
        return words("separator-clauses").join(parts)

    def _not_applicable(self) -> str:
        words = self.words
        if self.indicator.exemptions:
            excuse = self.indicator.exemptions[0]
            value = self.labels.attribute(excuse.attribute, excuse.value)
            return words("report-why-exempt", value=value)
        for part in self.indicator.parts:
            if part.outcome == "makes_not_applicable" and part.base_fact_id is not None:
                base = self._label(self.indicator.answer(part.base_fact_id))
                return words("report-why-base-zero", base=base)
        return words("report-why-nothing-left")

    def _label(self, answer: Answer) -> str:
        return IN_BRACKETS.sub("", answer.label_zh) or answer.label_zh

    def _unit(self, part: Part) -> str:
        assert part.fact_id is not None, "the guide's check holds that a part has its fact"
        return self.indicator.answer(part.fact_id).unit_zh or ""

    def _part(self, part: Part) -> str:
        ways = {
            "ratio": self._ratio,
            "count": self._count,
            "steps": self._steps,
            "checklist": self._checklist,
            "grade": self._grade,
            "late": self._late,
            "deduct": self._deduct,
        }
        return ways[part.method](part)

    def _ratio(self, part: Part) -> str:
        words = self.words
        if part.ratio_value is None or part.target is None or part.floor is None:
            return words("report-why-base-none")
        said = {
            "fact": plain(part.fact_value or Decimal(0)),
            "base": plain(part.base_value or Decimal(0)),
            "value": brief_percentage(part.ratio_value),
            "target": brief_percentage(part.target),
        }
        if part.result == 1:
            return words("report-why-ratio-full", **said)
        less = "-less" if part.target < part.floor else ""
        return words(f"report-why-ratio{less}", **said)

    def _count(self, part: Part) -> str:
        said = {"fact": plain(part.fact_value or Decimal(0)), "unit": self._unit(part)}
        if part.result == 1:
            return self.words("report-why-count-full", **said)
        return self.words("report-why-count", target=plain(part.target or Decimal(0)), **said)

    def _steps(self, part: Part) -> str:
        fact = plain(part.fact_value or Decimal(0))
        better = _better(part)
        if better is None:
            return self.words("report-why-count-full", fact=fact, unit=self._unit(part))
        target = plain(Decimal(better.key or 0))
        return self.words("report-why-steps", fact=fact, unit=self._unit(part), target=target)

    def _grade(self, part: Part) -> str:
        better = _better(part)
        if better is None:
            return self.words("report-why-grade-best", band=str(part.band_key))
        return self.words("report-why-grade", band=str(part.band_key), better=str(better.key))

    def _late(self, part: Part) -> str:
        days = part.days_late or 0
        if not days:
            return self.words("report-why-on-time")
        name = "report-why-not-done" if part.done_on is None else "report-why-late"
        return self.words(name, days=days)

    def _checklist(self, part: Part) -> str:
        words = self.words
        said = {"met": part.items_met or 0, "asked": part.items_asked or 0}
        answers = [self.indicator.answer(item.fact_id) for item in part.items]
        lacking = [
            self._label(row) for row in answers if row.state != "not_asked" and row.value != "yes"
        ]
        if not lacking:
            return words("report-why-checklist-full", **said)
        return words("report-why-checklist", items=words("separator-items").join(lacking), **said)

    def _deduct(self, part: Part) -> str:
        said = [text for text in map(self._deducted, part.items) if text]
        if not said:
            return self.words("report-why-deduct-none")
        return self.words(
            "report-why-deduct",
            items=self.words("separator-items").join(said),
            points=rounded(part.points_deducted or Decimal(0)),
        )

    def _deducted(self, item: Item) -> str:
        answer = self.indicator.answer(item.fact_id)
        value = Decimal(answer.value or 0)
        needed = item.needed or Decimal(0)
        if answer.state == "not_asked" or (not value if item.kind == "each" else value >= needed):
            return ""
        return f"{self._label(answer)} {plain(value)}"


def _better(part: Part) -> Band | None:
    """The next band up, or None at the best one."""
    better = [band for band in part.bands if band.share > (part.result or 0)]
    return min(better, key=lambda band: band.share) if better else None
