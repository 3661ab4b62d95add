"""What every page stands in: the snapshot of a run, words and labels, filters, empty and failed."""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import duckdb
import polars as pl
import streamlit as st
from markupsafe import Markup

from dashboards.parts import address, days, design, drawing, handed_in, marts, person
from duibiao.panics import panics_as_errors
from duibiao.people.policy import may_for_some
from duibiao.records.settings import Settings
from duibiao.warehouse import snapshot_files
from duibiao.warehouse.landing import is_held
from duibiao.warehouse.snapshot import Snapshot, open_snapshot
from duibiao.warehouse.snapshot_files import InForce, read_account
from duibiao.words import LANGUAGES, Words, language, words
from duibiao.words.figures import moment
from duibiao.words.labels import Labels
from ingest.desk.handing_in import stored_problem_text

log = logging.getLogger("duibiao.dashboard")

# The pages by who comes to them; the first is the one that opens at the bare address of the server.
GROUPS = {
    "county": (
        "overview",
        "reporting",
        "ranking",
        "gaps",
        "township",
        "tiers",
        "checks",
        "compare",
    ),
    "school": ("school", "plan", "hand_in"),
    "all": ("reports", "data", "guide"),
}
PAGES = tuple(page for pages in GROUPS.values() for page in pages)


# Which snapshot this run of a page draws from, in the session.
SNAPSHOT = "snapshot-of-run"
# Stand for the number of a sheet and of all sheets until they are counted.
SHEET, SHEETS = "\ue000", "\ue001"
BY_BUILD: dict[str | type, Callable[[Any], Any]] = {Snapshot: lambda snapshot: str(snapshot.path)}
"""How a cache keeps what was found in one build apart from what was found in another."""


class NothingMore(Exception):
    """A page has said all that it can say; the frame around it goes on (st.stop would end both)."""


class NothingYet(NothingMore):
    """There is nothing to draw from yet: in its place stand the steps to the first scores."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page draws from: one snapshot, from the first query of a run to its last."""

    words: Words
    labels: Labels
    snapshot: Snapshot
    cycles: pl.DataFrame


def speak() -> Words:
    """The words of the language that the address asks for, else that of the process."""
    said = address.get("lang")
    return words(said if said in LANGUAGES else language())


def page_title(say: Words, page: str) -> str:
    """What the browser calls a page."""
    return f"{say(f'page-{page}')} · {say('product')}"


def path_of(page: str) -> str:
    """The path of a page in the address."""
    return "" if page == PAGES[0] else page


def link(page: str, **parameters: str | None) -> str:
    """The address of a page by its name."""
    return address.link(path_of(page), **parameters)


def links_to(page: str) -> Callable[..., str]:
    """As `link`, for many addresses of one page."""
    return address.links_to(path_of(page))


def to_school(school_id: str, **of: str) -> str:
    """The address of a school, or of one of its dimensions or indicators."""
    return link("school", school=school_id, **of)


def settle_snapshot() -> InForce | None:
    """Let this run draw from what can be shown now, to its footer, whatever follows; and which."""
    found = shown_snapshot(Settings.resolve())
    st.session_state[SNAPSHOT] = None if found is None else found.path
    return found


def shown_snapshot(settings: Settings) -> InForce | None:
    """The snapshot that is shown: the one in force; where it cannot be opened the newest that can.

    Beside the faults of `snapshot_files` there are `snapshot-held` (another program writes into it)
    and `snapshot-unreadable`. Where none can be opened it is the one in force, None before the
    first.
    """
    found = snapshot_files.shown_snapshot(settings)
    fault = None if found is None else _fault_of(found.path)
    if found is None or fault is None:
        return found
    for path in reversed(snapshot_files.snapshots(settings)):
        if path != found.path and _fault_of(path) is None:
            return InForce(path, found.fault or fault)
    return InForce(found.path, found.fault or fault)


def _fault_of(path: Path) -> str | None:
    """Why a snapshot cannot be opened; one that was opened stays open, and costs nothing here."""
    try:
        open_snapshot(path)
    except duckdb.Error as error:
        return "snapshot-held" if is_held(error) else "snapshot-unreadable"
    return None


def snapshot_path() -> Path | None:
    """The snapshot of this run; that which is shown for a page that stands in no frame."""
    path: Path | None = st.session_state.get(SNAPSHOT)
    if path is not None:
        return path
    found = shown_snapshot(Settings.resolve())
    return None if found is None else found.path


def settings_of_run() -> Settings:
    """The settings of this process, read by the build that this run draws from."""
    path = snapshot_path()
    return Settings.resolve().of_build(None if path is None else path.stem)


def open_view() -> View:
    """The snapshot of this run, ready to be drawn from. Raises NothingYet where there is none."""
    say = speak()
    path = snapshot_path()
    if path is None:
        raise NothingYet
    snapshot = open_snapshot(path)
    cycles = marts.cycles(snapshot)
    if cycles.is_empty():
        raise NothingYet
    return View(say, Labels(say, marts.codes(snapshot).iter_rows(named=True)), snapshot, cycles)


def show(html: Markup) -> None:
    """Put HTML on the page, if any; what came from data has been escaped when it was put in."""
    if html:
        st.html(str(html))


def title(text: str, lead: str | Markup = "") -> None:
    """The heading of a page with the one sentence below it."""
    show(Markup("<h1>{}</h1><p class='lead'>{}</p>").format(text, lead))


def heading(text: str, note: str | Markup = "") -> None:
    """The heading of a section, with a quiet note beside it."""
    show(Markup("<h2>{} <small class='quiet'>{}</small></h2>").format(text, note))


def message(say: Words, name: str) -> tuple[str, str]:
    """A message with what to do about it (its attribute `mend`)."""
    return say(name), say.attr(name, "mend")


def show_message(say: Words, name: str, kind: str, *, detail: str | None = None) -> None:
    """Show a message with what to do about it, or with another detail."""
    shown = say.attr(name, "mend") if detail is None else detail
    show(design.notice(say(name), kind, shown))


def show_older(view: View, cycle: dict[str, Any]) -> None:
    """That a cycle is looked at which nobody named, because a later one has no scores yet."""
    latest = next((row for row in view.cycles.iter_rows(named=True) if row["is_latest"]), cycle)
    if address.get("cycle") is None and cycle["cycle_id"] != latest["cycle_id"]:
        named = {"cycle": cycle["cycle_id"], "latest": latest["cycle_id"]}
        show(design.notice(view.words("asked-cycle-older", **named)))


def lead(text: str, view: View, cycle: dict[str, Any]) -> None:
    """The sentence under the filters: what is looked at, and by which edition it is scored."""
    show_unknown(view.words)
    show_older(view, cycle)
    show(
        Markup("<p class='lead'>{} {}</p>").format(
            text, standing(view.words, cycle["edition_status"])
        )
    )


def stop_no_match(view: View, *, scored: bool) -> NoReturn:
    """Say that nothing fits the filters, or that nobody has a score yet."""
    stop_empty(*message(view.words, "empty-no-match" if scored else "empty-nobody-scored"))


def show_reporting(view: View, school: dict[str, Any]) -> None:
    """Where a school stands with handing in, if that is not settled."""
    status = school["status"]
    if status in ("must_correct", "not_handed_in"):
        show_message(view.words, f"reporting-{status}", "warning")


def stored_problems(say: Words, rows: list[dict[str, Any]]) -> Markup:
    """The problems that the snapshot holds, in words."""
    return handed_in.problems_table(say, [stored_problem_text(row, say) for row in rows])


def show_missing_page(say: Words) -> None:
    """Say that the address named a page that there is not, where the server had to turn it away."""
    name = address.get(address.MISSING_PAGE)
    if name is not None:
        detail = say.attr("page-missing", "mend", name=name)
        show_message(say, "page-missing", "warning", detail=detail)


def show_unknown(say: Words) -> None:
    """Say what the address asks for and is not there: a school of another cycle, a slip."""
    unknown = address.take_unknown()
    if unknown:
        values = say("separator-items").join(unknown)
        show_message(say, "address-unknown", "warning", detail=say("address-value", values=values))


def stop_empty(text: str, detail: str = "") -> NoReturn:
    """Say that there is nothing to show and why, and draw no more of the page."""
    show(design.notice(text, "empty", detail))
    raise NothingMore


def pager(say: Words, page: int, pages: int, shown: str, more: str | Markup = "") -> None:
    """How much of a list is on the screen, with links to the rest of it; `more` stands behind."""
    parts = [Markup("<span>{}</span>").format(shown)]
    for step, word in ((-1, "page-before"), (1, "page-after")):
        if 1 <= page + step <= pages:
            target = address.here(page=str(page + step) if page + step > 1 else None)
            parts.append(Markup('<a class="plain" href="{}">{}</a>').format(target, say(word)))
    show(Markup('<p class="legend pager">{}{}</p>').format(Markup("").join(parts), more))


def chart(figure: Any, *, key: str, description: str) -> None:
    """Draw a Plotly figure in its own look, described for a screen reader."""
    st.plotly_chart(figure, theme=None, key=key, config=drawing.CONFIGURATION, alt=description)


def standing(say: Words, status: str | None) -> Markup:
    """The mark of an edition that is not the official text; nothing for one that is."""
    if status == "official":
        return Markup("")
    return Markup('<span class="standing">{}</span>').format(say("standing-working"))


def footer(say: Words) -> None:
    """Under every page: how old its figures are, by which edition, from which build."""
    items = _standing_of_data(say)
    if may_for_some(person.person(), "read_documentation"):
        items.append(
            Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(
                address.link("docs"), say("documentation")
            )
        )
    if may_for_some(person.person(), "open_desk"):
        desk = Markup('<a href="{}" target="_self">{}</a>')
        items.append(desk.format(address.link("desk"), say("to-desk")))
    show(Markup('<footer class="foot">{}</footer>').format(_in_a_row(items)))


def paper_head(say: Words, page: str) -> None:
    """What a printed page begins with: whose it is, what was chosen, how old it is, the day.

    On every further sheet the page and the data's version stand again, with the sheet's number.
    """
    chosen = [
        say("paper-choice", label=label, choice=choice) for label, choice in address.take_chosen()
    ]
    data = _standing_of_data(say)
    county = Settings.resolve().county
    lines = (
        [*([county] if county else []), *chosen],
        [*data, say("paper-day", day=str(days.today()))],
    )
    show(
        Markup('<div class="sheet-head">{}</div>').format(
            Markup("").join(Markup("<p>{}</p>").format(_in_a_row(line)) for line in lines if line)
        )
    )
    names = [county, page, *(str(item) for item in data[-1:])]
    running = _css_text(say("separator-names").join(filter(None, names)))
    numbers = say("report-page", page=SHEET, pages=SHEETS)
    for mark, counter in ((SHEET, "counter(page)"), (SHEETS, "counter(pages)")):
        numbers = numbers.replace(mark, f'" {counter} "')
    boxes = f'@bottom-left{{content:{running}}}@bottom-right{{content:"{numbers}"}}'
    st.html(f"<style>@media print{{@page{{{boxes}}}}}</style>")


def _css_text(text: str) -> str:
    """A text as CSS writes it, and as nothing else: its quotation marks and brackets escaped."""
    return '"' + re.sub(r"[^\w ·.()（）-]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


def _standing_of_data(say: Words) -> list[str | Markup]:
    """How old the figures are, by which edition, and last from which build."""
    path = snapshot_path()
    information = None if path is None else read_account(path)
    if path is None or information is None:
        return [say("footer-no-build")]
    items: list[str | Markup] = [say("footer-built", at=moment(information["built_at"]))]
    try:
        editions = marts.editions(open_snapshot(path))
    except duckdb.Error:
        log.exception("the footer could not read the editions")
    else:
        items += [
            Markup("{} {}").format(row["title_zh"], standing(say, row["status"]))
            for row in editions.iter_rows(named=True)
        ]
    items.append(say("footer-build", build=str(information["build_id"])))
    return items


def _in_a_row(items: Iterable[str | Markup]) -> Markup:
    return Markup("").join(Markup("<span>{}</span>").format(item) for item in items)


@contextmanager
def told_in_words(say: Words) -> Iterator[None]:
    """What fails here is told, a panic of a library too, and the rest of the page goes on.

    NothingMore is let through: it is no failure.
    """
    try:
        with panics_as_errors():
            yield
    except NothingMore:
        raise
    except Exception as error:
        show_failure(say, error)


def show_failure(say: Words, error: Exception) -> None:
    """Say in words that a page could not be drawn; the why goes to the server's log."""
    show(failure_told(say, error))


def failure_told(say: Words, error: Exception) -> Markup:
    """That a page could not be drawn, with the number under which the log says why."""
    reference = uuid.uuid4().hex[:8]
    log.error("page failed, reference %s", reference, exc_info=error)
    name = "page-failed"
    if is_held(error):
        name = "page-failed-held"
    elif isinstance(error, duckdb.IOException):
        name = "page-failed-snapshot"
    return design.notice(say(name), "error", say.attr(name, "mend", reference=reference))
