"""数据: the marts with their documentation, SQL on them, and the schema as a picture."""

import streamlit as st

from dashboards.app_pages.data import documentation, html, queries, schema_html, views
from dashboards.parts import address, frame

VIEWS = ("tables", "query", "schema")

say = frame.speak()
frame.title(say("page-data"), say("data-lead"))
view = frame.open_view()
marts = queries.marts(view.snapshot)
joins = queries.joins(marts)


def link(**parameters: str) -> str:
    """An address of this page."""
    return frame.link("data", **parameters)


shown = address.switch(
    "view", say("data-view"), VIEWS, lambda name: say(f"data-view-{name}"), default=VIEWS[0]
)
name = address.named("mart", list(marts)) if shown == "tables" else None
frame.show_unknown(say)
if shown == "query":
    views.offer_ready(say)
    sql = views.edit(say, marts)
    if sql and address.is_from_elsewhere():
        frame.show_message(say, "data-from-elsewhere", "warning")
    elif sql:
        views.show_result(say, sql)
    else:
        frame.show_message(say, "data-nothing-asked", "empty")
elif shown == "schema":
    frame.heading(say("data-schema"), say.attr("data-schema", "note"))
    frame.show(schema_html.bus(say, marts, joins, link))
    with st.expander(say("data-joins-all", count=len(joins))):
        frame.show(html.joins_table(say, joins, link, about=None, key="joins"))
elif name is not None:
    mart = marts[name]
    own = [join for join in joins if name in (join.many, join.one)]
    example = say("data-example-of", mart=html.title(say, name))
    frame.show(html.links_line([(say("data-back"), link())]))
    frame.heading(html.title(say, name), name)
    frame.show(html.mart_figures(say, mart))
    frame.show(html.documentation(say, mart))
    frame.show(
        html.links_line(
            [
                (say("data-run-example"), views.link(mart.example, example)),
                (say("data-dbt-docs"), documentation.mart_link(name)),
            ]
        )
    )
    frame.heading(say("data-first-rows"), say("data-first-rows-note", rows=f"{mart.rows:,}"))
    if mart.rows:
        first = queries.first_rows(view.snapshot, mart)
        frame.show(html.rows_table(say, first, label=say("data-first-rows"), key="first-rows"))
    else:
        frame.show_message(say, "data-mart-empty", "empty")
    frame.heading(say("data-columns"), say("data-meaning-note"))
    frame.show(html.columns_table(say, mart))
    if own:
        frame.heading(say("data-joins"), say.attr("data-joins", "note"))
        frame.show(schema_html.star(say, mart, own, link))
        with st.expander(say("data-joins-all", count=len(own))):
            frame.show(html.joins_table(say, own, link, about=name, key="joins"))
else:
    sought = address.search("find", say("data-find"), say.attr("data-find", "placeholder"))
    hits = html.found(say, marts, sought)
    if not hits:
        frame.show_message(say, "data-none-found", "empty")
    for kind in ("fct", "dim"):
        part = [hit for hit in hits if hit[0].name.startswith(kind)]
        if part:
            frame.heading(say(f"data-kind-{kind}"), say.attr(f"data-kind-{kind}", "note"))
            frame.show(html.marts_table(say, part, link, kind))
