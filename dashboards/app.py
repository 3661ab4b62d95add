"""The frame around every page: navigation, language, the page itself, and the footer."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from dashboards.parts import address, bar, condition, first_steps, frame, person, places, uploads
from duibiao.words import LANGUAGES

FOLDER = Path(__file__).with_name("app_pages")

person.bind_session()
uploads.begin_run()
address.take_chosen()
say = frame.speak()
shown = frame.settle_snapshot()
pages = {
    name: st.Page(
        FOLDER / name / "page.py",
        title=frame.page_title(say, name),
        url_path=frame.path_of(name),
        default=name == frame.PAGES[0],
    )
    for name in frame.PAGES
}
current = st.navigation(list(pages.values()), position="hidden")
st.set_page_config(page_title=current.title, layout="wide", initial_sidebar_state="collapsed")

with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
    st.html(str(Markup('<span class="brand">{}</span>').format(say("product"))), width="content")
    for group, names in bar.groups().items():
        with st.container(key=f"bar-{group}", horizontal=True, width="content", gap=None):
            for name in names:
                st.page_link(pages[name], label=say(f"page-{name}"), query_params=address.carried())
    bar.show_person(say)
    other = next(code for code in LANGUAGES if code != say.language)
    switch = Markup('<a class="language" href="{}" lang="{}">{}</a>')
    st.html(
        str(switch.format(address.here(lang=other), other, say("other-language"))), width="content"
    )

paper_head = st.container(key="paper-head")
frame.show_missing_page(say)
with frame.told_in_words(say):
    condition.show_fallback(say, shown, with_way_out=current is pages[frame.PAGES[0]])
try:
    with frame.told_in_words(say), places.page_turn():
        bar.stop_unless_permitted(say, next(name for name in pages if pages[name] is current))
        current.run()
except frame.NothingYet:
    with frame.told_in_words(say):
        first_steps.show(say)
except frame.NothingMore:
    pass
with frame.told_in_words(say):
    frame.footer(say)
with frame.told_in_words(say), paper_head:
    frame.paper_head(say, current.title.split(" · ")[0])
uploads.end_run()
