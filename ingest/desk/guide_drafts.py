"""A guide's draft beside the guide in force: laid, checked, taken into force, thrown away.

One draft lies below the home: the workbook as it was sent, whatever is wrong with what it says, and
who sent it when. What was in force stays a record and an original of its own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePath
from typing import Any

from duibiao.guide.drafting.drafts import Draft, draft_of
from duibiao.guide.drafting.forms import Form, read_form
from duibiao.guide.drafting.headers import CONTENT, FIELDS, field_called
from duibiao.guide.drafting.writing import asked, origin, reason, saw, workbook_of_draft
from duibiao.guide.editions import EXAMPLE, Fault, Guide, GuideFaults
from duibiao.guide.folders import refuse_full, write_folder
from duibiao.guide.workbook import workbook_of
from duibiao.guide.workbook_reading import GuideWorkbook, read_workbook
from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from duibiao.records.model import Cycle, Refused
from duibiao.records.settings import OWN_GUIDE, SEEDS, Settings
from duibiao.records.store import digest, make_folder, write_durably
from duibiao.spreadsheets.extraction import read_or_refuse
from duibiao.spreadsheets.grids import SpreadsheetFault
from duibiao.warehouse import jobs
from duibiao.warehouse.jobs import Progress
from duibiao.warehouse.kept_guides import (
    KeptGuide,
    changed_editions,
    guide_draft_faults,
    guide_in_force,
    kept_guides,
    newest_recorded_guide,
    once_in_force,
    record_guide,
    recorded_guide,
)
from duibiao.words import Words, words
from ingest.desk.guides import marked_draft, marked_guide, refuse_other_kinds
from ingest.register import Register

ABOUT = "draft.json"
SUFFIXES = ("xlsx", "xls", "ods")
READ_AT_ONCE = 2
"""So many drafts that were read are kept by the process."""
LONGEST_NAME = 120


# ------------------------------------------------------------------ what is in force


@dataclass(frozen=True, slots=True)
class InForce:
    """The guide in force: what it is, whose, since when, and which cycles go by which edition.

    `faults`: those of the county's tables, for which what a build kept is in force meanwhile.
    `kept`: what was in force before, the newest first; the first is this one once it was built.
    """

    guide: Guide
    sha256: str
    is_own: bool
    faults: Sequence[Fault]
    cycles: Mapping[str, Sequence[Cycle]]
    kept: Sequence[KeptGuide]


def in_force(acting: Acting) -> InForce | None:
    """The guide in force; None where there is none yet that could be. Raises Refused."""
    ask_for_some(acting, "open_office")
    settings = acting.settings
    try:
        guide = guide_in_force(settings)
    except GuideFaults:
        return None
    cycles: dict[str, list[Cycle]] = {}
    for cycle in sorted(Register.open(settings).cycles.values(), key=lambda one: one.ends_on):
        cycles.setdefault(cycle.edition, []).append(cycle)
    return InForce(
        guide,
        digest(guide.canonical_bytes()),
        settings.guide != SEEDS,
        guide_draft_faults(settings),
        cycles,
        kept_guides(settings),
    )


def workbook_in_force(acting: Acting, say: Words) -> tuple[str, bytes]:
    """The guide in force as a workbook: its name and what it holds. Raises Refused, GuideFaults."""
    ask_for_some(acting, "open_office")
    return _workbook(guide_in_force(acting.settings), say)


def kept_workbook(acting: Acting, sha256: str, say: Words) -> tuple[str, bytes]:
    """A guide that was in force once, as a workbook. Raises Refused for one that is not kept."""
    ask_for_some(acting, "open_office")
    if sha256 not in {one.sha256 for one in kept_guides(acting.settings)}:
        raise Refused("guide-not-kept", guide=sha256[:12])
    return _workbook(recorded_guide(acting.settings, sha256), say)


def example_workbook(acting: Acting, say: Words) -> tuple[str, bytes]:
    """A small worked guide, to be changed into the county's own. Raises Refused."""
    ask_for_some(acting, "open_office")
    return say("guide-example-name"), workbook_of(Guide.load(EXAMPLE), say)


def _workbook(guide: Guide, say: Words) -> tuple[str, bytes]:
    newest = max(guide.editions.values(), key=lambda one: (one.valid_from, one.edition_id))
    return say("guide-workbook-name", edition=newest.edition_id), workbook_of(guide, say)


# ------------------------------------------------------------------ the draft


@dataclass(frozen=True, slots=True)
class Frozen:
    """A closed cycle whose edition another guide would change; or any whose edition it lacks."""

    cycle_id: str
    edition: str


@dataclass(frozen=True, slots=True)
class GuideDraft:
    """The draft as it lies there, with all that is to be said of it.

    `guide`: None where it has `faults`, each by its cell. `frozen`: closed cycles that it would
    change. `lacking`: cycles whose edition nothing would hold. `unused`: its editions that no
    cycle names yet.
    """

    sha256: str
    file_name: str
    laid_by: str
    laid_at: str
    content: bytes = field(repr=False)
    guide: Guide | None
    faults: Sequence[Fault]
    doubts: Sequence[Fault]
    frozen: Sequence[Frozen]
    lacking: Sequence[Frozen]
    unused: Sequence[str]

    @property
    def may_take_effect(self) -> bool:
        """Whether nothing stands against taking it into force."""
        return self.guide is not None and not (self.frozen or self.lacking)


def draft(acting: Acting) -> GuideDraft | None:
    """The draft; None where none lies there. Raises Refused."""
    ask_for_some(acting, "open_office")
    return _draft(acting.settings)


def lay_draft(
    acting: Acting, content: bytes, file_name: str, say: Words, instead_of: str = ""
) -> GuideDraft:
    """Let a guide's workbook be the draft, in place of the one that was there.

    `instead_of`: the hash of the draft that whoever sends it has seen (empty: none). Raises Refused
    for a file that is no guide's workbook, and where somebody else has changed the draft meanwhile.
    """
    ask_for_some(acting, "draft_guide")
    acting = ask(acting, "draft_guide", about=digest(content)[:12])
    _refuse_unread(content, say)
    settings = acting.settings
    _refuse_changed(settings, instead_of)
    suffix = PurePath(file_name).suffix.lower()
    sha256 = digest(content)
    about = {
        "sha256": sha256,
        "file": sha256 + (suffix if suffix[1:] in SUFFIXES else ".xlsx"),
        "file_name": PurePath(file_name).name[-LONGEST_NAME:],
        "laid_by": acting.name,
        "laid_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
    }
    folder = settings.guide_draft
    make_folder(folder, private=True)
    write_durably(folder / about["file"], content, private=True)
    # Which file is the draft is said last, at once.
    text = json.dumps(about, ensure_ascii=False)
    write_durably(folder / ABOUT, text.encode(), private=True)
    _clear(settings, {ABOUT, about["file"]})
    found = _draft(settings)
    assert found is not None, "it was just laid"
    return found


def lay_drafted(acting: Acting, job_id: str, say: Words, instead_of: str = "") -> GuideDraft:
    """Let what a job drafted from a table be the draft. Raises Refused as `lay_draft`."""
    ask_for_some(acting, "draft_guide")
    done = jobs.job(acting, job_id)
    name = str((done.outcome or {}).get("workbook", ""))
    return lay_draft(acting, jobs.file_of(acting, job_id, name).read_bytes(), name, say, instead_of)


def throw_away(acting: Acting, sha256: str) -> None:
    """There is no draft any more. Raises Refused where another lies there than was meant."""
    ask_for_some(acting, "draft_guide")
    acting = ask(acting, "draft_guide", about=f"- {sha256[:12]}")
    _refuse_changed(acting.settings, sha256)
    _clear(acting.settings, set())


def marked(acting: Acting, say: Words) -> tuple[str, bytes]:
    """The draft's own workbook with its faults marked. Raises Refused."""
    ask_for_some(acting, "open_office")
    found = _draft(acting.settings)
    if found is None:
        raise Refused("guide-draft-none")
    try:
        content = marked_guide(found.content, [*found.faults, *found.doubts], say)
    except SpreadsheetFault as error:
        raise Refused("marking-not-possible") from error
    return say("guide-marked-name", name=PurePath(found.file_name).stem), content


def _draft(settings: Settings) -> GuideDraft | None:
    said = _about(settings)
    if said is None:
        return None
    try:
        content = (settings.guide_draft / said["file"]).read_bytes()
    except FileNotFoundError:  # replaced meanwhile
        return None
    read = _read(content)
    guide, faults, doubts = None, list[Fault](), list[Fault]()
    try:
        guide = read.guide()
        doubts = list(read.placed(guide.doubts()))
    except GuideFaults as found:
        faults = list(found.faults)
    frozen, lacking = ([], []) if guide is None else _against(settings, guide)
    named = {one.edition for one in Register.open(settings).cycles.values()}
    return GuideDraft(
        sha256=said["sha256"],
        file_name=said["file_name"],
        laid_by=said["laid_by"],
        laid_at=said["laid_at"],
        content=content,
        guide=guide,
        faults=faults,
        doubts=doubts,
        frozen=frozen,
        lacking=lacking,
        unused=[] if guide is None else [one for one in guide.editions if one not in named],
    )


def _about(settings: Settings) -> dict[str, str] | None:
    with suppress(FileNotFoundError, ValueError):
        found: dict[str, str] = json.loads(
            (settings.guide_draft / ABOUT).read_text(encoding="utf-8")
        )
        return found
    return None


@lru_cache(maxsize=READ_AT_ONCE)
def _read(content: bytes) -> GuideWorkbook:
    return read_workbook(content)


def _refuse_unread(content: bytes, say: Words) -> None:
    """Raises Refused, with the door that takes it, for what is no workbook of a guide."""
    try:
        _read(content)
    except Refused:
        refuse_other_kinds(content, "guide", say)
        raise


def _refuse_changed(settings: Settings, sha256: str) -> None:
    said = _about(settings)
    if (said or {}).get("sha256", "") == sha256:
        return
    if said is None:
        raise Refused("guide-draft-gone")
    raise Refused("guide-draft-changed", name=said["file_name"])


def _clear(settings: Settings, kept: set[str]) -> None:
    """What is named last goes first: without it there is no draft."""
    folder = settings.guide_draft
    for path in sorted(folder.iterdir(), key=lambda one: one.name != ABOUT):
        if path.name not in kept:
            path.unlink(missing_ok=True)


# ------------------------------------------------------------------ into force


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken into force: the hash of its tables, and the folder in which they lie now."""

    sha256: str
    folder: str


def take_into_force(acting: Acting, sha256: str) -> Taken:
    """Let the draft be the county's guide; the next build scores open cycles by it.

    Nothing is written before nothing stands against it. Raises Refused: another draft lies there
    than was meant, it has faults, or it would change a closed cycle; and OSError.
    """
    ask_for_some(acting, "change_guide")
    acting = ask(acting, "change_guide", about=sha256[:12])
    settings = acting.settings
    _refuse_changed(settings, sha256)
    found = _draft(settings)
    if found is None:
        raise Refused("guide-draft-gone")
    if found.guide is None:
        raise Refused("guide-draft-wrong", count=str(len(found.faults)))
    folder = settings.home / OWN_GUIDE if settings.guide == SEEDS else settings.guide
    is_below = folder.is_relative_to(settings.home)
    guide = found.guide
    kept = _put_in_force(acting, guide, replace(settings, guide=folder), private=is_below)
    # It goes last: whoever is cut off before finds it here still, and takes it again.
    _clear(settings, set())
    return Taken(kept, str(folder))


def put_in_force(acting: Acting, guide: Guide, *, replace_files: bool = False) -> None:
    """Let a guide be the county's, in the folder where its guide lies. Raises Refused, OSError."""
    ask_for_some(acting, "change_guide")
    acting = ask(acting, "change_guide", about=digest(guide.canonical_bytes())[:12])
    if not replace_files:
        refuse_full(acting.settings.guide)
    _put_in_force(acting, guide, acting.settings)


def _put_in_force(
    acting: Acting, guide: Guide, settings: Settings, *, private: bool = False
) -> str:
    frozen, lacking = _against(settings, guide)
    for code, found in (("guide-frozen", frozen), ("guide-cycle-lacks", lacking)):
        if found:
            cycles = tuple(dict.fromkeys(one.cycle_id for one in found))
            editions = tuple(dict.fromkeys(one.edition for one in found))
            raise Refused(code, cycles=cycles, editions=editions)
    merged = once_in_force(settings, guide)
    write_folder(guide, settings.guide, replace_files=True, private=private)
    return record_guide(settings, merged, acting.name, acting.channel)


def _against(settings: Settings, guide: Guide) -> tuple[list[Frozen], list[Frozen]]:
    """What a guide would change of closed cycles, and the cycles whose edition nothing holds."""
    merged = once_in_force(settings, guide)
    recorded = newest_recorded_guide(settings)
    changed = (
        changed_editions(merged, recorded_guide(settings, recorded)) if recorded else set[str]()
    )
    cycles = sorted(Register.open(settings).cycles.values(), key=lambda one: one.ends_on)
    named = [(one.is_closed, Frozen(one.cycle_id, one.edition)) for one in cycles]
    return (
        [one for is_closed, one in named if is_closed and one.edition in changed],
        [one for _, one in named if one.edition not in merged.editions],
    )


# ------------------------------------------------------------------ from the county's table


@dataclass(frozen=True, slots=True)
class Drafted:
    """A guide drafted from a table: what was read of it, the draft, and its workbook."""

    form: Form
    draft: Draft
    workbook: bytes


def drafted(
    acting: Acting,
    content: bytes,
    file_name: str,
    say: Words,
    *,
    edition: str = "",
    title: str = "",
    headers: Mapping[str, str] | None = None,
) -> Drafted:
    """Draft a guide from the table that a county scores by (.xlsx, .xls, .ods, .csv, .docx).

    `headers`: those that were said to stand over fields, by field. Raises Refused where no items
    are found, with what was seen.
    """
    ask_for_some(acting, "draft_guide")
    said = headers or {}
    refuse_other_kinds(content, "draft", say)
    form = read_or_refuse(content, lambda book: read_form(book, said), with_documents=True)
    if not form.items or form.lacking(said):
        code, parameters = saw(form, say, "guide draft", file_name, said)
        raise Refused(code, **parameters)
    on = dt.date.today()  # noqa: DTZ011 (the year alone is taken from it)
    stem = PurePath(file_name).stem
    made = draft_of(form, edition or f"draft-{on.year}", on, title or None, stem)
    return Drafted(form, made, workbook_of_draft(made, say))


def marked_table(content: bytes, made: Drafted, say: Words) -> bytes | None:
    """The county's table with the cells that ask for something; None where none does, or cannot."""
    if not any(note.is_marked for note in made.draft.notes):
        return None
    with suppress(SpreadsheetFault):
        return marked_draft(content, made.draft.notes, say)
    return None


def headers_said(said: Sequence[str], say: Words) -> dict[str, str]:
    """The headers that were said to stand over fields, by field: `FIELD=HEADER` each.

    Raises Refused for one that names no field.
    """
    found = {}
    for one in said:
        name, _, header = one.replace("＝", "=").partition("=")
        of = field_called(name)
        if of is None or not header.strip():
            names = (say(f"old-form-field-{known}") for known in (*FIELDS, CONTENT))
            known = say("separator-items").join(names)
            raise Refused("cli-old-form-column-unknown", field=name, known=known)
        found[of] = header
    return found


def draft_from_table(
    acting: Acting,
    progress: Progress,
    *,
    edition: str,
    title: str,
    headers: Mapping[str, str],
    language: str,
) -> dict[str, Any]:
    """As a job: the workbook of a guide drafted from the table given, and the table marked."""
    acting = ask(acting, "draft_guide")
    say = words(language)
    [(file_name, path)] = jobs.given_files(progress)
    content = path.read_bytes()
    made = drafted(acting, content, file_name, say, edition=edition, title=title, headers=headers)
    progress.step(1, 2)
    name = say("cli-guide-draft-name", name=PurePath(file_name).stem)
    write_durably(progress.folder / name, made.workbook, private=True)
    given_back = marked_table(content, made, say)
    if given_back is not None:
        path = progress.folder / say("guide-marked-name", name=PurePath(file_name).stem)
        write_durably(path, given_back, private=True)
    points = made.draft.tables["editions"][0].values["total_points"] or 0
    asking = [note for note in made.draft.notes if note.asks]
    return {
        "workbook": name,
        "edition": made.draft.edition,
        "points": f"{points:f}",
        "counts": made.draft.counts,
        "notes": [
            {
                "where": origin(note),
                "text": note.text,
                "indicator": note.indicator,
                "reason": reason(note, say),
                "asked": asked(note, say),
            }
            for note in asking
        ],
        "headers_not_read": [
            "!".join(filter(None, [one.sheet, one.cell])) + f" {one.label}"
            for one in made.form.unknown
        ],
    }
