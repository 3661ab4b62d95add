"""The look of every page: the palette, the few drawn figures, and the three looks of nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

from duibiao.words import Words
from duibiao.words.figures import Number, rounded

STYLES = Path(__file__).with_name("base.css")
PAGES = Path(__file__).parents[1] / "app_pages"

FONT = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
INK = "#1f2933"
MUTED = "#5a6672"
LINE = "#d5dbe1"
PALE = "#eef2f5"
ACCENT = "#1f5f8b"

# Okabe and Ito's colours, told apart by the common colour-blindnesses; neighbours differ in
# lightness too, so that a black-and-white print still shows where one part ends.
CATEGORIES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#4d4d4d",
    "#56b4e9",
    "#d55e00",
    "#b8a800",
)
# Steps of one scale, best first: dark to light, so that the order is seen without colour too.
STEPS = ("#174a73", "#427aa4", "#a5c4dc", "#dbe6ee", "#f0f3f5")


@cache
def css() -> str:
    """The rules of all pages: what they share, then what single pages add; read once."""
    paths = [STYLES, *sorted(PAGES.glob("*/page.css"))]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def category_colours(count: int) -> list[str]:
    """As many colours as there are categories, repeating when there are more than colours."""
    return [CATEGORIES[position % len(CATEGORIES)] for position in range(count)]


def step_colours(count: int) -> list[str]:
    """As many steps of one hue as a scale has, darkest first."""
    return [STEPS[min(position, len(STEPS) - 1)] for position in range(count)]


def ink_on(colour: str) -> str:
    """Black or white, whichever stands out more from a colour `#rrggbb`: at least 4.58 to 1.

    The contrast is that of WCAG 2.1, (lighter + 0.05) ÷ (darker + 0.05) in relative luminance.
    """
    return (
        "#000000"
        if (luminance(colour) + 0.05) / 0.05 > 1.05 / (luminance(colour) + 0.05)
        else "#ffffff"
    )


def luminance(colour: str) -> float:
    """The relative luminance of a colour `#rrggbb` by WCAG 2.1, 0 for black to 1 for white."""
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def points(value: Number | None, words: Words, status: str = "scored") -> Markup:
    """Points in a table cell; nothing given, nothing owed and nothing earned look different."""
    if status == "not_applicable" or value is None:
        return Markup('<span class="not-applicable">{}</span>').format(words("not-applicable"))
    if status == "missing":
        return Markup('<span class="missing">{}</span>').format(words("missing"))
    if not value:
        return Markup('<span class="zero">{}</span>').format(rounded(value))
    return Markup("{}").format(rounded(value))


NARROWEST = 0.09
"""Of a bar's length: what a part needs so that it, and not its neighbour, is hit."""


def bar(share: Number | None, *, colour: str = ACCENT) -> Markup:
    """A small bar of a share of one, beside a number that says the same."""
    if share is None:
        return Markup("")
    width = max(0.0, min(100.0, float(share) * 100))
    return Markup(
        '<span class="bar" aria-hidden="true">'
        '<span style="width:{:.1f}%;background:{}"></span></span>'
    ).format(width, colour)


def stacked_bar(
    parts: Iterable[tuple[str, Number | None, str]],
    total: Number,
    *,
    places: int = 1,
    links: Mapping[str, str] | None = None,
) -> Markup:
    """Parts (name, value, colour) laid end to end on a track as long as `total`.

    What is below 0 has no length: the number beside the bar says it.
    A part whose name has an address in `links` leads there, where it is wide enough to be hit.
    """
    segments = Markup("")
    for name, value, colour in parts:
        if value and value > 0:
            text = Markup("{}").format(rounded(value, places))
            if links and name in links and float(value) >= NARROWEST * float(total):
                text = Markup('<a href="{}">{}</a>').format(links[name], text)
            segments += Markup(
                '<span style="width:{:.2f}%;background:{};color:{}" title="{} {}">{}</span>'
            ).format(
                float(value) / float(total) * 100, colour, ink_on(colour),
                name, rounded(value, places and 2), text,
            )  # fmt: skip
    return Markup('<span class="stacked">{}</span>').format(segments)


def legend(entries: Iterable[tuple[str, str]]) -> Markup:
    """What the colours of a stacked bar stand for: (name, colour)."""
    return Markup('<p class="legend">{}</p>').format(
        Markup("").join(
            Markup('<span><i style="background:{}"></i>{}</span>').format(colour, name)
            for name, colour in entries
        )
    )


def figures(
    entries: Iterable[tuple[str | Markup, str | Markup, str | Markup]],
) -> Markup:
    """The few figures that a page is about: (label, value, note)."""
    return Markup('<dl class="figures">{}</dl>').format(
        Markup("").join(
            Markup("<div><dt>{}</dt><dd>{}</dd><dd class='note'>{}</dd></div>").format(*entry)
            for entry in entries
        )
    )


def notice(text: str | Markup, kind: str = "info", detail: str | Markup = "") -> Markup:
    """A paragraph that stands out: `info`, `warning`, `error` or `empty`; each has its own mark."""
    mark = {"info": "i", "warning": "!", "error": "×", "empty": "○"}[kind]
    role = "alert" if kind == "error" else "status"
    return Markup(
        '<div class="notice {}" role="{}"><b aria-hidden="true">{}</b><div><p>{}</p>{}</div></div>'
    ).format(kind, role, mark, text, Markup("<p>{}</p>").format(detail) if detail else "")


def listed(lines: Iterable[str | Markup]) -> Markup:
    """Lines one under the other."""
    return Markup("<ul>{}</ul>").format(
        Markup("").join(Markup("<li>{}</li>").format(line) for line in lines)
    )
