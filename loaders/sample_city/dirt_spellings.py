"""Other ways to write a cell, as they are met in workbooks of departments."""

from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import count

from loaders.sample_city.sheet import Sheet

Written = str | float
Spelling = Callable[[str], Written]

EPOCH = datetime.fromisoformat("1899-12-30")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}


def in_words(text: str) -> str:
    """Write an instant with 年月日时分秒.

    >>> in_words("2022-05-08 09:30:05")
    '2022年5月8日 9时30分05秒'
    """
    at = datetime.fromisoformat(text)
    return f"{at.year}年{at.month}月{at.day}日 {at.hour}时{at:%M}分{at:%S}秒"


def with_dots(text: str) -> str:
    """Write an instant with dots in its date.

    >>> with_dots("2022-05-08 09:30:05")
    '2022.5.8 09:30:05'
    """
    at = datetime.fromisoformat(text)
    return f"{at.year}.{at.month}.{at.day} {at:%H:%M:%S}"


def in_digits(text: str) -> str:
    """Write an instant as fourteen digits."""
    return f"{datetime.fromisoformat(text):%Y%m%d%H%M%S}"


def as_serial(text: str) -> float:
    """Write an instant as the number of days that a spreadsheet counts.

    >>> as_serial("2022-05-08 12:00:00")
    44689.5
    """
    return (datetime.fromisoformat(text) - EPOCH).total_seconds() / 86400


def full_width(text: str) -> str:
    """Write letters, digits and spaces full-width.

    >>> full_width("D01 5")
    'Ｄ０１\u3000５'
    """
    return text.translate(WIDE)


def spaced(text: str) -> str:
    """Put spaces around a text, one of them ideographic."""
    return f" {text}\u3000 "


def with_unit(text: str) -> str:
    """Write the unit after a number of days."""
    return f"{text}个工作日"


def alias(departments: Sheet) -> Spelling:
    """Return a spelling of department codes: by turns the full name and each short name."""
    codes = departments["部门编码"]
    names = {
        code: [name, *short.split("、")]
        for code, name, short in zip(
            codes, departments["部门名称"], departments["部门简称"], strict=True
        )
    }
    turns = count()
    return lambda code: str(names[code][next(turns) % len(names[code])])


def spellings(departments: Sheet) -> Mapping[str, Spelling]:
    """Return the spellings by the kind of error that each of them is."""
    return {
        "date_in_words": in_words,
        "date_with_dots": with_dots,
        "date_in_digits": in_digits,
        "date_as_serial": as_serial,
        "full_width": full_width,
        "spaces": spaced,
        "unit": with_unit,
        "alias": alias(departments),
        "code_as_number": float,
    }
