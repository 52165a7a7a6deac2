"""The rulers of working time against golden vectors, a slow loop and a second package."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.calendar import Calendar, days, instants
from graph.calendars import Calendars, build, china, every_second
from graph.errors import CalendarError
from graph.tables import CALENDAR

SHANGHAI = "Asia/Shanghai"


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "stops", "gross", "net"),
    [
        ("2022-01-28", "2022-02-14", [], 8, 8),
        ("2022-03-01", "2022-03-11", [("2022-03-02", "2022-03-09")], 8, 3),
        (
            "2022-05-09",
            "2022-05-27",
            [("2022-05-10", "2022-05-17"), ("2022-05-16", "2022-05-20")],
            14,
            6,
        ),
        ("2022-09-26", "2022-10-12", [("2022-09-29", "2022-10-09")], 9, 6),
        ("2022-05-09", "2022-05-09", [], 0, 0),
        ("2022-06-11", "2022-06-13", [], 1, 1),
        ("2026-02-13", "2026-03-02", [], 7, 7),
        ("2026-09-18", "2026-10-12", [], 12, 12),
    ],
    ids=["G1", "G2", "G3", "G4", "G5", "G6", "G7", "G8"],
)
def test_the_promise_clock_counts_the_golden_vectors(
    start: str, end: str, stops: list[tuple[str, str]], gross: int, net: int
) -> None:
    calendar = china(SHANGHAI)
    assert calendar.working_days(days(start), days(end)) == [gross]
    assert calendar.net_working_days(d(start), d(end), [(d(a), d(b)) for a, b in stops]) == net


@pytest.mark.parametrize(
    ("start", "end", "worked"),
    [
        ("2024-02-08", "2024-02-19", 3),
        ("2024-09-30", "2024-10-12", 5),
        ("2025-01-24", "2025-02-08", 6),
        ("2025-09-30", "2025-10-11", 3),
    ],
)
def test_working_days_around_holidays_are_the_reference_ones(
    start: str, end: str, worked: int
) -> None:
    assert china(SHANGHAI).working_days(days(start), days(end)) == [worked]


@pytest.mark.parametrize(
    ("year", "worked"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)]
)
def test_a_year_has_its_published_number_of_working_days(year: int, worked: int) -> None:
    first, last = days(date(year - 1, 12, 31)), days(date(year, 12, 31))
    assert china(SHANGHAI).working_days(first, last) == [worked]


@pytest.mark.parametrize("year", range(2004, 2027))
def test_every_day_agrees_with_a_second_package(year: int) -> None:
    official = holidays.country_holidays("CN", years=year)
    calendar = china(SHANGHAI)
    every = days(*(date(year, 1, 1) + timedelta(days=n) for n in range(365)))
    ours = calendar.working_days(every - 1, every) == 1
    theirs = [official.is_working_day(date(1970, 1, 1) + timedelta(days=int(d))) for d in every]
    differ = [str(np.datetime64(int(d), "D")) for d in every[ours != np.array(theirs)]]
    assert differ == (["2005-12-31"] if year == 2005 else [])


@pytest.mark.parametrize(
    ("day", "named"),
    [("2003-12-30", "2003"), ("2027-01-01", "2027"), ("2031-05-17", "2027")],
)
def test_a_day_outside_the_published_years_is_an_error(day: str, named: str) -> None:
    calendar = china(SHANGHAI)
    with pytest.raises(CalendarError, match=f"{named}年放假安排尚未录入"):
        calendar.working_days(days("2022-01-04"), days(day))
    with pytest.raises(CalendarError):
        calendar.working_seconds(*instants("2022-01-04T00:00+08:00", f"{day}T12:00+08:00"))


def override(
    day: str, worked: bool, department: str | None = None, **hours: int
) -> dict[str, object]:
    return {"department_id": department, "day": d(day), "is_workday": worked, **hours}


def laid_over(*rows: dict[str, object]) -> Calendar:
    return build("china", SHANGHAI, pa.Table.from_pylist(list(rows), CALENDAR))


def test_a_row_of_the_load_overrides_a_published_day() -> None:
    calendar = laid_over(override("2022-05-16", False), override("2022-05-15", True))
    assert calendar.working_days(days("2022-05-13"), days("2022-05-16")) == [1]
    two_days = instants("2022-05-15T00:00+08:00", "2022-05-17T00:00+08:00")
    assert calendar.working_seconds(*two_days) == [28_800]


def test_rows_can_extend_the_calendar_and_the_gap_stays_unknown() -> None:
    calendar = laid_over(override("2027-01-04", True), override("2027-01-05", True))
    assert calendar.working_days(days("2027-01-04"), days("2027-01-05")) == [1]
    with pytest.raises(CalendarError, match="2027-01-01"):
        calendar.working_days(days("2026-12-31"), days("2027-01-05"))


def test_a_day_may_have_hours_of_its_own_even_past_midnight_utc() -> None:
    calendar = laid_over(override("2022-05-16", True, opens=6 * 3600, closes=22 * 3600))
    whole = instants("2022-05-16T00:00+08:00", "2022-05-17T00:00+08:00")
    assert calendar.working_seconds(*whole) == [16 * 3600]
    head = instants("2022-05-16T05:00+08:00", "2022-05-16T09:30+08:00")
    assert calendar.working_seconds(*head) == [3.5 * 3600]


@pytest.mark.parametrize("opens", [0, 6 * 3600, 27_000, 8 * 3600])
def test_long_hours_on_days_in_a_row_take_nothing_from_each_other(opens: int) -> None:
    rows = [override(f"2022-05-{day}", True, opens=opens, closes=22 * 3600) for day in (16, 17, 18)]
    calendar = laid_over(*rows)
    for day in (16, 17, 18):
        whole = instants(f"2022-05-{day}T00:00+08:00", f"2022-05-{day + 1}T00:00+08:00")
        assert calendar.working_seconds(*whole) == [22 * 3600 - opens]
    before = instants("2022-05-13T00:00+08:00", "2022-05-14T00:00+08:00")
    assert calendar.working_seconds(*before) == [28_800]


def test_a_calendar_for_a_department_that_is_not_there_is_an_error() -> None:
    table = pa.Table.from_pylist([override("2022-05-16", False, "X")], CALENDAR)
    with pytest.raises(CalendarError, match="X"):
        Calendars.of("china", SHANGHAI, table, {"A": 1})


def test_a_department_with_days_of_its_own_keeps_the_common_ones_too() -> None:
    rows = [override("2022-05-16", False), override("2022-05-17", False, "B")]
    table = pa.Table.from_pylist(rows, CALENDAR)
    calendars = Calendars.of("china", SHANGHAI, table, {"A": 1, "B": 2})
    start, end = instants("2022-05-16T00:00+08:00", "2022-05-18T00:00+08:00")
    who = np.array([1, 2], np.int32)
    ruler = [calendars.position(who, np.repeat(instant, 2)) for instant in (start, end)]
    assert ((ruler[1] - ruler[0]) / 1e6).tolist() == [28_800, 0]


def test_on_the_plain_calendar_every_second_and_every_day_counts() -> None:
    calendar = every_second(SHANGHAI)
    assert calendar.working_seconds(*instants("1980-01-01T00:00Z", "1980-01-02T00:00Z")) == [86_400]
    assert calendar.working_days(days("2030-01-01"), days("2030-01-31")) == [30]


MOMENTS = st.datetimes(datetime.fromisoformat("2021-12-20"), datetime.fromisoformat("2022-11-01"))


@pytest.mark.parametrize(
    "zone", [SHANGHAI, "Europe/Amsterdam", "America/New_York", "Pacific/Auckland"]
)
@given(first=MOMENTS, second=MOMENTS)
@settings(max_examples=40, deadline=None)
def test_the_ruler_agrees_with_a_count_day_by_day(
    zone: str, first: datetime, second: datetime
) -> None:
    start, end = sorted(t.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for t in (first, second))
    expected = slow_seconds(start, end, zone)
    assert china(zone).working_seconds(*instants(start, end))[0] == pytest.approx(
        expected, abs=1e-5
    )


def slow_seconds(start: datetime, end: datetime, zone: str) -> float:
    """Add up office hours day by day, on the wall clock of `zone`."""
    day, total = start.astimezone(ZoneInfo(zone)).date(), 0.0
    while day <= end.astimezone(ZoneInfo(zone)).date():
        if chinese_calendar.is_workday(day):
            opens = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
            closes = datetime(day.year, day.month, day.day, 17, tzinfo=ZoneInfo(zone)).astimezone(
                UTC
            )
            total += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        day += timedelta(days=1)
    return total


@given(st.lists(MOMENTS, min_size=3, max_size=3))
@settings(max_examples=50, deadline=None)
def test_durations_add_up_along_the_way(moments: list[datetime]) -> None:
    calendar = china(SHANGHAI)
    a, b, c = (instants(t.replace(tzinfo=UTC))[0] for t in sorted(moments))
    whole = calendar.working_seconds(a, c)
    assert whole == pytest.approx(calendar.working_seconds(a, b) + calendar.working_seconds(b, c))
    assert whole >= 0
    assert calendar.working_seconds(c, a) == -whole


def test_a_million_durations_are_found_at_once() -> None:
    random = np.random.default_rng(1)
    low, high = (int(instants(f"{year}-01-01T00:00Z")[0][0]) for year in (2010, 2020))
    start = random.integers(low, high, 1_000_000)
    found = china(SHANGHAI).working_seconds(start, start + 86_400_000_000 * 7)
    assert found.min() >= 0
    assert found.max() <= 7 * 28_800
    assert found.mean() == pytest.approx(7 * 28_800 * 250 / 365, rel=0.02)
