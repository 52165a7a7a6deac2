import json
from pathlib import Path

import pytest

from loaders.dictionary import Field, Table, dictionary
from loaders.dictionary_page import dictionary_page
from loaders.field_words import TYPES
from loaders.sheets import compact
from loaders.workbook_columns import READERS

ROOT = Path(__file__).resolve().parents[2]

FIELDS = [(table, field) for table in dictionary().tables for field in table.fields]
NAMES = [f"{table.name}.{field.name}" for table, field in FIELDS]


def test_the_documentation_page_is_current() -> None:
    page = ROOT / "docs" / "data-dictionary.md"
    assert page.read_text(encoding="utf-8") == dictionary_page()


@pytest.mark.parametrize(("table", "field"), FIELDS, ids=NAMES)
def test_every_field_is_complete_and_refers_to_what_is_there(table: Table, field: Field) -> None:
    assert field.label.zh
    assert field.label.en
    assert field.type.partition(":")[0] in READERS
    assert field.refers_to or field.type in TYPES
    assert bool(field.values) == (field.type == "enum")
    assert (field.required == "conditional") == bool(field.when or field.unless)
    assert bool(field.pattern) == bool(field.pattern_says)
    others = [field.not_before, field.differs_from, field.at_most]
    others += [name for name, _ in field.when + field.unless]
    assert all(other in table.by_name for other in others if other)
    if field.refers_to:
        assert dictionary().table(field.refers_to)


def _headers(field: Field) -> set[str]:
    return {compact(w) for w in (field.label.zh, field.label.en, field.name, *field.aliases)}


@pytest.mark.parametrize("table", dictionary().tables, ids=lambda table: str(table.name))
def test_no_header_means_two_fields_of_a_sheet(table: Table) -> None:
    words = [word for field in table.fields for word in _headers(field)]
    assert len(words) == len(set(words))
    assert all(name in table.by_name for columns in table.unique for name in columns)


def test_no_word_of_a_choice_means_two_choices() -> None:
    for _, field in FIELDS:
        words = [compact(w) for c in field.values for w in (c.name, *c.synonyms, c.code) if w]
        assert len(words) == len(set(words)), field.name


def test_the_dictionary_holds_what_the_design_gives(shared: Path) -> None:
    """Sheets, columns, aliases and types agree with the published dictionary."""
    given = json.loads((shared / "design" / "data_dictionary.json").read_text(encoding="utf-8"))
    ours = {table.label.zh: table for table in dictionary().tables}
    assert {sheet["sheet"] for sheet in given} == {*ours, *dictionary().other_sheets}
    for sheet in given:
        if sheet["sheet"] in ours:
            table = ours[sheet["sheet"]]
            assert table.name == sheet["table"]
            for column in sheet["fields"]:
                field = table.by_name[column["en"]]
                assert field.label.zh == column["cn"]
                assert list(field.aliases) == [a for a in column["aliases"].split("|") if a]
                assert field.type == column["type"] or column["type"] == "fk:bundles"
