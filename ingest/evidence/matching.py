"""Evidence (佐证材料) and signed forms beside a hand-in: what they prove, checked and kept."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from duibiao.guide.editions import Edition, Indicator
from duibiao.records.model import Problem, Refused, School, WorkbookReading
from duibiao.records.settings import Settings
from duibiao.records.store import Original, original_path, store_original, write_record
from duibiao.spreadsheets.confined import Allowance, ConfinedFault, confined
from ingest.evidence.files import EvidenceFile, EvidenceLimits, content_of, open_evidence
from ingest.register import HandIn, KeptFile, Register, Role
from ingest.workbook.signing_form import CHECK_DIGITS, check_code

__all__ = [
    "EvidenceFile",
    "EvidenceLimits",
    "EvidenceReading",
    "MatchedFile",
    "check_evidence",
    "keep_evidence",
    "kept_bytes",
    "match_evidence",
    "missing_evidence",
    "open_confined",
    "open_evidence",
]

OF_UPLOAD = Allowance(30.0, 1_500)
CHECK_CODE = re.compile(rf"(?<![0-9a-z])[0-9a-f]{{{CHECK_DIGITS}}}(?![0-9a-z])")
SIGNED_WORDS = ("签字", "盖章", "签章", "signed", "sealed")
# Between codes that are all meant, and between the ends of a range, which is not guessed at.
AND = re.compile(r"[\s、,;+&_和及与]*")
RANGE = re.compile(r"\s*[-~–—至到]+\s*")
BETWEEN_PAPERS = re.compile(r"[、，,；;和或/\s]+")
# Shorter ones may stand in a name by chance.
SHORTEST_CODE, SHORTEST_NAME = 3, 4
INDICATORS_NAMED = 6
Opener = Callable[[bytes, str], list[EvidenceFile | Problem]]


@dataclass(frozen=True, slots=True)
class MatchedFile:
    """A file and what it is for: one indicator that it proves, or the hand-in that it signs."""

    file: EvidenceFile
    role: Role = "evidence"
    indicator_id: str | None = None
    submission_id: str | None = None
    upload: bytes = field(default=b"", repr=False, compare=False)

    @property
    def key(self) -> tuple[Role, str | None, str]:
        """What makes it the same file for the same purpose."""
        return self.role, self.indicator_id, self.file.sha256


@dataclass(slots=True)
class EvidenceReading:
    """What came in for a school and cycle: files with their purpose, and all that is wrong."""

    cycle_id: str
    school_id: str
    files: list[MatchedFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        """accepted, accepted_with_warnings, or refused where no file is taken."""
        if not self.files:
            return "refused"
        return "accepted_with_warnings" if self.problems else "accepted"


def open_confined(content: bytes, file_name: str) -> list[EvidenceFile | Problem]:
    """`open_evidence` in a child process, with the limits of this process's environment."""
    try:
        return confined().call(
            open_evidence, content, file_name, EvidenceLimits(), allowance=OF_UPLOAD
        )
    except ConfinedFault:
        return [Problem("evidence-reader-stopped", found=file_name)]


def check_evidence(
    register: Register,
    edition: Edition,
    cycle_id: str,
    school_id: str,
    uploads: Iterable[tuple[bytes, str]],
    *,
    proves: Sequence[str] = (),
    opened: Opener = open_confined,
) -> EvidenceReading:
    """Look at uploads (content and file name); nothing is kept.

    `proves`: the indicators that all of them are to prove, said by their sender; it goes before
    what the names say. Raises Refused where the cycle or school is not known or the cycle closed,
    and where `proves` names no indicator of the edition.
    """
    cycle, school = register.cycle(cycle_id), register.school(school_id, cycle_id)
    if cycle is None or school is None:
        raise Refused("evidence-whose-unknown", cycle=cycle_id, school=school_id)
    if cycle.is_closed:
        raise Refused("evidence-cycle-closed", cycle=cycle_id)
    known = {indicator.indicator_id for indicator in edition.indicators}
    unknown = sorted(set(proves) - known)
    if unknown:
        raise Refused("evidence-indicator-unknown", indicator="、".join(unknown))
    reading = EvidenceReading(cycle_id, school_id)
    hand_ins = register.hand_ins(cycle_id, school_id)
    for content, file_name in uploads:
        files: list[EvidenceFile] = []
        for found in opened(content, file_name):
            if isinstance(found, Problem):
                reading.problems.append(found)
            else:
                files.append(found)
        matched, problems = match_evidence(files, edition, school, hand_ins, proves)
        reading.files += [replace(match, upload=content) for match in matched]
        reading.problems += problems
    reading.files = list({match.key: match for match in reversed(reading.files)}.values())[::-1]
    return reading


def keep_evidence(
    settings: Settings,
    register: Register,
    reading: EvidenceReading,
    *,
    received_by: str,
    channel: str,
    received_at: dt.datetime | None = None,
) -> dict[str, Any] | None:
    """Keep the files that were checked, each as an original, and record what they prove.

    What is here already is not recorded again; None where there is nothing to record. Raises
    OSError where the disk does not take it: then nothing is recorded.
    """
    here = {kept.key for kept in register.evidence(reading.cycle_id, reading.school_id)}
    new = [match for match in reading.files if match.key not in here]
    if not new and not reading.problems:
        return None
    originals: dict[str, Original] = {}
    for match in new:
        if match.file.sha256 not in originals:
            content = content_of(match.upload, match.file)
            name = f"evidence{match.file.suffix}"
            originals[match.file.sha256] = store_original(settings, content, name)
    body = {
        "cycle_id": reading.cycle_id,
        "school_id": reading.school_id,
        "outcome": reading.outcome,
        "files": [_plain(match, originals[match.file.sha256]) for match in new],
        "problems": [
            {name: value for name, value in asdict(problem).items() if value not in (None, {})}
            for problem in reading.problems
        ],
    }
    record = write_record(
        settings,
        "evidence",
        body,
        received_by=received_by,
        channel=channel,
        received_at=received_at,
    )
    register.note(record)
    return record


def _plain(match: MatchedFile, original: Original) -> dict[str, Any]:
    return {
        "role": match.role,
        "indicator_id": match.indicator_id,
        "submission_id": match.submission_id,
        "file_name": match.file.file_name,
        "title": match.file.title,
        "media_type": match.file.media_type,
        **original.reference,
    }


def kept_bytes(settings: Settings, kept: KeptFile) -> bytes:
    """The bytes of a file that was kept. Raises OSError."""
    return original_path(settings, kept.sha256, kept.suffix).read_bytes()


# What a file is for


def match_evidence(
    files: Iterable[EvidenceFile],
    edition: Edition,
    school: School,
    hand_ins: Sequence[HandIn],
    proves: Sequence[str] = (),
) -> tuple[list[MatchedFile], list[Problem]]:
    """What each file proves or signs, by its name; a file may prove several indicators.

    In this order: the check code of a hand-in; indicators' codes in the file's name, or in that of
    the nearest folder; a check code of no hand-in, or words that say signed and sealed; indicators'
    names in the file's name or the nearest folder's. What stays unclear is asked back, with the
    choices. `hand_ins`: the school's that stand, oldest first.
    """
    names = _Names(edition.indicators)
    matched: list[MatchedFile] = []
    problems: list[Problem] = []
    for file in files:
        found = [MatchedFile(file, indicator_id=name) for name in proves]
        problem = None
        if not found:
            found, problem = _purposes(file, names, hand_ins)
        if not found:
            choices = {"choices": _choices(file, edition, school)}
            problem = Problem("evidence-unmatched", found=file.file_name, parameters=choices)
        matched += found
        if problem is not None:
            problems.append(problem)
    return matched, problems


def _purposes(
    file: EvidenceFile, names: _Names, hand_ins: Sequence[HandIn]
) -> tuple[list[MatchedFile], Problem | None]:
    """What a file is for by its name, and what its sender is told of that; nothing if unclear."""
    folders = file.file_name.split("/")[:-1]
    places = [_spelled(file.title), *(_spelled(folder) for folder in reversed(folders))]
    signed_by_code = {check_code(hand_in.sha256): hand_in for hand_in in hand_ins}
    check_codes = CHECK_CODE.findall(places[0])
    for code in check_codes:
        if code in signed_by_code:
            return [_signed_form(file, signed_by_code[code])], None
    coded = names.by_code(places)
    if coded is None or coded:
        return [MatchedFile(file, indicator_id=name) for name in coded or ()], None
    for code in check_codes:
        if not code.isdecimal():
            told = {"check_code": code}
            return [_signed_form(file, None)], Problem(
                "evidence-check-code-unknown", "warning", found=file.file_name, parameters=told
            )
    if any(word in places[0] for word in SIGNED_WORDS):
        if hand_ins:
            return [_signed_form(file, hand_ins[-1])], None
        problem = Problem("evidence-form-of-nothing", "warning", found=file.file_name)
        return [_signed_form(file, None)], problem
    return [MatchedFile(file, indicator_id=name) for name in names.by_name(places)], None


def _signed_form(file: EvidenceFile, hand_in: HandIn | None) -> MatchedFile:
    submission_id = None if hand_in is None else hand_in.submission_id
    return MatchedFile(file, "signed_form", submission_id=submission_id)


def _spelled(text: str) -> str:
    """A text with full-width and capital letters made plain."""
    return unicodedata.normalize("NFKC", text).casefold()


def _letters(text: str) -> str:
    """What is left of a text without blanks and signs."""
    return "".join(sign for sign in _spelled(text) if sign.isalnum())


class _Names:
    """Finds the indicators that the names of files and folders speak of."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self._ids = {_spelled(known.indicator_id): known.indicator_id for known in indicators}
        codes = sorted(self._ids, key=len, reverse=True)
        any_code = "|".join(map(re.escape, codes))
        self._code = re.compile(rf"(?<![a-z0-9])(?:{any_code})(?![a-z0-9])")
        named: dict[str, list[str]] = {}
        for known in indicators:
            for name in {_letters(known.name_zh), _letters(known.name_en or "")} - {""}:
                named.setdefault(name, []).append(known.indicator_id)
        self._named = {name: ids[0] for name, ids in named.items() if len(ids) == 1}

    def by_code(self, places: Iterable[str]) -> list[str] | None:
        """The indicators whose codes stand in the first place that has any; None if unclear."""
        for place in places:
            found = self._codes(place)
            if found is None or found:
                return found
        return []

    def _codes(self, place: str) -> list[str] | None:
        """Codes at the beginning, codes that can be nothing else, and what is joined to them."""
        found: list[str] = []
        end = 0
        for match in self._code.finditer(place):
            code, between = match.group(), place[end : match.start()]
            if found and RANGE.fullmatch(between):
                return None
            begins = not any(sign.isalnum() for sign in place[: match.start()])
            joined = bool(found) and AND.fullmatch(between) is not None
            if begins or joined or (len(code) >= SHORTEST_CODE and not code.isdecimal()):
                found.append(self._ids[code])
                end = match.end()
        return list(dict.fromkeys(found))

    def by_name(self, places: Iterable[str]) -> list[str]:
        """The indicators whose names stand in the first place that has any."""
        for place in map(_letters, places):
            found = [
                name
                for name in self._named
                if name in place and (len(name) >= SHORTEST_NAME or name == place)
            ]
            longest = [name for name in found if not any(name in o for o in found if o != name)]
            if longest:
                return list(dict.fromkeys(self._named[name] for name in longest))
        return []


def _choices(file: EvidenceFile, edition: Edition, school: School) -> str:
    """The indicators that a file may be meant for: those that ask for a paper of its name."""
    title = _letters(file.title)
    asked = [
        indicator
        for indicator in edition.indicators
        if edition.indicator_applies(indicator.indicator_id, school.attributes)
    ]
    likely = [
        indicator
        for indicator in asked
        if any(paper and paper in title for paper in _papers(indicator))
    ]
    return "、".join(f"{known.indicator_id} {known.name_zh}" for known in likely or asked)


def _papers(indicator: Indicator) -> list[str]:
    return [_letters(paper) for paper in BETWEEN_PAPERS.split(indicator.evidence_zh or "")]


# What is missing


class _Purpose(Protocol):
    """A file that is kept or about to be."""

    @property
    def indicator_id(self) -> str | None: ...


def missing_evidence(
    edition: Edition,
    school: School,
    reading: WorkbookReading,
    evidence: Iterable[_Purpose],
) -> Problem | None:
    """One warning that names the indicators which claim something and show nothing for it.

    Evidence is expected where the guide names some and the school answers more than no or 0; a
    title in the workbook will do, or a file (`evidence`: those kept, and those just handed in).
    """
    shown = {file.indicator_id for file in evidence}
    asked = edition.asked_facts(school.attributes)
    claiming: set[str] = set()
    for answer in reading.answers:
        fact = edition.facts.get(answer.fact_id)
        if fact is None:
            continue
        if answer.evidence and answer.evidence.strip():
            shown.add(fact.indicator_id)
        if answer.fact_id in asked and fact.answered_by == "school" and _claims(answer.value):
            claiming.add(fact.indicator_id)
    missing = [
        f"{indicator.indicator_id} {indicator.name_zh}"
        for indicator in edition.indicators
        if (indicator.evidence_zh or "").strip()
        and indicator.indicator_id in claiming - shown
        and edition.indicator_applies(indicator.indicator_id, school.attributes)
    ]
    if not missing:
        return None
    named = "、".join(missing[:INDICATORS_NAMED])
    if len(missing) > INDICATORS_NAMED:
        named += "……"
    parameters = {"count": str(len(missing)), "indicators": named}
    return Problem("evidence-missing", "warning", parameters=parameters)


def _claims(value: str | None) -> bool:
    """Whether an answer says more than no or 0."""
    if value is None or value == "no":
        return False
    try:
        return Decimal(value) != 0
    except InvalidOperation:
        return True
