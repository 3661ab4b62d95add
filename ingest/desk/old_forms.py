"""A county's forms of earlier years, which ask for points and no facts, become claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from duibiao.guide.drafting.forms import Form, read_form
from duibiao.guide.drafting.writing import saw
from duibiao.guide.editions import Edition
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Cycle, Problem, Refused
from duibiao.records.store import digest, write_durably
from duibiao.spreadsheets.extraction import open_confined, read_or_refuse
from duibiao.warehouse import asked, jobs
from duibiao.warehouse.jobs import Progress
from duibiao.words import Words, words
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
from ingest.opening import each_file
from ingest.register import known_cycle
from ingest.telling import problem_text

__all__ = [
    "ClaimsOutcome",
    "OldForms",
    "claim_data",
    "mapping_of_form",
    "old_forms_by",
    "old_forms_in",
    "propose_mapping",
    "read_claims",
    "read_forms",
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
    content: bytes,
    file_name: str,
    edition_id: str | None,
    headers: Mapping[str, str],
    say: Words,
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
    refuse_other_kinds(content, "old-form", say)
    form = read_or_refuse(content, lambda book: read_form(book, headers), with_documents=True)
    if not form.items or form.lacking(headers):
        command = "old-form mapping"
        code, parameters = saw(form, say, command, file_name, headers)
        raise Refused(code, **parameters)
    edition = editions[edition_id]
    return edition, mapping_workbook(form, edition, say), form


@dataclass(frozen=True, slots=True)
class OldForms:
    """Old forms of a cycle, to be read by a mapping that may have problems of its own."""

    door: Door
    cycle: Cycle
    edition: Edition
    mapping: FormMapping
    mapping_name: str
    mapping_content: bytes


def old_forms_by(
    acting: Acting, cycle_id: str, mapping_content: bytes, mapping_name: str
) -> OldForms:
    """Old forms of a cycle, by a mapping sheet. Raises Refused (cycle, no sheet)."""
    ask(acting, "read_old_forms", cycle_id)
    door = Door.open(acting.settings)
    cycle = known_cycle(door.register, cycle_id)
    if cycle.is_closed:
        raise Refused("cli-old-form-cycle-closed", cycle=cycle_id)
    edition = door.guide.editions[cycle.edition]
    if (told := wrong_door(mapping_content, "mapping")) is not None:
        mapping = FormMapping(problems=[told])
    else:
        mapping = read_or_refuse(mapping_content, lambda book: read_mapping(book, edition))
    return OldForms(door, cycle, edition, mapping, mapping_name, mapping_content)


def read_claims(
    acting: Acting,
    forms: OldForms,
    files: Iterable[tuple[Path, bytes]],
    school_id: str | None,
    *,
    keep: bool,
) -> Iterator[tuple[Path, ClaimsOutcome]]:
    """Read old forms one after another, and keep what is right in them if that is wanted.

    `files`: what each is called, and what it holds; a zip gives those in it. `school_id`: whose
    form it is, where the form does not say. Raises Refused for an unknown school, and OSError.
    """
    acting = ask(acting, "read_old_forms")
    schools = forms.door.register.schools_by_cycle(forms.cycle.cycle_id)
    if school_id is not None:
        known = [(code, school.name_zh) for code, school in schools.items()]
        school_id, _ = asked.one_school(known, school_id, forms.cycle.cycle_id)
    in_force = claims_in_force(acting.settings)
    for path, content in each_file(files):
        reading = ClaimsReading(forms.cycle.cycle_id, forms.edition.edition_id)
        if isinstance(content, Problem):
            reading.problems = [content]
            yield path, ClaimsOutcome("refused", reading)
            continue
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
        if fate != "refused" and in_force.get(pair) == (
            digest(content),
            digest(forms.mapping_content),
        ):
            fate = "already_here"
        elif keep:
            record = keep_claims(
                acting.settings,
                reading,
                content,
                path.name,
                forms.mapping_content,
                forms.mapping_name,
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


# ------------------------------------------------------------------ as jobs


def mapping_of_form(
    acting: Acting,
    progress: Progress,
    *,
    edition: str,
    headers: Mapping[str, str],
    language: str,
) -> dict[str, Any]:
    """As a job: the mapping sheet of the form given, as a file. Raises Refused."""
    ask_for_some(acting, "read_old_forms")
    say = words(language)
    [(file_name, path)] = jobs.given_files(progress)
    content = path.read_bytes()
    chosen, made, form = propose_mapping(acting, content, file_name, edition or None, headers, say)
    name = say("old-form-mapping-name", name=PurePath(file_name).stem)
    write_durably(progress.folder / name, made.content, private=True)
    return {
        "workbook": name,
        "edition": chosen.edition_id,
        "items": made.items,
        "undecided": made.undecided,
        "headers_not_read": [
            "!".join(filter(None, [one.sheet, one.cell])) + f" {one.label}" for one in form.unknown
        ],
    }


def read_forms(
    acting: Acting,
    progress: Progress,
    *,
    cycle: str,
    school: str,
    keep: bool,
    language: str,
) -> dict[str, Any]:
    """As a job: the fate of each form given; the first of the files is the mapping sheet.

    By a sheet with problems nothing is read. Raises Refused, OSError.
    """
    ask_for_some(acting, "read_old_forms")
    say = words(language)
    (mapping_name, mapping_path), *given = jobs.given_files(progress)
    forms = old_forms_by(acting, cycle, mapping_path.read_bytes(), mapping_name)
    if forms.mapping.problems:
        told = [asdict(problem_text(problem, say)) for problem in forms.mapping.problems]
        return {"mapping": mapping_name, "problems": told, "files": [], "kept": False}
    if school and len(given) != 1:
        raise Refused("old-form-one-school")
    files = ((Path(name), path.read_bytes()) for name, path in given)
    fates: list[dict[str, Any]] = []
    progress.step(0, len(given))
    for path, outcome in read_claims(acting, forms, files, school or None, keep=keep):
        reading = outcome.reading
        fates.append(
            {
                "file": path.as_posix(),
                "fate": outcome.fate,
                "school": reading.school_id or "",
                "claims": len(reading.claims),
                "problems": [asdict(problem_text(one, say)) for one in reading.problems],
                "receipt": outcome.record_id or "",
            }
        )
        progress.step(min(len(fates), len(given)), len(given))
    return {"mapping": mapping_name, "problems": [], "files": fates, "kept": keep}
