"""What SQL may call beyond the engine's own, where dbt itself runs it: a plugin of dbt-duckdb.

profiles.yml names this module; dbt calls `Plugin.configure_connection` before it runs a model.
"""

from __future__ import annotations

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

from duibiao.warehouse.ranking_function import register


class Plugin(BasePlugin):  # type: ignore[misc]
    """What dbt-duckdb loads."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Make the functions known before the first model runs."""
        register(conn)
