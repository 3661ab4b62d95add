"""What the county has written down of itself: its names, and where its things lie."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from duibiao.people.acting import Acting
from duibiao.people.policy import ask
from duibiao.records.model import Refused
from duibiao.records.settings import (
    SEEDS,
    SETTINGS_FILE,
    CountyFile,
    Settings,
    county_file,
    with_names,
)
from duibiao.records.store import write_durably

VARIABLES = {"county": "DUIBIAO_COUNTY", "office": "DUIBIAO_OFFICE"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class CountySettings:
    """What holds now: names, places, and in which file it is written (None: in none yet).

    `fixed`: the names that the environment of the server says, which goes first.
    """

    county: str
    office: str
    file: Path | None
    fixed: frozenset[str]
    home: Path
    guide: Path
    has_own_guide: bool


def county_settings(acting: Acting) -> CountySettings:
    """What holds now. Raises Refused."""
    ask(acting, "see_settings")
    settings = acting.settings
    return CountySettings(
        settings.county,
        settings.office,
        _file(settings),
        frozenset(
            name for name, variable in VARIABLES.items() if os.environ.get(variable, "").strip()
        ),
        settings.home,
        settings.guide,
        settings.guide != SEEDS,
    )


def _file(settings: Settings) -> Path | None:
    """The settings file of a home."""
    path = county_file(settings.home)
    if path is not None and CountyFile.read(path).home == settings.home:
        return path
    return None


def name_county(acting: Acting, county: str, office: str) -> Path:
    """Write down what papers call the county and its office; what else the file says stays.

    Without a file one is made in the data home. Raises Refused, and OSError.
    """
    acting = ask(acting, "change_settings", about="names")
    names = {"county": " ".join(county.split()), "office": " ".join(office.split())}
    if not names["county"]:
        raise Refused("settings-no-county")
    if any(len(name) > LONGEST_NAME or not name.isprintable() for name in names.values()):
        raise Refused("settings-name", most=str(LONGEST_NAME))
    settings = acting.settings
    path = _file(settings)
    if path is None:
        path = settings.home / SETTINGS_FILE
        if path.exists():
            raise Refused("settings-unreadable", path=str(path))
        guide = None if settings.guide == SEEDS else settings.guide
        text = CountyFile(names["county"], settings.home, guide, office=names["office"]).text(
            settings.home
        )
    else:
        text = with_names(path.read_bytes().decode("utf-8"), names)
    write_durably(path, text.encode(), private=path.is_relative_to(settings.home))
    return path
