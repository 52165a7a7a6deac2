"""Read one cell as a value of a field's type: text, code, number, yes or no, list."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from graph.text import Text
from loaders.dictionary import Field
from loaders.report import Place
from loaders.sheets import INVISIBLE, Cell, compact

EMPTY = frozenset(
    ["", "-", "--", "—", "——", "－", "/", "无", "暂无", "n/a", "#n/a", "null", "none", "nan"]
)
"""Words (in compact form) that stand for an empty cell."""

LONGEST_EMPTY = 8

MANY_DIGITS = 1e15
"""From here on a number cell may have lost digits."""

SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
NUMBER = re.compile(r"([+-]?\d+(?:\.\d*)?|[+-]?\.\d+)(%?)([^\d]*)")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?%?\D*")
SEPARATORS = re.compile(r"[、,;/\s]+")
YES = frozenset(["是", "1", "y", "yes", "true", "√", "对"])
NO = frozenset(["否", "0", "n", "no", "false", "×", "x", "错", "不是"])
MOST = 2.0**31
MONEY = {"元": 1.0, "千元": 1e3, "万元": 1e4, "百万元": 1e6, "亿元": 1e8}

CHINA = ZoneInfo("Asia/Shanghai")


class Fault(NamedTuple):
    """Why a value is refused, and what to do. Neither quotes the value.

    ``origin`` is the sheet and row whose own refusal is the reason, where it is one. ``kind`` is
    the reason without what is of this row, where there is any.
    """

    reason: Text
    advice: Text
    origin: Place | None = None
    kind: Text | None = None


class Reading(NamedTuple):
    """What a cell was read as; ``fault`` refuses it, ``note`` says what was changed."""

    value: object = None
    fault: Fault | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a cell alone does not tell: of its file, its column and the declared parameters."""

    epoch_1904: bool = False
    zone: ZoneInfo = CHINA
    unit: str = ""  # as written in the header
    stars: bool | None = None  # of 满意度 digits: True 5 is best, False 1 is best


Reader = Callable[[Cell, Field, Circumstances], Reading]

TRIMMED = Text("去掉了多余的空格、不可见字符", "Stray spaces and invisible characters were removed")
NARROWED = Text("全角字符读作半角", "Full-width characters were read as plain ones")
TYPED_AS_NUMBER = Text(
    "编码存成了数字，按文本读（前导 0 可能已丢失）",
    "A code stored as a number was read as text (leading zeros may be lost)",
)
PER_CENT = Text("大于 1.5 的比例按百分数读", "Shares above 1.5 were read as per cent")
UNIT_REMOVED = Text("去掉了数字后的单位", "The unit after the number was removed")
UNIT_CONVERTED = Text("按表头或单位说明换算了单位", "Converted from the unit of the header")


def fault(zh: str, en: str, advice_zh: str, advice_en: str, kind: Text | None = None) -> Reading:
    """Return a refused reading."""
    return Reading(None, Fault(Text(zh, en), Text(advice_zh, advice_en), kind=kind))


def is_empty(cell: Cell) -> bool:
    """Tell whether a cell holds nothing, or a word for nothing."""
    if not isinstance(cell, str):
        return cell is None
    if cell.isascii() and len(cell.strip()) > LONGEST_EMPTY:
        return False  # most cells, without the cost of the compact form
    return compact(cell) in EMPTY


def plain(cell: Cell) -> str:
    """Return the text of a cell, half-width, without spaces at the ends."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < MANY_DIGITS:
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date | datetime.time):
        return cell.isoformat()
    return unicodedata.normalize("NFKC", str(cell).translate(INVISIBLE)).strip()


def read_text(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a text: invisible characters and doubled spaces go, the rest stays as typed."""
    if not isinstance(cell, str):
        return Reading(plain(cell))
    text = " ".join(cell.translate(INVISIBLE).split())
    return Reading(text, note=None if text == cell else TRIMMED)


def read_code(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a code as text; numbers that may have lost digits are refused."""
    if isinstance(cell, datetime.date | datetime.time):
        return _as_text("编码存成了日期", "The code was stored as a date")
    text = plain(cell)
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if (number and abs(float(str(cell))) >= MANY_DIGITS) or SCIENTIFIC.fullmatch(text):
        return _as_text(
            "编码存成了数字，末尾的位数已丢失",
            "The code was stored as a number and has lost its last digits",
        )
    text = "".join(text.split())
    if number:
        return Reading(text, note=TYPED_AS_NUMBER)
    return Reading(text, note=None if text == cell else NARROWED)


def read_reference(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a code or a name that another table gives."""
    reading = read_code(cell, field, circumstances)
    return reading._replace(note=None) if reading.note is NARROWED else reading


def _as_text(zh: str, en: str) -> Reading:
    return fault(
        zh,
        en,
        "编码列须设为文本，再重新填写或导出",
        "Format the column of codes as text, then fill it in or export it again",
    )


def read_number(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a number: thousands commas, per cent, a unit after it, 元 and 万元."""
    words = dict(field.words)
    if isinstance(cell, str) and compact(cell) in words:
        return Reading(words[compact(cell)])
    number, note = _number(cell, field)
    if number is None:
        return fault(
            "不是数字", "Not a number", "请填数字，不带文字", "Write a number without words"
        )
    factor = MONEY.get(circumstances.unit, 0.0) / MONEY.get(field.unit, 1.0)
    if field.unit in MONEY and factor and factor != 1.0:
        number, note = number * factor, UNIT_CONVERTED
    if field.type == "int" and not number.is_integer():
        return fault("不是整数", "Not a whole number", "请填整数", "Write a whole number")
    if abs(number) >= MOST:
        return fault("数字太大", "The number is too large", "请核对", "Check it")
    return Reading(int(number) if field.type == "int" else number, note=note)


def _number(cell: Cell, field: Field) -> tuple[float | None, Text | None]:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell), None
    if not isinstance(cell, str):
        return None, None
    text = "".join(plain(cell).split())
    if GROUPED.fullmatch(text):
        text = text.replace(",", "")
    found = NUMBER.fullmatch(text)
    if not found or found[3] not in _units(field):
        return None, None
    note = UNIT_REMOVED if found[3] else None
    return float(found[1]) / (100 if found[2] else 1), note


def _units(field: Field) -> frozenset[str]:
    days = (
        {"个工作日", "工作日", "天", "日"} if "日" in field.unit or "_days" in field.name else set()
    )
    return frozenset({"", field.unit, *days})


def read_share(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a share between 0 and 1: 87.5%, 0.875, and 87.5 with a note."""
    number, note = _number(cell, field)
    if number is None:
        return fault("不是比例", "Not a share", "请填 0–1 或百分数", "Write 0 to 1, or per cent")
    if number > 1.5 and not (isinstance(cell, str) and "%" in plain(cell)):
        return Reading(number / 100, note=PER_CENT)
    return Reading(number, note=note)


def read_flag(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read yes or no."""
    word = compact(plain(cell))
    if word in YES or word in NO:
        return Reading(word in YES)
    return fault("不是“是”或“否”", "Neither yes nor no", "请填“是”或“否”", "Write 是 or 否")


def read_list(cell: Cell, field: Field, circumstances: Circumstances) -> Reading:
    """Read a list separated by 、 , ; / or spaces; a list of step numbers holds whole numbers."""
    if isinstance(cell, datetime.date | datetime.time):
        return _as_text("列表存成了日期", "The list was stored as a date")
    parts = [part for part in SEPARATORS.split(plain(cell)) if part]
    if field.items != "int":
        return Reading(parts or None)
    if not all(part.isdecimal() and len(part) < 10 for part in parts):
        return fault(
            "不是序号列表", "Not a list of numbers", "请写作 2、3", "Write it as 2、3 or 2,3"
        )
    return Reading(sorted({int(part) for part in parts}) or None)
