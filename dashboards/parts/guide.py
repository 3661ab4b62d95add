"""The guide in words: what a rule, a red line, a rating is called on every page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl
from markupsafe import Markup

from dashboards.parts.tables import Row
from duibiao.words import Words
from duibiao.words.figures import brief_percentage, plain, rate, signed
from duibiao.words.labels import Labels
from duibiao.words.text import PLACES

KINDS = ("nature", "character")


def kind(labels: Labels, row: Row) -> str:
    """Hardware or software, norm or feature, as far as the guide tells them of the indicator."""
    told = (labels.code(name, row[name]) for name in KINDS)
    return " · ".join(name for name in told if name)


def has_kinds(rows: Sequence[Row]) -> bool:
    """Whether the guide tells of any of these indicators what kind it is."""
    return any(row[name] for row in rows for name in KINDS)


def ratings_by_code(rows: Sequence[Row]) -> dict[str, str]:
    """The names of the ratings."""
    return {row["rating"]: row["name_zh"] for row in rows}


def effects(say: Words, line: Row, ratings: Mapping[str, str]) -> str:
    """What a red line does, in words; `effects` holds effect, indicator_id and value of each."""
    return say("separator-clauses").join(
        say(
            f"effect-{effect['effect']}",
            indicator=str(effect["indicator_id"]),
            rating=ratings.get(effect["value"] or "", ""),
            value=effect["value"] or "",
        )
        for effect in line["effects"]
    )


Detail = Mapping[str, pl.DataFrame]


class Rules:
    """The rules of an edition's indicators in words, looked up by indicator."""

    def __init__(self, say: Words, detail: Detail, labels: Labels) -> None:
        self._say = say
        self._labels = labels
        self._rows = {
            name: _by_indicator(frame)
            for name, frame in detail.items()
            if "indicator_id" in frame.columns
        }
        self._facts = {row["fact_id"]: row for row in detail["facts"].to_dicts()}

    def of(self, indicator_id: str) -> list[str | Markup]:
        """How an indicator's points come about, part by part, with caps and exceptions."""
        say = self._say
        parts = self._rows["rules"].get(indicator_id, [])
        lines: list[str | Markup] = []
        for part in parts:
            said = self._part(indicator_id, part)
            if len(parts) > 1:
                said = self._weighed(part, said)
            lines.append(said)
        lines += self._beside(indicator_id)
        for cap in self._rows["rule_caps"].get(indicator_id, []):
            lines.append(
                say(
                    "rule-cap",
                    fact=self._fact(cap["fact_id"]),
                    value=self._number(cap["fact_id"], cap["when_equal"]),
                    share=brief_percentage(cap["max_share"]),
                )
            )
        for row in self._rows["not_applicable"].get(indicator_id, []):
            what = self._fact(row["fact_id"]) if row["fact_id"] else say("whole-indicator")
            lines.append(say("rule-not-applicable", what=what, value=self._attribute(row)))
        return lines

    def _goes_below_zero(self, indicator_id: str) -> bool:
        rows = self._rows["indicators"].get(indicator_id, [])
        return any(row.get("least_points") is not None for row in rows)

    def _beside(self, indicator_id: str) -> list[str]:
        """How far an indicator may go below 0, and whether its points are a bonus."""
        lines = []
        for row in self._rows["indicators"].get(indicator_id, []):
            # A snapshot of an older version has none of these.
            if row.get("least_points") is not None:
                lines.append(self._say("rule-least-points", points=signed(row["least_points"])))
            if row.get("is_bonus"):
                lines.append(self._say("rule-bonus", most=plain(row["max_points"])))
        return lines

    def facts(self, indicator_id: str) -> list[str | Markup]:
        """What is asked, with unit and by whom it is answered."""
        lines: list[str | Markup] = []
        for fact in self._rows["facts"].get(indicator_id, []):
            marks = [self._say(f"kind-{fact['kind']}")]
            if fact["answered_by"] == "county":
                marks.append(self._say("mark-county"))
            if not fact["is_required"]:
                marks.append(self._say("mark-optional"))
            lines.append(
                Markup('{} <span class="quiet">{} · {}</span>').format(
                    fact["label_zh"], fact["fact_id"], " · ".join(marks)
                )
            )
        return lines

    def _weighed(self, part: Row, sentence: str) -> str:
        if part["part_points"] is not None:
            points = plain(part["part_points"])
            return self._say("rule-part-points", points=points, sentence=sentence)
        share = brief_percentage(part["share"])
        return self._say("rule-part", share=share, sentence=sentence)

    def _part(self, indicator_id: str, part: Row) -> str:
        say, method = self._say, part["method"]
        if method == "ratio":
            scale = part["floor"], part["target"]
            less = part["target"] < part["floor"]
            return say(
                "rule-ratio-less" if less else "rule-ratio",
                fact=self._fact(part["fact_id"]),
                base=self._base(part),
                floor=rate(part["floor"], scale),
                target=rate(part["target"], scale),
                zero=say(f"base-zero-{part['when_base_zero'] or 'zero'}"),
            )
        if method == "bands":
            return say(
                "rule-bands",
                fact=self._fact(part["fact_id"]),
                base=self._base(part),
                bands=self._bands(indicator_id, part),
                zero=say(f"base-zero-{part['when_base_zero'] or 'zero'}"),
            )
        if method == "relative":
            return self._compared(indicator_id, part)
        if method == "given":
            return say(
                "rule-given",
                fact=self._fact(part["fact_id"]),
                least=plain(part["least"]),
                most=plain(part["most"]),
                mean=say("rule-mean-trimmed" if part["mean_kind"] == "trimmed" else "rule-mean"),
            )
        if method == "count":
            targets = [
                say("rule-target", who=self._attribute(row), target=plain(row["target"]))
                for row in self._details("rule_targets", indicator_id, part)
            ]
            target = (
                plain(part["target"])
                if part["target"] is not None
                else say("separator-items").join(targets)
            )
            return say("rule-count", fact=self._fact(part["fact_id"]), target=target)
        if method in ("steps", "late", "grade"):
            bands = self._bands(indicator_id, part)
            return say(f"rule-{method}", fact=self._fact(part["fact_id"]), bands=bands)
        items = [self._item(row) for row in self._details("rule_items", indicator_id, part)]
        if method == "deduct" and self._goes_below_zero(indicator_id):
            return say("rule-deduct-below", items=say("separator-clauses").join(items))
        return say(f"rule-{method}", items=say("separator-clauses").join(items), count=len(items))

    def _compared(self, indicator_id: str, part: Row) -> str:
        """How schools are compared by a fact, or by fact ÷ base."""
        say, what = self._say, self._fact(part["fact_id"])
        if part["base_fact_id"] or part["base_value"] is not None:
            what = say("rule-relative-rate", fact=what, base=self._base(part))
        said = {
            "what": what,
            "among": say(f"rule-among-{part['among']}"),
            "better": say(f"rule-better-{part['better']}"),
        }
        if part["compare"] not in ("place", "percent"):
            return say(f"rule-relative-{part['compare'].replace('_', '-')}", **said)
        bands = say("separator-clauses").join(
            say(
                f"rule-band-{part['compare']}",
                key=_place(part["compare"], band["key"]),
                share=brief_percentage(band["share"]),
            )
            for band in sorted(
                self._details("rule_bands", indicator_id, part),
                key=lambda band: Decimal(band["key"]),
            )
        )
        rest = say(f"rule-rest-{part['rest'].replace('_', '-')}")
        return say("rule-relative-places", bands=bands, rest=rest, **said)

    def _base(self, part: Row) -> str:
        return (
            self._fact(part["base_fact_id"]) if part["base_fact_id"] else plain(part["base_value"])
        )

    def _bands(self, indicator_id: str, part: Row) -> str:
        """Each band with what it gives."""
        bands = self._details("rule_bands", indicator_id, part)
        is_of_rate = part["method"] == "bands"
        scale = [Decimal(band["key"]) for band in bands if is_of_rate and band["key"]]
        return self._say("separator-clauses").join(
            self._say(
                _band_word(part["method"], band),
                key=rate(Decimal(band["key"]), scale, PLACES - 2)
                if is_of_rate and band["key"]
                else band["key"] or "",
                share=brief_percentage(band["share"]),
            )
            for band in bands
        )

    def _number(self, fact_id: str, value: Decimal) -> str:
        """A number that an answer is compared with; of a flag its word."""
        if self._is_flag(fact_id):
            return self._say("flag-yes" if value else "flag-no")
        return plain(value)

    def _is_flag(self, fact_id: str) -> bool:
        return fact_id in self._facts and self._facts[fact_id]["kind"] == "flag"

    def _item(self, row: Row) -> str:
        if row["points"] is not None and self._is_flag(row["fact_id"]):
            return self._say(
                "rule-item-flag",
                fact=self._fact(row["fact_id"]),
                answer=self._say("flag-yes" if row["kind"] == "each" else "flag-no"),
                points=signed(-row["points"]),
            )
        if row["kind"] == "each":
            return self._say(
                "rule-item-each", fact=self._fact(row["fact_id"]), points=signed(-row["points"])
            )
        if row["kind"] == "shortfall":
            return self._say(
                "rule-item-shortfall",
                fact=self._fact(row["fact_id"]),
                needed=plain(row["needed"]),
                points=signed(-row["points"]),
            )
        return self._fact(row["fact_id"])

    def _details(self, name: str, indicator_id: str, part: Row) -> list[Row]:
        rows = self._rows[name].get(indicator_id, [])
        return [row for row in rows if row["part"] == part["part"]]

    def _fact(self, fact_id: str) -> str:
        fact = self._facts.get(fact_id)
        return fact["label_zh"] if fact else fact_id

    def _attribute(self, row: Row) -> str:
        return self._labels.kind_of_school(row["attribute"], row["value"])


def _place(compare: str, key: str) -> str:
    """A place, or a share of places as a percentage."""
    return plain(Decimal(key)) if compare == "place" else f"{plain(Decimal(key) * 100)}%"


def _band_word(method: str, band: Row) -> str:
    if band["key"] is None:
        return "rule-band-rest"
    if method == "bands":
        return f"rule-band-{band['bound'].replace('_', '-')}"
    if method == "late" and band["key"] == "0":
        return "rule-band-on-time"
    return f"rule-band-{method}"


def _by_indicator(frame: pl.DataFrame) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in frame.to_dicts():
        found.setdefault(row["indicator_id"], []).append(row)
    return found
