"""Look at the contents of a column before it is proposed for a role."""

from loaders import event_log_times as times
from loaders.event_log_events import trimmed
from loaders.event_log_rows import Rows, one

SAMPLE = 20_000
PARSED = 0.5
"""Share of a column's values that must be times for a column of such a name to be one; the others
are refused row by row."""


class Contents:
    """The first rows of a log, asked whether a column is fit for a role."""

    def __init__(self, rows: Rows, timezone: str) -> None:
        self.rows, self.timezone = rows, timezone
        names = ", ".join(name for name, _ in rows.columns.values())
        rows.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE sample AS SELECT {names} FROM {rows.relation} "
            f"LIMIT {SAMPLE}"
        )

    def fits(self, role: str, column: str) -> bool:
        """Tell whether times are times, cases repeat, and other roles are filled at all."""
        name, kind = self.rows.columns[column]
        if role in ("start", "end"):
            return self._are_times(name, kind)
        values, distinct = self._values(name, "sample")
        if role != "case" or not values or distinct < values:
            return values > 0
        values, distinct = self._values(name, self.rows.relation)
        return distinct < values

    def _values(self, name: str, relation: str) -> tuple[int, int]:
        text = trimmed(name)
        query = f"SELECT count({text}), count(DISTINCT {text}) FROM {relation}"
        values, distinct = one(self.rows.connection, query)
        return values, distinct

    def _are_times(self, name: str, kind: str) -> bool:
        texts, parsed = one(
            self.rows.connection,
            f"SELECT count(t), count({times.instant('a', 'n', self.timezone)}) FROM ("
            f"SELECT {trimmed(name)} AS t, {times.aware(name, kind)} AS a, "
            f"{times.naive(name, kind)} AS n FROM sample)",
        )
        return bool(texts and parsed >= PARSED * texts)
