"""The command that says why a score is what it is."""

from __future__ import annotations

from duibiao.commands.console import (
    AsJson,
    W,
    command,
    out,
    print_json,
)
from duibiao.commands.meant import (
    BasisOption,
    CycleOption,
    IndicatorArgument,
    SchoolArgument,
    basis_meant,
    cycle_meant,
)
from duibiao.records.settings import Settings
from duibiao.warehouse import asked
from duibiao.warehouse.snapshot import snapshot_in_force
from duibiao.words.labels import Labels


@command("cli-explain")
def explain(
    settings: Settings,
    school: SchoolArgument,
    indicator: IndicatorArgument = None,
    cycle: CycleOption = None,
    basis: BasisOption = "verified",
    as_json: AsJson = False,
) -> None:
    """Print the walk from a school's rank down to the cell."""
    from duibiao.analysis.walk import read_school
    from duibiao.analysis.walk_printed import indicator_lines, narrowed, school_data, school_lines

    chosen_basis, snapshot = basis_meant(basis), snapshot_in_force(settings)
    meant = cycle_meant(snapshot, cycle)
    school_id, _ = asked.scored_school(snapshot, meant.cycle_id, school, chosen_basis)
    walk = read_school(snapshot, meant.cycle_id, chosen_basis, school_id)
    assert walk is not None, "it has a score"
    labels = Labels(W, snapshot.codes)
    chosen = None
    if indicator is not None:
        chosen = walk.indicator(asked.indicator(snapshot, meant.edition, indicator)[0])
    if as_json:
        data = school_data(W, labels, walk)
        print_json(data if chosen is None else narrowed(data, chosen))
        return
    lines = (
        school_lines(W, labels, walk)
        if chosen is None
        else indicator_lines(W, labels, walk, chosen)
    )
    out.print("\n".join(lines), markup=False)
