"""A report as a Word file in the layout of GB/T 9704-2012."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from graph.text import Language
from web.reports import layout
from web.reports.content import Block, Cell, Paragraph, Report, Table, merged
from web.reports.docx_styles import style_id, template
from web.reports.docx_xml import TABLE_WIDTH, paragraph, run, table_properties

_LEAST = 4  # rows of a long table that stand under its heading
_STAMP = (1980, 1, 1, 0, 0, 0)
_NAMES = nsdecls("w")


def to_docx(content: Report, pictures: Sequence[bytes]) -> bytes:
    """Return a report as a Word file; `pictures` are its figures as PNG, in their order.

    The same content is the same bytes.
    """
    return _Writer(content, pictures).written()


class _Writer:
    """Writes one report."""

    def __init__(self, content: Report, pictures: Sequence[bytes]) -> None:
        self.content, self.pictures = content, iter(pictures)
        self.document = docx.Document(io.BytesIO(template(content.language, content.mark)))
        self.body: Any = self.document.element.body
        # else quotes and dashes are taken from the Latin font
        self.hint = '<w:rFonts w:hint="eastAsia"/>' if content.language == "zh" else ""

    def written(self) -> bytes:
        content = self.content
        self._facts()
        self._say("Title", content.title)
        self._say("Subtitle", content.line)
        self._say("Answer", content.answer)
        self._say("Note", content.basis)
        for section in content.sections:
            self._say("Heading 1", section.heading)
            for block in section.blocks:
                self._block(block, section.heading)
        sink = io.BytesIO()
        self.document.save(sink)
        return _stamped(sink.getvalue())

    def _facts(self) -> None:
        facts, day = self.document.core_properties, datetime.fromisoformat(self.content.day)
        facts.title, facts.author, facts.comments = self.content.title, layout.AUTHOR, ""
        facts.created = facts.modified = day
        facts.language = "zh-CN" if self.content.language == "zh" else "en"

    def _block(self, block: Block, heading: str) -> None:
        if isinstance(block, Paragraph):
            self._say("Body Text", block.text)
        elif isinstance(block, Table):
            self._tabled(block, heading)
        else:
            self._picture(next(self.pictures), block.caption)

    def _tabled(self, table: Table, heading: str) -> None:
        if table.titled(heading):
            self._say("Caption", table.name)
        if table.is_long and table.note:
            self._say("Note Above", table.note)
        self._append(_Rows(table, self.content.language, self.hint).xml())
        # two tables in a row would become one; the note is what stands between, or nothing
        below = "" if table.is_long else table.note
        self._say("Note" if below else "Gap", below)

    def _picture(self, picture: bytes, words: str) -> None:
        shape = self.document.add_paragraph(style="Picture").add_run()
        inline = shape.add_picture(io.BytesIO(picture), width=Pt(layout.TEXT_WIDTH))._inline
        inline.docPr.set("descr", words)
        for side in "TBLR":  # without them some programs leave a gap
            inline.set(f"dist{side}", "0")
        self._say("Figure Caption", words)

    def _say(self, style: str, text: str) -> None:
        self._append(paragraph(style_id(style), run(text, self.hint), names=_NAMES))

    def _append(self, xml: str) -> None:
        self.body.insert(len(self.body) - 1, parse_xml(xml))  # the section's properties stay last


class _Rows:
    """Makes the rows of one table: the head comes again on every page, no row is torn."""

    def __init__(self, table: Table, language: Language, hint: str) -> None:
        self.table, self.hint = table, hint
        self.widths = [round(TABLE_WIDTH * each) for each in layout.widths_of(table, language)]
        self.style = "Dense" if len(table.columns) >= layout.MANY else "Cell"

    def xml(self) -> str:
        grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in self.widths)
        rows = "".join([*self._head(), *self._rows()])
        properties = table_properties(layout.inset(self.table))
        return f"<w:tbl {_NAMES}>{properties}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def _head(self) -> Iterator[str]:
        if self.table.has_head:
            cells = "".join(
                self._cell(each.label, width, each.right, "head", True)
                for each, width in zip(self.table.columns, self.widths, strict=True)
            )
            yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _rows(self) -> Iterator[str]:
        last = len(self.table.rows) - 1
        for number, row in enumerate(self.table.rows):
            whole = number < last or bool(self.table.note)
            cells = self._row(row, number < _LEAST if self.table.is_long else whole)
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _row(self, row: Sequence[Cell], stays: bool) -> str:
        cells, place = [], 0
        for cell, span in merged(row):
            width = sum(self.widths[place : place + span])
            right = self.table.columns[place].right and span == 1
            kind = "head" if not self.table.has_head and place == 0 else cell.tone
            cells.append(self._cell(cell.text, width, right, kind, stays, span))
            place += span
        return "".join(cells)

    def _cell(
        self, text: str, width: int, right: bool, kind: str, stays: bool, span: int = 1
    ) -> str:
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        look = '<w:rStyle w:val="HeadText"/>' if kind == "head" else ""
        colour = f'<w:color w:val="{layout.TONES[kind]}"/>' if kind in layout.TONES else ""
        kept = ("<w:keepNext/>" if stays else "") + ('<w:jc w:val="right"/>' if right else "")
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/>'
            f"</w:tcPr>{paragraph(self.style, run(text, look + self.hint + colour), kept)}</w:tc>"
        )


def _stamped(file: bytes) -> bytes:
    """Return a zip file whose entries carry no time of writing."""
    sink = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as old, zipfile.ZipFile(sink, "w") as new:
        for entry in old.infolist():
            info = zipfile.ZipInfo(entry.filename, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(entry))
    return sink.getvalue()
