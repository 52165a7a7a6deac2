"""Page and styles of a Word report: GB/T 9704-2012, 22 lines of 28 characters."""

import io
from functools import lru_cache
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from graph.text import Language
from web.reports import layout
from web.reports.docx_xml import centred, font, indented, lines, page_number, shown_mark

BODY, HEADING, SUBHEADING = "仿宋_GB2312", "黑体", "楷体_GB2312"
TITLE, SERIF = "方正小标宋简体", "宋体"
_FOOTER_HEIGHT = 5  # mm, of the page number
_WORD_2013 = "15"
"""Tables begin where the text begins, as in Word since 2013."""
_GREY = layout.TONES["none"]


@lru_cache(8)
def template(language: Language, mark: str) -> bytes:
    """Return an empty document with page and styles, `mark` on every page."""
    document = docx.Document()
    _page(document, mark)
    for name, (run, paragraph) in _styles(language).items():
        _define(document, name, run, paragraph)
    sink = io.BytesIO()
    document.save(sink)
    return sink.getvalue()


def style_id(name: str) -> str:
    """Return the id of a style.

    >>> style_id("Heading 1")
    'Heading1'
    """
    return name.replace(" ", "")


def _page(document: Document, mark: str) -> None:
    """Set A4 with the margins of the standard and page numbers at the outer edge."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.INNER), Mm(layout.OUTER)
    section.header_distance = Mm(22)
    section.footer_distance = Mm(layout.BOTTOM - layout.FOOTER_GAP - _FOOTER_HEIGHT)
    settings = document.settings
    for setting in settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)
    settings.odd_and_even_pages_header_footer = True
    number = font(SERIF, layout.PAGE_NUMBER_SIZE)
    _only(section.footer, page_number("right", number))
    _only(section.even_page_footer, page_number("left", number))
    for header in (section.header, section.even_page_header):
        _only(header, shown_mark(mark, font(BODY, 10.5, colour=_GREY)))


def _styles(language: Language) -> dict[str, tuple[str, str]]:
    """Return run and paragraph properties of each style; Normal first, all others are of it."""
    return _text_styles(language) | _table_styles(language)


def _text_styles(language: Language) -> dict[str, tuple[str, str]]:
    size, zh = layout.LAYOUTS[language], language == "zh"
    exact, indent = lines(size.pitch), indented(size.size, size.indent)
    body = exact + indent + ('<w:jc w:val="both"/>' if zh else "")
    heading = font(HEADING, size.size, size.tracking, bold=not zh)
    before = 0 if zh else 12
    kept = f"<w:keepNext/><w:keepLines/>{lines(size.pitch, before, 4)}{indent}"
    return {
        "Normal": (font(BODY, size.size, size.tracking), f'<w:widowControl w:val="0"/>{exact}'),
        "Body Text": ("", body),
        "Answer": (heading, body),
        "Title": (font(TITLE, layout.TITLE_SIZE, bold=not zh), centred(lines(33))),
        "Subtitle": (font(SUBHEADING, size.size), centred(lines(size.pitch, 0, size.pitch))),
        "Heading 1": (heading, f'{kept}<w:outlineLvl w:val="0"/>'),
    }


def _table_styles(language: Language) -> dict[str, tuple[str, str]]:
    size = layout.LAYOUTS[language]
    pitch, note = size.table_pitch, font(BODY, size.table, colour=_GREY)
    return {
        "Caption": (font(SUBHEADING, size.table + 1), f"<w:keepNext/>{lines(pitch + 2, 8, 2)}"),
        "Cell": (font(BODY, size.table), lines(pitch)),
        "Dense": (font(BODY, size.dense), lines(size.dense_pitch)),
        "Head Text": (font(HEADING, None, bold=language == "en"), ""),
        "Note": (note, f"<w:keepLines/>{lines(pitch, 3, 9)}"),
        "Note Above": (note, f"<w:keepNext/>{lines(pitch, 3, 5)}"),
        "Gap": (font(BODY, 4), lines(6)),
        "Picture": (
            "",
            '<w:keepNext/><w:spacing w:before="120" w:after="0" w:line="240" w:lineRule="auto"/>',
        ),
        "Figure Caption": (note, centred(lines(pitch, 2, 9))),
    }


def _define(document: Document, name: str, run: str, paragraph: str) -> None:
    """Define a style; one of the template loses all of its looks."""
    styles: Any = document.styles
    kind = WD_STYLE_TYPE.PARAGRAPH if paragraph else WD_STYLE_TYPE.CHARACTER
    style = styles[name] if name in styles else styles.add_style(name, kind)
    for tag in ("w:pPr", "w:rPr"):
        for old in style.element.findall(qn(tag)):
            style.element.remove(old)
    if paragraph and name != "Normal":
        style.base_style = styles["Normal"]
    for tag, inner in (("pPr", paragraph), ("rPr", run)):
        if inner:
            style.element.append(parse_xml(f"<w:{tag} {nsdecls('w')}>{inner}</w:{tag}>"))


def _only(part: Any, paragraph: str) -> None:
    """Make `paragraph` all that a header or footer holds."""
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    element.append(parse_xml(paragraph))
