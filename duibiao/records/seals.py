"""Seals: a chain of hashes over the records, so that a missing or altered one is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duibiao.records.settings import Settings
from duibiao.records.store import (
    digest,
    original_path,
    originals_of,
    read_record,
    record_paths,
    write_record,
)

# A record's kind stands in its first bytes, behind its format and identifier.
SEAL_MARK = b'"kind":"seal"'
LONGEST_HEAD = 120


@dataclass(slots=True)
class Verification:
    """What `duibiao verify` found: the head of the chain, counts, and everything amiss."""

    head: str | None = None
    sealed_records: int = 0
    unsealed_records: int = 0
    originals: int = 0
    missing_records: list[str] = field(default_factory=list)
    altered_records: list[str] = field(default_factory=list)
    broken_seals: list[str] = field(default_factory=list)
    missing_originals: list[str] = field(default_factory=list)
    altered_originals: list[str] = field(default_factory=list)
    head_differs: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or altered."""
        return not (
            self.missing_records
            or self.altered_records
            or self.broken_seals
            or self.missing_originals
            or self.altered_originals
            or self.head_differs
        )


def seals(paths: Mapping[str, Path]) -> list[tuple[str, dict[str, Any], str]]:
    """The seal records in order of time: identifier, record, SHA-256 of the record's file."""
    found = []
    for record_id, path in paths.items():
        with path.open("rb") as stream:
            is_seal = SEAL_MARK in stream.read(LONGEST_HEAD)
        if is_seal:
            found.append((record_id, read_record(path), digest(path.read_bytes())))
    return found


def missing_records(settings: Settings) -> list[str]:
    """The records that a seal lists and that are no longer on disk (contents are not read)."""
    paths = record_paths(settings)
    listed = {record_id for _, record, _ in seals(paths) for record_id in record["records"]}
    return sorted(listed - paths.keys())


def seal(settings: Settings) -> str | None:
    """Seal the records that no seal lists yet; returns the head of the chain (None: no records).

    Called by a build, with its lock held, so that the chain has one writer.
    """
    paths = record_paths(settings)
    chain = seals(paths)
    listed = {record_id for _, record, _ in chain for record_id in record["records"]}
    listed.update(record_id for record_id, _, _ in chain)
    head = chain[-1][2] if chain else None
    unsealed = {
        name: digest(path.read_bytes()) for name, path in paths.items() if name not in listed
    }
    if not unsealed:
        return head
    body = {"previous": head, "records": unsealed}
    record = write_record(settings, "seal", body, received_by="build", channel="build")
    path = record_paths(settings)[record["record_id"]]
    return digest(path.read_bytes())


def verify(settings: Settings, expected_head: str | None = None) -> Verification:
    """Compare every record and original with the seals.

    `expected_head` is a head that was printed or kept elsewhere: the chain must contain it, or
    the newest seals were removed or replaced.
    """
    result = Verification()
    paths = record_paths(settings)
    chain = seals(paths)
    previous = None
    listed: dict[str, str] = {}
    for record_id, record, sha256 in chain:
        if record["previous"] != previous:
            result.broken_seals.append(record_id)
        previous = sha256
        listed.update(record["records"])
    result.head = previous
    seal_ids = {record_id for record_id, _, _ in chain}
    for record_id, sha256 in listed.items():
        if record_id not in paths:
            result.missing_records.append(record_id)
        elif digest(paths[record_id].read_bytes()) != sha256:
            result.altered_records.append(record_id)
        else:
            result.sealed_records += 1
    result.unsealed_records = len(paths.keys() - listed.keys() - seal_ids)
    if expected_head is not None:
        result.head_differs = expected_head not in {sha256 for _, _, sha256 in chain}
    _verify_originals(settings, paths, set(result.altered_records), result)
    return result


def _verify_originals(
    settings: Settings, paths: Mapping[str, Path], altered: set[str], result: Verification
) -> None:
    checked: set[Path] = set()
    for record_id, path in paths.items():
        if record_id in altered:
            continue
        try:
            record = read_record(path)
        except ValueError:
            result.altered_records.append(record_id)
            continue
        for kept in originals_of(record):
            original = original_path(settings, kept["sha256"], kept["suffix"])
            if original in checked:
                continue
            checked.add(original)
            if not original.is_file():
                result.missing_originals.append(kept["sha256"])
            elif digest(original.read_bytes()) != kept["sha256"]:
                result.altered_originals.append(kept["sha256"])
            else:
                result.originals += 1
