"""Instants as people of the load's time zone read them.

Offsets come from ``zoneinfo``, once for each quarter of an hour that occurs, so that millions of
instants need no Python object each and no time zone files of the operating system.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.load import Load, Source

_QUARTER = 900
_MICRO = 1_000_000
_NAIVE = pa.timestamp("us")


def timezone_of(load: Load | None) -> str:
    """Return the time zone of the load, or the usual one where an answer is of no load."""
    return load.source.timezone if load else str(Source.__dataclass_fields__["timezone"].default)


def local(instants: pa.Array, timezone: str) -> pa.Array:
    """Return the instants as local date and time without an offset."""
    seconds = _offsets(instants, timezone)
    shifted = _micros(instants) + seconds * _MICRO
    return _masked(pa.array(shifted).cast(_NAIVE), instants)


def iso(instants: pa.Array, timezone: str) -> pa.Array:
    """Return the instants as ISO 8601 text with the offset of the time zone.

    >>> at = pa.array([0, None], pa.timestamp("us", "UTC"))
    >>> iso(at, "Asia/Shanghai").to_pylist()
    ['1970-01-01T08:00:00+08:00', None]
    """
    seconds = _offsets(instants, timezone)
    shifted = (_micros(instants) + seconds * _MICRO).view("datetime64[us]")
    whole = shifted.astype("datetime64[s]")
    text = pa.array(np.datetime_as_string(shifted, unit="us").astype(object), pa.string())
    if (whole == shifted).all():
        text = pa.array(np.datetime_as_string(whole, unit="s").astype(object), pa.string())
    else:
        text = pc.replace_substring_regex(text, r"\.000000$", "")
    return _masked(pc.binary_join_element_wise(text, _offset_texts(seconds), ""), instants)


def _micros(instants: pa.Array) -> npt.NDArray[np.int64]:
    values: npt.NDArray[np.int64] = instants.cast(pa.int64()).fill_null(0).to_numpy(False)
    return values


def _offsets(instants: pa.Array, timezone: str) -> npt.NDArray[np.int64]:
    zone = ZoneInfo(timezone)
    quarters, places = np.unique(_micros(instants) // (_QUARTER * _MICRO), return_inverse=True)
    seconds = [_offset(int(quarter) * _QUARTER, zone) for quarter in quarters]
    return np.array(seconds, dtype=np.int64)[places]


def _offset(epoch: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(epoch, UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _offset_texts(seconds: npt.NDArray[np.int64]) -> pa.Array:
    different, places = np.unique(seconds, return_inverse=True)
    texts = pa.array([_offset_text(int(each)) for each in different], pa.string())
    return texts.take(pa.array(places))


def _offset_text(seconds: int) -> str:
    sign, size = ("-", -seconds) if seconds < 0 else ("+", seconds)
    minutes, rest = divmod(size, 60)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def _masked(values: pa.Array, instants: pa.Array) -> pa.Array:
    return pc.if_else(pc.is_valid(instants), values, None)
