"""What `--out` means to every command that writes files: a file by its name, or a folder."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from duibiao.commands.console import WRONG_USE, W, refuse

KNOWN = (".csv", ".docx", ".json", ".parquet", ".pdf", ".png", ".txt", ".xlsx", ".zip")
ZIP = ".zip"


def names_a_file(target: Path) -> bool:
    """Whether a target is a file by its name: one with a suffix that we or others write."""
    return target.suffix.lower() in KNOWN and not target.is_dir()


def refuse_other_files(target: Path, forms: Collection[str]) -> None:
    """Ends the command where a target is a file of a form that is not written here."""
    if names_a_file(target) and target.suffix.lower().removeprefix(".") not in forms:
        taken = W("separator-items").join(f".{form}" for form in forms)
        said = {"path": str(target), "forms": taken, "folder": str(target.with_suffix(""))}
        refuse(W("cli-out-form", **said), WRONG_USE)


def refuse_one_file(target: Path, *, or_zip: bool = False) -> None:
    """Ends the command where several files are to be written and the target is one file's name."""
    if names_a_file(target) and not (or_zip and target.suffix.lower() == ZIP):
        said = {"path": str(target), "folder": str(target.with_suffix(""))}
        refuse(W("cli-out-several-zip" if or_zip else "cli-out-several", **said), WRONG_USE)
