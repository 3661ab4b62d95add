"""Which guide is in force: the county's own tables, and older editions as builds kept them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duibiao.guide.columns import EDITION_TABLES, UNSCORED_TABLES
from duibiao.guide.editions import Guide, GuideFaults
from duibiao.guide.tables import Fault
from duibiao.records.settings import Settings
from duibiao.records.store import (
    digest,
    original_path,
    read_record,
    record_paths,
    store_original,
    write_record,
)
from duibiao.warehouse.snapshot_files import build_information

GUIDE_MARK = b'"kind":"guide"'
LONGEST_HEAD = 120


def recorded_guide(settings: Settings, sha256: str) -> Guide:
    """The guide tables that a build kept under this hash."""
    return Guide.from_canonical(original_path(settings, sha256, ".json").read_bytes())


def newest_recorded_guide(settings: Settings) -> str | None:
    """The hash of the guide tables that the newest build used, or None before any build.

    A record that is cut, and one whose tables are gone, is passed over: the one before it counts.
    """
    for path in reversed(record_paths(settings).values()):
        try:
            if _is_of_guide(path):
                sha256 = str(read_record(path)["original"]["sha256"])
                if digest(original_path(settings, sha256, ".json").read_bytes()) == sha256:
                    return sha256
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def record_guide(
    settings: Settings, guide: Guide, received_by: str = "build", channel: str = "build"
) -> str:
    """Keep the guide tables of a build as an original; returns their hash.

    The record says who brought them: a build that finds others than the last, or whoever took them
    into force before it.
    """
    content = guide.canonical_bytes()
    original = store_original(settings, content, "guide.json")
    if original.sha256 != newest_recorded_guide(settings):
        body = {"original": original.reference}
        write_record(settings, "guide", body, received_by=received_by, channel=channel)
    return original.sha256


@dataclass(frozen=True, slots=True)
class KeptGuide:
    """Guide tables that were in force: their hash, since when (ISO, UTC), and who brought them."""

    sha256: str
    since: str
    by: str


def kept_guides(settings: Settings) -> list[KeptGuide]:
    """The guide tables that were in force, the newest first; records that are cut are left out."""
    found = []
    for path in reversed(record_paths(settings).values()):
        with suppress(OSError, ValueError, KeyError, TypeError):
            if _is_of_guide(path):
                record = read_record(path)
                sha256 = str(record["original"]["sha256"])
                found.append(KeptGuide(sha256, record["received_at"], record["received_by"]))
    return found


def _is_of_guide(path: Path) -> bool:
    with path.open("rb") as stream:
        return GUIDE_MARK in stream.read(LONGEST_HEAD)


def guide_in_force(settings: Settings) -> Guide:
    """The guide by which files are checked: the county's own, over what builds kept of it.

    While the county's tables are wrong, it is what the newest build kept, by which the open cycle
    was begun; `guide_draft_faults` says so. Raises GuideFaults where no build kept any.
    """
    information = build_information(settings)
    # Where no snapshot can be shown, the records still say by which guide the newest was made.
    sha256 = information["guide_sha256"] if information else newest_recorded_guide(settings)
    kept = None if sha256 is None else _kept(settings, sha256)
    try:
        guide = Guide.load(settings.guide)
    except GuideFaults:
        if kept is None:
            raise
        return kept
    return guide if kept is None else guide.merged_over(kept)


def once_in_force(settings: Settings, guide: Guide) -> Guide:
    """What a build would score by were these the county's tables: over what is kept of it."""
    sha256 = newest_recorded_guide(settings)
    kept = None if sha256 is None else _kept(settings, sha256)
    return guide if kept is None else guide.merged_over(kept)


def guide_draft_faults(settings: Settings) -> list[Fault]:
    """What is wrong with the county's tables, while files are checked by those kept before."""
    try:
        Guide.load(settings.guide)
    except GuideFaults as faults:
        return list(faults.faults)
    return []


def _kept(settings: Settings, sha256: str) -> Guide | None:
    try:
        return recorded_guide(settings, sha256)
    except (OSError, ValueError):
        return None


def changed_editions(guide: Guide, recorded: Guide) -> set[str]:
    """Editions that both hold, with different rows in what scores or words them.

    Efforts, fixed facts and crosswalks may be filled in at any time: no score depends on them.
    """
    changed = set()
    for edition in guide.editions.keys() & recorded.editions.keys():
        for name in EDITION_TABLES:
            if name in UNSCORED_TABLES:
                continue
            table = guide.tables[name]
            ours = table.filter(table["edition"] == edition)
            theirs = recorded.tables[name].filter(recorded.tables[name]["edition"] == edition)
            if sorted(ours.rows(), key=repr) != sorted(theirs.rows(), key=repr):
                changed.add(edition)
    return changed
