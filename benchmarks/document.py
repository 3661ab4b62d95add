"""Writes docs/speed.md and docs/speed.zh-CN.md: templates with the figures that are kept.

A template has its words in both languages beside each other. A line that begins with `en: ` or
`zh: ` stands in one of them, any other in both, so that a figure is filled in once for both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from duibiao.records.settings import ROOT
from duibiao.words import Words, words

TEMPLATES = Path(__file__).with_name("speed")
DOCUMENTS = {"en": ROOT / "docs" / "speed.md", "zh-CN": ROOT / "docs" / "speed.zh-CN.md"}
PREFIXES = {"en": "en: ", "zh-CN": "zh: "}
SECTIONS = (
    *("glance", "reading", "door", "building", "growing", "sureness", "scoring"),
    *("pages", "large", "looking", "lighthouse", "gate", "starts", "installed"),
)
NAMED = re.compile(r"kept\.(\w+)")
NOTHING = "—"


def document(results: Mapping[str, Any], language: str) -> str:
    """The whole document in a language, without sections of what was never measured."""
    texts = [
        _section(name, results, language).strip()
        for name in SECTIONS
        if named(name) <= results.keys()
    ]
    return "\n\n".join(texts) + "\n"


def write(results: Mapping[str, Any]) -> None:
    """Write both documents."""
    for language, path in DOCUMENTS.items():
        path.write_text(document(results, language), encoding="utf-8")


def sections(results: Mapping[str, Any], parts: Sequence[str]) -> Iterator[str]:
    """The sections that tell of some parts, in English."""
    for name in SECTIONS:
        if named(name) & set(parts) and named(name) <= results.keys():
            yield _section(name, results, "en")


def named(section: str) -> set[str]:
    """The parts that a section tells of."""
    return set(NAMED.findall(_source(section)))


def _source(name: str) -> str:
    return (TEMPLATES / f"{name}.md.jinja").read_text(encoding="utf-8")


def _section(name: str, results: Mapping[str, Any], language: str) -> str:
    own = PREFIXES[language]
    others = tuple(prefix for prefix in PREFIXES.values() if prefix != own)
    lines = [
        line.removeprefix(own) for line in _source(name).splitlines() if not line.startswith(others)
    ]
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    say = words(language)
    return environment.from_string("\n".join(lines)).render(
        kept=results,
        number=number,
        milliseconds=partial(_scaled, 1000),
        megabytes=partial(_scaled, 1e-6),
        asked=asked,
        measured=partial(measured, say),
        page=lambda code: say(f"page-{code}"),
    )


def number(value: float | None) -> str:
    """A number with as many digits as are worth reading."""
    if value is None:
        return NOTHING
    if isinstance(value, int) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if abs(value) >= 1 else 2 if abs(value) >= 0.1 or not value else 3}f}"


def _scaled(scale: float, value: float | None) -> str:
    return number(None if value is None else float(value * scale))


def asked(value: float | None, most: float) -> str:
    """What was asked for, with a mark that says whether it is so."""
    mark = "" if value is None else " ✓" if value <= most else " ✗"
    return f"≤ {most:g}{mark}"


def measured(say: Words, result: Mapping[Any, Any]) -> str:
    """When something was measured, on how many cores, and what else they had to do then."""
    by_size: Mapping[Any, Any] = {None: result} if "machine" in result else result
    told: dict[tuple[Any, ...], list[str]] = {}
    for size, one in by_size.items():
        machine = one["machine"]
        key = machine["day"], machine["cores"], machine["load"], machine["others"]
        told.setdefault(key, []).append("" if size is None else number(size))
    found = []
    for (day, cores, load, others), sizes in told.items():
        parameters = {"day": day, "cores": cores, "load": f"{load:g}", "others": f"{others:g}"}
        of = "" if sizes == [""] else ", ".join(sizes) + ": "
        found.append(of + WHEN[say.language].format(**parameters))
    return "; ".join(found) if say.language == "en" else "；".join(found)


WHEN = {
    "en": "{day}, {cores} cores, load {load}, of which other work took {others} cores",
    "zh-CN": "{day}，{cores} 核，负载 {load}，其中别的任务占 {others} 核",
}
