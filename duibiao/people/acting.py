"""Who acts, on which data home, by which way in: what each question to the desk begins with."""

from __future__ import annotations

from dataclasses import dataclass

from duibiao.records.settings import Settings


@dataclass(frozen=True, slots=True)
class Acting:
    """A person at work. `name` and `channel` are kept with every record that comes of it."""

    settings: Settings
    name: str
    channel: str
