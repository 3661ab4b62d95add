"""Whether a data home is as it was left: records, originals, seals, snapshots, and the pointer."""

from __future__ import annotations

from duibiao.records import seals
from duibiao.records.seals import Verification
from duibiao.records.settings import Settings
from duibiao.records.store import file_digest, record_paths
from duibiao.warehouse.snapshot_files import (
    information_path,
    read_account,
    shown_snapshot,
    snapshots,
)


def verify(settings: Settings, expected_head: str | None = None) -> Verification:
    """Everything that is missing, altered, doubled, or out of its order in a data home.

    `expected_head` is a head of the seals that was printed or written down elsewhere. Every kept
    snapshot's account names a head too. Raises OSError where files cannot be read at all.
    """
    accounts = {path: read_account(path) or {} for path in snapshots(settings)}
    heads = [account["seal_head"] for account in accounts.values() if account.get("seal_head")]
    result = seals.verify(settings, [*heads, *([expected_head] if expected_head else [])])
    sealed = seals.read_chain(record_paths(settings)).snapshots
    for path in sorted(settings.warehouse.glob("*.duckdb")):
        account = accounts.get(path)
        if account is None:
            code = "account-damaged" if information_path(path).exists() else "account-missing"
            result.add(code, [path.name])
            continue
        expected = {account.get("snapshot_sha256"), sealed.get(path.name)} - {None}
        if expected and {file_digest(path)} != expected:
            result.add("altered-snapshot", [path.name])
    _verify_pointer(settings, result)
    return result


def _verify_pointer(settings: Settings, result: Verification) -> None:
    """LATEST names the newest snapshot there is."""
    there = snapshots(settings)
    shown = shown_snapshot(settings)
    if shown is not None and shown.fault is not None:
        result.add(f"pointer-{shown.fault}", [shown.path.name])
    elif shown is not None and there and shown.path != there[-1]:
        result.add("pointer-not-newest", [shown.path.name])
    elif shown is None and list(settings.warehouse.glob("*.duckdb")):
        result.add("pointer-no-snapshot", [settings.latest.name])
