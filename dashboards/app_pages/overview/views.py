"""Parts of the overview that are drawn as they are fetched."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboards.app_pages.overview import html
from dashboards.parts import design, frame
from dashboards.parts.frame import View
from duibiao.analysis.county import township_reporting

SHOWN = 15


def show_who_hands_in(view: View, cycle_id: str, owing: list[dict[str, Any]]) -> None:
    """How far each township is, the slowest first, beside the schools that owe their workbook."""
    say = view.words
    left, right = st.columns([1, 1], gap="medium")
    with left:
        townships = township_reporting(view.snapshot, cycle_id)
        frame.heading(say("section-townships"), html.slowest(say, townships, SHOWN))
        frame.show(html.townships_table(say, townships[:SHOWN], frame.link))
    with right:
        frame.heading(say("section-owing"), say("count-schools", count=len(owing)))
        table = html.owing_table(say, owing[:SHOWN], view.labels, frame.link)
        frame.show(table if owing else design.notice(say("owing-none")))
        frame.show(html.all_reporting(say, frame.link))
