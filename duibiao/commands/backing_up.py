"""The commands that put a data home aside, and make it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import W, command, out
from duibiao.people.acting import Acting
from duibiao.warehouse import backups
from duibiao.words.figures import size


@command("cli-backup")
def backup(
    acting: Acting,
    target: Annotated[Path, typer.Argument(help=W("cli-backup-target"), metavar="DIR|FILE.tar.gz")],
) -> None:
    """Put records, originals, accounts, audit trail and snapshots aside, while in use."""
    made = backups.backup(acting, target)
    said = {"count": str(made.files), "size": size(made.size), "path": str(made.path)}
    out.print(W("cli-backup-made", **said))


@command("cli-restore")
def restore(
    acting: Acting,
    source: Annotated[Path, typer.Argument(help=W("cli-restore-source"), exists=True)],
) -> None:
    """Make an empty data home of a backup."""
    made = backups.restore(acting, source)
    said = {"count": str(made.files), "home": str(acting.settings.home)}
    out.print(W("cli-restored", **said))
