"""The column 自检 of a workbook: what can be seen to be wrong, told while one types.

Each formula comes with what it gives for the values that are written beside it, so that a program
that only reads finds it computed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from duibiao.guide.editions import Edition, Fact
from duibiao.words.text import plain_decimal
from ingest.values.reading import read_date

NOTHING = '""'
EARLIEST_DATE, LATEST_DATE = dt.date(1950, 1, 1), dt.date(2099, 12, 31)
"""What may be typed as a date: a year typed alone would be a day of 1905."""
SERIALS = tuple((day - dt.date(1899, 12, 30)).days for day in (EARLIEST_DATE, LATEST_DATE))


@dataclass(frozen=True, slots=True)
class Cells:
    """Where a fact's answer stands, and the evidence of its indicator (None: not looked at)."""

    answer: str
    evidence: str | None = None


class SelfCheck:
    """The checks of one school's table; `cells` by the facts that it is asked there."""

    def __init__(
        self, edition: Edition, cells: Mapping[str, Cells], say: Callable[..., str]
    ) -> None:
        self._cells = cells
        self._say = say
        self._facts = edition.facts
        self._bases: dict[str, list[tuple[str | None, Decimal | None, bool]]] = {}
        for fact_id, base_fact_id, base_value, may_exceed in edition.base_checks:
            if base_fact_id is None or base_fact_id in cells:
                bases = self._bases.setdefault(fact_id, [])
                bases.append((base_fact_id, base_value, may_exceed))
        kinds = ("count", "number", "flag", "date", "grade")
        self._wrong = {kind: say(f"workbook-check-{kind}") for kind in kinds}
        names = ("blank", "fine", "error", "evidence")
        self._blank, self._fine, self._error, self._evidence = (
            say(f"workbook-check-{name}") for name in names
        )
        self._above = _halves(say("workbook-check-above", base="\0"))
        self._flags = say("workbook-yes"), say("workbook-no")

    @property
    def fine(self) -> str:
        """How the text begins that stands where nothing is wrong."""
        return self._fine

    @property
    def blank(self) -> str:
        """What stands where an answer is still to come."""
        return self._blank

    # As the spreadsheet reckons it. Only functions that every program has had for long.

    def formula(self, fact_id: str) -> str:
        """The formula of a fact's row."""
        cell = self._cells[fact_id].answer
        fine = self._fine_formula(fact_id)
        answered = self._kind_formula(
            self._facts[fact_id], cell, self._above_formula(fact_id, fine)
        )
        blank = self._blank_formula(fact_id)
        return f'=IF(ISERROR({cell}),{_text(self._error)},IF(TRIM({cell})="",{blank},{answered}))'

    def _fine_formula(self, fact_id: str) -> str:
        evidence = self._cells[fact_id].evidence
        fine = _text(self._fine)
        return (
            fine if evidence is None else f"IF(COUNTA({evidence})=0,{_text(self._evidence)},{fine})"
        )

    def _blank_formula(self, fact_id: str) -> str:
        """Nothing is due where it is optional, or over a base of 0."""
        if not self._facts[fact_id].is_required:
            return NOTHING
        bases = [base for base, _, _ in self._bases.get(fact_id, ()) if base is not None]
        formula = _text(self._blank)
        for base in dict.fromkeys(bases):
            cell = self._cells[base].answer
            formula = f'IF(IFERROR(TRIM({cell})="0",FALSE),{NOTHING},{formula})'
        return formula

    def _kind_formula(self, fact: Fact, cell: str, fine: str) -> str:
        wrong = _text(self._wrong[fact.kind])
        match fact.kind:
            case "count":
                is_wrong = f"IFERROR(OR(VALUE({cell})<0,VALUE({cell})<>INT(VALUE({cell}))),TRUE)"
            case "number":
                is_wrong = f"ISERROR(VALUE({cell}))"
            case "date":
                first, last = SERIALS
                is_outside = f"OR({cell}<{first},{cell}>{last})"
                is_wrong = f"IF(ISNUMBER({cell}),{is_outside},ISERROR(DATEVALUE({cell})))"
            case "flag":
                is_wrong = _is_none_of(cell, self._flags)
            case "grade":
                is_wrong = _is_none_of(cell, fact.grades)
        return f"IF({is_wrong},{wrong},{fine})"

    def _above_formula(self, fact_id: str, fine: str) -> str:
        cell = self._cells[fact_id].answer
        before, after = map(_text, self._above)
        for base, fixed, may_exceed in reversed(self._bases.get(fact_id, ())):
            if may_exceed:
                continue
            if base is None:
                assert fixed is not None
                most = plain_decimal(fixed)
                is_above, named = f"VALUE({cell})>{most}", _text(most)
            else:
                other = self._cells[base].answer
                # A base that is blank or no number says nothing of its part.
                is_above = f'IFERROR(IF(TRIM({other})="",FALSE,VALUE({cell})>VALUE({other})),FALSE)'
                # As it is called now: rows may have moved.
                named = f"ADDRESS(ROW({other}),COLUMN({other}),4)"
            fine = f"IF({is_above},{before}&{named}&{after},{fine})"
        return fine

    # The same for the values that are written.

    def value(
        self, fact_id: str, answers: Mapping[str, str | None], evidence: Iterable[str]
    ) -> str:
        """What the formula gives; `evidence`: the facts beside which evidence is named."""
        fact, text = self._facts[fact_id], (answers.get(fact_id) or "").strip()
        bases = self._bases.get(fact_id, ())
        if not text:
            is_excused = any(
                base and (answers.get(base) or "").strip() == "0" for base, *_ in bases
            )
            return "" if is_excused or not fact.is_required else self._blank
        if not self._is_of_kind(fact, text):
            return self._wrong[fact.kind]
        for base, fixed, may_exceed in bases:
            most = fixed if base is None else _number(answers.get(base))
            mine = _number(text)
            if not may_exceed and most is not None and mine is not None and mine > most:
                named = plain_decimal(most) if base is None else self._cells[base].answer
                return named.join(self._above)
        if self._cells[fact_id].evidence is None:
            return self._fine
        indicator_id = fact.indicator_id
        has_any = any(self._facts[other].indicator_id == indicator_id for other in evidence)
        return self._fine if has_any else self._evidence

    def _is_of_kind(self, fact: Fact, text: str) -> bool:
        match fact.kind:
            case "count":
                number = _number(text)
                return number is not None and number >= 0 and number == int(number)
            case "number":
                return _number(text) is not None
            case "date":
                return read_date(text) is not None
            case "flag":
                return text in ("yes", "no", *self._flags)
            case "grade":
                return text.casefold() in map(str.casefold, fact.grades)


def _halves(text: str) -> tuple[str, str]:
    before, _, after = text.partition("\0")
    return before, after


def _text(text: str) -> str:
    """A text inside a formula."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _is_none_of(cell: str, choices: Sequence[str]) -> str:
    # Joined to a text, so that a grade 1 that was typed is the grade "1".
    same = ",".join(f'TRIM({cell}&"")={_text(choice)}' for choice in choices)
    return f"NOT(OR({same}))"


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
