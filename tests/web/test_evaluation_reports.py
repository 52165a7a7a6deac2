"""The reports of a round: the same figures in every format, nothing held back that shows."""

import io
import re
from dataclasses import replace
from functools import cache
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest

from graph.errors import NoFontError
from graph.evaluation.figures import Oversight, Pair
from graph.text import Language
from queries.evaluation_words import hidden
from tests.figures import LONGEST, documents, mesh, star
from web.evaluation.delivery import formats
from web.evaluation.document import department_report
from web.evaluation.oversight import oversight_report
from web.reports.content import Paragraph, Report, Section, merged
from web.reports.pdf import Printer, printer
from web.reports.xlsx import to_xlsx

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, (210 - 26) * MM, (297 - 37) * MM, 35 * MM


@cache
def made(name: str) -> Report:
    """Return the content of a report by a short name."""
    kind, language = name.split()
    round_ = {"star": star(), "60": mesh(60)}.get(kind, mesh())
    if kind in ("oversight", "60"):
        return oversight_report(round_, language)  # type: ignore[arg-type]
    place = {"suppressed": 15, "one": 2, "star": 3}[kind]
    return department_report(documents(round_)[place], language)  # type: ignore[arg-type]


NAMES = [f"{kind} {language}" for kind in ("one", "suppressed", "star", "oversight", "60")
         for language in ("zh", "en")]  # fmt: skip


@cache
def files(name: str) -> dict[str, bytes]:
    return formats(made(name))


def squeezed(text: str) -> str:
    """Return text without what formats set between lines and scripts."""
    return re.sub(r"[\s\ufffe\u00ad]", "", text)


def pdf_text(file: bytes) -> str:
    with pypdfium2.PdfDocument(file) as opened:
        return squeezed("".join(page.get_textpage().get_text_range() for page in opened))


def docx_text(file: bytes) -> str:
    """Return all the text of a Word file, tables in their place."""
    body = docx.Document(io.BytesIO(file)).element.body
    return squeezed("".join(node.text or "" for node in body.iter(f"{{{W}}}t")))


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@pytest.mark.parametrize("name", NAMES)
def test_word_and_pdf_say_every_word_of_the_content(name: str) -> None:
    word, pdf = docx_text(files(name)["docx"]), pdf_text(files(name)["pdf"])
    content = made(name)
    said = [content.title, content.answer, content.basis]
    for section in content.sections:
        said.append(section.heading)
        said += [block.text for block in section.blocks if isinstance(block, Paragraph)]
    for table in content.tables:
        said += [cell.text for row in table.rows for cell, _ in merged(row)]
        said += [*(column.label for column in table.columns), table.note]
    for text in map(squeezed, said):
        assert text in word
        assert text in pdf


@pytest.mark.parametrize("name", NAMES)
def test_a_sheet_holds_the_figures_of_its_table_as_numbers(name: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(files(name)["xlsx"]))
    tables = made(name).tables
    assert len(book.sheetnames) == len(tables) + 1
    for sheet, table in zip(book.worksheets, tables, strict=False):
        first = 2 if table.has_head else 1
        rows = list(sheet.iter_rows(first, first + len(table.rows) - 1, values_only=True))
        wanted = [
            tuple(c.text if c.number is None else c.number for c in row) for row in table.rows
        ]
        assert rows == wanted
        assert sheet.freeze_panes == ("B2" if table.has_head else None)


@pytest.mark.parametrize("report", [mesh(), star()], ids=["mesh", "star"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_score_of_a_department_is_in_its_three_files(
    report: Oversight, language: Language
) -> None:
    for document in documents(report):
        content = department_report(document, language)
        tables = [[cell for row in table.rows for cell in row] for table in content.tables]
        shown = {cell.number for cells in tables for cell in cells if cell.number is not None}
        assert {each.score for each in document.scores if each.score is not None} <= shown
        assert {each.score for each in document.named} <= shown
        assert {each.score for each in document.subgroups if each.score is not None} <= shown


def test_what_is_held_back_is_said_in_words_and_never_blank_or_zero() -> None:
    report = mesh()
    league = next(t for t in oversight_report(report).tables if t.name == "综合得分")
    last = league.rows[-1]
    assert [cell.text for cell in last[2:]] == ["不足5家，不予显示"] * 5
    assert last[1].text == "不足5家"
    spread = next(t for t in oversight_report(report).tables if t.name == "各维度得分")
    assert spread.rows[8][4].text == hidden("protected", report.rules).zh
    for name in NAMES:
        cells = [cell for table in made(name).tables for row in table.rows for cell in row]
        assert all(cell.text.strip() for cell in cells)
        assert all(cell.number is None for cell in cells if cell.held)


def test_those_not_shown_stand_last_by_id_whatever_stands_in_their_figures() -> None:
    report = mesh()
    few = [replace(s, score=None, low=None, high=None, reason="protected")
           if s.department in ("D02", "D11") else s for s in report.scores]  # fmt: skip
    content = oversight_report(replace(report, scores=tuple(few)))
    league = next(t for t in content.tables if t.name == "综合得分")
    assert [row[0].text for row in league.rows[-3:]] == ["住房和城乡建设局", "教育局", "行政审批局"]


def test_a_department_wholly_suppressed_gets_reason_process_and_its_own_ratings() -> None:
    content = made("suppressed zh")
    headings = [section.heading for section in content.sections]
    assert headings == [
        "一、这份评价可不可信",
        "二、得分为什么不予显示",
        "三、人评与流程对照",
        "四、本部门给别人的评价",
        "五、方法与保密",
    ]
    assert not content.figures


def test_the_report_of_the_star_shows_plain_means_and_open_ratings_as_such() -> None:
    approval = department_report(documents(star())[15])
    overall = next(t for t in approval.tables if t.name == "综合得分")
    assert overall.rows[0][-1].text == "未校正宽严"
    named = next(t for t in made("star zh").tables if t.name == "具名评价")
    assert named.rows[0][0].text == "行政审批局"
    pairs = next(s for s in oversight_report(star()).sections if s.heading.endswith("配对"))
    assert pairs.blocks == (Paragraph("得分未校正宽严，不列配对。"),)


def test_a_report_names_no_department_that_rated_in_confidence() -> None:
    for document in documents(mesh()):
        said = repr(department_report(document))
        others = [each.name for each in document.round.departments if each != document.department]
        assert not [name for name in others if name in said]


def test_the_same_figures_are_the_same_bytes() -> None:
    assert formats(made("one zh")) == files("one zh")


def test_text_of_the_data_never_becomes_a_formula() -> None:
    name = '=HYPERLINK("http://x","y")'
    report = mesh()
    named = tuple(replace(d, name=name) if d.id == "D03" else d for d in report.round.departments)
    report = replace(report, round=replace(report.round, departments=named))
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(oversight_report(report))))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row
             if cell.value == name}  # fmt: skip
    assert kinds == {"s"}


def test_signs_of_markup_in_a_name_stay_signs() -> None:
    odd = 'A<b>&"#[]$_*`\\局'
    report = mesh()
    named = tuple(replace(d, name=odd) if d.id == "D03" else d for d in report.round.departments)
    report = replace(report, round=replace(report.round, departments=named))
    content = department_report(documents(report)[2])
    both = formats(content)
    assert odd in docx_text(both["docx"])
    assert odd in pdf_text(both["pdf"])


def test_the_sheet_about_names_round_load_rules_and_made_up_data() -> None:
    book = openpyxl.load_workbook(io.BytesIO(files("one zh")["xlsx"]))
    rows = list(book["说明"].iter_rows(values_only=True))
    facts = {str(row[0]): str(row[1]) for row in rows}
    assert facts["合成数据"]
    assert facts["数据批次"] == "L20220901-02"
    assert facts["期次"] == "2022年上半年"
    assert facts["日历"]
    assert facts["一个得分至少来自几家部门"].startswith("5")
    assert "Kenny" in facts["信度低于多少时说明部门之间难以区分"]


def test_without_a_chinese_font_the_printer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    press = Printer()
    press.families = frozenset({"Libertinus Serif", "DejaVu Sans Mono"})
    with pytest.raises(NoFontError, match="Noto Serif CJK SC"):
        press.pdf(made("one zh"))


def lined(text: str) -> Report:
    """Return a report of one long paragraph."""
    section = Section("一、正文", (Paragraph(text),))
    return replace(made("one zh"), sections=(section,), mark="")


def test_a_page_of_the_pdf_has_22_lines_of_28_characters() -> None:
    with pypdfium2.PdfDocument(printer().pdf(lined("协" * 3000))) as pdf:
        lines = pdf[1].get_textpage().get_text_range().split("\n")
        full = [line.strip() for line in lines if "协" in line]
    assert len(full) == 22
    assert {len(line) for line in full} == {28}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_runs_over_the_margins(name: str) -> None:
    with pypdfium2.PdfDocument(files(name)["pdf"]) as pdf:
        for page in pdf:
            text = page.get_textpage()
            for number in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(number)
                assert left >= LEFT - 1.5 and right <= RIGHT + 4, text.get_text_bounded(
                    left, bottom, right, top
                )
                foot = top < BOTTOM
                assert bottom >= BOTTOM - 1.5 or (foot and "—" in text.get_text_bounded(
                    left - 40, bottom - 2, right + 40, top + 2
                ))  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_ends_a_page_and_no_page_holds_a_note_alone(name: str) -> None:
    headings = {squeezed(section.heading) for section in made(name).sections}
    with pypdfium2.PdfDocument(files(name)["pdf"]) as pdf:
        for page in pdf:
            lines = body_lines(page)
            assert lines
            assert squeezed(lines[-1]) not in headings


def body_lines(page: Any) -> list[str]:
    """Return the lines of a page between header and page number, from top to bottom."""
    text = page.get_textpage()
    inside = text.get_text_bounded(left=0, bottom=BOTTOM - 2, right=600, top=TOP + 6)
    return [line for line in inside.split("\n") if line.strip()]


def test_a_scale_of_five_steps_has_one_decimal_and_plain_ticks() -> None:
    report = documents(mesh())[2]
    scores = tuple(
        replace(each, **{name: 1 + value / 25 for name in ("score", "low", "high", "mean")
                         if (value := getattr(each, name)) is not None})
        for each in report.scores
    )  # fmt: skip
    small = replace(report, round=replace(report.round, low=1, high=5, decimals=1), scores=scores)
    content = department_report(small)
    said = pdf_text(printer().pdf(content))
    assert squeezed(content.answer).startswith("综合得分4.2分（4.0～4.4）")
    assert squeezed(content.answer) in said
    assert "3.43.84.24.65" in said


def test_only_the_department_is_told_how_it_rates() -> None:
    document = documents(mesh())[2]
    whole, open_one = (department_report(document, with_own=each) for each in (True, False))
    differ = [
        each for each in zip(whole.sections, open_one.sections, strict=True) if len(set(each)) > 1
    ]
    ((told, apart),) = differ
    assert "给别人的评价" in told.heading and told.heading == apart.heading
    assert "只写入送达本部门的文件" in repr(apart) and "打分" not in repr(apart)


def test_page_numbers_stand_outside() -> None:
    with pypdfium2.PdfDocument(files("oversight zh")["pdf"]) as pdf:
        for number, page in enumerate(pdf, 1):
            text = page.get_textpage()
            found = text.get_text_bounded(left=0, bottom=0, right=600, top=BOTTOM - 5)
            assert squeezed(found) == f"—{number}—"
            right = text.get_text_bounded(left=300, bottom=0, right=600, top=BOTTOM - 5)
            assert bool(squeezed(right)) == (number % 2 == 1)


def test_the_word_file_keeps_the_layout_of_the_standard() -> None:
    document = docx.Document(io.BytesIO(files("one zh")["docx"]))
    section = document.sections[0]
    lengths: list[Any] = [section.page_width, section.page_height, section.top_margin]
    lengths += [section.bottom_margin, section.left_margin, section.right_margin]
    sizes = [round(each.mm) for each in lengths]
    assert sizes == [210, 297, 37, 35, 28, 26]
    normal = document.styles["Normal"].element
    fonts = normal.rPr.rFonts
    assert fonts.get(f"{{{W}}}eastAsia") == "仿宋_GB2312"
    assert normal.rPr.find(f"{{{W}}}spacing").get(f"{{{W}}}val") == "-5"
    assert normal.rPr.find(f"{{{W}}}sz").get(f"{{{W}}}val") == "32"
    spacing = normal.pPr.find(f"{{{W}}}spacing")
    assert (spacing.get(f"{{{W}}}line"), spacing.get(f"{{{W}}}lineRule")) == ("578", "exact")
    assert normal.pPr.find(f"{{{W}}}widowControl").get(f"{{{W}}}val") == "0"
    heading = document.styles["Heading 1"].element
    assert heading.rPr.rFonts.get(f"{{{W}}}eastAsia") == "黑体"
    assert heading.pPr.find(f"{{{W}}}keepNext") is not None
    assert document.settings.odd_and_even_pages_header_footer
    sides = [part._element.find(f".//{{{W}}}jc").get(f"{{{W}}}val")
             for part in (section.footer, section.even_page_footer)]  # fmt: skip
    assert sides == ["right", "left"]


@pytest.mark.parametrize("name", NAMES)
def test_tables_of_the_word_file_repeat_their_head_and_tear_no_row(name: str) -> None:
    document = docx.Document(io.BytesIO(files(name)["docx"]))
    tables = made(name).tables
    assert len(document.tables) == len(tables)
    for table, content in zip(document.tables, tables, strict=True):
        rows: list[Any] = table._tbl.tr_lst
        assert all(row.trPr.find(f"{{{W}}}cantSplit") is not None for row in rows)
        heads = [row.trPr.find(f"{{{W}}}tblHeader") is not None for row in rows]
        assert heads == [content.has_head and n == 0 for n in range(len(rows))]
        widths = [int(each.get(f"{{{W}}}w")) for each in table._tbl.tblGrid.gridCol_lst]
        assert abs(sum(widths) - 8844) <= len(widths)


def test_pictures_of_the_word_file_have_words_for_those_who_do_not_see_them() -> None:
    document = docx.Document(io.BytesIO(files("one zh")["docx"]))
    words = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert words == [figure.caption for figure in made("one zh").figures]


def test_pairs_show_neither_direction_nor_score() -> None:
    report = mesh()
    table = next(t for t in oversight_report(report).tables if t.name == "配对")
    pair: Pair = report.pairs[0]
    assert [cell.text for cell in table.rows[0]] == [
        report.round.name(pair.first),
        report.round.name(pair.second),
        "双方互评偏低",
        "◆ 偏慢",
        "212",
    ]


def test_the_longest_name_stands_in_full_in_title_and_league() -> None:
    content = department_report(documents(mesh(60))[16])
    assert LONGEST in squeezed(content.title)
    assert LONGEST in pdf_text(files("60 zh")["pdf"])
