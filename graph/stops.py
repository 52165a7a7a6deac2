"""Clock stops: time that no department is charged with."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from graph.calendar import Instants
from graph.calendars import Calendars


def merged(stops: pd.DataFrame) -> pd.DataFrame:
    """Return the union of the stops of each case as disjoint intervals.

    Parameters
    ----------
    stops : columns ``case_key``, ``start``, ``end`` (microseconds), in any order, overlapping
        as they like

    Returns
    -------
    The same columns, sorted, disjoint within a case and none empty.

    Examples
    --------
    >>> frame = pd.DataFrame({"case_key": [7, 7, 7], "start": [5, 0, 20], "end": [9, 6, 20]})
    >>> merged(frame).to_dict("records")
    [{'case_key': 7, 'start': 0, 'end': 9}]
    """
    stops = stops[stops["end"] > stops["start"]].sort_values(["case_key", "start", "end"])
    reached = stops.groupby("case_key")["end"].cummax().groupby(stops["case_key"]).shift()
    block = (reached.isna() | (stops["start"] > reached)).cumsum()
    found = stops.groupby(block.to_numpy()).agg(
        case_key=("case_key", "first"), start=("start", "first"), end=("end", "max")
    )
    return found.reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """The disjoint stops of all cases, found by case key."""

    first: NDArray[np.int64]  # (cases + 1,): the stops of case c are first[c] to first[c + 1]
    start: Instants
    end: Instants

    @classmethod
    def of(cls, stops: pd.DataFrame, cases: int) -> "Stops":
        """Index `stops` (columns case_key, start, end) of `cases` cases."""
        disjoint = merged(stops)
        counts = np.bincount(disjoint["case_key"].to_numpy(np.int64), minlength=cases)
        first = np.concatenate([[0], np.cumsum(counts)])
        return cls(first, disjoint["start"].to_numpy(np.int64), disjoint["end"].to_numpy(np.int64))

    def within(
        self,
        case: NDArray[np.int32],
        department: NDArray[np.int32],
        start: Instants,
        end: Instants,
        calendars: Calendars,
    ) -> tuple[Instants, Instants]:
        """Return how much of each interval is stopped: working and calendar microseconds.

        Working time is that of each row's `department`. The intervals are those of `start` to
        `end`, elementwise; both results are zero or more and never longer than the interval.
        """
        working, passed = np.zeros(len(case), np.int64), np.zeros(len(case), np.int64)
        rows = np.flatnonzero(self.first[case + 1] > self.first[case])
        if not len(rows):
            return working, passed
        counts = (self.first[case + 1] - self.first[case])[rows]
        row = np.repeat(rows, counts)
        nth = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        stop = self.first[case[row]] + nth
        low, high = np.maximum(start[row], self.start[stop]), np.minimum(end[row], self.end[stop])
        overlap = low < high
        row, low, high = row[overlap], low[overlap], high[overlap]
        inside = calendars.position(department[row], high) - calendars.position(
            department[row], low
        )
        np.add.at(working, row, inside)
        np.add.at(passed, row, high - low)
        return working, passed
