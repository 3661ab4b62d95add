"""Which guide is in force: the county's own tables, and older editions as builds kept them."""

from __future__ import annotations

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
            with path.open("rb") as stream:
                is_guide = GUIDE_MARK in stream.read(LONGEST_HEAD)
            if is_guide:
                sha256 = str(read_record(path)["original"]["sha256"])
                if digest(original_path(settings, sha256, ".json").read_bytes()) == sha256:
                    return sha256
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def record_guide(settings: Settings, guide: Guide) -> str:
    """Keep the guide tables of a build as an original; returns their hash."""
    content = guide.canonical_bytes()
    original = store_original(settings, content, "guide.json")
    if original.sha256 != newest_recorded_guide(settings):
        body = {"original": original.reference}
        write_record(settings, "guide", body, received_by="build", channel="build")
    return original.sha256


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
