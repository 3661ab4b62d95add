"""What becomes of a file that is handed in: its problems by cell, and its receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts.tables import Column, Row, cards, quiet, table
from duibiao.words import Words
from duibiao.words.figures import moment

if TYPE_CHECKING:
    from ingest.desk.handing_in import ProblemText, Receipt


def problems_table(
    say: Words,
    problems: Sequence[ProblemText],
    places: Sequence[Markup] = (),
    key: str = "problems",
) -> Markup:
    """Where, what was found, what was expected, and how to mend it, in the order of the sheet.

    `places`: of each problem where it is, in place of its cell. `key`: the table's own, where
    several files are told of on one page.
    """
    rows = [
        {
            "severity": problem.severity,
            "where": places[at] if places else Markup("<b>{}</b>").format(problem.where),
            "what": problem.what,
            "found": problem.found,
            "expected": problem.expected,
            "mend": problem.mend,
            "confirmation": problem.confirmation,
        }
        for at, problem in enumerate(problems)
    ]
    return cards(
        table(
            rows,
            [
                Column(
                    say("column-where"),
                    lambda row: Markup("{}<br>{}").format(row["where"], _severity(say, row)),
                    style="short",
                ),
                Column(say("column-what"), lambda row: row["what"], style="text"),
                Column(
                    say("column-found"), lambda row: found_text(say, row["found"]), style="labelled"
                ),
                Column(say("column-expected"), lambda row: row["expected"], style="text labelled"),
                Column(say("column-mend"), lambda row: _mend(say, row), style="text labelled"),
            ],
            label=say("section-problems"),
            key=key,
        )
    )


def _severity(say: Words, row: Row) -> Markup:
    if row["confirmation"]:
        return Markup('<span class="tag good">{}</span>').format(say("severity-confirmed"))
    return severity(say, row["severity"])


def severity(say: Words, name: str) -> Markup:
    """The mark of an error or a warning."""
    look = "bad" if name == "error" else ""
    return Markup('<span class="tag {}">{}</span>').format(look, say(f"severity-{name}"))


def _mend(say: Words, row: Row) -> str | Markup:
    """How to mend it, or the word of reason by which it stands."""
    if not row["confirmation"]:
        return str(row["mend"])
    return Markup("<b>{}</b>").format(say("confirmed-because", reason=row["confirmation"]))


def receipt_panel(
    say: Words, receipt: Receipt, file_name: str, more: Sequence[tuple[str, str | Markup]] = ()
) -> Markup:
    """The receipt: a number for the telephone, time, file, and more; folded what only programs ask.

    `more`: further lines, each with its heading.
    """
    lines = [
        (say("column-receipt"), Markup("<b>{}</b>").format(receipt.number)),
        (say("column-received"), moment(receipt.received_at)),
        (say("column-file"), file_name),
        *more,
    ]
    folded = [(say("receipt-record"), receipt.record_id), (say("receipt-hash"), receipt.sha256)]
    return Markup(
        '<div class="scroll"><table id="receipt"><tbody>{}</tbody></table></div>'
        "<details><summary>{}</summary>"
        '<div class="scroll"><table id="receipt-details"><tbody>{}</tbody></table></div></details>'
    ).format(_rows(lines), say("receipt-details"), _rows(folded))


def _rows(lines: Sequence[tuple[str, str | Markup]]) -> Markup:
    return Markup("").join(
        Markup('<tr><th scope="row">{}</th><td class="anywhere">{}</td></tr>').format(name, value)
        for name, value in lines
    )


def found_text(say: Words, found: str) -> Markup:
    """What stood in a cell, as it was typed."""
    if not found:
        return quiet(say("found-nothing"))
    return Markup("<code>{}</code>").format(found)
