"""The kinds of damage as data: what is done to a home, and what is expected then."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import duckdb

from duibiao.records.settings import Settings
from duibiao.records.store import new_record_id, original_path, read_record, record_paths
from duibiao.warehouse.snapshot_files import information_path, snapshots, statements_path

Harm = Callable[[Settings], object]


@dataclass(frozen=True)
class Kind:
    """One kind of damage.

    `verify`: the codes it names (none: nothing is missing). `build`: `goes on`, `sets aside` (goes
    on and names what it left out), `keeps` (goes on with what landing holds, and names it) or the
    code of its refusal. `rebuild` likewise. `shown`: the snapshot that readers get. `mends`: what
    brings all back, each by itself, as `tests.damage.mends` does it. `loses`: the record that no
    other mend than a backup brings back.
    """

    name: str
    harm: Harm
    verify: set[str] = field(default_factory=set)
    build: str = "goes on"
    rebuild: str = "goes on"
    shown: str = "newest"
    mends: tuple[str, ...] = ("nothing",)
    loses: bool = False


def of_kind(settings: Settings, kind: str) -> list[Path]:
    """The records of a kind, oldest first."""
    paths = record_paths(settings).values()
    return [path for path in paths if f'"kind":"{kind}"'.encode() in path.read_bytes()[:150]]


def sealed(settings: Settings) -> Path:
    """A sealed record: the newest workbook."""
    return of_kind(settings, "workbook")[-1]


def unsealed(settings: Settings) -> Path:
    """The record that no seal lists yet."""
    return of_kind(settings, "nomination")[-1]


def kept(settings: Settings, kind: str, what: str) -> Path:
    """The newest thing of a kind of record among the originals."""
    reference = read_record(of_kind(settings, kind)[-1])[what]
    return original_path(settings, reference["sha256"], reference["suffix"])


def in_force(settings: Settings) -> Path:
    """The file of the newest workbook that is in force: no later hand-in stands in its place."""
    with duckdb.connect(str(newest(settings)), read_only=True) as connection:
        rows = connection.execute("select record_id from fct_submissions where is_in_force")
        standing = {record_id for (record_id,) in rows.fetchall()}
    record = [path for path in of_kind(settings, "workbook") if path.stem in standing][-1]
    reference = read_record(record)["original"]
    return original_path(settings, reference["sha256"], reference["suffix"])


def newest(settings: Settings) -> Path:
    return snapshots(settings)[-1]


def older(settings: Settings) -> Path:
    return snapshots(settings)[0]


Place = Callable[[Settings], Path]


def gone(place: Place) -> Harm:
    return lambda settings: place(settings).unlink()


def empty(place: Place) -> Harm:
    return lambda settings: place(settings).write_bytes(b"")


def cut(place: Place) -> Harm:
    def harm(settings: Settings) -> None:
        path = place(settings)
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return harm


def altered(place: Place) -> Harm:
    """One letter more: it can still be read."""

    def harm(settings: Settings) -> None:
        path = place(settings)
        path.write_bytes(path.read_bytes() + b" ")

    return harm


def overwritten(place: Place) -> Harm:
    """4 kB in the middle are noise; the size stays."""

    def harm(settings: Settings) -> None:
        path = place(settings)
        content = bytearray(path.read_bytes())
        middle = len(content) // 2
        content[middle : middle + 4096] = b"\xa5" * 4096
        path.write_bytes(bytes(content))

    return harm


def holding(content: bytes, place: Place) -> Harm:
    return lambda settings: place(settings).write_bytes(content)


def a_folder(place: Place) -> Harm:
    def harm(settings: Settings) -> None:
        place(settings).unlink()
        place(settings).mkdir()

    return harm


def a_copy(settings: Settings) -> None:
    other = settings.records / "2099" / sealed(settings).name
    other.parent.mkdir()
    shutil.copy(sealed(settings), other)


def back_dated(settings: Settings) -> None:
    """A record as good as any, with the date of one long sealed."""
    path = of_kind(settings, "workbook")[0]
    old = path.stem
    new = f"{int(old[:8], 16) - 64:08x}{old[8:]}"
    path.with_name(f"{new}.json").write_bytes(path.read_bytes().replace(old.encode(), new.encode()))


def other_layout(settings: Settings) -> None:
    with duckdb.connect(str(settings.landing)) as connection:
        connection.execute("update layout set sha256 = 'of an older version'")


def orphans(settings: Settings) -> None:
    for name in ("20990101T000000Z-aaaaaa.json", "20990101T000000Z-aaaaaa.sql.json"):
        (settings.warehouse / name).write_text("{}", "utf-8")
    (settings.warehouse / "snapshot.duckdb.partial").write_bytes(b"half")
    (settings.warehouse / ".0123456789abcdef.partial").write_bytes(b"half")


def goes_back(settings: Settings) -> None:
    settings.latest.write_text(f"{older(settings).name}\n", "utf-8")


def record_file(name: str) -> Place:
    return lambda settings: sealed(settings).parent / name


LATEST: Place = lambda settings: settings.latest  # noqa: E731
LANDING: Place = lambda settings: settings.landing  # noqa: E731
ASIDE = ("restore", "move out")
RESTORE = ("restore",)
BUILD = ("build",)
AGAIN = ("restore", "hand in again")


def kinds() -> Iterable[Kind]:
    """Every kind of damage that is tried."""
    refused = "records-damaged"
    lost = partial(Kind, verify={"missing-record"}, build="keeps", rebuild=refused, mends=RESTORE)
    hurt = partial(Kind, verify={"altered-record"}, rebuild=refused, mends=RESTORE)
    left_out = partial(Kind, build="sets aside", rebuild="sets aside", mends=ASIDE)
    odd = partial(left_out, verify={"unreadable-record"}, loses=True)
    stray = partial(left_out, verify={"stray-file"}, mends=("move out",))
    yield odd("an unsealed record cut", cut(unsealed))
    yield odd("an unsealed record empty", empty(unsealed))
    yield odd("an unsealed record of another form", holding(b"[1]", unsealed))
    yield Kind("an unsealed record gone", gone(unsealed), mends=("restore before the next build",))
    yield Kind(
        "a record without what its kind says",
        lambda settings: _reduced(unsealed(settings)),
        build="sets aside",
        rebuild="sets aside",
        mends=ASIDE,
        loses=True,
    )
    yield hurt("a sealed record cut", cut(sealed))
    yield hurt("a sealed record empty", empty(sealed))
    yield hurt("a sealed record altered", altered(sealed))
    yield lost("a sealed record gone", gone(sealed))
    yield Kind(
        "a record in two folders",
        a_copy,
        {"doubled-record"},
        "sets aside",
        "sets aside",
        mends=("move out",),
    )
    yield Kind(
        "a record added with an older date", back_dated, {"back-dated-record"}, mends=("move out",)
    )
    yield stray("a file of another name", holding(b"{}", record_file("notes.json")))
    yield stray(
        "a folder named as a record",
        lambda settings: record_file(f"{new_record_id()}.json")(settings).mkdir(),
    )
    for place, which in ((lambda s: of_kind(s, "seal")[-1], "newest"), (_first_seal, "first")):
        heads = {"head-differs"}
        yield Kind(
            f"the {which} seal cut",
            cut(place),
            {"broken-seal"} | heads,
            rebuild="sets aside",
            mends=RESTORE,
        )
        yield Kind(
            f"the {which} seal gone",
            gone(place),
            heads if which == "newest" else {"broken-seal"} | heads,
            mends=RESTORE,
        )
    guide: Place = lambda settings: of_kind(settings, "guide")[-1]  # noqa: E731
    tables: Place = lambda settings: kept(settings, "guide", "original")  # noqa: E731
    yield hurt("the record of the guide cut", cut(guide))
    yield lost("the record of the guide gone", gone(guide))
    for harm, code in ((gone, "missing-original"), (altered, "altered-original")):
        state = harm.__name__
        rows: Place = lambda settings: kept(settings, "answers", "reading")  # noqa: E731
        yield Kind(f"a workbook in force {state}", harm(in_force), {code}, mends=AGAIN)
        refuses = partial(Kind, verify={code}, rebuild="records-damaged")
        yield refuses(f"the rows of a table {state}", harm(rows), mends=RESTORE)
        # The county's own guide folder holds the same tables.
        yield refuses(f"the tables of the guide {state}", harm(tables), mends=(*RESTORE, *BUILD))
    yield Kind("landing gone", gone(LANDING), mends=BUILD)
    yield Kind("landing empty", empty(LANDING), mends=BUILD)
    yield Kind("landing cut", cut(LANDING), mends=BUILD)
    yield Kind("landing a text", holding("不是数据库".encode(), LANDING), mends=BUILD)
    yield Kind("landing a folder", a_folder(LANDING), mends=BUILD)
    yield Kind("landing of an older version", other_layout, mends=BUILD)
    pointer = {"pointer-latest-missing"}
    yield Kind("LATEST gone", gone(LATEST), pointer, mends=BUILD)
    yield Kind("LATEST empty", empty(LATEST), pointer, mends=BUILD)
    yield Kind("LATEST of other bytes", holding(b"\x00\xff", LATEST), pointer, mends=BUILD)
    yield Kind("LATEST a folder", a_folder(LATEST), pointer, mends=BUILD)
    yield Kind(
        "LATEST names an older snapshot",
        goes_back,
        {"pointer-not-newest"},
        shown="older",
        mends=BUILD,
    )
    fell = partial(Kind, shown="older", mends=BUILD)
    missing, cut_short = {"pointer-snapshot-missing"}, {"pointer-snapshot-cut", "altered-snapshot"}
    unread = "pointer-account-unreadable"
    yield fell("the snapshot in force gone", gone(newest), missing)
    moved = ("move the snapshot away",)
    yield fell("the snapshot in force empty", empty(newest), cut_short, mends=moved)
    yield fell("the snapshot in force cut", cut(newest), cut_short, mends=moved)
    yield Kind(
        "the snapshot in force overwritten", overwritten(newest), {"altered-snapshot"}, mends=moved
    )
    account: Place = lambda settings: information_path(newest(settings))  # noqa: E731
    either = (*RESTORE, *moved)
    yield fell("its account gone", gone(account), {"account-missing", unread}, mends=either)
    yield fell("its account cut", cut(account), {"account-damaged", unread}, mends=either)
    yield Kind("its statements gone", gone(lambda s: statements_path(newest(s))), mends=BUILD)
    yield Kind(
        "the account of an older snapshot cut",
        cut(lambda settings: information_path(older(settings))),
        {"account-damaged"},
        mends=either,
    )
    yield Kind("what a killed build left", orphans, mends=BUILD)
    yield Kind(
        "why a build failed, cut", holding(b'{"code":', lambda s: s.build_failure), mends=BUILD
    )


def _first_seal(settings: Settings) -> Path:
    return of_kind(settings, "seal")[0]


def _reduced(path: Path) -> None:
    """A record that can be read and lacks all but what every record says, as a workbook."""
    said = read_record(path)
    body = ",".join(
        f'"{name}":"{"workbook" if name == "kind" else said[name]}"'
        for name in ("record_id", "kind", "received_at", "received_by", "channel")
    )
    path.write_text(f"{{{body}}}", "utf-8")


KINDS = tuple(kinds())
