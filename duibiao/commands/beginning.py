"""The command with which a county begins: what it is called and where its things lie."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from duibiao.commands.console import W, command, out
from duibiao.records.model import Refused
from duibiao.records.settings import SETTINGS_FILE, CountyFile, Settings
from duibiao.records.store import write_durably


@command("cli-init")
def init(
    settings: Settings,
    county: Annotated[str, typer.Argument(help=W("cli-init-county"), metavar="NAME")],
) -> None:
    """Write the county's name, data home and guide down once, for all later commands."""
    folder = Path().absolute()
    path = folder / SETTINGS_FILE
    if path.exists():
        raise Refused("init-already", path=str(path), county=CountyFile.read(path).county)
    # What --home, --guide and the environment say is meant; else both lie in this folder.
    home = settings.home if os.environ.get("DUIBIAO_HOME") else folder / "data"
    guide = settings.guide if os.environ.get("DUIBIAO_GUIDE") else folder / "guide"
    said = CountyFile(" ".join(county.split()), home, guide)
    home.mkdir(parents=True, exist_ok=True)
    write_durably(path, said.text(folder).encode())
    out.print(W("cli-init-done", county=said.county, path=str(path)), markup=False)
    out.print(W("cli-init-places", home=str(home), guide=str(guide)), markup=False)
    out.print(W("cli-init-next"), markup=False)
