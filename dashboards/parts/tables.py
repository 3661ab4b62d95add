"""Tables as HTML: to be selected, printed, read aloud, and all in the page's own language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

Row = Mapping[str, Any]
Link = Callable[..., str]
"""Gives an address."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading and what it shows of a row.

    `number` columns stand right-aligned; `wide` ones are left out on a telephone.
    """

    heading: str
    cell: Callable[[Row], str | Markup]
    number: bool = False
    wide: bool = False
    style: str = ""

    @property
    def classes(self) -> str:
        """The classes that its cells carry."""
        names = {"number": self.number, "wide": self.wide, self.style: bool(self.style)}
        return " ".join(name for name, holds in names.items() if holds)


def table(rows: Iterable[Row], columns: Sequence[Column], *, label: str, key: str) -> Markup:
    """The rows as a table that scrolls in itself; `label` names it to a screen reader.

    `key` is the address of the table for tests and links (its HTML id).
    """
    head = Markup("").join(
        Markup('<th scope="col" class="{}">{}</th>').format(column.classes, column.heading)
        for column in columns
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup('<td class="{}" data-heading="{}">{}</td>').format(
                    column.classes, column.heading, column.cell(row)
                )
                for column in columns
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="scroll" tabindex="0" role="region" aria-label="{}"><table id="{}">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
    ).format(label, key, head, body)


def linked(target: str, text: str | Markup) -> Markup:
    """A text that leads somewhere."""
    return Markup('<a href="{}">{}</a>').format(target, text)


def coded(code: str, name: str | Markup) -> Markup:
    """A code with its name."""
    return Markup('<span class="code">{}</span> {}').format(code, name)


def quiet(text: object) -> Markup:
    """What is said in passing."""
    return Markup('<span class="quiet">{}</span>').format(text)


def cards(html: Markup) -> Markup:
    """A table of sentences, which becomes a list of cards on a telephone."""
    return Markup('<div class="cards">{}</div>').format(html)
