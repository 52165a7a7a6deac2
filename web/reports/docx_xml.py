"""Pieces of WordprocessingML that reports are made of; sizes in points."""

from html import escape

from docx.oxml.ns import nsdecls

from web.reports import layout

_LATIN = "Times New Roman"


def font(
    east: str, size: float | None, close: float = 0, bold: bool = False, colour: str = ""
) -> str:
    """Return run properties in the order of the schema; `close` is put between characters.

    Word takes the font of Chinese from ``eastAsia``, which its own libraries do not set.
    """
    latin = " ".join(f'w:{each}="{_LATIN}"' for each in ("ascii", "hAnsi", "cs"))
    parts = [f'<w:rFonts {latin} w:eastAsia="{east}"/><w:b w:val="{int(bold)}"/>']
    if colour:
        parts.append(f'<w:color w:val="{colour}"/>')
    parts.append(f'<w:spacing w:val="{round(close * 20)}"/>')
    if size is not None:
        halves = round(size * 2)
        parts.append(f'<w:kern w:val="0"/><w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>')
    parts.append('<w:lang w:val="en-US" w:eastAsia="zh-CN"/>')
    return "".join(parts)


def lines(pitch: float, before: float = 0, after: float = 0) -> str:
    """Return exact line spacing.

    >>> lines(28.9)
    '<w:spacing w:before="0" w:after="0" w:line="578" w:lineRule="exact"/>'
    """
    above, below, line = (round(each * 20) for each in (before, after, pitch))
    return f'<w:spacing w:before="{above}" w:after="{below}" w:line="{line}" w:lineRule="exact"/>'


def indented(size: float, characters: int) -> str:
    """Return the indent of a first line."""
    width = round(size * 20 * characters)
    return f'<w:ind w:firstLine="{width}" w:firstLineChars="{characters * 100}"/>'


def centred(spacing: str) -> str:
    """Return the properties of a centred paragraph."""
    return f'{spacing}<w:jc w:val="center"/>'


def run(text: str, properties: str, names: str = "") -> str:
    """Return a run of text, whatever signs it has."""
    return (
        f"<w:r {names}><w:rPr>{properties}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
    )


def paragraph(style: str, inner: str, properties: str = "", names: str = "") -> str:
    """Return a paragraph."""
    return f'<w:p {names}><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{inner}</w:p>'


def page_number(side: str, properties: str) -> str:
    """Return — 1 — one character off the edge of the text."""
    edge = f'<w:ind w:{side}="{layout.PAGE_NUMBER_SIZE * 20}" w:{side}Chars="100" w:firstLine="0"/>'
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    field = "".join(f"<w:r><w:rPr>{properties}</w:rPr>{each}</w:r>" for each in parts)
    return (
        f'<w:p {nsdecls("w")}><w:pPr>{edge}<w:jc w:val="{side}"/></w:pPr>'
        f"{run('— ', properties)}{field}{run(' —', properties)}</w:p>"
    )


def shown_mark(mark: str, properties: str) -> str:
    """Return what stands on top of every page."""
    return f'<w:p {nsdecls("w")}><w:pPr><w:jc w:val="right"/></w:pPr>{run(mark, properties)}</w:p>'


_EDGE = f'w:val="single" w:sz="6" w:space="0" w:color="{layout.STRONG_LINE}"'
TABLE_WIDTH = round(layout.TEXT_WIDTH * 20)


def table_properties(inset: float) -> str:
    """Return the properties of a table: as wide as the text, hairlines, columns as given."""
    sides = (("top", 2), ("left", inset), ("bottom", 2), ("right", inset))
    margins = "".join(
        f'<w:{side} w:w="{round(width * 20)}" w:type="dxa"/>' for side, width in sides
    )
    inner = f'w:val="single" w:sz="4" w:space="0" w:color="{layout.LINE}"'
    return (
        f'<w:tblPr><w:tblW w:w="{TABLE_WIDTH}" w:type="dxa"/><w:tblBorders><w:top {_EDGE}/>'
        f"<w:bottom {_EDGE}/><w:insideH {inner}/></w:tblBorders>"
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>'
    )
