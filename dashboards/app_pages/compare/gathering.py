"""Choosing several schools one by one, all of them held in the address."""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboards.parts import address
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


def gather_schools(view: View, everyone: pl.DataFrame, most: int) -> list[str]:
    """The schools that the address names, with a box to add one more; at most so many."""
    names = dict(zip(everyone["school_id"].to_list(), everyone["name_zh"].to_list(), strict=True))
    said = list(dict.fromkeys((address.get(NAME) or "").split(BETWEEN)))
    unknown = [school_id for school_id in said if school_id and school_id not in names]
    chosen = [school_id for school_id in said if school_id in names][:most]
    if unknown:
        st.session_state.setdefault(address.UNKNOWN, []).extend(unknown)
    # The words are asked for once: of 10,000 schools each would be said anew.
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
    return chosen
