"""The schema as pictures: all marts on the lines that they share, and one mart as a star.

They are drawn by boxes of HTML, since Streamlit takes no SVG: their words are text, their names
links, and the keyboard reaches each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from dashboards.app_pages.data.html import column_title, title
from dashboards.app_pages.data.queries import Join, Mart
from duibiao.words import Words

Link = Callable[..., str]

# Pixels. Of the picture of all marts: names to the left, slanted names above the lines, keys right.
NAMES, STEP, SLANT, KEYS = 214, 44, 40, 400
HEAD, ROW, PART = 140, 24, 14
DOT = 9
# Of a star: boxes of the marts, and between them room for the columns that join.
BOX, BOX_HEIGHT, GAP, REACH = 270, 48, 12, 210
TRUNK = 22
# So many boxes from the top the mart itself stands, however many more come below.
CENTRE = 3


def bus(say: Words, marts: Mapping[str, Mart], joins: Sequence[Join], link: Link) -> Markup:
    """Every mart a row, every mart that others look up a line; a dot where the row joins the line.

    Rows stand by their key, which is written where it begins; the lines by how many rows join them.
    """
    ones = sorted(
        {join.one for join in joins},
        key=lambda name: (-sum(join.one == name for join in joins), name),
    )
    at = {name: NAMES + STEP // 2 + STEP * place for place, name in enumerate(ones)}
    keys_at = NAMES + STEP * len(ones) + SLANT
    reached: dict[str, list[str]] = {}
    for join in joins:
        reached.setdefault(join.many, []).append(join.one)
    drawn, y = Markup(""), HEAD
    before: tuple[bool, tuple[str, ...]] | None = None
    for name in sorted(reached, key=lambda name: (name.startswith("dim_"), marts[name].key, name)):
        key = marts[name].key
        group = name.startswith("dim_"), key
        if before is not None and before[0] != group[0]:
            y += PART
        if group != before:
            said = " × ".join(column_title(say, part) for part in key)
            place = f"left:{keys_at}px;top:{y + 3}px;width:{KEYS}px"
            drawn += Markup('<span class="grain" style="{}">{}</span>').format(place, said)
            before = group
        middle = y + ROW // 2
        targets = [at[one] for one in reached[name]]
        drawn += _line(NAMES, middle, max(targets) - NAMES, across=True)
        drawn += _linked(say, name, link(mart=name), f"left:0;top:{y + 1}px;width:{NAMES - 8}px")
        drawn += Markup("").join(
            Markup('<i class="dot" style="left:{}px;top:{}px"></i>').format(
                target - DOT // 2, middle - DOT // 2
            )
            for target in targets
        )
        y += ROW
    lines = Markup("")
    for one, x in at.items():
        lines += _line(x, HEAD - 4, y - HEAD + 10)
        lines += _linked(say, one, link(mart=one), f"left:{x - 4}px;top:{HEAD - 26}px", "slanted")
    return _picture(lines + drawn, keys_at + KEYS, y + 16, say("data-schema-alt"), "schema")


def star(say: Words, mart: Mart, joins: Sequence[Join], link: Link) -> Markup:
    """A mart with its key; to the right what its rows look up, to the left what looks them up."""
    to = [join for join in joins if join.many == mart.name]
    of = [join for join in joins if join.one == mart.name]
    most = max(len(to), len(of))
    height = most * (BOX_HEIGHT + GAP) + GAP
    left = BOX + 2 * TRUNK if of else 0
    width = left + BOX + (REACH + BOX if to else 0)
    middle = min(height // 2, CENTRE * (BOX_HEIGHT + GAP))
    drawn = _box(say, mart.name, left, middle - BOX_HEIGHT // 2, None)
    for side, x, begin, trunk, end in (
        (of, 0, BOX, BOX + TRUNK, left),
        (to, left + BOX + REACH, left + BOX, left + BOX + TRUNK, left + BOX + REACH),
    ):
        first = max(GAP, middle - (len(side) * (BOX_HEIGHT + GAP) - GAP) // 2)
        levels = [first + at * (BOX_HEIGHT + GAP) + BOX_HEIGHT // 2 for at in range(len(side))]
        if not side:
            continue
        drawn += _line(trunk, min(*levels, middle), max(*levels, middle) - min(*levels, middle))
        is_to = side is to
        drawn += _line(begin if is_to else trunk, middle, TRUNK, across=True)
        for join, level in zip(side, levels, strict=True):
            start, stop = (trunk, end) if is_to else (begin, trunk)
            drawn += _line(start, level, stop - start, across=True)
            other = join.one if is_to else join.many
            drawn += _box(say, other, x, level - BOX_HEIGHT // 2, link(mart=other))
            if is_to:
                names = " × ".join(column_title(say, name) for name in join.columns)
                drawn += Markup(
                    '<span class="by" style="left:{}px;top:{}px;width:{}px">{}</span>'
                ).format(trunk + 6, level - 20, REACH - TRUNK - 12, names)
    alt = say("data-star-alt", mart=title(say, mart.name), to=len(to), of=len(of))
    return _picture(drawn, width, height, alt, "star")


def _line(x: int, y: int, length: int, *, across: bool = False) -> Markup:
    size = f"width:{length}px;height:1px" if across else f"width:1px;height:{length}px"
    return Markup('<i style="left:{}px;top:{}px;{}"></i>').format(x, y, size)


def _linked(say: Words, name: str, target: str, place: str, style: str = "") -> Markup:
    """A mart's title that leads to it, with its name for who points at it."""
    return Markup('<a class="{}" style="{}" href="{}" title="{}">{}</a>').format(
        style, place, target, name, title(say, name)
    )


def _box(say: Words, name: str, x: int, y: int, target: str | None) -> Markup:
    """A mart as a box; that without a target is the one in the middle."""
    place = f"left:{x}px;top:{y}px;width:{BOX}px;height:{BOX_HEIGHT}px"
    told = Markup("{}<br><code>{}</code>").format(title(say, name), name)
    if target is None:
        return Markup('<b class="box" style="{}">{}</b>').format(place, told)
    return Markup('<a class="box" style="{}" href="{}">{}</a>').format(place, target, told)


def _picture(drawn: Markup, width: int, height: int, alt: str, key: str) -> Markup:
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}">'
        '<div class="drawing" id="{}" style="width:{}px;height:{}px">{}</div></div>'
    ).format(alt, key, width, height, drawn)
