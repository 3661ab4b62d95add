"""The command line: parses, calls, prints; exits 0 (done), 1 (refused) or 2 (wrong use)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from ingest import seals
from ingest.build import Built, build
from ingest.checked_told import checked_data, print_checked
from ingest.console import (
    CHANNEL,
    REFUSED,
    TABLE_ROWS_SHOWN,
    WRONG_USE,
    AsJson,
    By,
    GuideFolder,
    Home,
    W,
    app,
    cycle_app,
    err,
    help_of,
    out,
    print_json,
    progress_bar,
    refuse,
    remember_places,
    told,
    who,
)
from ingest.demo import make_demo_county
from ingest.difference import Difference, difference_text
from ingest.export import disarmed
from ingest.facade import mark, marked_name, score_of
from ingest.hand_in import Checked, Door, find_files
from ingest.query import limit_this_process, run_query
from ingest.records import read_record, record_paths, write_durably, write_record
from ingest.settings import Settings
from ingest.snapshot import build_information, snapshot_path
from ingest.spreadsheet import SpreadsheetFault
from ingest.watch import BuildWatcher, build_in_own_process

__all__ = ["app"]

# Each of these adds its commands to the application.
from ingest import (  # noqa: F401  isort: skip
    cli_evidence,
    cli_explain,
    cli_export,
    cli_guide,
    cli_old_form,
    cli_path,
    cli_peers,
    cli_review,
    cli_sureness,
    cli_template,
)

MARKED_SUFFIXES = (".xlsx", ".xlsm")
WITHDRAWN_KINDS = ("workbook", "answers", "findings", "claims", "evidence")

app.add_typer(cli_old_form.old_form_app, name="old-form")


@app.command(help=help_of("cli-check"))
@told
def check(
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Say everything that is wrong with files, and the score a workbook would have."""
    door = Door.open(remember_places(home, guide))
    answers = []
    paths = _for_marking(find_files(files), marked)
    for path, checked in door.check_all(paths):
        score = score_of(door, checked)
        changes = door.differences(checked)
        data = checked_data(path, checked) | {"score": _score_figures(score)}
        data |= _changes_data(changes)
        if not as_json:
            print_checked(path, checked)
            _print_score(score)
            _print_changes(changes)
        data["marked"] = _write_marked(path, checked, marked, as_json)
        answers.append(data)
    if as_json:
        print_json(answers)
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


@app.command(help=help_of("cli-load"))
@told
def load(
    files: Annotated[list[Path], typer.Argument(help=W("cli-files"), exists=True)],
    marked: Annotated[
        Path | None, typer.Option("--marked", help=W("cli-marked"), metavar="PATH")
    ] = None,
    by: By = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take files in: workbooks and the long form, single files and folders."""
    door = Door.open(remember_places(home, guide))
    answers: list[dict[str, Any]] = []
    paths = _for_marking(find_files(files), marked)
    with progress_bar(quiet=as_json or len(paths) < 2) as progress:
        files_checked = door.check_all(paths)
        for path, checked in progress.track(
            files_checked, total=len(paths), description=W("cli-load-progress")
        ):
            door.hand_in(checked, received_by=who(by), channel=CHANNEL)
            data = checked_data(path, checked)
            if not as_json:
                print_checked(path, checked)
            data["marked"] = _write_marked(path, checked, marked, as_json)
            answers.append(data)
    if as_json:
        print_json(answers)
    else:
        fates = [answer["fate"] for answer in answers]
        counts = {
            name.replace("_", "-"): str(fates.count(name))
            for name in ("taken", "taken_with_warnings", "refused", "already_here")
        }
        out.print(W("cli-load-total", total=str(len(answers)), **counts))
        if any(fate.startswith("taken") for fate in fates):
            out.print(W("cli-load-next"))
    if any(answer["fate"] == "refused" for answer in answers):
        raise typer.Exit(REFUSED)


def _for_marking(paths: list[Path], target: Path | None) -> list[Path]:
    """The files, of which several cannot be marked in one file."""
    if target is not None and target.suffix.lower() in MARKED_SUFFIXES and len(paths) > 1:
        refuse(W("cli-marked-several", target=str(target)), WRONG_USE)
    return paths


def _write_marked(path: Path, checked: Checked, target: Path | None, as_json: bool) -> str | None:
    """Write a sender's own file with its problems marked, where there is one and it is wanted."""
    if target is None or not checked.problems or checked.workbook is None:
        return None
    try:
        content = mark(checked, W)
    except SpreadsheetFault:
        if not as_json:
            out.print("  " + W("marking-not-possible"))
        return None
    is_file = target.suffix.lower() in MARKED_SUFFIXES
    out_path = target if is_file else target / marked_name(path.name, content, W)
    if out_path.exists() and out_path.resolve() == path.resolve():
        refuse(W("cli-marked-same", path=str(path)), WRONG_USE)
    write_durably(out_path, content)
    if not as_json:
        out.print("  " + W("cli-marked-written", path=str(out_path)))
    return str(out_path)


def _changes_data(changes: tuple[str, list[Difference]] | None) -> dict[str, Any]:
    if changes is None:
        return {"compared_with": None, "differences": []}
    receipt, found = changes
    rows = [
        {
            "fact_id": difference.fact.fact_id,
            "change": difference.change,
            "before": difference.before,
            "now": difference.now,
            "sheet": difference.sheet,
            "cell": difference.cell,
        }
        for difference in found
    ]
    return {"compared_with": receipt, "differences": rows}


def _print_changes(changes: tuple[str, list[Difference]] | None) -> None:
    if changes is None:
        return
    receipt, found = changes
    if not found:
        out.print("  " + W("difference-none", receipt=receipt), markup=False)
        return
    out.print("  " + W("difference-heading", receipt=receipt, count=str(len(found))), markup=False)
    for difference in found:
        text = difference_text(difference, W)
        out.print(f"    {text.where}  {text.what}".rstrip(), markup=False)


def _score_figures(score: Any) -> dict[str, Any] | None:
    if score is None:
        return None
    rows = score.marts["fct_school_scores"].filter(basis="self").to_dicts()
    names = ("points", "applicable_points", "score", "rating", "tier_reached")
    return {name: None if rows[0][name] is None else str(rows[0][name]) for name in names}


def _print_score(score: Any) -> None:
    figures = _score_figures(score)
    if figures is not None and figures["score"] is not None:
        rounded = {name: f"{float(figures[name]):.2f}" for name in ("score", "points")}
        full = f"{float(figures['applicable_points']):g}"
        out.print(
            "  " + W("cli-score", score=rounded["score"], points=rounded["points"], full=full)
        )


@app.command(help=help_of("cli-withdraw"))
@told
def withdraw(
    receipt: Annotated[str, typer.Argument(help=W("cli-withdraw-receipt"))],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    cycle: Annotated[str | None, typer.Option("--cycle", help=W("cli-withdraw-cycle"))] = None,
    school: Annotated[str | None, typer.Option("--school", help=W("cli-withdraw-school"))] = None,
    fact: Annotated[str | None, typer.Option("--fact", help=W("cli-withdraw-fact"))] = None,
    red_line: Annotated[
        str | None, typer.Option("--red-line", help=W("cli-withdraw-red-line"))
    ] = None,
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Take back a hand-in, a finding or a verified value; the record of it stays."""
    settings = remember_places(home, guide)
    path = record_paths(settings).get(receipt)
    if path is None or read_record(path)["kind"] not in WITHDRAWN_KINDS:
        refuse(W("cli-withdraw-unknown", receipt=receipt))
    body = {"withdrawn_record_id": receipt, "reason": reason}
    parts = {"cycle_id": cycle, "school_id": school, "fact_id": fact, "red_line": red_line}
    body |= {name: value for name, value in parts.items() if value is not None}
    record = write_record(settings, "withdrawal", body, received_by=who(by), channel=CHANNEL)
    out.print(W("cli-withdrawn", receipt=receipt, record=record["record_id"]))


@cycle_app.command("close", help=help_of("cli-cycle-close"))
@told
def cycle_close(
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Close a cycle: nothing more is taken in for it."""
    _decide(remember_places(home, guide), cycle, "closed", reason, by)


@cycle_app.command("reopen", help=help_of("cli-cycle-reopen"))
@told
def cycle_reopen(
    cycle: Annotated[str, typer.Argument()],
    reason: Annotated[str, typer.Option("--reason", help=W("cli-option-reason"))],
    by: By = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Open a closed cycle again."""
    _decide(remember_places(home, guide), cycle, "reopened", reason, by)


def _decide(settings: Settings, cycle: str, decision: str, reason: str, by: str | None) -> None:
    register = Door.open(settings).register
    if cycle not in register.cycles:
        known = "、".join(sorted(register.cycles)) or W("cli-none")
        refuse(W("cli-cycle-unknown", cycle=cycle, known=known))
    body = {"cycle_id": cycle, "decision": decision, "reason": reason}
    write_record(settings, "cycle_decision", body, received_by=who(by), channel=CHANNEL)
    out.print(W(f"cli-cycle-{decision}", cycle=cycle))


@app.command("build", help=help_of("cli-build"))
@told
def build_command(as_json: AsJson = False, home: Home = None, guide: GuideFolder = None) -> None:
    """Take in what is new, score, publish."""
    _print_built(build(remember_places(home, guide)), as_json)


@app.command(help=help_of("cli-rebuild"))
@told
def rebuild(as_json: AsJson = False, home: Home = None, guide: GuideFolder = None) -> None:
    """Make every table again from the records and originals."""
    _print_built(build(remember_places(home, guide), again=True), as_json)


def _print_built(built: Built, as_json: bool) -> None:
    seconds = {step: round(value, 2) for step, value in built.seconds.items()}
    if as_json:
        names = {"build_id": built.build_id, "snapshot": str(built.snapshot)}
        print_json(names | {"seal_head": built.seal_head, "seconds": seconds})
        return
    total = f"{sum(built.seconds.values()):.1f}"
    out.print(W("cli-built", build=built.build_id, seconds=total, snapshot=str(built.snapshot)))
    out.print(W("cli-seal-head", head=built.seal_head or W("cli-none")))


@app.command(help=help_of("cli-verify"))
@told
def verify(
    head: Annotated[str | None, typer.Option("--head", help=W("cli-verify-head"))] = None,
    as_json: AsJson = False,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Find missing or altered records and originals."""
    settings = remember_places(home, guide)
    information = build_information(settings) or {}
    expected = head or information.get("seal_head")
    found = seals.verify(settings, expected)
    lists = {
        "missing-records": found.missing_records,
        "altered-records": found.altered_records,
        "broken-seals": found.broken_seals,
        "missing-originals": found.missing_originals,
        "altered-originals": found.altered_originals,
    }
    if as_json:
        print_json({"is_whole": found.is_whole} | asdict(found))
    else:
        _print_verification(found, lists, expected)
    if not found.is_whole:
        refuse("" if as_json else W("cli-verify-not-whole"))


def _print_verification(
    found: seals.Verification, lists: dict[str, list[str]], expected: str | None
) -> None:
    counts = {
        "sealed": str(found.sealed_records),
        "unsealed": str(found.unsealed_records),
        "originals": str(found.originals),
    }
    out.print(W("cli-verified", **counts))
    out.print(W("cli-seal-head", head=found.head or W("cli-none")))
    for name, names in lists.items():
        for identifier in names:
            err.print(W(f"cli-verify-{name}", identifier=identifier), markup=False)
    if found.head_differs:
        err.print(W("cli-verify-head-differs", head=str(expected)))


@app.command(help=help_of("cli-sql"))
@told
def sql(
    statement: Annotated[str, typer.Argument(help=W("cli-sql-statement"))],
    form: Annotated[str, typer.Option("--format", help=W("cli-sql-format"))] = "table",
    target: Annotated[Path | None, typer.Option("--out", "-o", help=W("cli-sql-out"))] = None,
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Run one read-only query on the snapshot in force."""
    settings = remember_places(home, guide)
    if form not in ("table", "csv", "json", "parquet"):
        refuse(W("cli-sql-format-unknown", form=form), WRONG_USE)
    if form == "parquet":
        if target is None:
            refuse(W("cli-sql-parquet-needs-out"), WRONG_USE)
        limit_this_process()
        run_query(settings, statement).write_parquet(target)
        return
    limit_this_process()
    rows = run_query(settings, statement)
    if form == "table":
        shown = Table(show_edge=False)
        for column in rows.columns:
            is_number = rows.schema[column].is_numeric()
            shown.add_column(column, justify="right" if is_number else "left", no_wrap=True)
        for row in rows.head(TABLE_ROWS_SHOWN).iter_rows():
            shown.add_row(*("NULL" if value is None else str(value) for value in row))
        with target.open("w", encoding="utf-8") if target else _stdout() as stream:
            # As wide as it needs: a terminal wraps, a figure that is cut off misleads.
            # A text in brackets is a text, and no word of a markup.
            Console(file=stream, width=10_000, highlight=False, markup=False).print(shown)
        if rows.height > TABLE_ROWS_SHOWN:
            shown_rows, all_rows = str(TABLE_ROWS_SHOWN), str(rows.height)
            err.print(W("cli-sql-cut", shown=shown_rows, total=all_rows))
    else:
        text = _csv_rows(rows) if form == "csv" else _json_rows(rows)
        if target is None:
            sys.stdout.write(text)
        else:
            target.write_text(text, encoding="utf-8")


@contextmanager
def _stdout() -> Iterator[Any]:
    yield sys.stdout


def _csv_rows(rows: pl.DataFrame) -> str:
    # A CSV has no lists or maps: what holds them is written as its text.
    nested = [name for name, kind in rows.schema.items() if kind.is_nested()]
    texts = [
        pl.Series(name, [None if value is None else str(value) for value in rows[name].to_list()])
        for name in nested
    ]
    return disarmed(rows.with_columns(texts)).write_csv()


def _json_rows(rows: pl.DataFrame) -> str:
    return json.dumps(rows.to_dicts(), ensure_ascii=False, default=str, indent=1) + "\n"


@app.command(help=help_of("cli-serve"))
@told
def serve(
    port: Annotated[int, typer.Option("--port", help=W("cli-serve-port"))] = 8501,
    host: Annotated[str, typer.Option("--host", help=W("cli-serve-host"))] = "127.0.0.1",
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Serve the dashboard, and build soon after something was handed in."""
    settings = remember_places(home, guide)
    os.environ.update({"DUIBIAO_HOME": str(settings.home), "DUIBIAO_GUIDE": str(settings.guide)})
    watcher = BuildWatcher(settings, build_in_own_process)
    command = [sys.executable, "-m", "dashboards.server", "--host", host, "--port", str(port)]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=watcher.run, daemon=True).start()

    def stop(*_: Any) -> None:
        watcher.stopping.set()
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    out.print(W("cli-serving", address=f"http://{host}:{port}"))
    try:
        code = server.wait()
    except KeyboardInterrupt:
        stop()
        code = 0 if server.wait(timeout=20) is not None else REFUSED
    if code not in (0, -signal.SIGTERM):
        refuse(W("cli-serve-ended", code=str(code)))


@app.command(help=help_of("cli-demo"))
@told
def demo(
    no_serve: Annotated[bool, typer.Option("--no-serve", help=W("cli-demo-no-serve"))] = False,
    port: Annotated[int, typer.Option("--port", help=W("cli-serve-port"))] = 8501,
    host: Annotated[str, typer.Option("--host", help=W("cli-serve-host"))] = "127.0.0.1",
    home: Home = None,
    guide: GuideFolder = None,
) -> None:
    """Make a made-up county, load it through the same door as everyone, build, and serve."""
    settings = remember_places(home, guide)
    with progress_bar(quiet=False) as progress:
        made = make_demo_county(settings, progress)
    if made is not None:
        counts = {name: str(count) for name, count in made.counts.items()}
        out.print(W("cli-demo-made", folder=str(made.folder), **counts))
    else:
        out.print(W("cli-demo-here", home=str(settings.home)))
    if made is not None or snapshot_path(settings) is None:
        _print_built(build(settings), as_json=False)
    if not no_serve:
        serve(port=port, host=host)


if __name__ == "__main__":
    app()
