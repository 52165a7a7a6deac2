"""The layout of reports: GB/T 9704-2012 without red head, seal or number; one for Word and PDF."""

from dataclasses import dataclass

from graph.text import Language
from web.reports.content import Table
from web.reports.widths import widths

AUTHOR = "协图 Xietu"
PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
TOP, BOTTOM, INNER, OUTER = 37, 35, 28, 26  # mm; 156 mm x 225 mm are left for the text
TEXT_WIDTH = 442.2  # points
FOOTER_GAP = 7  # mm below the text
TITLE_SIZE, PAGE_NUMBER_SIZE = 22, 14  # points: 2号, 4号

TITLE = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "华文中宋", "STZhongsong")
BODY = ("仿宋_GB2312", "仿宋", "FangSong_GB2312", "FangSong", "华文仿宋", "STFangsong")
HEADING = ("黑体", "SimHei", "华文黑体", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC")
SUBHEADING = ("楷体_GB2312", "楷体", "KaiTi_GB2312", "KaiTi", "华文楷体", "STKaiti")
SERIF = ("宋体", "SimSun", "NSimSun", "Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN")
ANY = (*SERIF, "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei")
LATIN = ("Times New Roman", "Liberation Serif", "Libertinus Serif")

TONES = {"ok": "1d744a", "watch": "8f5f00", "late": "b3261e", "none": "646b74"}
ACCENT, LINE, STRONG_LINE = "0d5c80", "dfdcd4", "85827a"

MANY = 7


@dataclass(frozen=True, slots=True)
class Layout:
    """Sizes in points; `pitch` is the exact distance of lines."""

    size: float
    pitch: float
    tracking: float
    table: float
    table_pitch: float
    dense: float  # tables of `MANY` columns or more
    dense_pitch: float
    indent: int  # characters of the first line

    def table_size(self, table: Table) -> float:
        """Return the size of the font of a table."""
        return self.dense if len(table.columns) >= MANY else self.table


LAYOUTS: dict[Language, Layout] = {
    # 28 characters of 16 pt do not go into 156 mm: each is set 0.25 pt closer
    "zh": Layout(16, 28.9, -0.25, 10.5, 15.5, 9, 13.5, 2),
    "en": Layout(12, 20, 0, 10, 14, 8.5, 12, 0),
}


def inset(table: Table) -> int:
    """Return the points that a cell keeps free at each side."""
    return 3 if len(table.columns) >= MANY else 4


def widths_of(table: Table, language: Language) -> list[float]:
    """Return the shares of the width that the columns of a table get."""
    size = LAYOUTS[language].table_size(table)
    return widths(table, TEXT_WIDTH / size, (2 * inset(table) + 1.5) / size)
