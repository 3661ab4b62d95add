"""Files that prove answers are handed in, listed, fetched and withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some, narrowed
from duibiao.records.model import Refused
from duibiao.records.store import original_path, write_record
from duibiao.words import Words
from ingest.door import Door
from ingest.evidence.matching import EvidenceReading, kept_bytes
from ingest.evidence.matching import check_evidence as look_at
from ingest.evidence.matching import keep_evidence as keep_files
from ingest.register import (
    KeptFile,
    Register,
    cycle_in_question,
    cycle_or_code,
    school_or_code,
)
from ingest.telling import ProblemText, problem_text

__all__ = [
    "EvidenceReading",
    "KeptFile",
    "check_evidence",
    "evidence_content",
    "evidence_file",
    "evidence_in_force",
    "evidence_names",
    "evidence_of",
    "evidence_problem_texts",
    "keep_evidence",
    "unmatched_evidence",
    "withdraw_evidence",
]

UNMATCHED = "evidence-unmatched"
Standing = tuple[str, str, KeptFile]
"""A cycle, a school, and a file that stands as evidence there."""


def check_evidence(
    acting: Acting,
    cycle_id: str | None,
    school_id: str,
    uploads: Sequence[tuple[bytes, str]],
    proves: Mapping[str, Sequence[str]],
) -> EvidenceReading:
    """Look at files of evidence (content and name) for a cycle (None: the newest open one).

    `proves`: by file name, the indicators that its sender says it proves; of others their names
    tell. Nothing is kept. Raises Refused.
    """
    ask_for_some(acting, "bring_evidence")
    door = Door.open(acting.settings)
    cycle_id = cycle_in_question(door.register, cycle_id)
    school = school_or_code(door.register, cycle_id, school_id)
    ask(acting, "bring_evidence", cycle_id, school)
    edition = door.guide.editions[door.register.cycles[cycle_id].edition]
    reading = EvidenceReading(cycle_id, school_id)
    for content, name in uploads:
        one = look_at(
            door.register,
            edition,
            cycle_id,
            school_id,
            [(content, name)],
            proves=proves.get(name, ()),
        )
        reading.files += [match for match in one.files if match not in reading.files]
        reading.problems += one.problems
    return reading


def unmatched_evidence(reading: EvidenceReading) -> list[str]:
    """The names of the files of which nobody knows what they prove."""
    return [problem.found or "" for problem in reading.problems if problem.code == UNMATCHED]


def evidence_problem_texts(
    reading: EvidenceReading, words: Words, asked: Collection[str] = ()
) -> list[ProblemText]:
    """What is wrong with files of evidence, but what is asked of these names, in one language."""
    return [
        problem_text(problem, words)
        for problem in reading.problems
        if not (problem.code == UNMATCHED and problem.found in asked)
    ]


def keep_evidence(acting: Acting, reading: EvidenceReading) -> dict[str, Any] | None:
    """Keep files that were looked at; the record of it, None if all were here already."""
    ask_for_some(acting, "bring_evidence")
    register = Register.open(acting.settings)
    school = school_or_code(register, reading.cycle_id, reading.school_id)
    acting = ask(acting, "bring_evidence", reading.cycle_id, school)
    return keep_files(
        acting.settings, register, reading, received_by=acting.name, channel=acting.channel
    )


def evidence_of(acting: Acting, cycle_id: str, school_id: str) -> list[KeptFile]:
    """The files of evidence of a school that are in force, those of this minute with them."""
    ask_for_some(acting, "see_evidence")
    register = Register.open(acting.settings)
    cycle = cycle_or_code(register, cycle_id)
    ask(acting, "see_evidence", cycle, school_or_code(register, cycle_id, school_id))
    return register.evidence(cycle_id, school_id)


def evidence_in_force(
    acting: Acting, cycle_id: str | None, school_id: str | None
) -> list[Standing]:
    """The evidence of a cycle (None: the newest open one), of one school or of all, in order."""
    ask_for_some(acting, "see_evidence")
    register = Register.open(acting.settings)
    cycle_id = cycle_in_question(register, cycle_id)
    known = register.schools_by_cycle(cycle_id)
    if school_id is None:
        cycle = register.cycles[cycle_id]
        narrowest = narrowed(acting, "see_evidence", cycle, list(known.values()))
        schools = sorted(school.school_id for school in narrowest)
    else:
        ask(acting, "see_evidence", register.cycles[cycle_id], known.get(school_id, school_id))
        schools = [school_id]
    return [
        (cycle_id, name, kept) for name in schools for kept in register.evidence(cycle_id, name)
    ]


def evidence_names(acting: Acting, cycle_id: str) -> dict[str, str]:
    """The indicators of a cycle's edition by code, in the guide's order."""
    ask_for_some(acting, "look")
    door = Door.open(acting.settings)
    edition = door.guide.editions[door.register.cycles[cycle_id].edition]
    return {indicator.indicator_id: indicator.name_zh for indicator in edition.indicators}


def evidence_file(
    acting: Acting, cycle_id: str, school_id: str, sha256: str
) -> tuple[Path, str, str] | None:
    """Where a file of evidence lies, its name and media type; None where there is none such."""
    ask_for_some(acting, "read_evidence")
    register = Register.open(acting.settings)
    cycle = cycle_or_code(register, cycle_id)
    ask(acting, "read_evidence", cycle, school_or_code(register, cycle_id, school_id))
    for kept in register.evidence(cycle_id, school_id):
        if kept.sha256 == sha256:
            path = original_path(acting.settings, kept.sha256, kept.suffix)
            return (path, kept.file_name, kept.media_type) if path.is_file() else None
    return None


def evidence_content(acting: Acting, evidence_id: str) -> tuple[KeptFile, bytes]:
    """A file of evidence by the first digits of its SHA-256. Raises Refused: none, or several."""
    ask_for_some(acting, "read_evidence")
    register = Register.open(acting.settings)
    cycle_id, school_id, kept = _standing(register, evidence_id)[0]
    cycle = cycle_or_code(register, cycle_id)
    ask(acting, "read_evidence", cycle, school_or_code(register, cycle_id, school_id))
    return kept, kept_bytes(acting.settings, kept)


def withdraw_evidence(
    acting: Acting, evidence_id: str, reason: str, cycle_id: str | None, school_id: str | None
) -> list[tuple[KeptFile, str]]:
    """Withdraw a school's file, whatever it was to prove: the file and the record of each.

    Raises Refused where no file or several schools' are meant, and OSError.
    """
    ask_for_some(acting, "withdraw_evidence")
    register = Register.open(acting.settings)
    chosen = [
        standing
        for standing in _standing(register, evidence_id)
        if cycle_id in (None, standing[0]) and school_id in (None, standing[1])
    ]
    if not chosen:
        raise Refused("evidence-no-such-file", id=evidence_id)
    if len({(cycle, school) for cycle, school, _ in chosen}) > 1:
        raise Refused("evidence-of-several", id=evidence_id)
    cycle, school, kept = chosen[0]
    acting = ask(acting, "withdraw_evidence", cycle, school_or_code(register, cycle, school))
    done = []
    for record_id in dict.fromkeys(each.record_id for _, _, each in chosen):
        body = {
            "withdrawn_record_id": record_id,
            "cycle_id": cycle,
            "school_id": school,
            "original_sha256": kept.sha256,
            "reason": reason,
        }
        record = write_record(
            acting.settings,
            "withdrawal",
            body,
            received_by=acting.name,
            channel=acting.channel,
        )
        done.append((kept, str(record["record_id"])))
    return done


def _standing(register: Register, evidence_id: str) -> list[Standing]:
    """Where one file stands as evidence, by the first digits of its SHA-256."""
    found = [
        (cycle_id, school_id, kept)
        for cycle_id, school_id in _pairs(register)
        for kept in register.evidence(cycle_id, school_id)
        if kept.sha256.startswith(evidence_id.lower())
    ]
    if not found:
        raise Refused("evidence-no-such-file", id=evidence_id)
    if len({kept.sha256 for _, _, kept in found}) > 1:
        raise Refused("evidence-several-files", id=evidence_id)
    return found


def _pairs(register: Register) -> Iterator[tuple[str, str]]:
    for cycle_id in register.cycles:
        for school_id in register.schools_by_cycle(cycle_id):
            yield cycle_id, school_id
