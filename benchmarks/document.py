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
    *("glance", "reading", "door", "building", "changing", "growing"),
    *("sureness", "scoring", "pages", "large", "looking", "lighthouse", "gate"),
    *("starts", "installed"),
)
NAMED = re.compile(r"kept\.(\w+)")
NOTHING = "—"
WHOLE_FROM = 20


def document(results: dict[str, Any], language: str) -> str:
    """The whole document in a language, without sections of what was never measured."""
    texts = [
        _section(name, results, language).strip() for name in SECTIONS if is_told(name, results)
    ]
    return "\n\n".join(texts) + "\n"


def write(results: dict[str, Any]) -> None:
    """Write both documents."""
    for language, path in DOCUMENTS.items():
        path.write_text(document(results, language), encoding="utf-8")


def sections(results: dict[str, Any], parts: Sequence[str]) -> Iterator[str]:
    """The sections that tell of some parts, in English."""
    for name in SECTIONS:
        if named(name) & set(parts) and is_told(name, results):
            yield _section(name, results, "en")


def named(section: str) -> set[str]:
    """The parts that a section tells of."""
    return set(NAMED.findall(_source(section)))


def is_told(section: str, results: Mapping[str, Any]) -> bool:
    """Whether everything that a section tells of was measured; what comes first tells what was."""
    return section == SECTIONS[0] or named(section) <= results.keys()


def _source(name: str) -> str:
    return (TEMPLATES / f"{name}.md.jinja").read_text(encoding="utf-8")


def _section(name: str, results: dict[str, Any], language: str) -> str:
    own = PREFIXES[language]
    others = tuple(prefix for prefix in PREFIXES.values() if prefix != own)
    lines = [
        line.removeprefix(own) for line in _source(name).splitlines() if not line.startswith(others)
    ]
    environment = Environment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    say = words(language)
    return environment.from_string("\n".join(lines)).render(
        kept={part: {} for part in named(name)} | results,
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
    if isinstance(value, int) or abs(value) >= WHOLE_FROM:
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
    words_of = MEASURED[say.language]
    if "machine" in result:
        machine = result["machine"]
        return (
            words_of["when"].format(**machine)
            + words_of["and"]
            + words_of["beside"].format(**machine)
        )
    days: dict[str, list[str]] = {}
    for size, one in result.items():
        of = words_of["of"].format(size=number(size))
        beside = words_of["beside"].format(**one["machine"])
        days.setdefault(words_of["when"].format(**one["machine"]), []).append(of + beside)
    told = [words_of["all"].format(when, words_of["between"].join(of)) for when, of in days.items()]
    return words_of["between"].join(told)


MEASURED = {
    "en": {
        "when": "{day}, {cores} cores",
        "beside": "load {load:g}, other work {others:.1f} cores",
        "of": "{size}: ",
        "and": ", ",
        "between": "; ",
        "all": "{} ({})",
    },
    "zh-CN": {
        "when": "{day}，{cores} 核",
        "beside": "负载 {load:g}，别的任务占 {others:.1f} 核",
        "of": "{size}：",
        "and": "，",
        "between": "；",
        "all": "{}（{}）",
    },
}
