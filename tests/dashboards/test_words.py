"""Every word that a page says exists in both languages, and none stands there unsaid."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message

import dashboards
from dashboards.app_pages.checks.html import PARTS, SUMMED_BY
from dashboards.app_pages.compare.html import MODES
from dashboards.app_pages.data.charts import KINDS as CHART_KINDS
from dashboards.app_pages.data.charts import NONE as NO_CHART
from dashboards.app_pages.data.html import FAULT_KINDS, KINDS
from dashboards.app_pages.data.queries import READY
from dashboards.app_pages.gaps.html import CORNERS
from dashboards.app_pages.hand_in.files import KINDS as FILE_KINDS
from dashboards.app_pages.hand_in.html import STEPS
from dashboards.app_pages.overview.html import TASKS, URGENCIES
from dashboards.app_pages.plan.html import COLUMNS
from dashboards.app_pages.reporting.charts import NAMES as PROGRESS
from dashboards.app_pages.reporting.queries import NOTES, OWING, STATUSES
from dashboards.app_pages.reports.html import KINDS as REPORT_KINDS
from dashboards.app_pages.school.html import VIEWS
from dashboards.app_pages.school.views import VIEWS as SCHOOL_VIEWS
from dashboards.app_pages.tiers.html import VIEWS as TIER_VIEWS
from dashboards.parts import condition, first_steps, frame
from dashboards.parts.drawing import NAMES
from dashboards.parts.shell import BUILT_IN
from dashboards.plain.account import COLUMNS as SESSION_COLUMNS
from dashboards.plain.accounts_page import COLUMNS as ACCOUNT_COLUMNS
from dashboards.plain.accounts_page import DONE
from dashboards.plain.desk.result import REPORTS as DESK_REPORTS
from dashboards.plain.office.build_outcomes import BACK_UP, EXPORT, REBUILD, VERIFY
from dashboards.plain.office.builds import COLUMNS as BUILD_COLUMNS
from dashboards.plain.office.guide import SAID
from dashboards.plain.office.guide_table import KIND as GUIDE_DRAFT
from dashboards.plain.office.jobs import COLUMNS as JOB_COLUMNS
from dashboards.plain.office.old_forms import FORMS_KIND, MAPPING_KIND
from dashboards.plain.office.register import MARKS
from dashboards.plain.office.school import TYPED_IN
from dashboards.plain.office.settings import KEEP, LIMITS, OWN, REMOVE, TRIED
from dashboards.plain.office.settings import NAMES as COUNTY_NAMES
from dashboards.plain.office.table_sent import KINDS as TABLES_SENT
from dashboards.plain.trail_page import action_words
from duibiao.analysis.draft_difference import KIND as DIFFERENCE
from duibiao.analysis.tier_path import By, Obstacle
from duibiao.guide.columns import EFFECTS, ENDS
from duibiao.people.policy import rules
from duibiao.reports.in_bulk import PHASES
from duibiao.reports.making import FORMS
from duibiao.warehouse.export import Format
from duibiao.warehouse.jobs import State
from duibiao.words import FOLDER as WORDS
from duibiao.words import LANGUAGES, Words
from ingest.desk.deciding import WITHDRAWN_KINDS, Decision
from ingest.desk.forms import FORMS as MADE
from ingest.desk.many import ACTIONS as WAYS
from ingest.door import Fate
from ingest.drafts import State as PartState

FOLDER = Path(dashboards.__file__).parent
FATES = get_args(Fate)
# What a message's id ends in where code or marts supply the end of it.
FAMILIES = {
    "page-": frame.PAGES,
    "basis-": ("self", "verified"),
    "ranking-lead-": ("self", "verified"),
    "choose-": ("township", "type", "peers", "dimension", "school", "status", "note"),
    "find-": ("school", "township", "with"),
    "status-": (*STATUSES, OWING),
    "reporting-": ("must_correct", "not_handed_in"),
    "flag-": ("yes", "no"),
    "outcome-": ("accepted", "accepted_with_warnings", "refused"),
    "mark-": ("is_in_force", "is_late", "is_withdrawn"),
    "severity-": ("error", "warning"),
    "fate-": ("taken", "taken_with_warnings", "refused", "already_here", "received"),
    "effect-": EFFECTS,
    "asked-": ENDS,
    "tiers-obstacle-": get_args(get_type_hints(Obstacle)["kind"]),
    "column-rank-": ("county", "township", "school_type", "peer_group"),
    "kind-": ("count", "number", "flag", "date", "grade"),
    "base-zero-": ("zero", "not_applicable", "skip_part"),
    "rule-": ("steps", "bands", "late", "grade", "checklist", "deduct"),
    "rule-band-": ("steps", "at-least", "at-most", "late", "grade", "place", "percent"),
    "rule-relative-": ("to-best", "to-mean"),
    "rule-among-": ("county", "school_type"),
    "rule-better-": ("more", "less"),
    "rule-rest-": ("zero", "to-best"),
    "show-": tuple(VIEWS),
    "step-": STEPS,
    "fallback-": condition.FAULTS,
    "first-step-": [f"{step}-title" for step in first_steps.STEPS],
    "about-": STEPS,
    "chart-": NAMES,
    BUILT_IN: [name.removeprefix(BUILT_IN) for name in Words(LANGUAGES[0]).ids(BUILT_IN)],
    "progress-": PROGRESS,
    "note-": NOTES,
    "urgency-": URGENCIES,
    "task-": TASKS,
    "task-reporting-": ("late", "near", "open"),
    "changes-tier-": ("up", "down"),
    "call-": ("not_handed_in", "must_correct"),
    "by-": MODES,
    "gaps-corner-": CORNERS,
    "township-choose-": ("township", "with"),
    "compare-lead-": MODES,
    "compare-dimensions-": MODES,
    "compare-indicators-": MODES,
    "ranking-figure-verified-": ("self", "verified"),
    "ranking-reading-": ("county", "peer_group"),
    "ranking-tie-": ("inside", "outside", "even"),
    "ranking-line-": ("quota", "threshold"),
    "checks-part-": PARTS,
    "checks-by-": SUMMED_BY,
    "checks-why-": ("priority", "doubtful", "sample"),
    "checks-fate-": ("taken", "taken_with_warnings", "refused", "already_here", "received"),
    "tiers-show-": tuple(TIER_VIEWS),
    "tiers-tie-": ("inside", "outside", "even"),
    "school-view-": SCHOOL_VIEWS,
    "file-": tuple(FILE_KINDS),
    "plan-show-": ("weak", "all", "changed"),
    "plan-by-": get_args(By),
    "plan-becomes-": ("scored", "missing", "not_applicable"),
    "plan-column-": COLUMNS,
    "data-view-": ("tables", "query", "schema"),
    "data-kind-": ("fct", "dim"),
    "data-type-": (*(kind for kind, _ in KINDS), "other"),
    "data-fault-": (*FAULT_KINDS, "other"),
    "data-ready-": tuple(READY),
    "data-file-": tuple(Format),
    "data-chart-": (*CHART_KINDS, NO_CHART),
    "data-": ("x", "y"),
    "reports-kind-": REPORT_KINDS,
    "reports-title-": REPORT_KINDS,
    "reports-about-": (*REPORT_KINDS, "lists"),
    "reports-form-": FORMS["county"],
    "reports-as-": FORMS["county"],
    "reports-making-": PHASES,
    "desk-report-": DESK_REPORTS,
    "sessions-column-": SESSION_COLUMNS,
    "accounts-column-": ACCOUNT_COLUMNS,
    "accounts-do-": DONE,
    "jobs-column-": JOB_COLUMNS,
    "templates-": tuple(MADE),
    "many-choose-": tuple(WAYS),
    "withdraw-kind-": WITHDRAWN_KINDS,
    "job-state-": get_args(State),
    "job-": (
        *("failed", "stopped", VERIFY, REBUILD, EXPORT, BACK_UP),
        *(DIFFERENCE, GUIDE_DRAFT, MAPPING_KIND, FORMS_KIND),
    ),
    "draft-state-": [state.replace("_", "-") for state in get_args(PartState)],
    "office-guide-": SAID,
    "office-guide-column-": ("dimensions", "indicators", "facts"),
    "office-guide-status-": ("working", "official"),
    "office-guide-row-": ("added", "removed"),
    "office-guide-other-": ("score", "rating", "tier_reached", "rank_county"),
    "office-guide-rank-": ("up", "down"),
    "office-guide-score-": ("before", "after"),
    "office-guide-rank_county-": ("before", "after"),
    "office-guide-table-": ("edition", "title"),
    "office-old-forms-": ("files", "form", "mapping"),
    "office-settings-": ("limits", "places", "version"),
    "office-settings-done-": (COUNTY_NAMES, LIMITS, KEEP, REMOVE),
    "office-settings-fixed-": ("county", "office"),
    "office-settings-form-": ("county", "school"),
    "office-settings-form-fetch-": (OWN, TRIED),
    "office-settings-form-name-": (OWN, TRIED),
    "office-settings-limit-": ("idle_minutes", "longest_hours", "idle_days", "secret_days"),
    "office-settings-step-": ("build", "modes", "people", "trail"),
    "job-phase-": ("verifying", "rebuilding", "exporting", "packing", "backing-up", "rehearsing"),
    "builds-column-": BUILD_COLUMNS,
    "exports-format-": tuple(Format),
    "register-": [*TYPED_IN, *(f"{doing}-note" for doing in TYPED_IN)],
    "register-mark-": MARKS,
    "table-about-": TABLES_SENT,
    "table-fate-": (*FATES, "same", "received"),
    "cycles-": ("school_count", "handed_in_count", "handed_in_late_count"),
    "cycle-is-": ("open", "closed"),
    "cycle-do-": ("closed", "reopened", "closed-note", "reopened-note"),
    "cycle-done-": ("extend", "closed", "reopened"),
    "cycle-was-": get_args(Decision),
    "message-": (
        *("error", "warning", "info", "job-runs", "job-done", "job-failed"),
        *("must_correct_count", "correction_refused_count", "with_warnings_count"),
        "handed_in_late_count",
    ),
}


def said_in_code() -> set[str]:
    """Every string constant of the dashboards that looks like the id of a message."""
    found: set[str] = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func)
                is_word = name.split(".")[-1] in {
                    "say",
                    "words",
                    "_say",
                    "_words",
                } or name.endswith(("say.attr", "words.attr"))
                for argument in node.args if is_word else []:
                    found |= {
                        inner.value
                        for inner in ast.walk(argument)
                        if isinstance(inner, ast.Constant)
                        and isinstance(inner.value, str)
                        and re.fullmatch(r"[a-z]+(-[a-z_]+)*", inner.value)
                    }
    return found


def messages(language: str) -> dict[str, Message]:
    """The messages of the dashboards in a language."""
    folder = WORDS / language
    paths = [
        folder / "dashboards.ftl",
        folder / "condition.ftl",
        *sorted(folder.glob("page-*.ftl")),
    ]
    entries = [
        entry
        for path in paths
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body
    ]
    return {entry.id.name: entry for entry in entries if isinstance(entry, Message)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_is_said_exists(language: str) -> None:
    """Constants in code, and every member of the families whose end is data."""
    say = Words(language)
    endings = {"mend", "all", "note", "placeholder", "expected"}
    wanted = {f"{stem}{end}" for stem, ends in FAMILIES.items() for end in ends}
    wanted |= {name for name in said_in_code() if "-" in name}
    assert {name for name in wanted - endings if not say.has(name)} == set()


def test_no_word_stands_unsaid() -> None:
    """A message that nothing says is a message that nobody keeps true."""
    # Names of groups and codes are said for pages and terminal alike, and a page says what was
    # refused below it by its code.
    rooms = (
        FOLDER,
        *(FOLDER.parent / "duibiao" / name for name in ("analysis", "records", "reports")),
    )
    sayers = [path for room in (*rooms, FOLDER.parent / "ingest") for path in room.rglob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sayers)
    families = {f"{stem}{end}" for stem, ends in FAMILIES.items() for end in ends}
    unsaid = {
        name
        for name in messages(LANGUAGES[0])
        if name not in families and not re.search(f"""['"]{name}['"]""", code)
    }
    assert unsaid == set()


def test_no_english_is_left_in_the_chinese_words() -> None:
    """In Chinese a message is Chinese, but for the switch to English."""
    for name, entry in messages("zh-CN").items():
        assert entry.value is not None
        text = "".join(str(getattr(part, "value", "")) for part in entry.value.elements)
        if re.search("[A-Za-z]{3}", text) and name != "other-language":
            assert re.search("[一-鿿]", text), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_trail_says_every_action_of_the_table_in_words(code: str) -> None:
    """Never by the name that the table has for it."""
    assert [one for one in rules() if action_words(Words(code), one) == one] == []
