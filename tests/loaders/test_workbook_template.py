from pathlib import Path

import openpyxl
import pytest

from graph.errors import InputError
from loaders.dictionary import dictionary
from loaders.template import write_template
from tests.loaders.workbook_files import city, load, note, table


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "template.xlsx"
    write_template(path)
    return path


def test_every_sheet_and_column_of_the_dictionary_is_there(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for expected in dictionary().tables:
        header = [cell.value for cell in book[expected.label.zh][1]]
        assert header == [field.label.zh for field in expected.fields]
    assert book.sheetnames == [expected.label.zh for expected in dictionary().tables]


def test_headers_stay_in_view_carry_notes_and_mark_what_is_required(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["办件环节"]
    fields = dictionary().table("case_steps").fields
    assert sheet.freeze_panes == "A2"
    for cell, field in zip(sheet[1], fields, strict=True):
        assert cell.font.b == (field.required == "yes")
        assert field.label.en in cell.comment.text


def test_choices_are_drop_down_lists_and_codes_are_text(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["办件环节"]
    lists = {
        next(iter(rule.sqref.ranges)).min_col: rule.formula1
        for rule in sheet.data_validations.dataValidation
    }
    names = [field.name for field in dictionary().table("case_steps").fields]
    assert lists[names.index("step_status") + 1] == '"待办,已办"'
    assert sheet.column_dimensions["A"].number_format == "@"


def test_the_blank_workbook_is_read_and_only_lacks_rows(template: Path) -> None:
    with pytest.raises(InputError, match="表“部门”没有数据行"):
        load(template)


def test_a_filled_template_loads(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for name, (header, *rows) in city().items():
        sheet = book[name]
        places = {cell.value: cell.column for cell in sheet[1]}
        start = sheet.max_row + 1 if name == "填报说明" else 2
        for number, row in enumerate(rows, start=start):
            for column, value in zip(header, row, strict=True):
                sheet.cell(number, places[column], value or None)
    book.save(template)
    checked = load(template)
    assert checked.report.refusals == []
    assert len(table(checked, "steps")) == 5
    assert note(checked, "只存入关系数据库").rows == 1


def test_a_template_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="写不了"):
        write_template(tmp_path / "nowhere" / "template.xlsx")
    with pytest.raises(InputError, match=r"须存为 \.xlsx"):
        write_template(tmp_path / "template.csv")
