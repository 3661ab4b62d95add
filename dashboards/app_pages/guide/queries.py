"""What the guide's page asks of the snapshot beside what all pages ask of the guide."""

from __future__ import annotations

import polars as pl

from duibiao.warehouse.snapshot import Snapshot


def guide_indicators(
    snapshot: Snapshot,
    edition: str,
    *,
    dimension_id: str | None = None,
    sought: str | None = None,
) -> pl.DataFrame:
    """The indicators of an edition in their order, those with `sought` anywhere in their words."""
    return snapshot.frame(
        """
        select * from dim_indicators
        where edition = $edition
            and ($dimension_id is null or dimension_id = $dimension_id)
            and (
                $sought is null
                or contains(
                    lower(concat_ws(
                        ' ', indicator_id, name_zh, name_en, requirement_zh, rule_zh, evidence_zh
                    )),
                    lower($sought)
                )
            )
        order by sort, indicator_id
        """,
        edition=edition,
        dimension_id=dimension_id,
        sought=sought,
    )
