"""The one writer: takes in new records, computes all marts, publishes them if all is green."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import secrets
import shutil
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock, Timeout

from duibiao.guide.editions import Guide, GuideFaults
from duibiao.records import seals
from duibiao.records.settings import Settings, build_memory
from duibiao.records.store import (
    PARTIAL,
    PRIVATE_FOLDER,
    digest,
    file_digest,
    make_folder,
    remove_leftovers,
    sync_folder,
    write_durably,
)
from duibiao.warehouse.kept_guides import (
    changed_editions,
    newest_recorded_guide,
    record_guide,
    recorded_guide,
)
from duibiao.warehouse.landing import (
    RecordsDamaged,
    is_disk_full,
    is_held,
    quotable,
    take_in,
    take_in_again,
    writable_path,
)
from duibiao.warehouse.plan import NotPassed, Plan, plan_of, play
from duibiao.warehouse.snapshot_files import (
    SNAPSHOT_NAME,
    build_failure,
    connect,
    information_path,
    project_hash,
    read_account,
    remove_put_aside,
    snapshot_path,
    snapshots,
    statements_path,
)
from duibiao.warehouse.statements import Statements
from duibiao.warehouse.taking_over import TakingOver

KEPT_SNAPSHOTS = 10
LEAST_ROOM_BYTES = 1 << 20
MOMENT = "%Y%m%dT%H%M%SZ"
LOCK_LIMIT_SECONDS = 600.0


class BuildRefused(Exception):
    """A build that was not begun or not published; `code` and `parameters` name the words."""

    def __init__(self, code: str, **parameters: str) -> None:
        super().__init__(f"{code} {parameters}")
        self.code = code
        self.parameters = parameters


@dataclass(slots=True)
class Built:
    """A published build: its identifier, the head of the seals, seconds by step.

    `set_aside`: files among the records that could not be read, by their path in the home.
    `missing_records`: sealed records that are gone, of which landing still held what they said.
    """

    build_id: str
    snapshot: Path
    seal_head: str | None
    seconds: dict[str, float] = field(default_factory=dict)
    set_aside: list[str] = field(default_factory=list)
    missing_records: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A Spark master, and how long to wait until one of its workers is there, in seconds."""

    master: str
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Way:
    """By what a snapshot is computed: what dbt compiled, dbt itself, or a cluster."""

    by_dbt: bool = False
    cluster: Cluster | None = None

    @property
    def name(self) -> str:
        """What a snapshot's account calls it."""
        return "spark" if self.cluster else "dbt" if self.by_dbt else "plan"


@contextlib.contextmanager
def _timed(seconds: dict[str, float], step: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        seconds[step] = seconds.get(step, 0.0) + time.perf_counter() - began


def build(
    settings: Settings,
    *,
    again: bool = False,
    by_dbt: bool = False,
    cluster: Cluster | None = None,
    lock_limit: float = LOCK_LIMIT_SECONDS,
) -> Built:
    """Take in new records, compute all marts, publish them as the snapshot in force.

    `again`: make landing again from nothing, and score by the guide tables that the newest build
    kept instead of the county's present ones. `by_dbt`: dbt itself runs the project, rather than we
    what it compiled. `cluster`: where the models are computed, rather than here. All make equal
    snapshots.

    Raises BuildRefused when another build holds the lock for too long or a check fails, and
    GuideFaults when the guide is wrong; the snapshot in force then stays as it is, and the failure
    is written where the dashboard shows it.
    """
    with _private_files():
        return _locked_build(settings, again, Way(by_dbt, cluster), lock_limit)


@contextlib.contextmanager
def _private_files() -> Iterator[None]:
    """What is written meanwhile, by DuckDB too, is for the owner of the home alone."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def _locked_build(settings: Settings, again: bool, way: Way, lock_limit: float) -> Built:
    for folder in (settings.home, settings.warehouse, settings.records, settings.originals):
        make_folder(folder, private=True)
    for folder in (settings.records, settings.originals):
        folder.chmod(PRIVATE_FOLDER)
    lock = FileLock(settings.build_lock, timeout=lock_limit)
    try:
        lock.acquire()
    except Timeout as error:
        raise BuildRefused("locked", seconds=f"{lock_limit:g}") from error
    try:
        built = _build(settings, again, way)
    except BaseException as error:
        refused = _as_refused(settings, error)
        write_failure(settings, refused)
        if refused is error:
            raise
        raise refused from error
    else:
        # It is published: what cannot be tidied up now is left to the next build.
        with contextlib.suppress(OSError):
            settings.build_failure.unlink(missing_ok=True)
        return built
    finally:
        lock.release()


def _build(settings: Settings, again: bool, way: Way) -> Built:
    seconds: dict[str, float] = {}
    try:
        build_memory()
    except ValueError as error:
        raise BuildRefused("memory-unreadable", said=str(error)) from error
    _sweep(settings)
    # A guide that is wrong is told before anything is touched.
    own = None if again else Guide.load(settings.guide)
    with _timed(seconds, "take_in"):
        # Where records are damaged, that is told, and not what follows from it.
        taken = take_in_again(settings) if again else take_in(settings)
        guide = _choose_guide(settings, own)
        closed = _check_cycles(settings, guide)
        guide_sha256 = record_guide(settings, guide)
        odd = [one.path.stem for one in taken.set_aside]
        head = seals.seal(settings, published_hashes(settings), odd)
        taken = take_in(settings)
    set_aside = [str(one.path.relative_to(settings.home)) for one in taken.set_aside]
    build_id = _next_build_id(settings)
    # Under one name each time: a new one would have dbt parse the whole project again.
    partial = settings.warehouse / f"snapshot.duckdb{PARTIAL}"
    beside = settings.carried.with_name(f"{settings.carried.name}{PARTIAL}")
    with writable_path(partial) as path, writable_path(beside) as carried:
        taking_over = TakingOver(settings, carried, is_everything=again)
        statements = compute(settings, guide, path, seconds, taking_over, way)
    with _timed(seconds, "publish"):
        rows = _check_snapshot(partial)
        snapshot = settings.warehouse / f"{build_id}.duckdb"
        information = {
            "build_id": build_id,
            "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "guide_sha256": guide_sha256,
            "editions": {
                edition.edition_id: {"title_zh": edition.title_zh, "status": edition.status}
                for edition in guide.editions.values()
            },
            "project": project_hash(),
            "computed_by": way.name,
            "record_count": taken.record_count,
            "set_aside": set_aside,
            "missing_records": taken.missing,
            "seal_head": head,
            "closed_cycles": closed,
            "rows": rows,
            "seconds": {step: round(value, 3) for step, value in seconds.items()},
            "snapshot_bytes": partial.stat().st_size,
            "snapshot_sha256": file_digest(partial),
            **taking_over.account(partial, beside),
        }
        # It is of use beside its own snapshot only: until that is published, and where it never is,
        # the next build computes everything.
        if beside.exists():
            beside.replace(settings.carried)
        _publish(settings, partial, snapshot, information, statements)
        with contextlib.suppress(OSError):
            _remove_old(settings)
    return Built(build_id, snapshot, head, seconds, set_aside, taken.missing)


def _next_build_id(settings: Settings) -> str:
    """An identifier behind those of all snapshots, even where the clock was set back since."""
    now = dt.datetime.now(dt.UTC)
    names = [path.name for path in snapshots(settings)]
    with contextlib.suppress(IndexError, ValueError):
        newest = dt.datetime.strptime(names[-1].split("-")[0], MOMENT).replace(tzinfo=dt.UTC)
        now = max(now, newest + dt.timedelta(seconds=1))
    return f"{now:{MOMENT}}-{secrets.token_hex(3)}"


def published_hashes(settings: Settings) -> dict[str, str]:
    """The SHA-256 of each kept snapshot as its account has it, by the snapshot's name."""
    accounts = {path.name: read_account(path) or {} for path in snapshots(settings)}
    return {
        name: account["snapshot_sha256"]
        for name, account in accounts.items()
        if "snapshot_sha256" in account
    }


def _choose_guide(settings: Settings, own: Guide | None) -> Guide:
    """The county's own tables over those that builds kept; the kept ones where it gives none."""
    recorded = newest_recorded_guide(settings)
    if recorded is None:
        return own or Guide.load(settings.guide)
    if own is not None and digest(own.canonical_bytes()) == recorded:
        return own
    kept = recorded_guide(settings, recorded)
    return kept if own is None else own.merged_over(kept)


def _check_cycles(settings: Settings, guide: Guide) -> list[str]:
    """Every cycle names an edition of the guide, and a closed cycle's edition has not changed."""
    with duckdb.connect(str(settings.landing), read_only=True) as connection:
        editions = dict(
            connection.execute(
                "select cycle_id, arg_max(edition, (record_id, line)) from cycles group by all"
            ).fetchall()
        )
        closed = connection.execute(
            "select cycle_id from cycle_decisions group by all"
            " having arg_max(decision, record_id) = 'closed' order by cycle_id"
        ).fetchall()
    unknown = {
        cycle: edition for cycle, edition in editions.items() if edition not in guide.editions
    }
    if unknown:
        cycle_id, edition = sorted(unknown.items())[0]
        raise BuildRefused("edition-unknown", cycle=cycle_id, edition=edition)
    recorded = newest_recorded_guide(settings) if closed else None
    if recorded is not None:
        changed = changed_editions(guide, recorded_guide(settings, recorded))
        for (cycle_id,) in closed:
            if editions.get(cycle_id) in changed:
                raise BuildRefused("edition-frozen", cycle=cycle_id, edition=editions[cycle_id])
    return [cycle_id for (cycle_id,) in closed]


def compute(
    settings: Settings,
    guide: Guide,
    snapshot: Path,
    seconds: dict[str, float],
    taking_over: TakingOver,
    way: Way,
) -> Statements:
    """Make and test the new database `snapshot`; returns the selects that make it.

    `taking_over`: what need not be computed, where the plan is played. Adds to `seconds`: `plan`
    (taken up, or made by dbt) or `dbt_start` (import and parse), `spark` where a cluster computes,
    and `sql` (models and tests). Raises BuildRefused with the names and messages of what failed.
    """
    try:
        if way.by_dbt:
            # dbt takes seconds to import.
            from duibiao.warehouse.by_dbt import run

            return run(settings, guide, snapshot, seconds)
        with _timed(seconds, "plan"):
            plan = plan_of(settings)
        if way.cluster:
            return _compute_on(way.cluster, plan, settings, guide, snapshot, seconds)
        with _timed(seconds, "sql"):
            taking_over.play(plan, guide, snapshot)
        return plan.statements
    except NotPassed as failed:
        raise BuildRefused("dbt-failed", messages=failed.messages) from failed


def _compute_on(
    cluster: Cluster,
    plan: Plan,
    settings: Settings,
    guide: Guide,
    snapshot: Path,
    seconds: dict[str, float],
) -> Statements:
    """The same, each table's rows computed by a cluster."""
    from duibiao.warehouse.spark import ClusterUnusable, check_installed, compute_on, taking

    try:
        check_installed()
        with _timed(seconds, "plan"):
            models = plan_of(settings, for_spark=True).statements
        with quotable(settings.warehouse / f"cluster{PARTIAL}") as folder:
            with _timed(seconds, "spark"):
                files = compute_on(cluster, settings, guide, models, folder)
            with _timed(seconds, "sql"):
                play(taking(plan, files), guide, settings.landing, snapshot)
            shutil.rmtree(folder, ignore_errors=True)
        return plan.statements
    except ClusterUnusable as unusable:
        raise BuildRefused(unusable.code, **unusable.parameters) from unusable


def _check_snapshot(path: Path) -> dict[str, int]:
    with connect(path) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() order by table_name"
        ).fetchall()
        return {
            name: connection.execute(f'select count(*) from "{name}"').fetchall()[0][0]
            for (name,) in tables
        }


def _publish(
    settings: Settings,
    partial: Path,
    snapshot: Path,
    information: dict[str, Any],
    statements: Statements,
) -> None:
    """Put a finished snapshot in force: all beside it first, the pointer last."""
    with partial.open("rb") as stream:
        os.fsync(stream.fileno())
    write_durably(statements_path(snapshot), json.dumps(statements).encode(), private=True)
    account = json.dumps(information, ensure_ascii=False, indent=1)
    write_durably(information_path(snapshot), account.encode(), private=True)
    partial.replace(snapshot)
    sync_folder(settings.warehouse)
    write_durably(settings.latest, f"{snapshot.name}\n".encode(), private=True)
    settings.went_back.unlink(missing_ok=True)


def _sweep(settings: Settings) -> None:
    """Clear away what an ended build left: half a snapshot, and what belongs to none."""
    for leftover in settings.warehouse.glob(f"[!.]*{PARTIAL}*"):
        if leftover.is_dir():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
    remove_leftovers(settings.warehouse.glob(f".*{PARTIAL}"))
    for file in (settings.latest, settings.carried):
        if file.is_dir():
            shutil.rmtree(file)
    for beside in settings.warehouse.glob("*.json"):
        snapshot = beside.name.removesuffix(".json").removesuffix(".sql") + ".duckdb"
        is_orphan = not (settings.warehouse / snapshot).exists()
        if is_orphan and SNAPSHOT_NAME.fullmatch(snapshot) and beside != settings.build_failure:
            beside.unlink()


def _remove_old(settings: Settings) -> None:
    """Keep the newest snapshots, and for good the first one that holds each closed cycle."""
    in_force = snapshot_path(settings)
    there = snapshots(settings)
    kept = set(there[-KEPT_SNAPSHOTS:])
    seen: set[str] = set()
    for path in there:
        closed = set((read_account(path) or {}).get("closed_cycles", ()))
        if closed - seen or path == in_force:
            kept.add(path)
        seen = closed
    for path in there:
        if path not in kept:
            for part in (path, statements_path(path), information_path(path)):
                # Where open files cannot be deleted, a reader keeps it until the next build.
                with contextlib.suppress(PermissionError):
                    part.unlink(missing_ok=True)
    remove_put_aside(settings.warehouse)


def _as_refused(settings: Settings, error: BaseException) -> BaseException:
    """What the disk or damaged records did to a build, as a refusal that can be told in words."""
    if isinstance(error, RecordsDamaged):
        some = ", ".join(error.names[:5])
        return BuildRefused("records-damaged", records=some, count=str(len(error.names)))
    if is_held(error):
        return BuildRefused("file-held", message=str(error).splitlines()[0])
    said = str(error.parameters) if isinstance(error, BuildRefused) else ""
    is_of_dbt = isinstance(error, BuildRefused) and error.code == "dbt-failed"
    if is_of_dbt and "Out of Memory Error" in said:
        return BuildRefused("memory-full", memory=build_memory())
    if is_disk_full(error) or (
        # The engine says of a file that it could not begin to write that it is no database.
        is_of_dbt and ("No space left on device" in said or _is_out_of_room(settings))
    ):
        return BuildRefused("disk-full")
    return error


def _is_out_of_room(settings: Settings) -> bool:
    try:
        return shutil.disk_usage(settings.home).free < LEAST_ROOM_BYTES
    except OSError:
        return False


def write_failure(
    settings: Settings, error: BaseException, next_try_at: dt.datetime | None = None
) -> None:
    """Write down why a build failed, where the pages look for it; and when it is tried again."""
    code, parameters = "unforeseen", {"message": str(error) or type(error).__name__}
    if isinstance(error, BuildRefused):
        code, parameters = error.code, error.parameters
    elif isinstance(error, GuideFaults):
        code, parameters = "guide-faulty", {"count": str(len(error.faults))}
    elif isinstance(error, KeyboardInterrupt):
        return
    failure = {
        "failed_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "code": code,
        "parameters": parameters,
        "next_try_at": next_try_at and next_try_at.isoformat(timespec="seconds"),
        "trace": "".join(traceback.format_exception(error)) if code == "unforeseen" else None,
    }
    _write_failure(settings, failure)


def note_next_try(settings: Settings, at: dt.datetime) -> None:
    """Add to what a failed build wrote down when it is tried again."""
    failure = build_failure(settings)
    if failure is not None:
        _write_failure(settings, failure | {"next_try_at": at.isoformat(timespec="seconds")})


def _write_failure(settings: Settings, failure: dict[str, Any]) -> None:
    text = json.dumps(failure, ensure_ascii=False, indent=1)
    # On a full disk there is no place for it: then the one before it stays.
    with contextlib.suppress(OSError):
        write_durably(settings.build_failure, text.encode(), private=True)
