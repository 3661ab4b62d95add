"""A guide as a folder of CSV files, written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from duibiao.guide.editions import Guide
from duibiao.records.model import Refused


def write_folder(guide: Guide, folder: Path, *, replace_files: bool = False) -> None:
    """The guide's tables as a folder, whole or not at all.

    Raises Refused where the folder holds files and these are not to be replaced.
    """
    if folder.exists() and any(folder.iterdir()) and not replace_files:
        raise Refused("guide-folder-not-empty", folder=str(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        guide.write_tables(made)
        made.chmod(0o755)
        if not folder.exists():
            made.rename(folder)
            return
        for path in sorted(made.iterdir()):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(made, ignore_errors=True)
