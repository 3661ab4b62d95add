"""A full disk: what is not done is said; what had a receipt is there once there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from duibiao.records.settings import SEEDS, Settings
from duibiao.records.store import IDENTIFIER, list_records
from duibiao.warehouse.verifying import verify
from tests.conftest import Place, run_duibiao
from tests.counties.small_county import small_county

PAGE = 4096
FULL = "磁盘已满"
SIZES = (0, 16 * PAGE, 1 << 20, 6 << 20, 40 << 20)
"""How many bytes are left beside what the home holds already."""

# A small disk of its own for this process and its children, which no administrator need allow.
SCRIPT = """
mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3"/. "$2" || exit 9
shift 3
"$@" load "$BOOK"; echo "load: $?"
"$@" build; echo "build: $?"
"$@" verify; echo "verify: $?"
"$@" explain S1; echo "explain: $?"
cp -a "$DUIBIAO_HOME"/. "$KEPT"
"""


def can_mount() -> bool:
    """Whether this user may give a process disks of its own here."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    command = [unshare, "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def filled(home: Path) -> int:
    """The bytes that a home takes on such a disk."""
    sizes = [path.stat().st_size for path in home.rglob("*") if path.is_file()]
    return sum(-(-size // PAGE) * PAGE for size in sizes)


@pytest.mark.timeout(3600)
@pytest.mark.skipif(not can_mount(), reason="no disk of its own can be had here")
@pytest.mark.parametrize(
    "free", [pytest.param(size, marks=[pytest.mark.soak] * (size > 0)) for size in SIZES]
)
def test_on_a_full_disk_every_command_says_so_and_no_receipt_is_lost(
    free: int, home: Path, place: Place, tmp_path: Path
) -> None:
    county = small_county(tmp_path / "files")
    first, second, _ = county.schools
    run_duibiao(home, "load", *county.tables, county.workbook(first, county.answers(first)))
    run_duibiao(home, "build")
    disk, after = tmp_path / "disk", tmp_path / "after"
    disk.mkdir()
    after.mkdir()
    book = county.workbook(second, county.answers(second))
    places = {"DUIBIAO_HOME": str(disk), "DUIBIAO_GUIDE": str(SEEDS), "DUIBIAO_LANG": "zh"}
    places |= {"BOOK": str(book), "KEPT": str(after), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "duibiao"]
    ended = subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-c",
            SCRIPT,
            "sh",
            str(filled(home) + free),
            disk,
            home,
            *command,
        ],
        env=os.environ | places,
        capture_output=True,
        text=True,
        check=True,
    )
    codes = dict(line.split(": ") for line in ended.stdout.splitlines() if line[-3:-1] == ": ")
    assert codes["verify"] == codes["explain"] == "0", ended.stdout + ended.stderr
    failed = [name for name in ("load", "build") if codes[name] != "0"]
    assert ended.stderr.count(FULL) == len(failed), ended.stdout + ended.stderr
    assert "未预料" not in ended.stderr
    assert failed or free == SIZES[-1], "it was full"
    settings = Settings.resolve(after, SEEDS)
    receipts = set(IDENTIFIER.findall(ended.stdout))
    assert receipts <= list_records(settings).paths.keys()
    assert receipts or "load" in failed
    run_duibiao(after, "build")
    assert verify(settings).amiss == []
    assert not list(settings.home.rglob(".*.partial"))
