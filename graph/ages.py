"""How long what is still open has waited until the date of the data."""

from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.batches import keys_of, microseconds
from graph.calendar import EPOCH
from graph.calendars import Calendars
from graph.stops import Stops


def ages(
    rows: pa.Table, as_of: datetime, clock: str, calendars: Calendars, stops: Stops
) -> NDArray[np.float64]:
    """Return the seconds from ``enabled_at`` of each row to `as_of`, less clock stops.

    Parameters
    ----------
    rows : ``case_key``, ``receiver_key`` (the department whose clock counts) and ``enabled_at``
    clock : ``working`` or ``calendar``

    Returns
    -------
    zero or more; what became possible after `as_of` has not waited
    """
    case, department = keys_of(rows["case_key"]), keys_of(rows["receiver_key"])
    now = round((as_of - EPOCH).total_seconds() * 1e6)
    start = np.minimum(microseconds(rows["enabled_at"]), now)
    end = np.full(len(start), now)
    stopped = stops.within(case, department, start, end, calendars)
    if clock == "calendar":
        return np.asarray((end - start - stopped[1]) / 1e6)
    worked = calendars.position(department, end) - calendars.position(department, start)
    return np.asarray((worked - stopped[0]) / 1e6)
