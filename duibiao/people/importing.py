"""Accounts from a sheet: a line for each role of each person, every fault told at once."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from duibiao.people.accounts import LOGIN, login_of
from duibiao.people.acting import EXTENT_OF, ROLES, Assignment
from duibiao.spreadsheets.grids import Grid, Spreadsheet
from duibiao.words import LANGUAGES, Words, words

COLUMNS = ("login", "name", "role", "over", "from", "to")
NEEDED = COLUMNS[:3]
HEADER_WITHIN_LINES = 10
DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?(?: ?0?0:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: `account-import-<code>` are its words."""

    code: str
    line: int
    found: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def text(self, say: Words) -> str:
        """Place, what was found, and how to mend it."""
        name = f"account-import-{self.code}"
        where = say("account-import-line", line=str(self.line)) if self.line else ""
        return f"{where}{say(name, found=self.found, **self.parameters)}"


@dataclass(slots=True)
class Wanted:
    """Somebody who is to have an account, with her roles."""

    login: str
    name: str
    assignments: list[Assignment] = field(default_factory=list)


def read(
    spreadsheet: Spreadsheet, schools: Mapping[str, str] | None
) -> tuple[list[Wanted], list[Fault]]:
    """Who is to have which account, and everything that is wrong with the sheet.

    `schools`: the names of all by their codes, either of which may stand there; None: not known
    yet, then codes are taken as they stand. Raises SpreadsheetFault.
    """
    for position in range(len(spreadsheet.sheet_names)):
        grid = spreadsheet.grid(position)
        for line in range(min(grid.height, HEADER_WITHIN_LINES)):
            columns = _columns(grid.rows(line, line + 1)[0])
            if set(NEEDED) <= columns.keys():
                return _Lines(schools).read(grid, line + 1, columns)
    return [], [Fault("no-header", 0)]


def _columns(texts: tuple[str | None, ...]) -> dict[str, int]:
    """Where the columns stand, by their names in any language."""
    names = {
        words(code).attr("account-columns", name).casefold(): name
        for code in LANGUAGES
        for name in COLUMNS
    } | {name: name for name in COLUMNS}
    found: dict[str, int] = {}
    for position, text in enumerate(texts):
        name = names.get("".join((text or "").split()).casefold())
        if name is not None:
            found.setdefault(name, position)
    return found


class _Lines:
    """The lines of a sheet, one after another."""

    def __init__(self, schools: Mapping[str, str] | None) -> None:
        self.schools = schools
        self.roles = {words(code)(f"role-{role}"): role for code in LANGUAGES for role in ROLES}
        self.roles |= {role: role for role in ROLES}
        self.wanted: dict[str, Wanted] = {}
        self.faults: list[Fault] = []

    def read(
        self, grid: Grid, first: int, columns: Mapping[str, int]
    ) -> tuple[list[Wanted], list[Fault]]:
        for row, texts in enumerate(grid.rows(first, grid.height), start=first + 1):
            cells = {name: (texts[position] or "").strip() for name, position in columns.items()}
            if any(cells.values()):
                self._line(row, dict.fromkeys(COLUMNS, "") | cells)
        if not self.wanted and not self.faults:
            self.faults.append(Fault("empty", 0))
        return list(self.wanted.values()), self.faults

    def _line(self, line: int, cells: Mapping[str, str]) -> None:
        login, before = login_of(cells["login"]), len(self.faults)
        if not LOGIN.fullmatch(login):
            self._note("login", line, cells["login"])
        known = self.wanted.get(login)
        if not cells["name"] and known is None:
            self._note("name", line)
        elif known is not None and cells["name"] not in ("", known.name):
            self._note("two-names", line, cells["name"], login=login, name=known.name)
        role = self.roles.get(cells["role"])
        first, last = (self._day(line, cells[name]) for name in ("from", "to"))
        if first and last and first > last:
            self._note("days", line, cells["from"])
        if role is None:
            self._note("role", line, cells["role"])
            return
        over = self._over(line, role, cells["over"])
        if len(self.faults) > before or over is None:
            return
        wanted = self.wanted.setdefault(login, Wanted(login, cells["name"]))
        wanted.assignments += [Assignment(role, one, first, last) for one in over]

    def _over(self, line: int, role: str, text: str) -> list[str] | None:
        extent = EXTENT_OF[role]
        if extent == "county":
            if text:
                self._note("over-county", line, text)
            return [""]
        parts = [part for part in re.split(r"[、,，;；\s]+", text) if part]
        if not parts:
            self._note(f"over-{extent}", line)
            return None
        if extent == "group" or self.schools is None:
            return parts
        by_name: dict[str, list[str]] = {}
        for code, name in self.schools.items():
            by_name.setdefault(name, []).append(code)
        found: list[str] = []
        for part in parts:
            meant = [part] if part in self.schools else by_name.get(part, [])
            if len(meant) != 1:
                self._note("school-unknown" if not meant else "school-several", line, part)
            found += meant
        return found

    def _day(self, line: int, text: str) -> dt.date | None:
        if not text:
            return None
        match = DAY.fullmatch(text)
        try:
            if match is None:
                raise ValueError(text)
            return dt.date(*map(int, match.groups()))
        except ValueError:
            self._note("day", line, text)
            return None

    def _note(self, code: str, line: int, found: str = "", **parameters: str) -> None:
        self.faults.append(Fault(code, line, found, parameters))
