"""Choosing several schools one by one, all of them held in the address."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards.parts import address, choices
from dashboards.parts.frame import View
from duibiao.panics import panics_as_errors

NAME = "schools"
KEY = "gathered-schools"
BETWEEN = ","


@panics_as_errors()
def _add(chosen: list[str]) -> None:
    added = st.session_state[KEY]
    if added is not None:
        st.query_params[NAME] = BETWEEN.join([*chosen, added])
    st.session_state[KEY] = None


def address_of(school_ids: list[str]) -> str | None:
    """What stands in the address for schools, None for none."""
    return BETWEEN.join(school_ids) or None


def with_schools(*school_ids: str) -> str:
    """The address of this view with other schools."""
    return address.here(**{NAME: address_of(list(school_ids)), "page": None})


def gather_schools(view: View, everyone: pl.DataFrame, most: int) -> dict[str, str]:
    """The schools that the address names, by code, with a box to add one more; at most so many."""
    said = list(dict.fromkeys((address.get(NAME) or "").split(BETWEEN)))
    there = everyone.select("school_id", "name_zh")
    named = dict(there.filter(pl.col("school_id").is_in(said)).iter_rows())
    unknown = [school_id for school_id in said if school_id and school_id not in named]
    chosen = [school_id for school_id in said if school_id in named][:most]
    if unknown:
        st.session_state.setdefault(address.UNKNOWN, []).extend(unknown)
    names = dict(choices.listed(view, "school", there, chosen).iter_rows())
    # The words are asked for once: of many schools each would be said anew.
    pattern = view.words("school-with-code", name="\0", code="\1")
    st.selectbox(
        view.words("compare-add"),
        [school_id for school_id in names if school_id not in chosen],
        index=None,
        format_func=lambda key: pattern.replace("\0", names[key]).replace("\1", key),
        key=KEY,
        placeholder=view.words.attr("compare-add", "all"),
        on_change=_add,
        args=(chosen,),
        width=300,
        disabled=len(chosen) >= most,
    )
    return {school_id: named[school_id] for school_id in chosen}
