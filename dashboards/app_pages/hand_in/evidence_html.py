"""Evidence: what files are taken to prove, what is wrong with them, and what is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from dashboards.parts.handed_in import severity
from dashboards.parts.tables import Column, cards, coded, table
from duibiao.words import Words
from duibiao.words.figures import size

if TYPE_CHECKING:
    from ingest.desk.evidence import EvidenceReading, KeptFile
from ingest.desk.handing_in import ProblemText


def proves(say: Words, indicator_id: str | None, names: Mapping[str, str]) -> Markup:
    """The indicator that a file proves, or that it is the signed form."""
    if indicator_id is None:
        return Markup("<b>{}</b>").format(say("evidence-signed-form"))
    return coded(indicator_id, names.get(indicator_id, ""))


def matched_table(say: Words, reading: EvidenceReading, names: Mapping[str, str]) -> Markup:
    """Files that would be kept, and what each is taken to prove."""
    return table(
        [
            {"file": match.file, "proves": proves(say, match.indicator_id, names)}
            for match in reading.files
        ],
        [
            Column(say("column-file"), lambda row: row["file"].file_name, style="anywhere"),
            Column(say("column-proves"), lambda row: row["proves"], style="text"),
            Column(say("column-size"), lambda row: size(row["file"].size), number=True),
        ],
        label=say("section-evidence"),
        key="matched",
    )


def kept_table(
    say: Words, kept: Sequence[KeptFile], names: Mapping[str, str], link: Callable[[str], str]
) -> Markup:
    """Files that are kept, each to be opened, in the guide's order."""
    order = {code: at for at, code in enumerate(names)}
    rows = sorted(kept, key=lambda file: (order.get(file.indicator_id or "", -1), file.file_name))
    return table(
        [{"file": file} for file in rows],
        [
            Column(
                say("column-proves"),
                lambda row: proves(say, row["file"].indicator_id, names),
                style="text",
            ),
            Column(
                say("column-file"),
                lambda row: Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
                    link(row["file"].sha256), row["file"].file_name
                ),
                style="anywhere",
            ),
            Column(say("column-size"), lambda row: size(row["file"].size), number=True),
        ],
        label=say("section-evidence"),
        key="evidence",
    )


def problems_table(say: Words, problems: Sequence[ProblemText]) -> Markup:
    """What is wrong with files: which, what, what was expected and how to mend it."""
    return cards(
        table(
            [{"problem": problem} for problem in problems],
            [
                Column(
                    say("column-file"),
                    lambda row: Markup("<b>{}</b><br>{}").format(
                        row["problem"].found, severity(say, row["problem"].severity)
                    ),
                    style="short",
                ),
                Column(say("column-what"), lambda row: row["problem"].what, style="text"),
                Column(
                    say("column-expected"),
                    lambda row: row["problem"].expected,
                    style="text labelled",
                ),
                Column(say("column-mend"), lambda row: row["problem"].mend, style="text labelled"),
            ],
            label=say("section-problems"),
            key="problems",
        )
    )
