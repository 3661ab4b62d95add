"""What a query gives, or why it is refused: for those who have a child ask, without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from duibiao.records.model import Refused

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

THREADS = 2
"""One query leaves the machine to the others, and its processor time can be told from the clock."""


class QueryRefused(Refused):
    """A statement that is not run."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The rows of a query, the type of each column as DuckDB names it, and whether rows lack."""

    rows: pl.DataFrame
    types: Sequence[str]
    is_cut: bool = False


class Answer(NamedTuple):
    """What the database gave: its rows, the type of each column, and whether rows lack."""

    rows: pa.Table
    types: Sequence[str]
    is_cut: bool

    @property
    def is_plain(self) -> bool:
        """Whether its columns are numbers, texts and days alone, which any library takes."""
        import pyarrow as pa

        return all(
            pa.types.is_primitive(kind) or pa.types.is_string(kind) or pa.types.is_decimal128(kind)
            for kind in self.rows.schema.types
        )

    def result(self) -> QueryResult:
        """It as polars has it. Raises QueryRefused for a type that polars has not."""
        # A child that sends plain rows does without it.
        import polars as pl
        import pyarrow as pa

        try:
            rows = pl.from_arrow(self.rows)
        except (pl.exceptions.PolarsError, pa.ArrowException, NotImplementedError) as error:
            raise QueryRefused("query-strange-type") from error
        assert isinstance(rows, pl.DataFrame)
        return QueryResult(rows, self.types, self.is_cut)
