"""The cheapest way of a school to a tier: sought once for each build, whichever page asks."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

import streamlit as st

from dashboards.parts import days
from dashboards.parts.frame import BY_BUILD
from duibiao.analysis.tier_path import By, TierPath, path
from duibiao.warehouse.snapshot import Snapshot

Basis = Literal["self", "verified"]


def way(
    snapshot: Snapshot,
    cycle_id: str,
    basis: str,
    school_id: str,
    *,
    tier: str | None = None,
    by: By = "count",
) -> TierPath:
    """The way from what counts now to a tier, or to the next one. Raises Refused."""
    return _found(snapshot, cycle_id, cast(Basis, basis), school_id, tier, by, days.today())


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=BY_BUILD)
def _found(
    snapshot: Snapshot,
    cycle_id: str,
    basis: Basis,
    school_id: str,
    tier: str | None,
    by: By,
    today: dt.date,
) -> TierPath:
    return path(snapshot, school_id, cycle_id=cycle_id, basis=basis, tier=tier, by=by, today=today)
