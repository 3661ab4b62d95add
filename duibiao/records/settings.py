"""Where everything lies on this machine: the one place of paths and process settings."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Self

from duibiao.records.model import Refused

# Beside the packages in the repository, inside this one where it is installed (pyproject.toml).
INSTALLED = Path(__file__).resolve().parents[1] / "_data"
ROOT = INSTALLED if INSTALLED.is_dir() else INSTALLED.parents[1]
SEEDS = ROOT / "seeds"
DBT_PROJECT = ROOT / "dbt"


SETTINGS_FILE = "duibiao.toml"
"""What a county has written down once; it lies in the county's folder."""


DEFAULT_HOME = Path("data")
OWN_GUIDE = "guide"
"""Below the home: the folder of a guide that took the place of the one that comes with us."""

PROVIDER_TABLE = "sign_in"
PROVIDER_VARIABLE = "DUIBIAO_OIDC_"


@dataclass(frozen=True, slots=True)
class Provider:
    """An office's own provider of identities (OpenID Connect).

    `claim`: what it says of somebody that is the name of her account here. `name`: what the page to
    sign in on calls it.
    """

    issuer: str
    client_id: str
    secret_file: Path
    claim: str = "preferred_username"
    name: str = ""

    @classmethod
    def read(cls, said: Mapping[str, object], folder: Path) -> Self | None:
        """What a settings file and the environment say, which goes first; None where neither does.

        Raises Refused where one of both says a part of it alone.
        """
        chosen = {
            one.name: os.environ.get(
                f"{PROVIDER_VARIABLE}{one.name.upper()}", str(said.get(one.name, ""))
            )
            for one in fields(cls)
        }
        if not any(chosen.values()):
            return None
        missing = [name for name in ("issuer", "client_id", "secret_file") if not chosen[name]]
        if missing:
            raise Refused("settings-sign-in", missing=tuple(missing))
        return cls(
            chosen["issuer"].rstrip("/"),
            chosen["client_id"],
            folder / chosen["secret_file"],
            chosen["claim"] or "preferred_username",
            chosen["name"],
        )


@dataclass(frozen=True, slots=True)
class CountyFile:
    """A county's settings: what it is called, where its data home and its guide lie.

    `guide`: None where nothing is said of it. `office`: who sends its papers. `provider`: what its
    table `[sign_in]` says, as it stands there.
    """

    county: str
    home: Path
    guide: Path | None
    provider: Mapping[str, object] = field(default_factory=dict)
    office: str = ""

    @classmethod
    def read(cls, path: Path) -> Self:
        """The settings in a file, whose paths begin at its folder. Raises Refused for another."""
        try:
            said = tomllib.loads(path.read_text(encoding="utf-8"))
            county, home = (str(said[name]) for name in ("county", "home"))
            guide = path.parent / str(said["guide"]) if "guide" in said else None
            provider = dict(said.get(PROVIDER_TABLE, {}))
            office = str(said.get("office", "")).strip()
            return cls(county, path.parent / home, guide, provider, office)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise Refused("settings-unreadable", path=str(path)) from error

    def text(self, folder: Path) -> str:
        """The file as it is written; places below its folder are named from there."""
        places = {"home": self.home} | ({} if self.guide is None else {"guide": self.guide})
        said = {"county": self.county} | ({"office": self.office} if self.office else {})
        for name, place in places.items():
            near = place.relative_to(folder) if place.is_relative_to(folder) else place
            said[name] = near.as_posix()
        return "".join(_line(name, text) for name, text in said.items())


def _line(name: str, text: str, ending: str = "\n") -> str:
    # A JSON string is a TOML string too.
    return f"{name} = {json.dumps(text, ensure_ascii=False)}{ending}"


STRING = r"""("(?:[^"\\]|\\.)*"|'[^']*')(?=\s*(?:#|$))"""


def with_names(text: str, names: Mapping[str, str]) -> str:
    """A settings file that says these names, and else to the letter what it said before.

    Raises Refused where that cannot be told of this file, as where a name stands in several lines.
    """
    before = tomllib.loads(text)
    lines = text.splitlines(keepends=True)
    ending = "\r\n" if text.endswith("\r\n") else "\n"
    for name, said in names.items():
        # What belongs to no table stands before the first.
        tables = (at for at, line in enumerate(lines) if line.lstrip().startswith("["))
        end = next(tables, len(lines))
        stands = re.compile(rf"(\s*{name}\s*=\s*)" + STRING)
        found = [at for at in range(end) if stands.match(lines[at])]
        value = json.dumps(said, ensure_ascii=False)
        if found:
            match = stands.match(lines[found[0]])
            assert match is not None
            lines[found[0]] = match[1] + value + lines[found[0]][match.end() :]
        elif name not in before:
            if end and not lines[end - 1].endswith("\n"):
                lines[end - 1] += ending
            lines.insert(end, _line(name, said, ending))
    written = "".join(lines)
    try:
        after = tomllib.loads(written)
    except ValueError:
        after = {}
    if after != before | dict(names):
        raise Refused("settings-by-hand")
    return written


def own_guide(home: Path) -> bool:
    """Whether a guide of the county's own lies below its home."""
    return (home / OWN_GUIDE / "editions.csv").is_file()


def county_file(start: Path) -> Path | None:
    """The settings file of a folder or of the nearest folder above it; None if there is none."""
    for folder in (start, *start.parents):
        path = folder / SETTINGS_FILE
        if path.is_file():
            return path
    return None


@dataclass(frozen=True, slots=True)
class Settings:
    """The data home and the guide in use; every other path follows from them.

    `county` and `office` are what papers call the county and who sends them; empty where not said.
    `build`: the build that is read, rather than the one in force. `provider`: by whom people sign
    in beside their passwords here.
    """

    home: Path
    guide: Path
    county: str = ""
    office: str = ""
    build: str | None = None
    provider: Provider | None = None

    @classmethod
    def resolve(cls, home: Path | None = None, guide: Path | None = None) -> Settings:
        """What was said on the command line, else the environment, else the county's file.

        The file is looked for from the data home upwards where that was said, else from the
        working folder; without one it is ./data and the guide that comes with the program. That
        guide gives way to the county's own below the home, whoever named it.
        Raises Refused where the file cannot be read.
        """
        named_home = home or _from_environment("DUIBIAO_HOME")
        named_guide = guide or _from_environment("DUIBIAO_GUIDE")
        path = county_file((named_home or Path()).absolute())
        inside = (DEFAULT_HOME / SETTINGS_FILE).absolute()
        if path is None and named_home is None and inside.is_file():
            path = inside
        # Where both places were named, the file could only say what the county is called.
        said = None if path is None else CountyFile.read(path)
        if said is not None and named_home is not None and said.home != named_home.absolute():
            said = None  # another county's, in whose folder this one's home happens to lie
        chosen_home = named_home or (said.home if said else DEFAULT_HOME)
        chosen_guide = (named_guide or (said and said.guide) or SEEDS).absolute()
        if chosen_guide == SEEDS and own_guide(chosen_home.absolute()):
            chosen_guide = chosen_home.absolute() / OWN_GUIDE
        return cls(
            home=chosen_home.absolute(),
            guide=chosen_guide,
            county=os.environ.get("DUIBIAO_COUNTY", "").strip() or (said.county if said else ""),
            office=os.environ.get("DUIBIAO_OFFICE", "").strip() or (said.office if said else ""),
            provider=Provider.read(
                said.provider if said else {}, path.parent if path and said else Path().absolute()
            ),
        )

    def of_build(self, build: str | None) -> Settings:
        """The same that read one build for as long as it is kept; None: the one in force."""
        return replace(self, build=build)

    @property
    def records(self) -> Path:
        """Everything ever said to the system, one small JSON file each."""
        return self.home / "records"

    @property
    def originals(self) -> Path:
        """Every file ever handed in, named by its SHA-256."""
        return self.home / "originals"

    def report_form(self, kind: str) -> Path:
        """The county's own Word form of its bulletin (`county`) or of a school's report."""
        return self.home / "forms" / f"{kind}.docx"

    @property
    def guide_draft(self) -> Path:
        """The one draft of a guide that lies beside the guide in force."""
        return self.home / "guide-draft"

    @property
    def landing(self) -> Path:
        """The projection of records and originals as tables; only a build opens it."""
        return self.home / "landing.duckdb"

    @property
    def build_lock(self) -> Path:
        """Held by the one builder from before landing is opened until after it is closed."""
        return self.home / "build.lock"

    @property
    def warehouse(self) -> Path:
        """The published snapshots."""
        return self.home / "warehouse"

    @property
    def latest(self) -> Path:
        """One line: the identifier of the build whose snapshot is in force."""
        return self.warehouse / "LATEST"

    @property
    def went_back(self) -> Path:
        """Who has put an earlier snapshot in force again, and why; holds for that of LATEST."""
        return self.warehouse / "WENT_BACK"

    @property
    def carried(self) -> Path:
        """What the next build takes over beside the newest snapshot; may be deleted."""
        return self.warehouse / "CARRIED"

    @property
    def people(self) -> Path:
        """Accounts, assignments and sessions: the one database that is no projection."""
        return self.home / "people.sqlite3"

    @property
    def trail(self) -> Path:
        """The audit trail, a file for each day."""
        return self.home / "audit"

    @property
    def drafts(self) -> Path:
        """What schools have typed and not handed in yet, a file for each cycle and school."""
        return self.home / "drafts"

    @property
    def build_failure(self) -> Path:
        """Why the newest build failed; absent when it succeeded."""
        return self.warehouse / "FAILURE.json"

    @property
    def build_request(self) -> Path:
        """Where it lies, the server builds at once."""
        return self.home / "build.request"

    @property
    def jobs(self) -> Path:
        """Long work that pages asked for, a folder each; may be deleted when none runs."""
        return self.home / "jobs"

    @property
    def dbt_work(self) -> Path:
        """Working files of dbt (parse cache, logs, plans); may be deleted at any time."""
        return self.home / "dbt-work"


def cache_folder() -> Path | None:
    """Where lies what can be made again, for all data homes of one user; None if she has none."""
    said = _from_environment("DUIBIAO_CACHE")
    if said is not None:
        return said.absolute()
    system = _from_environment("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME")
    try:
        return (system or Path.home() / ".cache") / "duibiao"
    except RuntimeError:  # a service may run as somebody without a home
        return None


MOST_BUILD_MEMORY = 4 << 30
MEMORY = re.compile(r"\d+ ?[KMGT]i?B", re.ASCII | re.IGNORECASE)


def build_memory() -> str:
    """How much a build's engine may hold in memory, as the engine is told it, such as `4096MB`.

    What `DUIBIAO_BUILD_MEMORY` says, else half of the machine's memory and at most 4 GB: with more
    a build is no faster. The process takes up to two thirds beyond it. Raises ValueError where what
    is said is no amount.
    """
    said = os.environ.get("DUIBIAO_BUILD_MEMORY", "").strip()
    if said:
        if not MEMORY.fullmatch(said):
            raise ValueError(said)
        return said
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows does not tell it this way
        whole = MOST_BUILD_MEMORY
    return f"{min(MOST_BUILD_MEMORY, whole // 2) >> 20}MB"


def _from_environment(name: str) -> Path | None:
    said = os.environ.get(name)
    return Path(said) if said else None
