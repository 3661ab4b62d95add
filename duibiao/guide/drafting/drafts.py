"""Makes the beginning of a guide out of the table that a county scores by today.

Names become dimensions and indicators, rules become proposals with their reasons, and everything
that an official has to decide is asked: what is written is a draft, and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from duibiao.guide.columns import TABLES
from duibiao.guide.drafting.forms import (
    MARKED_POINTS,
    Form,
    Header,
    Item,
    Sum,
    points_behind,
)
from duibiao.guide.drafting.headers import IN_BRACKETS
from duibiao.guide.drafting.methods import PartDraft, Reason, propose
from duibiao.guide.drafting.sentences import NUMBERING, Certainty, Clause, clauses_of
from duibiao.guide.editions import EXAMPLE
from duibiao.guide.tables import Tables, read_tables, text_rows, typed_table
from duibiao.words.choices import label_key
from duibiao.words.text import plain_decimal, shortened

BONUS = re.compile(r"加分|附加分|奖励分")
TAKEN_OFF = re.compile(
    r"^(?:\(?[一二三四五六七八九十0-9]+[)、.])?(?:扣分|减分|倒扣)(?:项|项目|指标|内容)?$"
)
LONG_NAME = 24
"""A longer innermost name is what is asked for, and no name."""
LONGEST_NAME = 40
TITLE = re.compile(r"考核|考评|评估|评价|评分|细则|标准|指标|办法|方案")
RATING = re.compile(
    r"([0-9]{2,3})分?(?:\(含[^)]*\))?(?:及)?(?:以上)?(?:-[0-9]+分?(?:\([^)]*\))?)?(?:的|者)?(?:,)?"
    r"(?:为|评为|定为|确定为)?[“\"「]?(优秀|良好|合格|基本合格|不合格|优|良|好|较好|一般|差|示范|达标)"
)
MARKING = frozenset(
    ("not-understood", "no-rule", "points-unread", "sum-differs", "left-out", "header")
)
"""What is asked where something was not understood, or does not add up."""
Kind = Literal["rule", "sum", "item", "header", "edition"]


@dataclass(frozen=True, slots=True)
class Note:
    """One line of what is said of a draft: where it comes from, what became of it, what is asked.

    `kind`: of a rule, a sum that stands there, an item, a header, or of the edition as a whole.
    `method`, `facts`: what is proposed, by codes of the draft. `reason`: `draft-reason-<reason>`.
    `asks`: `draft-ask-<one>` each. `values`: what these messages name.
    """

    kind: Kind
    text: str
    sheet: str | None = None
    cell: str | None = None
    indicator: str = ""
    part: int = 0
    method: str = ""
    facts: tuple[str, ...] = ()
    reason: str = ""
    certainty: Certainty | None = None
    asks: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_marked(self) -> bool:
        """Whether its cell is marked in the file: it was not understood, or does not add up."""
        return self.cell is not None and not MARKING.isdisjoint(self.asks)


@dataclass(slots=True)
class Draft:
    """The tables of a draft, typed, what is said of it, and how much was read.

    `counts`: items, dimensions, indicators, parts; clauses that were understood, and those that
    were not; what is asked.
    """

    edition: str
    tables: Tables
    notes: list[Note]
    counts: dict[str, int]


Texts = dict[str, str]


def draft_of(
    form: Form, edition: str, on: dt.date, title: str | None = None, otherwise: str = ""
) -> Draft:
    """The draft of a guide from what was read of a table.

    `edition`: its code. `on`: a day of the year from which it holds. `title`: what it is called;
    else as the table is, and where that says nothing `otherwise`.
    """
    return _Drafting(form, edition, title or _title(form) or otherwise or edition, on).make()


@dataclass(slots=True)
class _Indicator:
    """An indicator before it is written: its name and the items that make it up."""

    code: str
    dimension: str
    name: str
    items: list[tuple[str, Item]] = field(default_factory=list)


class _Drafting:
    def __init__(self, form: Form, edition: str, title: str, on: dt.date) -> None:
        self.form = form
        self.edition = edition
        self.title = title
        self.on = on
        self.rows: dict[str, list[Texts]] = {name: [] for name in TABLES}
        self.notes: list[Note] = []
        self.used_levels = [
            level
            for level in range(3)
            if any(item.levels[level] and not _is_content(item, level) for item in form.items)
        ]

    def make(self) -> Draft:
        indicators = self._indicators()
        for indicator in indicators:
            self._write_indicator(indicator)
        self._write_edition(indicators)
        self._write_usual()
        self.notes = [*self._notes_of_whole(), *self.notes]
        rules = [note for note in self.notes if note.kind == "rule" and note.text]
        missed = sum("not-understood" in note.asks for note in rules)
        counts = {
            "items": len(self.form.items),
            "dimensions": len(self.rows["dimensions"]),
            "indicators": len(self.rows["indicators"]),
            "parts": len(self.rows["rules"]),
            "facts": len(self.rows["facts"]),
            "understood": len(rules) - missed,
            "missed": missed,
            "asked": sum(bool(note.asks) for note in self.notes),
        }
        return Draft(self.edition, self._typed(), self.notes, counts)

    def _add(self, table: str, **cells: str) -> None:
        known = {column.name for column in TABLES[table]}
        row = {"edition": self.edition} if "edition" in known else {}
        self.rows[table].append(row | {name: text for name, text in cells.items() if name in known})

    def _typed(self) -> Tables:
        tables: Tables = {}
        for name, rows in self.rows.items():
            columns = [column.name for column in TABLES[name]]
            lines = [[row.get(column, "") for column in columns] for row in rows]
            tables[name], _ = typed_table(name, list(enumerate([columns, *lines], 1)))
        return tables

    # -------------------------------------------------------------- names

    def _indicators(self) -> list[_Indicator]:
        """The dimensions and indicators that the names make up, in their order."""
        found: dict[tuple[str, ...], _Indicator] = {}
        dimensions: dict[str, str] = {}
        numbers: dict[str, int] = defaultdict(int)
        for number, item in enumerate(self.form.items):
            path = self._path(item)
            dimension_name, own = self._split(item, path)
            if self._is_left_out(item, dimension_name):
                continue
            dimension = dimensions.get(label_key(dimension_name))
            if dimension is None:
                dimension = (
                    chr(ord("A") + len(dimensions))
                    if len(dimensions) < 26
                    else (f"Z{len(dimensions)}")
                )
                dimensions[label_key(dimension_name)] = dimension
                self._add(
                    "dimensions",
                    dimension=dimension,
                    sort=str(len(dimensions)),
                    name_zh=_name(dimension_name) or dimension,
                )
            key = (dimension, *(label_key(name) for name in own[:1])) if own else (str(number),)
            if key not in found:
                numbers[dimension] += 1
                name = own[0] if own else item.content or item.criterion
                found[key] = _Indicator(
                    f"{dimension}{numbers[dimension]}", dimension, _name(name) or dimension
                )
            found[key].items.append((own[1] if len(own) > 1 else "", item))
        return list(found.values())

    def _path(self, item: Item) -> list[str]:
        """The names over an item, but for one that says what is asked for."""
        return [
            name
            for level, name in enumerate(item.levels)
            if name and not _is_content(item, level) and not self._is_rule(item, level)
        ]

    def _is_rule(self, item: Item, level: int) -> bool:
        """Whether the innermost name is the rule itself, for want of another column."""
        return (
            level == self.used_levels[-1]
            and not item.criterion
            and len(item.levels[level] or "") > LONG_NAME
        )

    def _split(self, item: Item, path: list[str]) -> tuple[str, list[str]]:
        """The dimension of an item, and the names below it."""
        if len(path) > 1 or (len(path) == 1 and self.used_levels[0] == 0 and self._has_groups()):
            return path[0], path[1:]
        return item.heading or self.title, path

    def _has_groups(self) -> bool:
        """Whether outermost names have several items each, and so are dimensions."""
        names = {label_key(item.levels[0] or "") for item in self.form.items}
        return len(names) < len(self.form.items)

    def _is_left_out(self, item: Item, dimension: str) -> bool:
        """Points below 0, which stand beside other points: which of them, the official decides."""
        names = [dimension, item.heading or "", *(name or "" for name in item.levels)]
        points = item.full_points
        if any(TAKEN_OFF.fullmatch(label_key(name)) for name in names) or (points or 0) < 0:
            self._note_item(item, "left-out-below-zero")
            return True
        return False

    def _note_item(self, item: Item, reason: str, *asks: str, indicator: str = "") -> None:
        self.notes.append(
            Note(
                "item",
                item.name,
                item.sheet,
                item.cell,
                indicator,
                reason=reason,
                asks=asks or ("left-out",),
            )
        )

    # -------------------------------------------------------------- an indicator

    def _write_indicator(self, indicator: _Indicator) -> None:
        parts: list[tuple[PartDraft, Item]] = []
        requirement, rules, evidence = [], [], []
        points: Decimal | None = Decimal(0)
        for name, item in indicator.items:
            pieces = self._pieces(item)
            clauses = [
                clause for text, cell in pieces for clause in clauses_of(text, item.sheet, cell)
            ]
            if not pieces:  # a name that says what ought to be says it all
                named = clauses_of(IN_BRACKETS.sub("", item.name), item.sheet, item.cell)
                clauses = [clause for clause in named if clause.pattern is not None]
            worth = item.full_points
            if worth is None:
                worth = _marked(clauses)
            if worth is None or worth <= 0:
                worth, points = None, None
                self._note_item(item, "points-unread", "points-unread", indicator=indicator.code)
            elif points is not None:
                points += worth
            label = _name(name) or indicator.name
            requirement += [item.content or (name if _is_rule_text(name) else "")]
            rules += [_told(name, item.criterion or "；".join(text for text, _ in pieces))]
            evidence += [item.evidence or ""]
            proposed = propose(label, clauses, worth)
            parts += [(part, item) for part in proposed]
            self._red_lines(clauses, indicator)
        self._add(
            "indicators",
            indicator=indicator.code,
            dimension=indicator.dimension,
            sort=str(len(self.rows["indicators"]) + 1),
            name_zh=indicator.name,
            requirement_zh="\n".join(filter(None, dict.fromkeys(requirement))),
            rule_zh="\n".join(filter(None, rules)),
            max_points="" if points is None else plain_decimal(points),
            evidence_zh="；".join(filter(None, dict.fromkeys(evidence))),
        )
        if self._is_bonus(indicator):
            self._add("bonus_indicators", indicator=indicator.code)
        self._write_parts(indicator, parts)

    def _is_bonus(self, indicator: _Indicator) -> bool:
        named = [name for _, item in indicator.items for name in (item.heading, *item.levels)]
        return any(BONUS.search(name or "") for name in named)

    def _pieces(self, item: Item) -> list[tuple[str, str]]:
        """The texts of an item's rule with their cells."""
        if item.pieces:
            return item.pieces
        innermost = next((name for name in reversed(item.levels) if name), "")
        return [(innermost, item.cell)] if _is_rule_text(innermost) else []

    def _write_parts(self, indicator: _Indicator, parts: Sequence[tuple[PartDraft, Item]]) -> None:
        number_of_facts = 0
        for number, (part, item) in enumerate(parts, 1):
            codes = [
                f"{indicator.code}-{number_of_facts + place}"
                for place in range(1, len(part.facts) + 1)
            ]
            number_of_facts += len(part.facts)
            if len(parts) > 1 and part.caps:
                self._without_caps(part, codes)
            self._write_part(indicator.code, number, part, codes, len(parts) > 1)
            told: set[str] = set()
            for reason in part.reasons:
                # Once for each part, but for what marks a cell.
                asks = [one for one in reason.asks if one in MARKING or one not in told]
                told.update(asks)
                once = replace(reason, asks=tuple(asks))
                self._note_rule(indicator.code, number, part, once, codes, item)

    def _without_caps(self, part: PartDraft, codes: list[str]) -> None:
        """A cap is one of the whole indicator: of several parts, none can have its own."""
        capped = {at for at, _, _ in part.caps}
        part.caps = []
        part.reasons = [
            Reason(one.clause, "left-out", "unsure", ("not-understood",))
            if capped.intersection(one.facts)
            else one
            for one in part.reasons
        ]
        for at in sorted(capped, reverse=True):
            # Its question stood last, behind those of the method.
            del part.facts[at], codes[at]

    def _write_part(
        self, indicator: str, number: int, part: PartDraft, codes: Sequence[str], has_others: bool
    ) -> None:
        for code, fact in zip(codes, part.facts, strict=True):
            self._add(
                "facts",
                indicator=indicator,
                fact=code,
                sort=str(len(self.rows["facts"]) + 1),
                label_zh=fact.label,
                kind=fact.kind,
                unit_zh=fact.unit,
                answered_by=fact.answered_by,
                required="1",
            )
        named = {"indicator": indicator, "part": str(number)}
        cells = {"share": "1", "method": part.method, **part.cells}
        for column, at in (("fact", part.fact), ("base_fact", part.base_fact)):
            if at is not None:
                cells[column] = codes[at]
        self._add("rules", **named, **cells)
        if has_others and part.points is not None:
            self._add("part_points", **named, points=plain_decimal(part.points))
        for bound, key, share in part.bands:
            self._add("rule_bands", **named, bound=bound, key=key, share=plain_decimal(share))
        for at, kind, points, needed in part.items:
            told = {"points": points, "needed": needed}
            numbers = {
                name: plain_decimal(value) for name, value in told.items() if value is not None
            }
            self._add("rule_items", **named, fact=codes[at], kind=kind, **numbers)
        for at, when_equal, max_share in part.caps:
            self._add(
                "rule_caps",
                indicator=indicator,
                fact=codes[at],
                when_equal=plain_decimal(when_equal),
                max_share=plain_decimal(max_share),
            )
        for table, row in part.more.items():
            self._add(table, **named, **row)

    def _note_rule(
        self,
        indicator: str,
        number: int,
        part: PartDraft,
        reason: Reason,
        codes: Sequence[str],
        item: Item,
    ) -> None:
        clause = reason.clause
        self.notes.append(
            Note(
                "rule",
                "" if clause is None else clause.text,
                item.sheet,
                (clause.cell if clause is not None else item.cell) or item.cell,
                indicator,
                number,
                part.method,
                tuple(codes[at] for at in reason.facts),
                reason.code,
                reason.certainty,
                reason.asks,
                {"name": item.name},
            )
        )

    def _red_lines(self, clauses: Sequence[Clause], indicator: _Indicator) -> None:
        for clause in clauses:
            if clause.shape != "red_line" or clause.pattern is None:
                continue
            effect = clause.pattern.effect
            value = {"take_off": clause.values.get("points", ""), "rating_down": "1"}
            self._add(
                "red_lines",
                red_line=f"R{len(self.rows['red_lines']) + 1}",
                label_zh=clause.values.get("what", "").strip(",，的") or clause.plain,
                effect=effect,
                value=value.get(effect, ""),
            )
            self.notes.append(
                Note(
                    "rule",
                    clause.text,
                    clause.sheet,
                    clause.cell,
                    indicator.code,
                    reason="red-line",
                    certainty="likely",
                    asks=("red-line",),
                    values={"name": indicator.name},
                )
            )

    # -------------------------------------------------------------- the edition

    def _write_edition(self, indicators: Sequence[_Indicator]) -> None:
        bonus = {row["indicator"] for row in self.rows.get("bonus_indicators", ())}
        points = sum(
            (
                Decimal(row["max_points"])
                for row in self.rows["indicators"]
                if row["max_points"] and row["indicator"] not in bonus
            ),
            Decimal(0),
        )
        self._add(
            "editions",
            title_zh=self.title,
            status="working",
            valid_from=f"{self.on.year}-01-01",
            dimension_count=str(len(self.rows["dimensions"])),
            indicator_count=str(len(indicators)),
            total_points=plain_decimal(points) if points else "",
        )

    def _write_usual(self) -> None:
        """What no such table holds, as the worked example has it, and ratings where they stand."""
        example, _ = read_tables(EXAMPLE)
        for name in ("code_lists", "ratings"):
            columns = [column.name for column in TABLES[name]]
            for cells in text_rows(name, example[name]):
                row = dict(zip(columns, cells, strict=True))
                row.pop("edition", None)
                self._add(name, **row)
        if stated := _ratings(self.form.outside):
            self.rows["ratings"] = []
            for sort, (name, score) in enumerate(stated.items(), 1):
                self._add(
                    "ratings", rating=f"r{sort}", sort=str(sort), name_zh=name, min_score=score
                )

    def _notes_of_whole(self) -> Iterator[Note]:
        ratings = "ratings-read" if _ratings(self.form.outside) else "ratings"
        for code in ("edition", "schools", ratings):
            yield Note(
                "edition", "", reason="whole", asks=(code,), values={"edition": self.edition}
            )
        for header in self.form.unknown:
            yield _note_of_header(header)
        for one in self.form.sums:
            yield _note_of_sum(one)
        for item in self.form.items:
            if item.is_nameless:
                yield Note(
                    "item", "", item.sheet, item.cell, reason="nameless", asks=("not-understood",)
                )


def _note_of_header(header: Header) -> Note:
    code = "header-innermost" if header.is_innermost else "header-unknown"
    return Note(
        "header",
        header.label,
        header.sheet,
        header.cell,
        reason=code,
        asks=("header",),
        values={"label": header.label},
    )


def _note_of_sum(one: Sum) -> Note:
    values = {"stated": plain_decimal(one.stated), "read": plain_decimal(one.read)}
    asks = () if one.is_right else ("sum-differs",)
    code = "sum-right" if one.is_right else "sum-differs"
    return Note("sum", one.name, one.sheet, one.cell, reason=code, asks=asks, values=values)


# ------------------------------------------------------------------ texts


def _is_content(item: Item, level: int) -> bool:
    """Whether a level is the column of what is asked for, which stands there for want of one."""
    return (
        bool(item.content)
        and level == 2
        and item.levels[2] == item.content
        and (len(item.content) > LONG_NAME or any(item.levels[:2]))
    )


def _is_rule_text(text: str) -> bool:
    return (
        len(text) > LONG_NAME
        or any(mark in text for mark in ("扣", "得分", "满分", "酌情"))
        or len(MARKED_POINTS.findall(label_key(text))) > 1
    )


def _name(text: str) -> str:
    """A name without its points and beyond its first clause; 1.1 before it stays."""
    line = " ".join(text[: 10 * LONGEST_NAME].split())
    first = re.split(r"[。；;，,：:]", line, maxsplit=1)[0] if len(line) > LONG_NAME else line
    behind = points_behind(first)
    first = (
        re.sub(r"[（(\[【][^（）()]*[0-9]\s*分[^（）()]*(?:[)）\]】]|$)", "", first).strip()
        or first
    )
    if behind is not None:
        first = re.sub(r"[共计满分]*[0-9.]+\s*分$", "", first).strip() or first
    plain = NUMBERING.sub("", first).strip() or first
    return (shortened(plain) or "")[:LONGEST_NAME]


def _told(name: str, text: str) -> str:
    return f"{name}：{text}" if name and text and not text.startswith(name) else text or name


def _marked(clauses: Sequence[Clause]) -> Decimal | None:
    found = [Decimal(text) for one in clauses for text in MARKED_POINTS.findall(one.plain)]
    return sum(found, Decimal(0)) if found else None


def _title(form: Form) -> str:
    """The first text outside of the tables that says what this is."""
    for text in form.outside:
        line = " ".join(text.split())
        if TITLE.search(line) and 4 < len(line) <= 2 * LONGEST_NAME:
            return IN_BRACKETS.sub("", line.translate(str.maketrans("（）", "()"))).strip() or line
    return ""


def _ratings(outside: Sequence[str]) -> dict[str, str]:
    """Ratings with their least scores, where a text tells of several, down to 0."""
    found: dict[str, str] = {}
    for text in outside:
        for score, name in RATING.findall(label_key(text)):
            if int(score) <= 100:
                found.setdefault(name, score)
    if len(found) < 2:
        return {}
    ordered = dict(sorted(found.items(), key=lambda pair: -int(pair[1])))
    if "0" not in ordered.values():
        lowest = "不合格" if "不合格" not in ordered else "其他"
        ordered[lowest] = "0"
    return ordered if len(set(ordered.values())) == len(ordered) else {}
