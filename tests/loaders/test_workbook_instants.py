import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.dictionary import dictionary
from loaders.instants import BARE, BARE_END, FROM_SERIAL, read_day, read_instant, read_time
from loaders.local_time import to_utc
from loaders.sheets import Cell
from loaders.values import Circumstances

CASES = dictionary().table("cases").by_name
CLOCK = dictionary().table("calendar_overrides").by_name["opens"]
HERE = Circumstances()
HALF_PAST_NINE = dt.datetime.fromisoformat("2024-05-08 09:30:00")


@pytest.mark.parametrize(
    "cell",
    [
        "20240508T093000", "20240508093000", "2024050809:30:00",  # the three of GB/T 39046
        "2024-05-08 09:30", "2024-05-08 09:30:00", "2024/5/8 9:30", "2024.5.8 09:30:00",
        "2024年5月8日9时30分", "2024年5月8日 上午9时30分", "2024年5月8日上午9点半", "2024年05月08日 09:30",
        "二〇二四年五月八日上午九时三十分", "２０２４年５月８日　９：３０", "2024年5月8日(星期三) 9:30",
        "2024-05-08 9:30 AM", "2024-05-08T09:30:00", "2024-05-08T01:30:00Z",
        "2024-05-08T09:30:00+08:00", "202405080930", "\u200b2024-05-08 09:30 ",
        HALF_PAST_NINE, 20240508093000.0, 45420.395833333336,
    ],
)  # fmt: skip
def test_every_way_of_writing_an_instant_means_the_same(cell: Cell) -> None:
    assert read_instant(cell, CASES["accept_time"], HERE).value == HALF_PAST_NINE


@pytest.mark.parametrize(
    "cell",
    [
        "2024年5月8日", "2024.5.8", "2024/5/8", "2024-05-08", "20240508", "二〇二四年五月八日",
        "二○二四年五月八日", "２０２４－５－８", dt.date(2024, 5, 8), 45420.0, "45420", 20240508.0,
    ],
)  # fmt: skip
def test_every_way_of_writing_a_day_means_the_same(cell: Cell) -> None:
    assert read_day(cell, CASES["promise_date"], HERE).value == dt.date(2024, 5, 8)


@pytest.mark.parametrize(
    ("cell", "hour", "minute"),
    [
        ("2024-05-08 下午3时", 15, 0), ("2024-05-08 下午3:05", 15, 5), ("2024-05-08 中午12:00", 12, 0),
        ("2024-05-08 中午1时", 13, 0), ("2024-05-08 晚上8时", 20, 0), ("2024-05-08 下午15:00", 15, 0),
        ("2024-05-08 上午12:10", 0, 10), ("2024-05-08 3:05 pm", 15, 5),
    ],
)  # fmt: skip
def test_halves_of_the_day_are_understood(cell: str, hour: int, minute: int) -> None:
    found = read_instant(cell, CASES["accept_time"], HERE).value
    assert found == dt.datetime.combine(dt.date(2024, 5, 8), dt.time(hour, minute))


def test_twenty_four_hours_is_the_next_midnight() -> None:
    reading = read_instant("2024-12-31 24:00", CASES["accept_time"], HERE)
    assert reading.value == dt.datetime.fromisoformat("2025-01-01 00:00")


def test_serials_count_from_1904_where_the_workbook_says_so() -> None:
    later = Circumstances(epoch_1904=True)
    reading = read_instant(45420.5, CASES["accept_time"], later)
    assert reading.value == dt.datetime.fromisoformat("2028-05-09 12:00")
    assert reading.note == FROM_SERIAL


def test_a_date_alone_is_the_start_of_its_day_and_for_the_end_of_a_case_the_end() -> None:
    start = read_instant("2024-05-08", CASES["accept_time"], HERE)
    end = read_instant("2024-05-08", CASES["finish_time"], HERE)
    assert (str(start.value), start.note) == ("2024-05-08 00:00:00", BARE)
    assert (str(end.value), end.note) == ("2024-05-08 23:59:59", BARE_END)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("5月8日", "日期没有四位年份"), ("5-8", "日期没有四位年份"), ("05/08 09:30", "日期没有四位年份"),
        ("24-5-8", "日期没有四位年份"), ("2024年5月", "日期没有日"), ("2024-05", "日期没有日"),
        ("二〇二四年五月", "日期没有日"), ("202405", "日期没有日"), ("2024年", "日期没有日"),
        ("2024-02-30", "没有这一天或这个时刻"), ("20240230", "没有这一天或这个时刻"),
        ("2024-05-08 25:00", "没有这一天或这个时刻"), ("2024-05-08 9:61", "没有这一天或这个时刻"),
        ("昨天", "不是日期"), ("2024-05-08 早", "不是日期"), (19999.0, "不是日期"),
        (80001.0, "不是日期"), (dt.timedelta(days=1), "不是日期"), ("99990508", "不是日期"),
    ],
)  # fmt: skip
def test_what_is_no_full_date_is_refused_with_its_reason(cell: Cell, reason: str) -> None:
    reading = read_instant(cell, CASES["accept_time"], HERE)
    assert reading.value is None
    assert reading.fault is not None
    assert reading.fault.reason.zh == reason


MOMENTS = st.datetimes(
    dt.datetime.fromisoformat("1955-01-01"), dt.datetime.fromisoformat("2099-01-01")
)


@given(
    MOMENTS,
    st.sampled_from(
        [
            "%Y-%m-%d %H:%M:%S",
            "%Y年%m月%d日%H时%M分%S秒",
            "%Y%m%d%H%M%S",
            "%Y.%m.%d %H:%M:%S",
            "%Y/%m/%d %H:%M:%S",
            "%Y%m%dT%H%M%S",
        ]
    ),
)
def test_what_is_written_is_read_back(moment: dt.datetime, form: str) -> None:
    whole = moment.replace(microsecond=0)
    assert read_instant(whole.strftime(form), CASES["accept_time"], HERE).value == whole


@given(MOMENTS)
def test_a_serial_is_read_back_to_the_second(moment: dt.datetime) -> None:
    whole = moment.replace(microsecond=0)
    serial = (whole - dt.datetime.fromisoformat("1899-12-30")) / dt.timedelta(days=1)
    found = read_instant(serial, CASES["apply_time"], HERE).value
    assert found == whole


@given(st.text(alphabet="0123456789年月日时分上下午:-/. T〇一二十", max_size=24))
def test_any_text_is_a_date_or_a_fault_but_never_a_crash(text: str) -> None:
    reading = read_instant(text, CASES["accept_time"], HERE)
    assert (reading.value is None) == (reading.fault is not None)


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("09:00", 32400), ("9时30分", 34200), ("下午5时", 61200), (dt.time(17, 0), 61200), (0.375, 32400),
     ("24:00", 86400), ("17：00", 61200)],
)  # fmt: skip
def test_times_of_day_are_seconds_after_midnight(cell: Cell, seconds: int) -> None:
    assert read_time(cell, CLOCK, HERE).value == seconds


@pytest.mark.parametrize("cell", ["九", "25:00", 9.0, dt.date(2024, 1, 1), "9:00Z"])
def test_what_is_no_time_of_day_is_refused(cell: Cell) -> None:
    assert read_time(cell, CLOCK, HERE).fault is not None


@given(st.lists(MOMENTS, max_size=20), st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "UTC"]))
def test_local_times_become_the_instants_of_the_zone(moments: list[dt.datetime], name: str) -> None:
    zone = ZoneInfo(name)
    local = np.array([*moments, None], dtype="datetime64[us]")
    expected = [m.replace(tzinfo=zone).astimezone(dt.UTC).replace(tzinfo=None) for m in moments]
    assert to_utc(local, zone).tolist() == [*expected, None]
