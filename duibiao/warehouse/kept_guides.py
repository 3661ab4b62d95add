"""Which guide is in force: the county's own tables, and older editions as builds kept them."""

from __future__ import annotations

from duibiao.guide.editions import Guide
from duibiao.guide.tables import EDITION_TABLES, OPTIONAL_TABLES
from duibiao.records.settings import Settings
from duibiao.records.store import (
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
    """The hash of the guide tables that the newest build used, or None before any build."""
    for path in reversed(record_paths(settings).values()):
        with path.open("rb") as stream:
            is_guide = GUIDE_MARK in stream.read(LONGEST_HEAD)
        if is_guide:
            return str(read_record(path)["original"]["sha256"])
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
    """The guide that the next build will use, for the door's checks.

    Raises GuideFaults where the county's tables are wrong.
    """
    guide = Guide.load(settings.guide)
    information = build_information(settings)
    if information is None:
        return guide
    return guide.merged_over(recorded_guide(settings, information["guide_sha256"]))


def changed_editions(guide: Guide, recorded: Guide) -> set[str]:
    """Editions that both hold, with different rows in what scores or words them.

    Efforts, fixed facts and crosswalks may be filled in at any time: no score depends on them.
    """
    changed = set()
    for edition in guide.editions.keys() & recorded.editions.keys():
        for name in EDITION_TABLES:
            if name in OPTIONAL_TABLES:
                continue
            table = guide.tables[name]
            ours = table.filter(table["edition"] == edition)
            theirs = recorded.tables[name].filter(recorded.tables[name]["edition"] == edition)
            if sorted(ours.rows(), key=repr) != sorted(theirs.rows(), key=repr):
                changed.add(edition)
    return changed
