"""Takes the points that schools gave themselves on a county's old form: kept, never scored."""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import PurePath
from typing import Any

from duibiao.guide.drafting.forms import Form, Item, item_name, read_form
from duibiao.guide.editions import Edition, Fact, Indicator
from duibiao.records.model import Cycle, Problem, School, Severity
from duibiao.records.settings import Settings
from duibiao.records.store import readable_records, record_paths, store_original, write_record
from duibiao.spreadsheets.grids import Spreadsheet, SpreadsheetFault
from duibiao.spreadsheets.spreadsheet import open_spreadsheet
from duibiao.words.choices import label_key
from duibiao.words.text import PLACES, plain_decimal, shortened
from ingest.old_form.mapping import FormMapping, MappedItem
from ingest.values.reading import found_text, parse_value, says_nothing_due

KIND = "claims"
"""The kind of the records that are written."""
MOST_NAMED = 5
"""So many indicators or schools are named in a message; of the others, how many there are."""
POINTS = Fact("", "", 0, "", "number", "分", "school", False)
"""As what claimed points are read."""
IDENTIFIERS = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]*")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OldClaim:
    """The points that a school gave itself on the old form, as points of one of our indicators.

    `points` = `old_points` / `old_full_points` x the indicator's full points: the old form's share
    of its own full points, and so the same number where both give the same full points.
    """

    indicator_id: str
    points: Decimal
    old_points: Decimal
    old_full_points: Decimal
    sheet: str | None = None
    cell: str | None = None


@dataclass(slots=True)
class ClaimsReading:
    """What one school's old form says, and everything that is wrong with it."""

    cycle_id: str
    edition: str
    school_id: str | None = None
    claims: list[OldClaim] = field(default_factory=list)
    evidence: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """As a record says it: with any error the file stays out."""
        if any(problem.severity == "error" for problem in self.problems):
            return "refused"
        return "accepted_with_warnings" if self.problems else "accepted"


def read_old_form(
    content: bytes,
    file_name: str,
    mapping: FormMapping,
    edition: Edition,
    cycle: Cycle,
    schools: Mapping[str, School],
    school_id: str | None = None,
    opened: Callable[[bytes], Spreadsheet] = open_spreadsheet,
) -> ClaimsReading:
    """What a school claimed on its old form, with every problem at once.

    `schools`: those of the cycle. `school_id`: whose form it is, where that was said; else the
    file's own cells and its name tell. Nothing is raised, whatever the bytes are.
    """
    reading = ClaimsReading(cycle.cycle_id, edition.edition_id)
    try:
        form = read_form(opened(content), mapping.columns)
        reader = _Reader(reading, mapping, edition, schools)
        if reader.finds_table(form):
            reader.find_school(form, file_name, school_id)
            reader.read(form)
    except SpreadsheetFault as fault:
        reading.problems = [Problem(fault.code, parameters=fault.parameters)]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a parser in Rust panics past Exception
        logger.exception("%s could not be read", file_name)
        reading.problems = [Problem("file-unreadable")]
    if reading.outcome == "refused":
        reading.claims, reading.evidence = [], {}
    return reading


class _Reader:
    """Reads the items of one form by a mapping."""

    def __init__(
        self,
        reading: ClaimsReading,
        mapping: FormMapping,
        edition: Edition,
        schools: Mapping[str, School],
    ) -> None:
        self._reading = reading
        self._mapping = mapping
        self._indicators = {one.indicator_id: one for one in edition.indicators}
        self._edition = edition
        self._schools = schools
        self._found: dict[tuple[str, ...], Item] = {}
        self._points: dict[tuple[str, ...], Decimal] = {}

    def _tell(
        self,
        code: str,
        severity: Severity = "error",
        item: Item | None = None,
        cell: str | None = None,
        found: str | None = None,
        **parameters: str,
    ) -> None:
        self._reading.problems.append(
            Problem(
                code,
                severity,
                sheet=item.sheet if item else None,
                cell=(cell or item.cell) if item else None,
                found=found_text(found),
                cycle_id=self._reading.cycle_id,
                school_id=self._reading.school_id,
                parameters=parameters,
            )
        )

    def finds_table(self, form: Form) -> bool:
        """Whether the file holds an old form with claims at all; what is missing is told."""
        if not form.has_table:
            self._tell("old-form-none-found")
        elif "claim" not in form.columns:
            self._tell("old-form-no-claim-column", label=self._mapping.columns.get("claim", ""))
        return "claim" in form.columns

    # The school

    def find_school(self, form: Form, file_name: str, said: str | None) -> None:
        """Whose form it is: as was said, else the one school that its texts and its name name."""
        outside = label_key("\0".join(form.outside))
        stem = PurePath(file_name).stem
        named = self._named(outside)
        identified = [name for name in IDENTIFIERS.findall(stem) if name in self._schools]
        by_name = list(dict.fromkeys([*identified, *self._named(label_key(stem))]))
        if said is not None:
            self._reading.school_id = said
            if named and said not in named:
                other, own = (self._schools[name].name_zh for name in (named[0], said))
                self._tell("old-form-school-differs", "warning", found=other, expected=own)
            return
        # Where the file and its name agree on one of several, that one is meant.
        agreed = [name for name in named if name in by_name]
        candidates = agreed if len(agreed) == 1 else list(dict.fromkeys([*named, *by_name]))
        if len(candidates) == 1:
            self._reading.school_id = candidates[0]
        elif candidates:
            names = [self._schools[school_id].name_zh for school_id in candidates]
            self._tell("old-form-school-unclear", schools=_listed(names))
        else:
            self._tell("old-form-school-unknown", found=file_name)

    def _named(self, text: str) -> list[str]:
        """The schools whose names a text holds, but for names within longer ones."""
        names = {
            school_id: key
            for school_id, school in self._schools.items()
            if (key := label_key(school.name_zh)) in text
        }
        longest = text
        for key in sorted(set(names.values()), key=len, reverse=True):
            if key not in longest:
                names = {school_id: name for school_id, name in names.items() if name != key}
            longest = longest.replace(key, "\0")
        return list(names)

    # The items

    def read(self, form: Form) -> None:
        """Match the items with those of the mapping, and take their points."""
        known = [item for item in form.items if item.key in self._mapping.items]
        if not known:
            self._tell("old-form-other-form")
            return
        if all(says_nothing_due(item.claim) and item.behind is None for item in known):
            self._tell("old-form-nothing-claimed")
            return
        for item in form.items:
            mapped = self._mapping.items.get(item.key)
            if mapped is None:
                if not says_nothing_due(item.claim):
                    self._tell("old-form-item-unknown", "warning", item, found=item.name)
            elif mapped.is_ours:
                self._read_item(item, mapped)
        for key, mapped in self._mapping.items.items():
            if mapped.is_ours and key not in self._found:
                name = shortened(item_name(mapped.levels, mapped.criterion)) or ""
                self._tell("old-form-item-missing", "warning", name=name)
        self._take_claims()

    def _read_item(self, item: Item, mapped: MappedItem) -> None:
        first = self._found.setdefault(item.key, item)
        cell, name = item.claim_cell, shortened(item.name) or ""
        if first is not item:
            if (item.claim or "") != (first.claim or ""):
                self._tell("old-form-item-twice", item=item, cell=cell, found=item.claim, name=name)
            return
        points = item.full_points
        if points is not None and points != mapped.points:
            at, expected = item.points_cell, plain_decimal(mapped.points or Decimal(0))
            self._tell(
                "old-form-points-differ",
                item=item,
                cell=at,
                found=item.points,
                name=name,
                expected=expected,
            )
        elif item.others:
            also, found = item.others[0]
            self._tell("old-form-claims-several", item=item, cell=also, found=found, name=name)
        elif item.behind is not None and item.behind.kind == "merged":
            self._tell("old-form-claim-merged", item=item, cell=cell, name=name)
        elif item.behind is not None:
            self._tell("formula-without-value", item=item, cell=cell)
        elif says_nothing_due(item.claim):
            self._tell("old-form-not-claimed", "warning", item, cell, item.claim, name=name)
        else:
            self._read_claim(item, mapped.points or Decimal(0))

    def _read_claim(self, item: Item, most: Decimal) -> None:
        parsed = parse_value(item.claim, POINTS)
        place = item, item.claim_cell, item.claim
        name, limit = shortened(item.name) or "", plain_decimal(most)
        if parsed.value is None or parsed.note == "percent":
            self._tell("old-form-claim-not-a-number", "error", *place, name=name, most=limit)
        elif not 0 <= Decimal(parsed.value) <= most:
            self._tell("old-form-claim-out-of-range", "error", *place, name=name, most=limit)
        else:
            self._points[item.key] = Decimal(parsed.value)

    # The claims

    def _take_claims(self) -> None:
        """Each indicator of whose items all were claimed, by the share of their points."""
        converted: list[str] = []
        for indicator_id, indicator in self._indicators.items():
            items = {
                key: part.share
                for key, mapped in self._mapping.items.items()
                for part in mapped.parts
                if part.indicator_id == indicator_id
            }
            evidence = [
                item.evidence for key in items if (item := self._found.get(key)) and item.evidence
            ]
            if not items or not self._applies(indicator, items):
                continue
            if evidence:
                self._reading.evidence[indicator_id] = "；".join(dict.fromkeys(evidence))
            if not items.keys() <= self._points.keys():
                continue
            full = sum(
                ((self._mapping.items[key].points or Decimal(0)) * items[key] for key in items),
                Decimal(0),
            )
            points = sum((self._points[key] * items[key] for key in items), Decimal(0))
            self._keep(indicator, points, full, self._found[next(iter(items))])
            if full != indicator.max_points:
                before, now = plain_decimal(full), plain_decimal(indicator.max_points)
                converted.append(f"{indicator_id}（{before}→{now}）")
        if converted:
            listed = _listed(converted)
            count = str(len(converted))
            self._tell("old-form-points-converted", "warning", indicators=listed, count=count)

    def _keep(self, indicator: Indicator, points: Decimal, full: Decimal, item: Item) -> None:
        claimed = (indicator.max_points * points / full).quantize(
            Decimal(1).scaleb(-PLACES), rounding=ROUND_HALF_EVEN
        )
        self._reading.claims.append(
            OldClaim(indicator.indicator_id, claimed, points, full, item.sheet, item.claim_cell)
        )

    def _applies(self, indicator: Indicator, keys: Iterable[tuple[str, ...]]) -> bool:
        """Whether the indicator applies to the school; points for one that does not are told."""
        school = self._schools.get(self._reading.school_id or "")
        indicator_id = indicator.indicator_id
        if school is None or self._edition.indicator_applies(indicator_id, school.attributes):
            return True
        item = next((self._found[key] for key in keys if self._points.get(key)), None)
        if item is not None:
            place = item, item.claim_cell, item.claim
            self._tell("claim-not-asked", "warning", *place, indicator=indicator_id)
        return False


def _listed(names: list[str]) -> str:
    shown = "、".join(names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown}……"


# ------------------------------------------------------------------ keeping


def claims_in_force(settings: Settings) -> dict[tuple[str, str], tuple[str, str]]:
    """By cycle and school, the hashes of the form that holds and of the mapping it was read by."""
    kept: dict[str, Mapping[str, Any]] = {}
    for record in readable_records(record_paths(settings).values()):
        if record["kind"] == "withdrawal":
            kept.pop(record["withdrawn_record_id"], None)
        elif record["kind"] == KIND and record["outcome"] != "refused":
            kept[record["record_id"]] = record
    return {
        (record["cycle_id"], record["school_id"]): (
            record["original"]["sha256"],
            record["mapping"]["sha256"],
        )
        for record in kept.values()
    }


def keep_claims(
    settings: Settings,
    reading: ClaimsReading,
    content: bytes,
    file_name: str,
    mapping: bytes,
    mapping_name: str,
    *,
    received_by: str,
    channel: str,
    received_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """Keep a form, the mapping it was read by, and what was read; the record that says so.

    A refused form is kept and recorded all the same, without claims. Raises OSError.
    """
    original = store_original(settings, content, file_name)
    by = store_original(settings, mapping, mapping_name)
    problems = [asdict(problem) for problem in reading.problems]
    body: dict[str, Any] = {
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "edition": reading.edition,
        "outcome": reading.outcome,
        "original": original.reference,
        "file_name": file_name,
        "mapping": by.reference,
        "problems": [
            {name: value for name, value in problem.items() if value not in (None, {})}
            for problem in problems
        ],
        "claims": [claim_data(claim) for claim in reading.claims],
        "evidence": [
            {"indicator_id": name, "text": text} for name, text in reading.evidence.items()
        ],
    }
    return write_record(
        settings, KIND, body, received_by=received_by, channel=channel, received_at=received_at
    )


def claim_data(claim: OldClaim) -> dict[str, str | None]:
    """A claim as records and programs are told it."""
    return {
        "indicator_id": claim.indicator_id,
        "claimed_points": plain_decimal(claim.points),
        "old_points": plain_decimal(claim.old_points),
        "old_full_points": plain_decimal(claim.old_full_points),
        "sheet": claim.sheet,
        "cell": claim.cell,
    }
