"""对比: schools, cycles, bases or publications beside each other, all of it in the address."""

from dashboards.app_pages.compare import charts, gathering, html, queries, views
from dashboards.parts import address, choices, frame, marts

MOST = 8

frame.title(frame.speak()("page-compare"))
current = frame.open_view()
say, labels = current.words, current.labels
with choices.filters():
    comparison = views.choose_comparison(current)
    dimensions = marts.dimensions(comparison.view.snapshot, comparison.cycle["edition"]).to_dicts()
    dimension = choices.choose_dimension(current, dimensions)
    everyone = queries.everyone(comparison.view.snapshot)
    names = gathering.gather_schools(current, everyone, MOST)

mode, now = comparison.mode, comparison.sides[-1]
ids = list(names)
found = views.compared(comparison, list(names.items()))
edition = comparison.cycle["edition"]
shown = [dimension] if dimension else dimensions


def without(school_id: str) -> str:
    """This view without one of the schools."""
    return address.here(schools=gathering.address_of([own for own in ids if own != school_id]))


frame.lead(say(f"compare-lead-{mode}"), comparison.view, comparison.cycle)
views.say_as_of(current, comparison)
if ids:
    frame.show(html.chosen_schools(say, found.schools, frame.to_school, without))
else:
    frame.show_message(say, "compare-choose", "empty")
    lines = marts.tier_lines(now.snapshot, now.cycle_id, now.basis).to_dicts()
    frame.show(html.suggestions(say, lines, labels, gathering.with_schools))
if ids:
    frame.heading(say("section-compare-scores"), say.attr("section-compare-scores", "note"))
    frame.show(html.standings_table(say, found, labels))
    if not found.subtract:
        frame.show_message(say, "compare-two-editions", "warning")
    elif mode == "cycles":
        frame.heading(say("section-compare-slope"), say.attr("section-compare-slope", "note"))
        frame.chart(
            charts.slopes((found.sides[0].name, found.last.name), html.slope_lines(found)),
            key="compare-slope",
            description=say("section-compare-slope"),
        )
if ids and found.subtract:
    frame.heading(say("section-compare-dimensions"), say(f"compare-dimensions-{mode}"))
    if len(found.sides) == 2:
        frame.show(html.dumbbell_legend(say, found.sides[0].name, found.last.name))
        frame.show(html.dimension_pairs(say, found, shown, labels))
    else:
        medians = queries.county_medians(now)
        if len(ids) == 2:
            frame.show(html.dumbbell_legend(say, *map(found.name, ids)))
            frame.show(html.dimension_two_schools(say, found, shown, medians, labels))
        else:
            frame.show(html.dimension_multiples(say, found, shown, medians, labels))
    frame.heading(say("section-compare-indicators"), say(f"compare-indicators-{mode}"))
    of_dimension = dimension["dimension_id"] if dimension else None
    indicators = queries.indicators(now.snapshot, edition, of_dimension)
    frame.show(html.indicators_table(say, found, indicators, labels))
if ids:
    frame.heading(say("section-compare-history"), say.attr("section-compare-history", "note"))
    cycles = comparison.view.cycles.reverse().to_dicts()
    history = queries.history(now.snapshot, now.basis, ids)
    versions = queries.versions(now.snapshot, ids)
    link = frame.to_school if now.is_in_force else None
    frame.show(html.history_table(say, versions, cycles, history, labels, link))
if mode == "published":
    views.show_changed(current, comparison)
