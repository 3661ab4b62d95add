"""Who acts, on which data home, by which way in: what each question to the desk begins with."""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from typing import Literal, Protocol

from duibiao.records.settings import Settings

Extent = Literal["school", "group", "county"]
EXTENT_OF: dict[str, Extent] = {
    "clerk": "school",
    "head": "school",
    "group": "group",
    "instructor": "school",
    "reviewer": "school",
    "office": "county",
    "leader": "county",
    "analyst": "county",
    "administrator": "county",
    "auditor": "county",
}
"""The roles, and over what each is given."""
ROLES = tuple(EXTENT_OF)
REVIEWER = "reviewer"
"""Who verifies what these schools said, and has nothing else to do with them."""
VISITOR = "visitor"
"""Whoever looks at a server for several people that knows no accounts: no role of an account."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """A role over a school, an education group or the county (`over` empty), from day to day.

    `stands_in_for`: the number of the account whose place is taken meanwhile.
    """

    role: str
    over: str = ""
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    stands_in_for: int | None = None

    @property
    def extent(self) -> Extent:
        """What `over` names."""
        return EXTENT_OF.get(self.role, "county")

    def holds_on(self, day: dt.date) -> bool:
        """Whether it holds on a day; the first and the last are within."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )


class OfSchool(Protocol):
    """What the policy asks of a school: its code, and the education group that it is in."""

    @property
    def school_id(self) -> str: ...

    @property
    def education_group(self) -> str | None: ...


class OfCycle(Protocol):
    """What the policy asks of a cycle: its code and its days."""

    @property
    def cycle_id(self) -> str: ...

    @property
    def starts_on(self) -> dt.date: ...

    @property
    def ends_on(self) -> dt.date: ...


@dataclass(frozen=True, slots=True)
class Belonging:
    """A school as the policy knows it, where only a row of it is at hand."""

    school_id: str
    education_group: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with what was assigned to her; `number` is her account's, None without one."""

    number: int | None = None
    name: str = ""
    assignments: tuple[Assignment, ...] = ()

    def held(self, day: dt.date) -> tuple[Assignment, ...]:
        """What holds on a day."""
        return tuple(one for one in self.assignments if one.holds_on(day))


NOBODY = Person()
AT_THE_FILES = Person(
    assignments=tuple(map(Assignment, ("office", "analyst", "administrator", "auditor")))
)
"""Whoever has the files themselves is the county office; no policy could keep anything from her."""
LOOKING = Person(assignments=(Assignment(VISITOR),))


@dataclass(frozen=True, slots=True)
class Acting:
    """A person at work. `name` and `channel` are kept with every record that comes of it.

    Without a `person` nothing is allowed.
    """

    settings: Settings
    name: str
    channel: str
    person: Person = NOBODY
    address: str = ""
    """From where, as the audit trail keeps it."""


def is_loopback(host: str) -> bool:
    """Whether an address is of this computer alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
