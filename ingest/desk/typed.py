"""What is typed into a form: lines of the county's tables, checked and kept as a file's are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from duibiao.people.acting import Acting
from duibiao.people.policy import ask, ask_for_some
from ingest.desk.handing_in import CheckOutcome
from ingest.door import Door
from ingest.long_form.lines import content_of
from ingest.register import Register, cycle_or_code, school_or_code

Line = Mapping[str, str]


def type_findings(acting: Acting, lines: Sequence[Line], file_name: str) -> CheckOutcome:
    """Keep findings that were typed. What is wrong is told, and then nothing is kept.

    `lines`: by the columns of such a table. `file_name`: what the record calls it. Raises Refused,
    GuideFaults, OSError.
    """
    return _kept(ask(acting, "load"), "findings", lines, file_name)


def type_values(
    acting: Acting, cycle_id: str, school_id: str, lines: Sequence[Line], file_name: str
) -> CheckOutcome:
    """Keep verified values of one school that were typed, as `type_findings` does."""
    ask_for_some(acting, "review")
    register = Register.open(acting.settings)
    cycle, school = cycle_or_code(register, cycle_id), school_or_code(register, cycle_id, school_id)
    whose = {"cycle_id": cycle_id, "school_id": school_id, "basis": "verified"}
    own = [dict(line) | whose for line in lines]
    return _kept(ask(acting, "review", cycle, school), "answers", own, file_name)


def _kept(
    acting: Acting, kind: Literal["answers", "findings"], lines: Sequence[Line], file_name: str
) -> CheckOutcome:
    door = Door.open(acting.settings)
    checked = door.check(content_of(lines), file_name)
    if checked.kind != kind or checked.fate == "refused":
        return CheckOutcome(checked)
    return CheckOutcome(door.hand_in(checked, received_by=acting.name, channel=acting.channel))
