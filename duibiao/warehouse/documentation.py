"""The documentation of the warehouse: one HTML file by dbt, made when it is first asked for.

It depends on the dbt project alone, so it is kept by the project's content, and no build waits for
it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from duibiao.records.settings import DBT_PROJECT, Settings
from duibiao.records.store import make_folder, write_durably
from duibiao.warehouse.snapshot_files import project_hash

PAGE = "static_index.html"
# Without the variables of a build the project is only read, in memory and with its own guide: the
# tables of a county lie elsewhere, and this is about the project.
OF_A_BUILD = ("DUIBIAO_GUIDE_TABLES", "DUIBIAO_LANDING", "DUIBIAO_SNAPSHOT")

_making = threading.Lock()


def documentation_path(settings: Settings) -> Path:
    """Where the documentation of the present dbt project lies; the first to ask waits ten seconds.

    Raises RuntimeError with dbt's reason where it cannot be made.
    """
    folder = settings.home / "documentation"
    target = folder / f"{project_hash()}.html"
    with _making:
        if not target.is_file():
            make_folder(folder, private=True)
            write_durably(target, _made_by_dbt(folder), private=True)
            for earlier in set(folder.glob("*.html")) - {target}:
                earlier.unlink(missing_ok=True)
    return target


# What dbt left to be filled in later: until then a browser asks us for files of these names.
ASKED_FOR_IN_VAIN = {
    b'<use xlink:href="{{': b'<use ng-attr-xlink:href="{{',
    b"${require('./assets/favicons/favicon.ico')}": b"data:,",
}


def _made_by_dbt(folder: Path) -> bytes:
    """The page, made by dbt in a process of its own: in ours its settings would be everybody's."""
    environment = {name: text for name, text in os.environ.items() if name not in OF_A_BUILD}
    environment["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    with tempfile.TemporaryDirectory(dir=folder) as work:
        paths = {"--project-dir": DBT_PROJECT, "--profiles-dir": DBT_PROJECT}
        paths |= {"--target-path": Path(work) / "target", "--log-path": Path(work) / "logs"}
        options = [str(part) for pair in paths.items() for part in pair]
        command = [sys.executable, "-m", "dbt.cli.main", "docs", "generate", "--static"]
        done = subprocess.run(
            [*command, "--empty-catalog", "--quiet", *options],
            check=False,
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode != 0:
            raise RuntimeError(f"dbt docs: {(done.stdout + done.stderr).strip()}")
        page = (Path(work) / "target" / PAGE).read_bytes()
        for theirs, ours in ASKED_FOR_IN_VAIN.items():
            page = page.replace(theirs, ours)
        return page
