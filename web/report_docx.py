"""A report as a Word file in the layout of GB/T 9704-2012."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from web import report_layout as layout
from web.report_content import Block, Paragraph, Report, Table, merged
from web.report_docx_styles import page, styled

_WIDTH = round(layout.TEXT_WIDTH * 20)  # twentieths of a point
_SHORT = 12  # rows that stand on one page
_LEAST = 4  # rows of a long table that stand under its heading
_STAMP = (1980, 1, 1, 0, 0, 0)


class Writer:
    """Writes one report; `pictures` are its figures in their order."""

    def __init__(self, content: Report, pictures: Sequence[bytes]) -> None:
        self.content, self.pictures = content, iter(pictures)
        self.document: Document = docx.Document()
        self.body: Any = self.document.element.body
        self.hint = '<w:rFonts w:hint="eastAsia"/>' if content.language == "zh" else ""

    def bytes(self) -> bytes:
        """Return the file: the same content is the same bytes."""
        content = self.content
        styled(self.document, content.language)
        page(self.document, content.mark)
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
        facts.title, facts.author, facts.comments = self.content.title, "协图 Xietu", ""
        facts.created = facts.modified = day
        facts.language = "zh-CN" if self.content.language == "zh" else "en"

    def _block(self, block: Block, heading: str) -> None:
        if isinstance(block, Paragraph):
            self._say("Note" if block.role == "note" else "Body Text", block.text)
        elif isinstance(block, Table):
            if block.titled(heading):
                self._say("Caption", block.name)
            self._append(self._table(block))
            # two tables in a row would become one; the note is what stands between, or nothing
            self._say("Note" if block.note else "Gap", block.note)
        else:
            self._picture(next(self.pictures), block.caption)
            self._say("Figure Caption", block.caption)

    def _say(self, style: str, text: str) -> None:
        self.document.add_paragraph(style=style)._p.append(self._run(text))

    def _picture(self, picture: bytes, words: str) -> None:
        run = self.document.add_paragraph(style="Picture").add_run()
        shape = run.add_picture(io.BytesIO(picture), width=Pt(layout.TEXT_WIDTH))
        shape._inline.docPr.set("descr", words)

    def _append(self, element: Any) -> None:
        self.body.insert(len(self.body) - 1, element)  # the section's properties stay last

    def _run(self, text: str, properties: str = "") -> Any:
        return parse_xml(self._run_xml(text, properties, nsdecls("w")))

    def _run_xml(self, text: str, properties: str = "", names: str = "") -> str:
        return (
            f"<w:r {names}><w:rPr>{self.hint}{properties}</w:rPr>"
            f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
        )

    def _table(self, table: Table) -> Any:
        total = sum(each.width for each in table.columns)
        widths = [round(_WIDTH * each.width / total) for each in table.columns]
        grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
        rows = "".join(self._rows(table, widths))
        return parse_xml(f"<w:tbl {nsdecls('w')}>{_TABLE}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")

    def _rows(self, table: Table, widths: list[int]) -> Iterator[str]:
        style = "Dense" if len(table.columns) >= layout.MANY else "Cell"
        if table.has_head:
            cells = "".join(
                self._cell(each.label, width, style, each.right, "heads", True)
                for each, width in zip(table.columns, widths, strict=True)
            )
            yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
        last = len(table.rows) - 1
        for number, row in enumerate(table.rows):
            short = len(table.rows) <= _SHORT
            stays = (number < last or bool(table.note)) if short else number < _LEAST
            yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{self._row(table, row, widths, style, stays)}</w:tr>"

    def _row(self, table: Table, row: Any, widths: list[int], style: str, stays: bool) -> str:
        cells, place = [], 0
        for cell, span in merged(row):
            width = sum(widths[place : place + span])
            right = table.columns[place].right and span == 1
            kind = "heads" if not table.has_head and place == 0 else cell.tone
            cells.append(self._cell(cell.text, width, style, right, kind, stays, span))
            place += span
        return "".join(cells)

    def _cell(
        self, text: str, width: int, style: str, right: bool, kind: str, stays: bool, span: int = 1
    ) -> str:
        spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        aligned = '<w:jc w:val="right"/>' if right else ""
        keeps = "<w:keepNext/>" if stays else ""
        properties = _HEAD_FONT if kind == "heads" else ""
        if kind in layout.TONES:
            properties = f'<w:color w:val="{layout.TONES[kind]}"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/>'
            f'</w:tcPr><w:p><w:pPr><w:pStyle w:val="{style}"/>{keeps}{aligned}</w:pPr>'
            f"{self._run_xml(text, properties)}</w:p></w:tc>"
        )


def to_docx(content: Report, pictures: Sequence[bytes]) -> bytes:
    """Return a report as a Word file; `pictures` are its figures as PNG, in their order."""
    return Writer(content, pictures).bytes()


_HEAD_FONT = '<w:rStyle w:val="HeadText"/>'
_EDGE = f'w:val="single" w:sz="6" w:space="0" w:color="{layout.STRONG_LINE}"'
_TABLE = (
    f'<w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblBorders><w:top {_EDGE}/>'
    f'<w:bottom {_EDGE}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="{layout.LINE}"/>'
    '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/>'
    '<w:left w:w="70" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" '
    'w:type="dxa"/></w:tblCellMar></w:tblPr>'
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
