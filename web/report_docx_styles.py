"""Page and styles of a Word report: GB/T 9704-2012, 22 lines of 28 characters."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from graph.text import Language
from web import report_layout as layout

_LATIN = "Times New Roman"
_BODY, _HEADING, _SUBHEADING = "仿宋_GB2312", "黑体", "楷体_GB2312"
_TITLE, _SERIF = "方正小标宋简体", "宋体"
_FOOTER_HEIGHT = 5  # mm, of the page number


def page(document: Document, mark: str) -> None:
    """Set A4 with the margins of the standard, page numbers outside, `mark` on every page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.INNER), Mm(layout.OUTER)
    section.header_distance = Mm(22)
    section.footer_distance = Mm(layout.BOTTOM - layout.FOOTER_GAP - _FOOTER_HEIGHT)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        _only(footer, _page_number(side))
    for header in (section.header, section.even_page_header):
        _only(header, _mark(mark))


def styled(document: Document, language: Language) -> None:
    """Define the styles; those of the template that are used lose all of its looks."""
    size = layout.LAYOUTS[language]
    zh, body, pitch = language == "zh", size.size, size.pitch
    close = size.tracking
    indent = f'<w:ind w:firstLine="{round(body * 20 * size.indent)}" w:firstLineChars="{size.indent * 100}"/>'
    if not size.indent:
        indent = '<w:ind w:firstLine="0" w:firstLineChars="0"/>'
    lines, both = _lines(pitch), '<w:jc w:val="both"/>' if zh else ""
    top = "" if zh else '<w:keepNext/>'
    bold = not zh
    make = _Maker(document)
    make("Normal", _font(_BODY, body, close=close), f"<w:widowControl w:val=\"0\"/>{lines}")
    make("Body Text", "", f"{lines}{indent}{both}", base="Normal")
    make("Answer", _font(_HEADING, body, close=close, bold=bold), f"{lines}{indent}{both}", base="Normal")
    make("Title", _font(_TITLE, layout.TITLE_SIZE, bold=bold), _lines(33) + _CENTRE, base="Normal")
    make("Subtitle", _font(_SUBHEADING, body), _lines(pitch, 0, pitch) + _CENTRE, base="Normal")
    make(
        "Heading 1",
        _font(_HEADING, body, close=close, bold=bold),
        f"<w:keepNext/><w:keepLines/>{_lines(pitch, 0 if zh else 12)}{indent}<w:outlineLvl w:val=\"0\"/>",
        base="Normal",
    )  # fmt: skip
    del top
    table, dense = size.table, size.dense
    make("Caption", _font(_SUBHEADING, table + 1), f"<w:keepNext/>{_lines(size.table_pitch + 2, 8, 2)}", base="Normal")
    make("Cell", _font(_BODY, table), _lines(size.table_pitch), base="Normal")
    make("Dense", _font(_BODY, dense), _lines(size.dense_pitch), base="Normal")
    make("Note", _font(_BODY, table, colour=layout.TONES["none"]), _lines(size.table_pitch, 3, 9), base="Normal")
    make("Gap", _font(_BODY, 4), _lines(6), base="Normal")
    make("Picture", "", f'<w:keepNext/><w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/>', base="Normal")
    make("Figure Caption", _font(_BODY, table, colour=layout.TONES["none"]), _lines(size.table_pitch, 2, 9) + _CENTRE, base="Normal")
    make("HeadText", _font(_HEADING, None, bold=bold), "", kind=WD_STYLE_TYPE.CHARACTER)


_CENTRE = '<w:jc w:val="center"/>'


class _Maker:
    """Writes styles into a document."""

    def __init__(self, document: Document) -> None:
        self.styles: Any = document.styles
        self.names = {each.name for each in document.styles}

    def __call__(
        self,
        name: str,
        run: str,
        paragraph: str,
        base: str = "",
        kind: WD_STYLE_TYPE = WD_STYLE_TYPE.PARAGRAPH,
    ) -> None:
        style = self.styles[name] if name in self.names else self.styles.add_style(name, kind)
        element = style.element
        for tag in ("w:pPr", "w:rPr"):
            for old in element.findall(qn(tag)):
                element.remove(old)
        if base:
            style.base_style = self.styles[base]
        if paragraph:
            element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{paragraph}</w:pPr>"))
        if run:
            element.append(parse_xml(f"<w:rPr {nsdecls('w')}>{run}</w:rPr>"))


def _font(
    east: str, size: float | None, close: float = 0, bold: bool = False, colour: str = ""
) -> str:
    """Return run properties in the order of the schema; `close` is points between characters."""
    parts = [f'<w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:cs="{_LATIN}" w:eastAsia="{east}"/>']
    parts.append(f'<w:b w:val="{int(bold)}"/>')
    if colour:
        parts.append(f'<w:color w:val="{colour}"/>')
    parts.append(f'<w:spacing w:val="{round(close * 20)}"/>')
    if size is not None:
        parts.append(f'<w:kern w:val="0"/><w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>')
    parts.append('<w:lang w:val="en-US" w:eastAsia="zh-CN"/>')
    return "".join(parts)


def _lines(pitch: float, before: float = 0, after: float = 0) -> str:
    """Return exact line spacing in points."""
    return (
        f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}" '
        f'w:line="{round(pitch * 20)}" w:lineRule="exact"/>'
    )


def _only(part: Any, paragraph: str) -> None:
    """Make `paragraph` all that a header or footer holds."""
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    element.append(parse_xml(paragraph))


def _page_number(side: str) -> str:
    """Return — 1 — in 4号 宋体, one character off the edge of the text."""
    size = layout.PAGE_NUMBER_SIZE
    run = f"<w:rPr>{_font(_SERIF, size)}</w:rPr>"
    edge = f'<w:ind w:{side}="{size * 20}" w:{side}Chars="100" w:firstLine="0"/>'
    text = '<w:t xml:space="preserve">'
    field = (
        f'<w:r>{run}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{run}<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{run}<w:t>1</w:t></w:r>'
        f'<w:r>{run}<w:fldChar w:fldCharType="end"/></w:r>'
    )
    return (
        f"<w:p {nsdecls('w')}><w:pPr>{edge}<w:jc w:val=\"{side}\"/></w:pPr>"
        f"<w:r>{run}{text}— </w:t></w:r>{field}<w:r>{run}{text} —</w:t></w:r></w:p>"
    )


def _mark(mark: str) -> str:
    run = f"<w:rPr>{_font(_BODY, 10.5, colour=layout.TONES['none'])}</w:rPr>"
    return (
        f"<w:p {nsdecls('w')}><w:pPr><w:jc w:val=\"right\"/></w:pPr>"
        f"<w:r>{run}<w:t>{mark}</w:t></w:r></w:p>"
    )
