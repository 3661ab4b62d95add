"""The map of gaps: indicators × schools (or townships) as a table whose cells are links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from markupsafe import Markup, escape

from dashboards.parts.tables import Row
from duibiao.words import Words
from duibiao.words.figures import Number, brief_percentage, percentage, rounded
from duibiao.words.labels import Labels

# The bands of a share: below each bound, darker the less; then full points. One of the bounds is
# that below which an indicator is weak (`queries.WEAK_SHARE`).
BANDS = (0.4, 0.6, 0.8, 0.9, 1.0)
# With at most so many columns there is room for the number in each cell.
ROOM_FOR_NUMBERS = 24

Cells = Mapping[tuple[str, str], Row]


@dataclass(frozen=True, slots=True)
class Links:
    """Where the parts of the map lead: a cell to its why, a column and a row to their own pages."""

    cell: Callable[[str, str], str]
    """By the keys of the column and of the indicator."""
    column: Callable[[str], str]
    indicator: Callable[[str], str]
    dimension: Callable[[str], str]


def look(share: Number | None) -> str:
    """The class of a share's colour: `none`, `h0` for zero, `h1` (least) to `h6` (full points)."""
    if share is None:
        return "none"
    if share <= 0:
        return "h0"
    return f"h{1 + sum(float(share) >= bound for bound in BANDS)}"


def legend(say: Words, *, townships: bool) -> Markup:
    """What the colours and marks of the cells mean, each with a word or figure of its own."""
    bounds = [percentage(bound, 0) for bound in BANDS]
    spans = [
        ("h0", "0", say("gaps-map-zero")),
        ("h1", "", f"< {bounds[0]}"),
        *((f"h{at + 2}", "", "–".join(bounds[at : at + 2])) for at in range(len(bounds) - 1)),
        (f"h{len(bounds) + 1}", "", say("gaps-full")),
        ("unanswered", say("gaps-map-missing-mark"), say("missing")),
        ("none", "–", say("not-applicable")),
    ]
    if townships:
        spans[-2] = ("h3 flawed", "", say("gaps-map-some-missing"))
    return Markup('<p class="legend heat-legend">{}{}</p>').format(
        Markup("<span>{}</span>").format(say("column-average-share")),
        Markup("").join(
            Markup('<span><i class="{}">{}</i>{}</span>').format(*span) for span in spans
        ),
    )


def gap_map(
    say: Words,
    indicators: Sequence[Row],
    columns: Sequence[Row],
    cells: Cells,
    links: Links,
    labels: Labels,
    dimensions: Mapping[str, str],
    averages: Sequence[tuple[str, Mapping[str, Number | None]]],
    *,
    label: str,
    numbers: bool,
    grouped: bool,
    townships: bool,
) -> Markup:
    """Indicators (rows of `queries.weaknesses`) × columns, in the order they are given.

    `cells` by (indicator, column); `dimensions` are the names of dimensions; `averages` the
    columns of shares by indicator that stand first. `grouped`: a line of its own above the
    indicators of each dimension. `numbers`: the share written in each cell.
    """
    head = Markup("").join(
        Markup('<th scope="col" class="column"><a href="{}" title="{}">{}</a></th>').format(
            links.column(column["key"]), _told_column(say, column, townships), column["name_zh"]
        )
        for column in columns
    )
    cell = _Cell(say, links, numbers=numbers, townships=townships)
    body = Markup("")
    for dimension_id, rows in groupby(
        indicators, key=lambda row: row["dimension_id"] if grouped else ""
    ):
        if grouped:
            body += Markup(
                '<tr class="group"><th colspan="{}" scope="rowgroup">'
                '<a class="plain" href="{}">{}</a></th></tr>'
            ).format(
                len(columns) + len(averages) + 1,
                links.dimension(dimension_id),
                dimensions.get(dimension_id, dimension_id),
            )
        for row in rows:
            name = labels.name(row)
            body += Markup(
                '<tr><th scope="row" title="{1}"><a href="{2}"><span class="code">{0}</span> {1}'
                "</a></th>{3}{4}</tr>"
            ).format(
                row["indicator_id"], name, links.indicator(row["indicator_id"]),
                Markup("").join(
                    _average(shares.get(row["indicator_id"])) for _, shares in averages
                ),
                Markup("").join(cell.of(row, name, column, cells) for column in columns),
            )  # fmt: skip
    width = 2.6 if numbers else 0.95
    style = f"min-width:{17 + width * len(columns):.1f}rem;max-width:{20 + 7 * len(columns)}rem"
    return Markup(
        '<div class="scroll heat" tabindex="0" role="region" aria-label="{}">'
        '<table id="gap-map" class="{}" style="{}"><thead><tr><th scope="col">{}</th>'
        "{}{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(
        label,
        "numbers" if numbers else "marks",
        style,
        say("column-indicator"),
        Markup("").join(
            Markup('<th scope="col" class="mean">{}</th>').format(name) for name, _ in averages
        ),
        head,
        body,
    )


class _Cell:
    """The cells of a map: colour, mark or number, what hovering says, where a click leads."""

    def __init__(self, say: Words, links: Links, *, numbers: bool, townships: bool) -> None:
        self._links = links
        self._numbers = numbers
        self._said = self._township if townships else self._school
        self._missing, self._excused = say("missing"), say("not-applicable")
        self._mark = say("gaps-map-missing-mark")
        # Of thousands of cells most say the same.
        self._weak = cache(
            lambda weak, applicable: say("gaps-map-weak-of", weak=weak, applicable=applicable)
        )
        self._lacking = cache(lambda count: say("gaps-map-missing-count", count=count))
        # Colours alone are hovered and clicked; where numbers stand, the keyboard walks them too.
        self._key = "" if numbers else ' tabindex="-1"'

    def of(self, indicator: Row, name: str, column: Row, cells: Cells) -> Markup:
        """The cell of an indicator and a column."""
        found = cells.get((indicator["indicator_id"], column["key"]))
        if found is None:
            return Markup("<td></td>")
        shown, text, told = self._said(found)
        where = self._links.cell(column["key"], indicator["indicator_id"])
        title = f"{column['name_zh']} · {indicator['indicator_id']} {name} · {told}"
        # By hand: there are thousands, and `Markup.format` takes five times as long.
        return Markup(  # noqa: S704
            f'<td class="{shown}"><a{self._key} href="{escape(where)}" title="{escape(title)}">'
            f"{escape(text)}</a></td>"
        )

    def _school(self, cell: Row) -> tuple[str, str, str]:
        if cell["status"] == "missing":
            return "unanswered", self._mark, self._missing
        if cell["status"] == "not_applicable":
            return "none", "–", self._excused
        share = cell["share"]
        points = f"{rounded(cell['points'])} / {rounded(cell['max_points'])}"
        return look(share), self._number(share), f"{percentage(share)} · {points}"

    def _township(self, cell: Row) -> tuple[str, str, str]:
        share = cell["share"]
        if share is None:
            return "none", "–", self._excused
        told = [percentage(share), self._weak(cell["weak_count"], cell["applicable_count"])]
        if cell["missing_count"]:
            told.append(self._lacking(cell["missing_count"]))
        flawed = " flawed" if cell["missing_count"] else ""
        return look(share) + flawed, self._number(share), " · ".join(told)

    def _number(self, share: Number) -> str:
        if not share:
            return "0"
        return share_text(share) if self._numbers else ""


def _average(share: Number | None) -> Markup:
    return Markup('<td class="mean {}">{}</td>').format(look(share), share_text(share))


def _told_column(say: Words, column: Row, townships: bool) -> str:
    score = "—" if column["score"] is None else rounded(column["score"])
    if townships:
        return say(
            "gaps-map-township", name=column["name_zh"], schools=column["schools"], score=score
        )
    return say("gaps-map-school", name=column["name_zh"], township=column["township"], score=score)


def share_text(share: Number | None) -> str:
    """A share in hundredths as lists write it (`percentage`), less the sign: 0, 81.8, 100."""
    if share is None:
        return "–"
    return brief_percentage(share).removesuffix("%") if share in (0, 1) else percentage(share)[:-1]
