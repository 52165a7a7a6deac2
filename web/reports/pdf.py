"""A report as PDF, and its figures as pictures, by typst: no browser, no office suite."""

import threading
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import orjson
import typst

from graph.errors import NoFontError
from graph.text import Language
from web.reports import layout
from web.reports.content import Block, Paragraph, Plots, Report, Section, Table, Whiskers, merged

FOLDER = Path(__file__).parent.parent / "typst"
PICTURE_PPI = 220


class Printer:
    """Compiles reports; fonts are looked for once, then each report takes a tenth of a second.

    Not shared between threads at the same instant: a lock keeps them apart.
    """

    def __init__(self) -> None:
        self.families = frozenset(fonts().families())
        self.lock = threading.Lock()
        self.report, self.picture = (
            typst.Compiler(str(FOLDER / name), root=str(FOLDER), font_paths=fonts())
            for name in ("report.typ", "pictures.typ")
        )

    def pdf(self, content: Report) -> bytes:
        """Return the PDF: the same content is the same bytes."""
        data = self._data(content) | {
            "sections": [_section(each, content.language) for each in content.sections]
        }
        return self._compiled(self.report, data, "pdf")[0]

    def pictures(self, content: Report) -> list[bytes]:
        """Return each figure of the report as PNG, as wide as the text."""
        if not content.figures:
            return []
        data = self._data(content) | {
            "figures": [_block(each, "", content.language) for each in content.figures]
        }
        return self._compiled(self.picture, data, "png")

    def _compiled(self, compiler: typst.Compiler, data: Any, kind: Any) -> list[bytes]:
        inputs = {"report": orjson.dumps(data).decode()}
        with self.lock:
            made: Any = compiler.compile(
                format=kind, ppi=PICTURE_PPI, sys_inputs=inputs, timestamp=0
            )
        return made if isinstance(made, list) else [made]

    def _data(self, content: Report) -> dict[str, Any]:
        return {
            "language": content.language,
            "title": content.title,
            "line": content.line,
            "answer": content.answer,
            "basis": content.basis,
            "mark": content.mark,
            "author": layout.AUTHOR,
            "fonts": self._fonts(content.language),
            "layout": asdict(layout.LAYOUTS[content.language]),
            "tones": layout.TONES,
            "line_colour": layout.LINE,
            "strong_line": layout.STRONG_LINE,
        }

    def _fonts(self, language: Language) -> dict[str, list[str]]:
        """Return the families there are for each use; raises `NoFontError` without Chinese ones."""
        latin = layout.LATIN if language == "en" else ()
        wanted = {
            "title": layout.TITLE,
            "body": layout.BODY,
            "heading": layout.HEADING,
            "subheading": layout.SUBHEADING,
            "serif": layout.SERIF,
            "any": ("Microsoft YaHei", "Noto Sans CJK SC"),
        }
        found = {
            use: [each for each in (*latin, *names, *layout.ANY) if each in self.families]
            for use, names in wanted.items()
        }
        if not set(found["body"]) - set(layout.LATIN):
            raise NoFontError(
                "没有找到中文字体，无法生成PDF。请安装仿宋、宋体或思源宋体（Noto Serif CJK SC），"
                "例如 Debian/Ubuntu 的 fonts-noto-cjk，然后重试。",
                "No Chinese font was found, so no PDF can be made. Install FangSong, SimSun or "
                "Noto Serif CJK SC (on Debian and Ubuntu the package fonts-noto-cjk).",
            )
        return found


@cache
def fonts() -> typst.Fonts:
    """Return the fonts of the machine, looked for once."""
    return typst.Fonts()


@cache
def printer() -> Printer:
    """Return the printer of this process."""
    return Printer()


def _section(section: Section, language: Language) -> dict[str, Any]:
    blocks = [_block(each, section.heading, language) for each in section.blocks]
    return {"heading": section.heading, "blocks": blocks}


def _block(block: Block, heading: str, language: Language) -> dict[str, Any]:
    """Return a block as the template reads it."""
    if isinstance(block, Paragraph):
        return {"kind": "paragraph"} | asdict(block)
    if isinstance(block, Whiskers | Plots):
        return {"kind": "whiskers" if isinstance(block, Whiskers) else "plots"} | asdict(block)
    return {
        "kind": "table",
        "name": block.name,
        "note": block.note,
        "titled": block.titled(heading),
        "has_head": block.has_head,
        "dense": len(block.columns) >= layout.MANY,
        "inset": layout.inset(block),
        "is_long": block.is_long,
        "columns": [asdict(each) for each in block.columns],
        "widths": layout.widths_of(block, language),
        "rows": [_row(block, row) for row in range(len(block.rows))],
    }


def _row(table: Table, row: int) -> list[dict[str, Any]]:
    cells, place = [], 0
    for cell, span in merged(table.rows[row]):
        right = table.columns[place].right and span == 1
        cells.append({"text": cell.text, "tone": cell.tone, "span": span, "right": right})
        place += span
    return cells
