"""Local wall-clock times to instants."""

from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.tables import INSTANT

Times = npt.NDArray[np.datetime64]


def to_utc(local: Times, zone: ZoneInfo) -> Times:
    """Return the UTC instants of local times (microseconds); NaT stays NaT.

    The offset is looked up once for each quarter of an hour that occurs; of an hour that occurs
    twice the first is meant.
    """
    known = ~np.isnat(local)
    slots, place = np.unique(local[known].astype("datetime64[15m]"), return_inverse=True)
    offsets = [_offset(slot, zone) for slot in slots]
    result = local.copy()
    result[known] -= np.array(offsets, dtype="timedelta64[us]")[place]
    return result


def instants(local: pa.Array, zone: ZoneInfo) -> pa.Array:
    """Return a column of local times as UTC instants."""
    times = local.to_numpy(zero_copy_only=False).astype("datetime64[us]")
    return pa.array(to_utc(times, zone), pa.timestamp("us")).cast(INSTANT)


def _offset(slot: np.datetime64, zone: ZoneInfo) -> np.timedelta64:
    moment = slot.astype("datetime64[us]").item().replace(tzinfo=zone)
    return np.timedelta64(moment.utcoffset(), "us")
