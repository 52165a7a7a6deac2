"""Look at the contents of a column before it is proposed for a role."""

from dataclasses import replace

from loaders import event_log_times as times
from loaders.columns import NAMES, NearestTime, plain_name
from loaders.event_log_events import trimmed
from loaders.event_log_readings import readings
from loaders.event_log_rows import Rows, brief, one

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

    @property
    def sample(self) -> Rows:
        """The first rows alone."""
        return replace(self.rows, relation="sample")

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
        texts, unread, _ = self._unread(name, kind)
        return bool(texts and texts - unread >= PARSED * texts)

    def _unread(self, name: str, kind: str) -> tuple[int, int, str]:
        """Return how many values a column has, how many are no times, and one of those."""
        found = self.rows.connection.execute(
            f"SELECT t, count(*), any_value({times.instant('a', 'n', self.timezone)}) IS NULL "
            f"FROM (SELECT {trimmed(name)} AS t, {times.aware(name, kind)} AS a, "
            f"{times.naive(name, kind)} AS n FROM sample) WHERE t IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).fetchall()
        odd = [(text, count) for text, count, unread in found if unread]
        read = readings([text for text, _ in odd], self.timezone)
        left = [each for each, (local, _) in zip(odd, read, strict=True) if local is None]
        texts = sum(count for _, count, _ in found)
        return texts, sum(count for _, count in left), brief(left[0][0]) if left else ""

    def nearest_time(self) -> NearestTime | None:
        """Return the column that looks most like a time, by name first and then by contents."""
        named = {plain_name(name) for role in ("end", "start") for name in NAMES[role]}
        best: tuple[bool, float] = (False, 0.0)
        nearest = None
        for column, (name, kind) in self.rows.columns.items():
            texts, unread, example = self._unread(name, kind)
            share = (texts - unread) / texts if texts else 0.0
            if example and (rank := (plain_name(column) in named, share)) > best:
                best, nearest = rank, NearestTime(column, texts, unread, example)
        return nearest
