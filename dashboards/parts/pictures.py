"""Pictures in the page: they take the width that there is, print as they stand, and lead on.

Lines and marks are an SVG image (Streamlit lets none stand in its HTML), names are words of the
page over it. Across, places are percents of the width, and down they are pixels, so that nothing is
scaled and every name keeps its size on a telephone and on paper. Names never cover one another:
they move apart, and a thin line says whose each is. What a picture shows stands in a table, too.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from dashboards.parts.design import ACCENT, LINE, MUTED, category_colours

NAME_GAP = 16
TOP, BOTTOM = 18, 26
# How much of the width a dot takes, and a short name at a desk and on a telephone.
DOT_WIDTH, WIDE_NAME, NARROW_NAME = 1.8, 2.4, 7.4
DOT_HEIGHT, NAME_HEIGHT = 10, 15
DASHES = ("none", "7 4", "2 3", "9 3 2 3")
MARKS = (
    "M-4,0 a4,4 0 1,0 8,0 a4,4 0 1,0 -8,0",
    "M-4,-4 h8 v8 h-8 z",
    "M0,-5.4 L5.4,0 L0,5.4 L-5.4,0 z",
    "M0,-5 L5,4 L-5,4 z",
    "M-5,-1.6 h3.4 v-3.4 h3.2 v3.4 h3.4 v3.2 h-3.4 v3.4 h-3.2 v-3.4 h-3.4 z",
)
UNSURE = "#b45f06"


@dataclass(frozen=True, slots=True)
class Dot:
    """A school on a strip: its name with what it has, where it leads, and whether that is sure."""

    value: float
    name: str
    text: str
    target: str
    is_sure: bool = True
    title: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A line that a value has to reach, with its name."""

    value: float
    name: str
    is_strong: bool = True


@dataclass(frozen=True, slots=True)
class Series:
    """A line over the years: a value or None for each, and how the values are written."""

    name: str
    values: Sequence[float | None]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a field: places across and down, its short name, what it says, where it leads."""

    across: float
    down: float
    name: str
    text: str
    target: str
    colour: str = ACCENT
    is_named: bool = True


def apart(places: Sequence[float], gap: float, least: float, most: float) -> list[float]:
    """Places moved as little as can be so that neighbours keep a gap, in their order.

    They stay between `least` and `most` as long as there is room for all. (Isotonic regression by
    pooling: whoever would overlap moves as one group.)
    """
    order = sorted(range(len(places)), key=lambda number: places[number])
    groups: list[tuple[float, int]] = []
    for turn, number in enumerate(order):
        total, count = places[number] - turn * gap, 1
        while groups and groups[-1][0] / groups[-1][1] >= total / count:
            before = groups.pop()
            total, count = total + before[0], count + before[1]
        groups.append((total, count))
    starts = [total / count for total, count in groups for _ in range(count)]
    last = max(most - (len(places) - 1) * gap, least)
    found = list(places)
    for turn, (number, start) in enumerate(zip(order, starts, strict=True)):
        found[number] = min(max(start, least), last) + turn * gap
    return found


@dataclass(slots=True)
class _Sheet:
    """What is drawn, and what is written over it."""

    height: float
    drawn: list[Markup] = field(default_factory=list)
    written: list[Markup] = field(default_factory=list)

    def line(
        self, x1: float, y1: float, x2: float, y2: float,
        *, colour: str = LINE, dash: str = "none", width: float = 1,
    ) -> None:  # fmt: skip
        self.drawn.append(
            Markup(
                '<line x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}" stroke="{}"'
                ' stroke-width="{}" stroke-dasharray="{}"/>'
            ).format(x1, y1, x2, y2, colour, width, dash)
        )

    def mark(self, x: float, y: float, shape: str, *, fill: str, stroke: str) -> None:
        # A nested drawing, because a path knows no percents.
        self.drawn.append(
            Markup(
                '<svg x="{:.2f}%" y="{:.1f}" overflow="visible"><path d="{}" fill="{}"'
                ' stroke="{}" stroke-width="2"/></svg>'
            ).format(x, y, shape, fill, stroke)
        )

    def write(
        self, x: float, y: float, text: str, *,
        side: str = "right", kind: str = "", target: str = "", title: str = "",
    ) -> None:  # fmt: skip
        """Words to the `right` or `left` of a place, or in its `middle`; with a target a link."""
        place = f"top:{y:.1f}px;"
        place += f"right:{100 - x:.2f}%" if side == "left" else f"left:{x:.2f}%"
        if side == "right":
            place += f";max-width:{100 - x:.2f}%"
        head = Markup('<a href="{}"').format(target) if target else Markup("<span")
        self.written.append(
            head
            + Markup(' class="{} {}" style="{}" title="{}">{}</{}>').format(
                side, kind, place, title or text, text, "a" if target else "span"
            )
        )

    def html(self, label: str, name: str) -> Markup:
        image = (
            '<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="100%">'
            f"{''.join(self.drawn)}</svg>"
        )
        source = base64.b64encode(image.encode()).decode()
        return Markup(
            '<div class="picture {}" style="height:{:.0f}px">'
            '<img src="data:image/svg+xml;base64,{}" alt="{}">{}</div>'
        ).format(name, self.height, source, label, Markup("").join(self.written))


def strip(dots: Sequence[Dot], levels: Sequence[Level], *, label: str) -> Markup:
    """Schools on one scale, best at the top, each with its name; lines cross where levels are."""
    values = [dot.value for dot in dots]
    lowest, highest = min(values), max(values)
    within = [level for level in levels if lowest <= level.value <= highest]
    room = max(NAME_GAP * len(dots), 260)
    at = _scale((highest, lowest), TOP, TOP + room)
    sheet = _Sheet(TOP + room + BOTTOM)
    axis, names = 29.0, 37.0
    sheet.line(axis, TOP, axis, TOP + room, colour=MUTED)
    beside = apart([at(level.value) for level in within], NAME_GAP, TOP, TOP + room)
    places = apart([at(value) for value in values], NAME_GAP, TOP, TOP + room)
    for level, y in zip(within, beside, strict=True):
        where, dash = at(level.value), "none" if level.is_strong else "2 3"
        above = [place for dot, place in zip(dots, places, strict=True) if dot.value >= level.value]
        # Among the names the line goes between the last that reaches it and the next.
        between = max(above) + NAME_GAP / 2
        for start, end in (((axis - 3, y), (axis - 1.5, where)), ((axis - 1.5, where),
                           (axis + 1.6, where)), ((axis + 1.6, where), (names - 0.6, between)),
                           ((names - 0.6, between), (100, between))):  # fmt: skip
            sheet.line(*start, *end, colour=MUTED, dash=dash)
        kind = "" if level.is_strong else "faint"
        sheet.write(axis - 3.4, y, level.name, side="left", kind=kind)
    for dot, y in zip(dots, places, strict=True):
        colour = ACCENT if dot.is_sure else UNSURE
        sheet.line(axis + 1.6, at(dot.value), names - 0.6, y)
        sheet.mark(
            axis, at(dot.value), MARKS[0], fill=colour if dot.is_sure else "#ffffff", stroke=colour
        )
        sheet.write(names, y, f"{dot.text} {dot.name}", target=dot.target, title=dot.title)
    return sheet.html(label, "strip")


def over_years(years: Sequence[str], series: Sequence[Series], *, label: str) -> Markup:
    """Lines over the years; they differ in colour, dash and mark, and end in their names."""
    found = [value for line in series for value in line.values if value is not None]
    if not found:
        return Markup("")
    room = max(200.0, (NAME_GAP + 4) * len(series))
    left, right = 7.0, 54.0
    down = _scale((max(found), min(found)), TOP + 8, TOP + 8 + room)
    across = _scale((0, max(len(years) - 1, 1)), left, right)
    sheet = _Sheet(TOP + room + 48)
    for number, year in enumerate(years):
        sheet.line(across(number), TOP, across(number), TOP + 16 + room)
        sheet.write(across(number), TOP + room + 32, year, side="middle", kind="faint")
    drawn = [
        (line, _last(line.values))
        for line in series
        if any(value is not None for value in line.values)
    ]
    ends = [down(line.values[number] or 0.0) for line, number in drawn]
    names = apart(ends, NAME_GAP + 2, TOP, TOP + 16 + room)
    colours = category_colours(len(drawn))
    for place, ((line, number), end, name) in enumerate(zip(drawn, ends, names, strict=True)):
        colour, dash = colours[place], DASHES[place % len(DASHES)]
        points = [(across(n), down(v)) for n, v in enumerate(line.values) if v is not None]
        for one, other in itertools.pairwise(points):
            sheet.line(*one, *other, colour=colour, width=2.4, dash=dash)
        for point in points:
            sheet.mark(*point, MARKS[place % len(MARKS)], fill=colour, stroke=colour)
        sheet.line(across(number) + 1.6, end, right + 4.4, name)
        sheet.write(right + 5, name, f"{line.texts[number]} {line.name}")
    return sheet.html(label, "years")


def plane(
    points: Sequence[Point],
    *,
    across: tuple[str, float],
    down: tuple[str, float],
    corners: Sequence[str],
    label: str,
) -> Markup:
    """Points over two measures, crossed by a line at a place of each; four corners with names.

    `across` and `down`: the name of a measure and where its line stands; `corners` from the upper
    left by rows. More of the one lies to the right, more of the other above.
    """
    room, foot = 400.0, TOP + 444
    x_of = _scale([*(point.across for point in points), across[1]], 3.0, 97.0)
    y_of = _scale([*(point.down for point in points), down[1]], TOP + room + 12, TOP + 40)
    middle, level = x_of(across[1]), y_of(down[1])
    sheet = _Sheet(foot + 40)
    sheet.line(middle, TOP, middle, foot, colour=MUTED, dash="4 3")
    sheet.line(0, level, 100, level, colour=MUTED, dash="4 3")
    for number, corner in enumerate(corners):
        is_left = number % 2 == 0
        sheet.write(
            0 if is_left else 100,
            TOP if number < 2 else foot,
            corner,
            side="right" if is_left else "left",
            kind="corner",
        )
    sheet.write(100, foot + 24, f"{across[0]} →", side="left", kind="faint")
    sheet.write(0, foot + 24, f"↑ {down[0]}", kind="faint")
    dots = [(x_of(point.across), y_of(point.down)) for point in points]
    taken = [(*dot, DOT_WIDTH, DOT_HEIGHT) for dot in dots]
    for point in sorted(points, key=lambda one: not one.is_named):
        x, y = x_of(point.across), y_of(point.down)
        sheet.mark(x, y, MARKS[0], fill=point.colour, stroke="#ffffff")
        # Those that have a name on a telephone too need more of its width.
        width = NARROW_NAME if point.is_named else WIDE_NAME
        place = _free((x, y), width, taken)
        if place is not None:
            taken.append((*place, width, NAME_HEIGHT))
            kind = "" if point.is_named else "more"
            sheet.write(
                *place, point.name, side="middle", kind=kind, target=point.target, title=point.text
            )
    return sheet.html(label, "plane")


def _last(values: Sequence[float | None]) -> int:
    return max(number for number, value in enumerate(values) if value is not None)


def _scale(values: Iterable[float], start: float, end: float) -> Callable[[float], float]:
    """From the first or least of values to the last or most of them: places from start to end."""
    found = list(values)
    first, last = (found[0], found[1]) if len(found) == 2 else (min(found), max(found))
    reach = (last - first) or 1

    def place(value: float) -> float:
        return start + (value - first) / reach * (end - start)

    return place


def _free(
    point: tuple[float, float], width: float, taken: Sequence[tuple[float, float, float, float]]
) -> tuple[float, float] | None:
    """Where beside a point a short name covers nothing; None where there is no room.

    `taken`: places with their widths, in percents across, and heights.
    """
    for across, down in ((0, -12), (0, 12), (3, 0), (-3, 0), (2.4, -13), (-2.4, -13)):
        x, y = point[0] + across, point[1] + down
        if 1 <= x <= 99 and all(
            abs(x - other[0]) > min(width, other[2]) or abs(y - other[1]) > other[3]
            for other in taken
            if other[:2] != point
        ):
            return x, y
    return None
