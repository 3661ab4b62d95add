"""A county's forms of earlier years, which ask for points and no facts, become claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from duibiao.guide.drafting.forms import Form, read_form
from duibiao.guide.drafting.writing import saw
from duibiao.guide.editions import Edition
from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Cycle, Refused
from duibiao.records.store import digest
from duibiao.spreadsheets.extraction import open_confined, read_or_refuse
from duibiao.warehouse import asked
from duibiao.words import Words
from ingest.desk.guides import refuse_other_kinds
from ingest.door import SUFFIXES, Door
from ingest.likeness import wrong_door
from ingest.old_form.claims import (
    ClaimsReading,
    claim_data,
    claims_in_force,
    keep_claims,
    read_old_form,
)
from ingest.old_form.mapping import (
    FormMapping,
    Proposed,
    mapping_workbook,
    read_mapping,
)
from ingest.register import known_cycle

__all__ = [
    "ClaimsOutcome",
    "OldForms",
    "claim_data",
    "old_forms_by",
    "old_forms_in",
    "propose_mapping",
    "read_claims",
]

DOCUMENT = ".docx"
FATES = {
    "accepted": "taken",
    "accepted_with_warnings": "taken_with_warnings",
    "refused": "refused",
}


@dataclass(frozen=True, slots=True)
class ClaimsOutcome:
    """What became of an old form: its fate, what was read, the record of it if it was kept."""

    fate: str
    reading: ClaimsReading
    record_id: str | None = None


def propose_mapping(
    acting: Acting,
    path: Path,
    edition_id: str | None,
    headers: Mapping[str, str],
    words: Words,
) -> tuple[Edition, Proposed, Form]:
    """The mapping sheet of an old form, with what is certain filled in, and the form as read.

    `headers`: those that were said to stand over fields, by field. Raises Refused for an unknown
    edition, for what is no spreadsheet, and where no table is found; GuideFaults.
    """
    ask(acting, "read_old_forms")
    editions = Door.open(acting.settings).guide.editions
    if edition_id is None and len(editions) == 1:
        edition_id = next(iter(editions))
    if edition_id not in editions:
        names = "、".join(sorted(editions))
        raise Refused("cli-old-form-edition-unknown", edition=edition_id or "—", known=names)
    content = path.read_bytes()
    refuse_other_kinds(content, "old-form", words)
    form = read_or_refuse(content, lambda book: read_form(book, headers), with_documents=True)
    if not form.items or form.lacking(headers):
        command = "old-form mapping"
        code, parameters = saw(form, words, command, path.name, headers)
        raise Refused(code, **parameters)
    edition = editions[edition_id]
    return edition, mapping_workbook(form, edition, words), form


@dataclass(frozen=True, slots=True)
class OldForms:
    """Old forms of a cycle, to be read by a mapping that may have problems of its own."""

    door: Door
    cycle: Cycle
    edition: Edition
    mapping: FormMapping
    mapping_path: Path


def old_forms_by(acting: Acting, cycle_id: str, mapping_path: Path) -> OldForms:
    """Old forms of a cycle, by a mapping sheet. Raises Refused (cycle, no sheet)."""
    ask(acting, "read_old_forms", cycle_id)
    door = Door.open(acting.settings)
    cycle = known_cycle(door.register, cycle_id)
    if cycle.is_closed:
        raise Refused("cli-old-form-cycle-closed", cycle=cycle_id)
    edition = door.guide.editions[cycle.edition]
    content = mapping_path.read_bytes()
    if (told := wrong_door(content, "mapping")) is not None:
        mapping = FormMapping(problems=[told])
    else:
        mapping = read_or_refuse(content, lambda book: read_mapping(book, edition))
    return OldForms(door, cycle, edition, mapping, mapping_path)


def read_claims(
    acting: Acting, forms: OldForms, paths: Sequence[Path], school_id: str | None, *, keep: bool
) -> Iterator[tuple[Path, ClaimsOutcome]]:
    """Read old forms one after another, and keep what is right in them if that is wanted.

    `school_id`: whose form it is, where the form does not say. Raises Refused for an unknown
    school, and OSError.
    """
    acting = ask(acting, "read_old_forms")
    schools = forms.door.register.schools_by_cycle(forms.cycle.cycle_id)
    if school_id is not None:
        known = [(code, school.name_zh) for code, school in schools.items()]
        school_id, _ = asked.one_school(known, school_id, forms.cycle.cycle_id)
    in_force = claims_in_force(acting.settings)
    mapping_content = forms.mapping_path.read_bytes()
    for path in paths:
        content = path.read_bytes()
        reading = ClaimsReading(forms.cycle.cycle_id, forms.edition.edition_id)
        if (told := wrong_door(content, "old-form")) is not None:
            reading.problems = [told]
        else:
            reading = read_old_form(
                content,
                path.name,
                forms.mapping,
                forms.edition,
                forms.cycle,
                schools,
                school_id,
                partial(open_confined, with_documents=True),
            )
        fate, record_id = FATES[reading.outcome], None
        pair = forms.cycle.cycle_id, str(reading.school_id)
        if fate != "refused" and in_force.get(pair) == (digest(content), digest(mapping_content)):
            fate = "already_here"
        elif keep:
            record = keep_claims(
                acting.settings,
                reading,
                content,
                path.name,
                mapping_content,
                forms.mapping_path.name,
                received_by=acting.name,
                channel=acting.channel,
            )
            record_id = str(record["record_id"])
        yield path, ClaimsOutcome(fate, reading, record_id)


def old_forms_in(acting: Acting, places: Sequence[Path]) -> list[Path]:
    """The files named, and the spreadsheets in the folders named."""
    ask(acting, "read_old_forms")
    found: list[Path] = []
    for place in places:
        inside = sorted(place.rglob("*")) if place.is_dir() else [place]
        found += [
            one
            for one in inside
            if one == place
            or (one.suffix.lower() in SUFFIXES | {DOCUMENT} and one.name[:1] not in "~.")
        ]
    return found
