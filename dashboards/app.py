"""The frame around every page: navigation, language, the page itself, and the footer."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from markupsafe import Markup

from dashboards.parts import address, frame, uploads
from duibiao.panics import panics_as_errors
from duibiao.words import LANGUAGES

FOLDER = Path(__file__).with_name("app_pages")

uploads.begin_run()
say = frame.speak()
frame.settle_snapshot()
pages = {
    name: st.Page(
        FOLDER / name / "page.py",
        title=f"{say(f'page-{name}')} · {say('product')}",
        url_path=frame.path_of(name),
        default=name == frame.PAGES[0],
    )
    for name in frame.PAGES
}
current = st.navigation(list(pages.values()), position="hidden")
st.set_page_config(page_title=current.title, layout="wide", initial_sidebar_state="collapsed")
frame.show_style(say)

with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
    st.html(str(Markup('<span class="brand">{}</span>').format(say("product"))), width="content")
    for group, names in frame.GROUPS.items():
        with st.container(key=f"bar-{group}", horizontal=True, width="content", gap=None):
            for name in names:
                st.page_link(pages[name], label=say(f"page-{name}"), query_params=address.carried())
    other = next(code for code in LANGUAGES if code != say.language)
    switch = Markup('<a class="language" href="{}" lang="{}">{}</a>')
    st.html(
        str(switch.format(address.here(lang=other), other, say("other-language"))), width="content"
    )

frame.show_missing_page(say)
try:
    with panics_as_errors():
        current.run()
except frame.NothingMore:
    pass
except Exception as error:
    frame.show_failure(say, error)
try:
    with panics_as_errors():
        frame.footer(say)
except Exception as error:
    frame.show_failure(say, error)
uploads.end_run()
