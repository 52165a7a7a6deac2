"""Read dates, instants and times of day as they are written in Chinese workbooks."""

import datetime
import re
from dataclasses import dataclass

from graph.text import Text
from loaders.dictionary import Field
from loaders.sheets import Cell
from loaders.values import Circumstances, Fault, Reading, fault, plain

SERIALS = (20_000, 80_000)
"""Numbers in this range are days since 1899-12-30 (or since 1904-01-01)."""

EPOCHS = {
    False: datetime.datetime.fromisoformat("1899-12-30"),
    True: datetime.datetime.fromisoformat("1904-01-01"),
}

NUMERALS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
SPELLED = re.compile(f"[{''.join(NUMERALS)}十]+")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")
DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2}):?(\d{2})(?::?(\d{2}))?)?")
CLOCK = re.compile(
    r"(?P<half>上午|下午|中午|晚上|凌晨|早上|am|pm)?\s*(?P<hour>\d{1,2})\s*[:时点]\s*"
    r"(?:(?P<minute>\d{1,2})\s*[:分]?\s*(?:(?P<second>\d{1,2})(?:\.\d+)?\s*秒?)?|(?P<thirty>半))?"
    r"\s*(?P<after>am|pm)?\s*(?P<zone>z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
WEEKDAY = re.compile(r"\(?(?:星期|周)[一二三四五六日天]\)?")
NO_YEAR = re.compile(r"\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?(\s.*|$|\D.*:.*)")
NO_DAY = re.compile(r"\d{4}\s*([-/.年]\s*\d{1,2}\s*月?|年|\d{2})")

FROM_SERIAL = Text(
    "日期存成了数字，按 Excel 序列值读", "Dates stored as numbers were read as serials"
)
BARE = Text(
    "只有日期没有时刻，按当天 00:00 计", "A date without a time was read as 00:00 of that day"
)
BARE_END = Text(
    "只有日期没有时刻，按当天 23:59:59 计",
    "A date without a time was read as 23:59:59 of that day",
)
LAST_SECOND = datetime.time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Moment:
    """A local date with its time of day, where one is given."""

    day: datetime.date
    time: datetime.time | None
    note: Text | None = None


def read_instant(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a local instant; a date alone stands for the start (or end) of its day, with a note."""
    quick = _iso(cell)
    if quick is not None:
        return Reading(quick)
    moment = moment_of(cell, circumstances)
    if isinstance(moment, Fault):
        return Reading(None, moment)
    if moment.time is not None:
        return Reading(datetime.datetime.combine(moment.day, moment.time), note=moment.note)
    at_end = field.bare_date == "end"
    time = LAST_SECOND if at_end else datetime.time()
    note = BARE_END if at_end else BARE
    if moment.note:
        note = Text(f"{moment.note.zh}；{note.zh}", f"{moment.note.en}; {note.en}")
    return Reading(datetime.datetime.combine(moment.day, time), note=note)


def read_day(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a date; a time of day after it is left out."""
    moment = moment_of(cell, circumstances)
    if isinstance(moment, Fault):
        return Reading(None, moment)
    return Reading(moment.day, note=moment.note)


def read_time(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a time of day as seconds after midnight: 09:00, 9时30分, a time cell."""
    time: datetime.time | None = None
    if isinstance(cell, datetime.datetime | datetime.time):
        time = cell.time() if isinstance(cell, datetime.datetime) else cell
    elif isinstance(cell, float) and 0 <= cell <= 1:
        return Reading(round(cell * 86_400))
    elif isinstance(cell, str):
        found = CLOCK.fullmatch(_numerals(plain(cell)))
        time = _time(found) if found and not found["zone"] else None
        if found and time is None and _midnight(found):
            return Reading(86_400)
    if time is None:
        return fault("不是时刻", "Not a time of day", "请写作 09:00", "Write it as 09:00")
    return Reading(time.hour * 3600 + time.minute * 60 + time.second)


def moment_of(cell: Cell, circumstances: Circumstances) -> Moment | Fault:
    """Return the local date and time that a cell means, or why it is none."""
    moment: Moment | Fault | None = None
    if isinstance(cell, datetime.datetime):
        moment = Moment(cell.date(), _second(cell).time())
        if moment.time == datetime.time() and cell.microsecond == 0:
            moment = Moment(cell.date(), None)
    elif isinstance(cell, datetime.date):
        moment = Moment(cell, None)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        moment = _from_number(float(cell), circumstances)
    elif isinstance(cell, str):
        moment = _from_text(WEEKDAY.sub(" ", plain(cell)).strip(), circumstances)
    if isinstance(moment, Moment) and not 1900 <= moment.day.year <= 2100:
        moment = None
    return moment if moment is not None else _NOT_A_DATE


def _fault(zh: str, en: str) -> Fault:
    return Fault(
        Text(zh, en),
        Text(
            "请写全年月日，如 2022-08-31 09:30",
            "Write year, month and day in full, such as 2022-08-31 09:30",
        ),
    )


_NOT_A_DATE = _fault("不是日期", "Not a date")
_NO_YEAR = _fault("日期没有四位年份", "The date has no year of four digits")
_NO_DAY = _fault("日期没有日", "The date has no day")
_NO_SUCH_DAY = _fault("没有这一天或这个时刻", "There is no such day or time")


def _iso(cell: Cell) -> datetime.datetime | None:
    """Read the usual form 2022-08-31 09:30[:00] quickly."""
    if isinstance(cell, str) and len(cell) in (16, 19) and cell[4] == cell[7] == "-":
        try:
            found = datetime.datetime.fromisoformat(cell)
        except ValueError:
            return None
        return found if 1900 <= found.year <= 2100 and found.tzinfo is None else None
    return None


def _from_number(number: float, circumstances: Circumstances) -> Moment | Fault | None:
    if SERIALS[0] <= number <= SERIALS[1]:
        epoch = EPOCHS[circumstances.epoch_1904]
        instant = _second(epoch + datetime.timedelta(days=number))
        time = None if number.is_integer() else instant.time()
        return Moment(instant.date(), time, FROM_SERIAL)
    if number.is_integer() and len(str(int(number))) in (8, 12, 14):
        return _from_text(str(int(number)), circumstances)
    return None


def _second(instant: datetime.datetime) -> datetime.datetime:
    """Round to the second: a serial holds no more."""
    return (instant + datetime.timedelta(microseconds=500_000)).replace(microsecond=0)


def _from_text(text: str, circumstances: Circumstances) -> Moment | Fault | None:
    text = _numerals(text)
    digits = DIGITS.fullmatch(text)
    if digits:
        return _moment(digits.groups()[:3], _clock(*digits.groups()[3:]))
    found = DAY.match(text)
    if found:
        rest = text[found.end() :].strip(" ,T")
        clock = CLOCK.fullmatch(rest)
        if clock:
            return _with_clock(found.groups(), clock, circumstances)
        return None if rest else _moment(found.groups(), None)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), circumstances)
    if NO_DAY.fullmatch(text):
        return _NO_DAY
    return _NO_YEAR if NO_YEAR.match(text) or re.match(r"\d{2}[-/.年]", text) else None


def _numerals(text: str) -> str:
    return SPELLED.sub(lambda found: _spelled(found[0]), text)


def _spelled(signs: str) -> str:
    """Return 二〇二四 as 2024 and 三十一 as 31."""
    if "十" not in signs:
        return "".join(str(NUMERALS[sign]) for sign in signs)
    tens, _, ones = signs.partition("十")
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return signs
    return str((NUMERALS[tens] if tens else 1) * 10 + (NUMERALS[ones] if ones else 0))


def _moment(
    day: tuple[str, ...], clock: tuple[int, int, int] | None, later: int = 0
) -> Moment | Fault:
    try:
        date = datetime.date(*(int(part) for part in day)) + datetime.timedelta(days=later)
        return Moment(date, None if clock is None else datetime.time(*clock))
    except (ValueError, OverflowError):
        return _NO_SUCH_DAY


def _clock(hour: str | None, minute: str | None, second: str | None) -> tuple[int, int, int] | None:
    return None if hour is None else (int(hour), int(minute or 0), int(second or 0))


def _with_clock(
    day: tuple[str, ...], clock: re.Match[str], circumstances: Circumstances
) -> Moment | Fault:
    if _midnight(clock):
        return _moment(day, (0, 0, 0), later=1)
    time = _time(clock)
    if time is None:
        return _NO_SUCH_DAY
    moment = _moment(day, (time.hour, time.minute, time.second))
    if clock["zone"] and isinstance(moment, Moment):
        return _local(moment, time, clock["zone"], circumstances)
    return moment


def _local(
    moment: Moment, time: datetime.time, zone: str, circumstances: Circumstances
) -> Moment | Fault:
    offset = "+00:00" if zone in "zZ" else zone
    instant = datetime.datetime.combine(moment.day, time)
    try:
        aware = datetime.datetime.fromisoformat(f"{instant.isoformat()}{offset}")
    except ValueError:
        return _NO_SUCH_DAY
    local = aware.astimezone(circumstances.zone)
    return Moment(local.date(), local.time())


def _midnight(clock: re.Match[str]) -> bool:
    """Tell whether the clock says 24:00, the end of the day."""
    return clock["hour"] == "24" and not int(clock["minute"] or 0) and not int(clock["second"] or 0)


def _time(clock: re.Match[str]) -> datetime.time | None:
    half = (clock["half"] or clock["after"] or "").lower()
    hour = int(clock["hour"])
    if hour < 12 and (half in ("下午", "晚上", "pm") or (half == "中午" and hour < 3)):
        hour += 12
    elif half in ("上午", "凌晨", "am") and hour == 12:
        hour = 0
    minute = 30 if clock["thirty"] else int(clock["minute"] or 0)
    try:
        return datetime.time(hour, minute, int(clock["second"] or 0))
    except ValueError:
        return None
