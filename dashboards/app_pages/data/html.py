"""The analyst's page: the list of marts, a mart's documentation, a query's rows and faults."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl
from markupsafe import Markup

from dashboards.app_pages.data.queries import Join, Mart
from dashboards.parts.design import figures, notice
from dashboards.parts.tables import Column, Row, quiet, table
from duibiao.warehouse.export import column_word, mart_told, mart_word
from duibiao.words import Words

# A text of more characters is broken into lines, one of far more cut.
LONG_CELL, LONGEST_CELL = 48, 300
MOST_COLUMNS = 60
MATCHED = 6
LONGEST_MESSAGE = 1500
CODE = re.compile(r"`([^`]+)`")
# The database's types by what they are to a person.
KINDS = (
    ("flag", re.compile(r"^BOOLEAN")),
    ("moment", re.compile(r"^TIME")),
    ("date", re.compile(r"^DATE")),
    ("list", re.compile(r"(\[\d*\]$)|^(STRUCT|MAP|UNION)")),
    ("whole", re.compile(r"^(U?(TINY|SMALL|BIG|HUGE)?INT|UINTEGER)")),
    ("decimal", re.compile(r"^(DECIMAL|DOUBLE|FLOAT)")),
    ("text", re.compile(r"^(VARCHAR|ENUM|UUID)")),
)
FAULT = re.compile(r"^(?P<kind>[A-Z][a-z]+)(?: [A-Z][a-z]+)* Error: ")
FAULT_KINDS = ("parser", "binder", "catalog", "conversion")
FAULT_LINE = re.compile(r"^LINE (?P<line>\d+): (?P<text>[^\n]*)\n(?P<before> *)\^", re.MULTILINE)
MEANT = re.compile(r'(?:Did you mean|Candidate bindings:) (?P<names>(?:"[^"]+"(?:, | or )?)+)')

Link = Callable[..., str]


def title(say: Words, name: str) -> str:
    """What a mart is called; one without a title is called by its name."""
    message = mart_word(name)
    return say(message) if say.has(message) else name


def column_title(say: Words, name: str) -> str:
    """What a column is called; one without a title is called by its name."""
    message = column_word(name)
    return say(message) if say.has(message) else name


def grain(say: Words, mart: Mart) -> str:
    """What one row of a mart is."""
    message = mart_told(mart.name)
    return say(message) if say.has(message) else mart.grain


def rules(say: Words, mart: Mart) -> str:
    """The business rules of a mart."""
    message = mart_told(mart.name)
    return say.attr(message, "rules") if say.has(message) else mart.rules


def _language(say: Words, mart: Mart) -> str:
    return say.language if say.has(mart_told(mart.name)) else "en"


def found(say: Words, marts: Mapping[str, Mart], sought: str) -> list[tuple[Mart, list[str]]]:
    """The marts that a search finds, with the columns that it finds in them."""
    wanted = sought.casefold().split()

    def fits(*texts: str) -> bool:
        whole = " ".join(texts).casefold()
        return all(word in whole for word in wanted)

    hits = []
    for name, mart in marts.items():
        columns = [
            column.name
            for column in mart.columns
            if wanted and fits(column.name, column_title(say, column.name), column.meaning)
        ]
        if columns or fits(name, title(say, name), grain(say, mart), rules(say, mart)):
            hits.append((mart, columns))
    return hits


def marts_table(
    say: Words, hits: Sequence[tuple[Mart, list[str]]], link: Link, kind: str
) -> Markup:
    """What there is of a kind (fct, dim): each mart with what one row of it is."""

    def matched(row: Row) -> Markup:
        names = say("separator-items").join(
            column_title(say, name) for name in row["matched"][:MATCHED]
        )
        return Markup('<br><span class="quiet">{}</span>').format(
            say("data-matched", columns=names)
        )

    shown = table(
        ({"mart": mart, "matched": columns} for mart, columns in hits),
        [
            Column(
                say("data-mart"),
                lambda row: Markup('<a href="{}">{}</a><br><code>{}</code>').format(
                    link(mart=row["mart"].name), title(say, row["mart"].name), row["mart"].name
                ),
                style="name",
            ),
            Column(
                say("data-grain"),
                lambda row: Markup("{}{}").format(
                    marked_up(grain(say, row["mart"])), matched(row) if row["matched"] else ""
                ),
                style="text",
            ),
            Column(
                say("data-key"),
                lambda row: _names(say, row["mart"].key),
                wide=True,
                style="text",
            ),
            Column(say("data-rows"), lambda row: f"{row['mart'].rows:,}", number=True),
            Column(say("data-columns"), lambda row: str(len(row["mart"].columns)), number=True),
        ],
        label=say(f"data-kind-{kind}"),
        key=f"marts-{kind}",
    )
    return Markup('<div class="cards documented">{}</div>').format(shown)


def _names(say: Words, names: Sequence[str]) -> str:
    return " × ".join(column_title(say, name) for name in names)


def marked_up(text: str) -> Markup:
    """A documentation's text: what stands between backticks is a code."""
    parts = CODE.split(text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else Markup("{}").format(part)
        for at, part in enumerate(parts)
    )


def mart_figures(say: Words, mart: Mart) -> Markup:
    """How much a mart holds and what tells its rows apart."""
    return figures(
        [
            (say("data-rows"), f"{mart.rows:,}", ""),
            (say("data-columns"), str(len(mart.columns)), ""),
            (
                say("data-key"),
                Markup('<span class="key">{}</span>').format(_names(say, mart.key)),
                Markup("<code>{}</code>").format(", ".join(mart.key)),
            ),
        ]
    )


def documentation(say: Words, mart: Mart) -> Markup:
    """A mart's grain and rules, and the query that it gives as an example."""
    return Markup(
        '<div class="told" lang="{}"><p>{}</p></div><div class="reasons" lang="{}"><p>{}</p></div>'
        '<details class="example"><summary>{}</summary><pre>{}</pre></details>'
    ).format(
        _language(say, mart),
        marked_up(grain(say, mart)),
        _language(say, mart),
        marked_up(rules(say, mart)),
        say("data-example"),
        mart.example,
    )


def columns_table(say: Words, mart: Mart) -> Markup:
    """The columns of a mart: what each is called, of what type, and what it means."""
    shown = table(
        (
            {"name": column.name, "type": column.type, "meaning": column.meaning}
            for column in mart.columns
        ),
        [
            Column(
                say("data-column"),
                lambda row: Markup("{} {}<br><code>{}</code>").format(
                    column_title(say, row["name"]),
                    Markup('<span class="tag">{}</span>').format(say("data-in-key"))
                    if row["name"] in mart.key
                    else "",
                    row["name"],
                ),
                style="name",
            ),
            Column(
                say("data-type"),
                lambda row: Markup('{}<br><span class="quiet">{}</span>').format(
                    say(f"data-type-{kind_of(row['type'])}"), row["type"]
                ),
                style="short",
            ),
            Column(
                say("data-meaning"),
                lambda row: Markup('<span lang="en">{}</span>').format(marked_up(row["meaning"])),
                style="text",
            ),
        ],
        label=say("data-columns"),
        key="mart-columns",
    )
    return Markup('<div class="cards documented">{}</div>').format(shown)


def kind_of(database_type: str) -> str:
    """What a type of the database is to a person, by the words `data-type-<kind>`."""
    return next((kind for kind, form in KINDS if form.search(database_type)), "other")


def joins_table(
    say: Words, found_joins: Sequence[Join], link: Link, *, about: str | None, key: str
) -> Markup:
    """How marts join, in words and as SQL; `about`: the mart that they are told of."""

    def other(row: Row) -> str:
        return str(row["one"] if about == row["many"] else row["many"])

    def mart_link(name: str) -> Markup:
        return Markup('<a href="{}">{}</a> <code>{}</code>').format(
            link(mart=name), title(say, name), name
        )

    of_one = [
        Column(say("data-mart"), lambda row: mart_link(other(row)), style="name"),
        Column(
            say("data-direction"),
            lambda row: say("data-finds-one" if about == row["many"] else "data-finds-many"),
        ),
    ]
    of_all = [
        Column(say("data-many"), lambda row: mart_link(row["many"]), style="name"),
        Column(say("data-one"), lambda row: mart_link(row["one"]), style="name"),
    ]
    return table(
        ({"many": join.many, "one": join.one, "columns": join.columns} for join in found_joins),
        [
            *(of_one if about else of_all),
            Column(say("data-by"), lambda row: _names(say, row["columns"]), wide=True),
            Column(
                "SQL",
                lambda row: Markup("<code>inner join {} using ({})</code>").format(
                    other(row) if about else row["one"], ", ".join(row["columns"])
                ),
                wide=True,
            ),
        ],
        label=say("data-joins"),
        key=key,
    )


def rows_table(say: Words, rows: pl.DataFrame, *, label: str, key: str) -> Markup:
    """Rows as they are: exact numbers, NULL written out, headings by name and title."""
    shown = rows.select(rows.columns[:MOST_COLUMNS])

    def column(at: int, name: str, is_number: bool) -> Column:
        heading = column_title(say, name)
        return Column(
            heading if heading == name else f"{heading} {name}",
            lambda row: cell(row["values"][at]),
            number=is_number,
        )

    return table(
        ({"values": values} for values in shown.iter_rows()),
        [
            column(at, name, kind.is_numeric())
            for at, (name, kind) in enumerate(shown.schema.items())
        ],
        label=label,
        key=key,
    )


def cell(value: Any) -> str | Markup:
    """A value as a query gives it, cut where it is too long to be read."""
    if value is None:
        return Markup('<span class="null">NULL</span>')
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    text = str(value)
    if len(text) <= LONG_CELL:
        return text
    shown = text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
    return Markup('<span class="long">{}</span>').format(shown)


def dictionary(say: Words, marts: Mapping[str, Mart], link: Link) -> Markup:
    """The names to write in a query, folded up by mart."""
    entries = (
        Markup(
            '<details><summary><code>{}</code> {}</summary><p><a class="plain" href="{}">{}</a></p>'
            "<ul>{}</ul></details>"
        ).format(
            name,
            title(say, name),
            link(mart=name),
            say("data-open-mart"),
            Markup("").join(
                Markup("<li><code>{}</code> {}</li>").format(
                    column.name, column_title(say, column.name)
                )
                for column in mart.columns
            ),
        )
        for name, mart in sorted(marts.items(), key=lambda pair: pair[0][:3] == "dim")
    )
    return Markup(
        '<div class="dictionary" tabindex="0" role="region" aria-label="{0}"><b>{0}</b>{1}</div>'
    ).format(say("data-names"), Markup("").join(entries))


def links_line(entries: Sequence[tuple[str, str]], label: str = "") -> Markup:
    """A line of links (text, address) with what they are for before them."""
    before = quiet(label) if label else Markup("")
    links = Markup("").join(
        Markup('<a class="plain" href="{}">{}</a>').format(target, text) for text, target in entries
    )
    return Markup('<p class="legend">{}{}</p>').format(before, links)


def fault(say: Words, code: str, parameters: Mapping[str, str]) -> Markup:
    """Why a query has no result, in words; of a fault in it, where it is and what was meant."""
    if code != "query-failed":
        return notice(say(code, **parameters), "error")
    told = parameters["message"]
    kind = FAULT.match(told)
    name = kind["kind"].lower() if kind else ""
    detail = Markup("")
    place = FAULT_LINE.search(told)
    if place:
        # The mark is put under the letter that the database means.
        at = max(0, len(place["before"]) - len(f"LINE {place['line']}: "))
        detail += Markup("{}<pre>{}\n{}^</pre>").format(
            say("data-fault-line", line=place["line"]), place["text"], " " * at
        )
    meant = MEANT.search(told)
    if meant:
        names = say("separator-items").join(re.findall(r'"([^"]+)"', meant["names"]))
        detail += Markup("<p>{}</p>").format(say("data-fault-meant", names=names))
    whole = Markup('<details><summary>{}</summary><pre lang="en">{}</pre></details>').format(
        say("data-fault-whole"), told[:LONGEST_MESSAGE]
    )
    text = say(f"data-fault-{name if name in FAULT_KINDS else 'other'}")
    return Markup('<div class="fault">{}</div>').format(notice(text, "error", detail + whole))
