"""The command that brings a data home of an older version up to this one."""

from __future__ import annotations

from duibiao.commands.console import AsJson, W, command, out, print_json
from duibiao.people.acting import Acting
from duibiao.warehouse.upgrading import upgrade


@command("cli-upgrade", "upgrade")
def upgrade_command(acting: Acting, as_json: AsJson = False) -> None:
    """Bring a data home of an older version up to this one; say what was done."""
    steps = list(upgrade(acting))
    if as_json:
        print_json([{"step": one.code, "is_done_now": one.is_done_now} | one.said for one in steps])
        return
    for one in steps:
        state = "done" if one.is_done_now else "already"
        out.print(W(f"upgrade-{one.code}-{state}", **one.said))
