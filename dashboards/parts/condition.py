"""What is not as it should be with builds, snapshots and guide: told in words, with the way out."""

from __future__ import annotations

import datetime as dt
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from markupsafe import Markup

from dashboards.parts import design, frame, permitted
from duibiao.guide.telling import fault_groups
from duibiao.records.settings import Settings
from duibiao.warehouse.kept_guides import guide_draft_faults
from duibiao.warehouse.snapshot_files import (
    WENT_BACK,
    InForce,
    build_failure,
    read_account,
    went_back,
)
from duibiao.warehouse.watch import ask_for_build
from duibiao.words import Words, words
from duibiao.words.figures import moment

log = logging.getLogger("duibiao.dashboard")

FAULTS = (
    "latest-missing",
    "snapshot-missing",
    "snapshot-cut",
    "account-unreadable",
    "snapshot-held",
    "snapshot-unreadable",
    WENT_BACK,
)
"""Why another snapshot is shown than the one that should be in force."""
NAMED, FAULTS_NAMED = 20, 5


def show_fallback(say: Words, shown: InForce | None, *, with_way_out: bool) -> None:
    """Say in one line that older figures are shown, and why; to officials what to do as well."""
    if shown is not None and shown.fault is not None:  # an empty piece would take its place
        frame.show(fallback_told(say, shown, with_way_out=with_way_out))


def fallback_told(say: Words, shown: InForce, *, with_way_out: bool) -> Markup:
    """That older figures are shown, of when they are, and why; nothing where they are not."""
    if shown.fault is None:
        return Markup("")
    account = read_account(shown.path)
    at = say("fallback-of", at=moment(account["built_at"])) if account else ""
    name = f"fallback-{shown.fault}"
    told = went_back(Settings.resolve()) or {}
    reason = {"reason": str(told.get("reason", "—"))} if shown.fault == WENT_BACK else {}
    way_out = say.attr(name, "mend", **reason) if with_way_out else ""
    return design.notice(say(name) + at, "warning", way_out)


def show_to_officials(say: Words) -> None:
    """All that officials have to know of builds, records and guide, and the button to build now."""
    path = frame.snapshot_path()
    show_build_failure(say, has_figures=path is not None)
    shown = frame.shown_snapshot(Settings.resolve())
    if build_failure(Settings.resolve()) is not None or (shown is not None and shown.fault):
        offer_build(say)
    if path is not None:
        show_left_out(say, read_account(path) or {})
    show_guide_faults(say)


def show_build_failure(say: Words, *, has_figures: bool) -> None:
    """Say that the newest build failed, why, what to do, and when it is tried again."""
    failure = build_failure(Settings.resolve())
    if failure is not None:
        frame.show(failure_told(say, failure, has_figures=has_figures))


def failure_told(say: Words, failure: dict[str, Any], *, has_figures: bool) -> Markup:
    """That the newest build failed, why, what to do, and when it is tried again."""
    lines = [*cause_of(say, failure)]
    next_try_at = failure.get("next_try_at")
    if next_try_at and dt.datetime.fromisoformat(next_try_at) > dt.datetime.now(dt.UTC):
        lines.append(say("build-next-try", at=moment(next_try_at)))
    name = "build-failed" if has_figures else "build-failed-first"
    paragraphs = Markup("<br>").join(Markup("{}").format(line) for line in lines)
    return design.notice(say(name, at=moment(failure["failed_at"])), "warning", paragraphs)


def cause_of(say: Words, failure: dict[str, Any]) -> list[str]:
    """Why a build failed, and the way out where the cause does not say it itself."""
    name = f"build-{failure['code']}"
    try:
        lines = [say(name, **failure["parameters"])]
    except (KeyError, TypeError, ValueError):
        # Written down by another version of the program.
        name = "build-unforeseen"
        lines = [say(name, message=str(failure["code"]))]
    with suppress(KeyError):
        lines.append(say.attr(name, "mend"))
    return lines


def offer_build(say: Words) -> None:
    """The button that has the server build now; not where pages may change nothing."""
    if permitted.may_change("ask_for_build") is not None or not st.button(
        say("build-now"), key="build-now"
    ):
        return
    try:
        ask_for_build(Settings.resolve())
    except OSError:
        log.exception("a build could not be asked for")
        frame.show_message(say, "build-not-asked", "error")
    else:
        frame.show(design.notice(say("build-asked")))


def show_left_out(say: Words, account: dict[str, Any]) -> None:
    """Name the files among the records that a build could not read, and records that are gone."""
    if told := left_out_told(say, account):
        frame.show(told)


def left_out_told(say: Words, account: dict[str, Any]) -> Markup:
    """The same, to be put anywhere; nothing where nothing was left out."""
    told = Markup("")
    for name, key in (("left-out", "set_aside"), ("records-gone", "missing_records")):
        found = account.get(key) or []
        if found:
            names = design.listed([*found[:NAMED], *["…"][: len(found) > NAMED]])
            detail = Markup("{}{}").format(say.attr(name, "mend"), names)
            told += design.notice(say(name, count=len(found)), "warning", detail)
    return told


def show_guide_faults(say: Words) -> None:
    """Say that the guide's folder is faulty, while files are checked by the guide kept before."""
    settings = Settings.resolve()
    tables = sorted(settings.guide.glob("*.csv"))
    stamps = [(table.name, table.stat().st_mtime_ns, table.stat().st_size) for table in tables]
    count, told = _guide_faults(settings.guide, say.language, tuple(stamps))
    if count:
        lines = design.listed([*told[:FAULTS_NAMED], *["…"][: len(told) > FAULTS_NAMED]])
        detail = Markup("{}{}").format(say.attr("guide-draft-faulty", "mend"), lines)
        frame.show(design.notice(say("guide-draft-faulty", count=count), "warning", detail))


@st.cache_data(max_entries=4, show_spinner=False)
def _guide_faults(
    guide: Path, language: str, stamps: tuple[tuple[str, int, int], ...]
) -> tuple[int, list[str]]:
    """How many faults the tables have, and the first of them in words, equal ones once.

    Read anew only after one of the tables has changed.
    """
    faults = guide_draft_faults(Settings.resolve(guide=guide))
    groups = fault_groups(faults, words(language))[: FAULTS_NAMED + 1]
    return len(faults), [f"{group.text.where}  {group.text.what}" for group in groups]
