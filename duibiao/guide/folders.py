"""A guide as a folder of CSV files, written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from duibiao.guide.editions import Guide
from duibiao.records.model import Refused
from duibiao.records.store import PRIVATE_FILE, PRIVATE_FOLDER


def refuse_full(folder: Path) -> None:
    """Raises Refused where a folder holds files."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused("guide-folder-not-empty", folder=str(folder))


def write_folder(
    guide: Guide, folder: Path, *, replace_files: bool = False, private: bool = False
) -> None:
    """The guide's tables as a folder, whole or not at all; `private`: for its owner alone.

    Raises Refused where the folder holds files and these are not to be replaced.
    """
    if not replace_files:
        refuse_full(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        guide.write_tables(made)
        made.chmod(PRIVATE_FOLDER if private else 0o755)
        for path in made.iterdir() if private else ():
            path.chmod(PRIVATE_FILE)
        if not folder.exists():
            made.rename(folder)
            return
        for path in sorted(made.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
