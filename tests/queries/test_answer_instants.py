from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.tables import INSTANT
from queries.instants import iso, local

ZONES = ("Asia/Shanghai", "Europe/Amsterdam", "America/St_Johns", "Australia/Lord_Howe", "UTC")
FIRST, LAST = datetime(1905, 1, 1, tzinfo=UTC), datetime(2037, 12, 31, tzinfo=UTC)
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds() * 1e6)).map(
    lambda micros: FIRST + timedelta(microseconds=micros)
) | st.integers(0, (LAST - FIRST).days).map(lambda days: FIRST + timedelta(days=days))


@given(moments=st.lists(st.none() | MOMENTS, min_size=1), zone=st.sampled_from(ZONES))
def test_instants_read_as_python_writes_them(moments: list[datetime | None], zone: str) -> None:
    column = pa.array(moments, INSTANT)
    there = [moment and moment.astimezone(ZoneInfo(zone)) for moment in moments]
    assert iso(column, zone).to_pylist() == [each and each.isoformat() for each in there]
    naive = [each and each.replace(tzinfo=None) for each in there]
    assert local(column, zone).to_pylist() == naive


@pytest.mark.parametrize("zone", ZONES)
def test_no_instants_give_no_text(zone: str) -> None:
    assert iso(pa.array([], INSTANT), zone).to_pylist() == []
    assert local(pa.array([], INSTANT), zone).to_pylist() == []
