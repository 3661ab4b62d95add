"""Seals: a chain of hashes over the records, so that a missing or altered one is found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duibiao.records import trail
from duibiao.records.settings import Settings
from duibiao.records.store import (
    digest,
    file_digest,
    list_records,
    moment_of,
    original_path,
    originals_of,
    read_record,
    record_paths,
    write_record,
)

# A record's kind stands in its first bytes, behind its format and identifier.
SEAL_MARK = b'"kind":"seal"'
LONGEST_HEAD = 120
IN_FLIGHT = dt.timedelta(minutes=10)
"""A record may be written so long after its identifier was made, and a clock differ by so much."""
NOTES = frozenset({"stray-file", "clock-set-back", "pointer-went-back"})
"""What is told although nothing is missing or altered."""


@dataclass(frozen=True, slots=True)
class Amiss:
    """One thing that is not as it was left: `verify-<code>` are its words."""

    code: str
    identifier: str


@dataclass(slots=True)
class Verification:
    """What `duibiao verify` found: the head of the chain, counts, and everything amiss."""

    head: str | None = None
    sealed_records: int = 0
    unsealed_records: int = 0
    originals: int = 0
    amiss: list[Amiss] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing or altered."""
        return all(one.code in NOTES for one in self.amiss)

    def add(self, code: str, identifiers: Iterable[str]) -> None:
        """Add what is amiss, each thing once."""
        for identifier in identifiers:
            if Amiss(code, identifier) not in self.amiss:
                self.amiss.append(Amiss(code, identifier))


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal record: what it lists by identifier, and the SHA-256 of its own file.

    `set_aside`: what lay among the records and could not be read when it was made.
    """

    record_id: str
    previous: str | None
    records: Mapping[str, str]
    snapshots: Mapping[str, str]
    set_aside: Collection[str]
    sha256: str
    days: Mapping[str, str] = field(default_factory=dict)
    """The days of the audit trail that were over, each by the hash of its file."""


@dataclass(slots=True)
class Chain:
    """The seals, oldest first, and those that are cut or do not join the one before."""

    seals: list[Seal] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def head(self) -> str | None:
        """The hash of the newest seal that no other follows; None where there is none."""
        followed = {seal.previous for seal in self.seals}
        ends = [seal for seal in self.seals if seal.sha256 not in followed]
        return ends[-1].sha256 if ends else None

    @property
    def listings(self) -> Iterator[tuple[Seal, str, str]]:
        """Each listing of a record: the seal that lists it, its identifier, its file's hash."""
        for seal in self.seals:
            for record_id, sha256 in seal.records.items():
                yield seal, record_id, sha256

    @property
    def listed(self) -> dict[str, str]:
        """Every sealed record and the hash of its file, as the first seal has it that lists it."""
        found: dict[str, str] = {}
        for _, record_id, sha256 in self.listings:
            found.setdefault(record_id, sha256)
        return found

    @property
    def set_aside(self) -> set[str]:
        """What a seal found among the records that could not be read then: it was there."""
        return {name for seal in self.seals for name in seal.set_aside}

    def is_back_dated(self, record_id: str, before: Seal | None) -> bool:
        """Whether a record is older than a seal that would have listed it, had it been there."""
        return (
            before is not None
            and moment_of(record_id) < moment_of(before.record_id) - IN_FLIGHT
            and record_id not in self.set_aside
        )

    @property
    def newest(self) -> Seal | None:
        """The seal whose hash is the head."""
        return next((seal for seal in self.seals if seal.sha256 == self.head), None)

    @property
    def snapshots(self) -> dict[str, str]:
        """Every sealed snapshot and the hash of its file."""
        return {name: sha256 for seal in self.seals for name, sha256 in seal.snapshots.items()}

    @property
    def days(self) -> dict[str, str]:
        """Every sealed day of the audit trail and the hash of its file."""
        return {day: sha256 for seal in self.seals for day, sha256 in seal.days.items()}


def read_chain(paths: Mapping[str, Path]) -> Chain:
    """The seals among the records. Each is held to the one that it names, not to its time."""
    chain = Chain()
    for record_id, path in paths.items():
        try:
            content = _seal_content(path)
            if content is None:
                continue
            record = read_record(path)
            records, snapshots = record["records"], record.get("snapshots") or {}
            aside, days = record.get("set_aside") or [], record.get("trail") or {}
            is_whole = all(isinstance(one, dict) for one in (records, snapshots, days))
            if not is_whole or not isinstance(aside, list):
                raise ValueError(f"{path} lists nothing")
            previous = record["previous"]
        except (OSError, ValueError, KeyError):
            chain.broken.append(record_id)
        else:
            hashed = digest(content)
            chain.seals.append(Seal(record_id, previous, records, snapshots, aside, hashed, days))
    known = {one.sha256 for one in chain.seals} | {None}
    chain.broken += [one.record_id for one in chain.seals if one.previous not in known]
    beginnings = [one for one in chain.seals if one.previous is None]
    chain.broken += [one.record_id for one in beginnings[1:]]
    return chain


def _seal_content(path: Path) -> bytes | None:
    """The bytes of a seal's file; None for another record."""
    with path.open("rb") as stream:
        head = stream.read(LONGEST_HEAD)
        return head + stream.read() if SEAL_MARK in head else None


def seal(
    settings: Settings,
    snapshots: Mapping[str, str] | None = None,
    set_aside: Iterable[str] = (),
) -> str | None:
    """Seal the records that no seal lists yet; returns the head of the chain (None: no records).

    `snapshots`: the SHA-256 of each published snapshot by its name; those that no seal lists are
    sealed with the records, and so are the days of the audit trail that are over. What is no record
    that can be read is left out, and so are records that were `set_aside`; the seal says so, for
    they may be restored later. A back-dated one is left out too: once it was sealed, it could not
    be taken away again without a trace of loss. Called by a build, with its lock held: the chain
    has one writer.
    """
    paths = record_paths(settings)
    chain = read_chain(paths)
    newest = chain.newest
    known = chain.listed.keys() | {one.record_id for one in chain.seals}
    aside = set(set_aside) & paths.keys()
    unsealed = {}
    for name, path in paths.items():
        if name in known | aside or name in chain.broken or chain.is_back_dated(name, newest):
            continue
        try:
            read_record(path)
        except (OSError, ValueError):
            aside.add(name)
            continue
        unsealed[name] = digest(path.read_bytes())
    told = aside - chain.set_aside
    if not unsealed and not told:
        return chain.head
    body: dict[str, Any] = {"previous": chain.head, "records": unsealed}
    if told:
        body["set_aside"] = sorted(told)
    new = {name: sha for name, sha in (snapshots or {}).items() if name not in chain.snapshots}
    if new:
        body["snapshots"] = new
    days = {day: sha for day, sha in trail.finished(settings).items() if day not in chain.days}
    if days:
        body["trail"] = days
    record = write_record(settings, "seal", body, received_by="build", channel="build")
    trail.prune(settings, chain.days | days)
    path = record_paths(settings)[record["record_id"]]
    return digest(path.read_bytes())


def verify(settings: Settings, expected_heads: Iterable[str] = ()) -> Verification:
    """Compare every record and original with the seals.

    `expected_heads` were printed or kept elsewhere: the chain must contain each, or the newest
    seals were removed or replaced.
    """
    result = Verification()
    listing = list_records(settings)
    chain = read_chain(listing.paths)
    result.head = chain.head
    result.add("broken-seal", chain.broken)
    for one in listing.odd:
        code = "doubled-record" if one.code == "doubled" else "stray-file"
        result.add(code, [f"{one.path.parent.name}/{one.path.name}"])
    hashes = {name: file_digest(path) for name, path in listing.paths.items()}
    for _, record_id, sha256 in chain.listings:
        if record_id not in hashes:
            result.add("missing-record", [record_id])
        elif hashes[record_id] != sha256:
            result.add("altered-record", [record_id])
    amiss = {one.identifier for one in result.amiss}
    listed, own = chain.listed, {one.record_id for one in chain.seals} | set(chain.broken)
    result.sealed_records = len(listed.keys() - amiss)
    unlisted = listing.paths.keys() - listed.keys() - own
    result.unsealed_records = len(unlisted)
    heads = {one.sha256 for one in chain.seals}
    result.add("head-differs", [head for head in expected_heads if head not in heads])
    _verify_times(chain, unlisted, result)
    sound = {name: path for name, path in listing.paths.items() if name not in amiss}
    _verify_contents(settings, sound, result)
    for code, identifier in trail.amiss(settings, chain.days):
        result.add(code, [identifier])
    return result


def _verify_times(chain: Chain, unlisted: Iterable[str], result: Verification) -> None:
    """No record is older than the seal before the first that lists it."""
    by_hash = {one.sha256: one for one in chain.seals}
    seen: set[str] = set()
    for one, record_id, _ in chain.listings:
        before = by_hash.get(one.previous or "")
        if record_id not in seen and chain.is_back_dated(record_id, before):
            result.add("back-dated-record", [record_id])
        seen.add(record_id)
    newest = chain.newest
    late = [name for name in sorted(unlisted) if chain.is_back_dated(name, newest)]
    result.add("back-dated-record", late)


def _verify_contents(settings: Settings, paths: Mapping[str, Path], result: Verification) -> None:
    """Records can be read, their clock did not go back, and what they point to is there."""
    checked: set[Path] = set()
    for record_id, path in paths.items():
        try:
            record = read_record(path)
            leap = moment_of(record_id) - dt.datetime.fromisoformat(record["received_at"])
            originals = {
                original_path(settings, kept["sha256"], kept["suffix"]): kept["sha256"]
                for kept in originals_of(record)
            }
        except (OSError, ValueError, KeyError, TypeError):
            result.add("unreadable-record", [record_id])
            continue
        if leap > IN_FLIGHT:
            result.add("clock-set-back", [record_id])
        for original, sha256 in originals.items():
            if original in checked:
                continue
            checked.add(original)
            if not original.is_file():
                result.add("missing-original", [sha256])
            elif file_digest(original) != sha256:
                result.add("altered-original", [sha256])
            else:
                result.originals += 1
