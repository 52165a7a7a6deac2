import csv
import io
import zipfile
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import orjson
import pyarrow as pa
import pytest
from rich.console import Console

from graph.local_store import LocalStore
from queries.formats import FORMATS, to_csv, to_json, to_table, to_xlsx
from queries.query import Answer
from queries.registry import QUERIES
from queries.run import run
from tests.queries.asked import REQUIRED

RISKY = ["=1+1", "+86", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠A"]
HARMLESS = ["1=1", "甲,乙", '说"好"', "a\nb", "", "http://example.org"]


def answer(store: LocalStore, name: str, **raw: str) -> Answer:
    return run(store, name, {**REQUIRED.get(name, {}), **raw})


def with_senders(store: LocalStore, texts: list[str]) -> Answer:
    """Return an answer to ``handovers`` whose senders are `texts`."""
    found = run(store, "handovers", {"limit": str(len(texts))})
    rows = found.rows.slice(0, 1)
    rows = pa.concat_tables([rows] * len(texts))
    return replace(found, rows=rows.set_column(1, "sender", pa.array(texts)), total=len(texts))


def lines(found: Answer) -> list[dict[str, str]]:
    text = to_csv(found).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def book(found: Answer, language: Any = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(found, language)))


@pytest.mark.parametrize("name", QUERIES)
def test_json_has_exactly_the_promised_keys(
    world: LocalStore, rated_world: LocalStore, name: str
) -> None:
    world = rated_world if name.startswith("evaluation") else world
    found = answer(world, name)
    document = orjson.loads(to_json(found))
    assert list(document) == ["query", "load", "parameters", "columns", "rows", "next"]
    assert document["query"] == name
    assert document["load"] == (world.load().load_id if QUERIES[name].of_load else None)
    names = [column["name"] for column in document["columns"]]
    assert all(list(row) == names for row in document["rows"])
    assert len(document["rows"]) == found.rows.num_rows > 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_json_labels_are_in_the_language_asked_for(world: LocalStore, language: Any) -> None:
    columns = orjson.loads(to_json(answer(world, "handovers"), language))["columns"]
    assert columns[7] == {
        "name": "total_wait",
        "type": "number",
        "unit": "s",
        "label": {"zh": "等待合计", "en": "Total wait"}[language],
    }


def test_json_instants_carry_the_offset_of_the_load_and_unknown_is_null(
    world: LocalStore,
) -> None:
    row = orjson.loads(to_json(answer(world, "handoffs", case="D", receiver="D3")))["rows"][0]
    assert row["received"] == "2022-05-18T14:00:00+08:00"
    assert (row["started"], row["wait"], row["open"]) == (None, None, True)


def test_json_shows_the_parameters_as_they_were_understood(world: LocalStore) -> None:
    found = answer(world, "handovers", until="2022-05-31", limit="3")
    parameters = orjson.loads(to_json(found))["parameters"]
    assert parameters["until"] == "2022-06-01T00:00:00+08:00"
    assert (parameters["limit"], parameters["rule"], parameters["item"]) == (3, "causal", None)
    again = answer(world, "handovers", until=parameters["until"], limit="3")
    assert to_json(again) == to_json(found)


def test_json_and_csv_of_many_rows_are_written_piece_by_piece_without_a_seam(
    world: LocalStore,
) -> None:
    texts = [f"D{n}" for n in range(25_000)]
    found = answer(world, "handovers")
    rows = pa.concat_tables([found.rows.slice(0, 1)] * len(texts)).combine_chunks()
    found = replace(found, rows=rows.set_column(1, "sender", pa.array(texts)))
    assert [row["sender"] for row in orjson.loads(to_json(found))["rows"]] == texts
    assert [row["sender"] for row in lines(found)] == texts


@pytest.mark.parametrize("name", QUERIES)
def test_an_answer_without_rows_is_written_in_every_format(world: LocalStore, name: str) -> None:
    found = answer(world, name)
    found = replace(found, rows=found.rows.slice(0, 0), total=0)
    assert orjson.loads(to_json(found))["rows"] == []
    assert lines(found) == []
    assert book(found).worksheets[0].max_row == 1
    assert to_table(found).row_count == 0


@pytest.mark.parametrize("name", QUERIES)
def test_csv_reads_back_as_the_rows(world: LocalStore, name: str) -> None:
    found = answer(world, name)
    document = orjson.loads(to_json(found))
    assert to_csv(found).startswith(b"\xef\xbb\xbf")
    for line, row in zip(lines(found), document["rows"], strict=True):
        assert list(line) == list(row)
        assert [_read(line[key], value) for key, value in row.items()] == list(row.values())


def _read(text: str, like: Any) -> Any:
    if like is None:
        return None if text == "" else text
    if isinstance(like, bool):
        return {"true": True, "false": False}[text]
    return type(like)(text)


def test_csv_text_never_becomes_a_formula(world: LocalStore) -> None:
    found = with_senders(world, RISKY + HARMLESS)
    assert [line["sender"] for line in lines(found)] == [f"'{text}" for text in RISKY] + HARMLESS


def test_csv_numbers_stay_numbers(world: LocalStore) -> None:
    found = answer(world, "handovers")
    place = found.rows.schema.get_field_index("total_wait")
    negative = pa.array([-5.5] * found.rows.num_rows)
    found = replace(found, rows=found.rows.set_column(place, "total_wait", negative))
    assert {line["total_wait"] for line in lines(found)} == {"-5.5"}


def test_xlsx_shows_working_days_and_local_time(world: LocalStore) -> None:
    sheet = book(answer(world, "handoffs", case="D", receiver="D2")).worksheets[0]
    row = {head.value: cell for head, cell in zip(sheet[1], sheet[2], strict=True)}
    assert row["等待（工作日）"].value == pytest.approx(10 / 8)
    assert row["等待（工作日）"].number_format == "0.0"
    assert row["等待（自然时间）（天）"].value == pytest.approx(74 / 24)
    assert row["移交时刻"].value == datetime.fromisoformat("2022-05-13T10:00")
    assert (row["种类"].value, row["在途"].value) == ("正向", "否")
    assert sheet.freeze_panes == "A2"


def test_xlsx_of_the_calendar_clock_shows_days(world: LocalStore) -> None:
    sheet = book(answer(world, "handoffs", case="D", receiver="D2", clock="calendar"), "en")
    heads = [cell.value for cell in sheet.worksheets[0][1]]
    place = heads.index("Wait (days)")
    assert sheet.worksheets[0][2][place].value == pytest.approx(74 / 24)


def test_xlsx_shows_the_overview_in_words_and_each_value_in_its_unit(world: LocalStore) -> None:
    sheet = book(answer(world, "overview")).worksheets[0]
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=2)}
    assert (rows["等待"][1].value, rows["等待"][2].value) == (pytest.approx(37 / 8), "工作日")
    assert rows["等待占比"][1].number_format == "0.0%"
    assert (rows["办件"][1].value, rows["办件"][2].value) == (6, None)


def test_xlsx_text_never_becomes_a_formula_or_a_link(world: LocalStore) -> None:
    texts = [*RISKY, "http://example.org", "{=1}"]
    content = to_xlsx(with_senders(world, texts))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" and cell.hyperlink is None for cell in cells)
    assert [cell.value for cell in cells] == [text.replace("\r", "_x000D_") for text in texts]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())


def test_xlsx_says_which_load_and_which_definitions_and_that_data_are_synthetic(
    world: LocalStore,
) -> None:
    found = answer(world, "handovers", item="I1")
    about = book(found).worksheets[-1]
    facts = {row[0].value: row[1].value for row in about.iter_rows()}
    assert facts["批次"] == world.load().load_id
    assert (facts["item"], facts["rule"]) == ("I1", "causal")
    assert "线性插值" in facts["等待 P90（工作日）"]
    assert "合成数据" in facts
    assert found.load is not None
    real = replace(found.load, source=replace(found.load.source, synthetic=False))
    shown = [row[0].value for row in book(replace(found, load=real)).worksheets[-1].iter_rows()]
    assert "合成数据" not in shown


def test_a_load_without_a_calendar_of_work_shows_days(world: LocalStore) -> None:
    found = answer(world, "handoffs")
    assert found.load is not None
    timeless = replace(found.load, source=replace(found.load.source, calendar="none"))
    heads = [c.value for c in book(replace(found, load=timeless, seconds_a_day=86_400)).active[1]]
    assert "等待（工作时间）（天）" in heads


def test_the_table_of_the_terminal_shows_days_with_one_decimal(world: LocalStore) -> None:
    console = Console(width=250, file=io.StringIO(), record=True)
    console.print(to_table(answer(world, "handovers", limit="1"), "en"))
    text = console.export_text()
    assert "政务服务中心 D1" in text
    assert [word for word in ("2.8", "68.8%", "durations in working days") if word in text] == [
        "2.8",
        "68.8%",
        "durations in working days",
    ]
    assert "1 of 8 rows" in text


def test_the_table_of_the_terminal_shows_brackets_as_they_are(world: LocalStore) -> None:
    console = Console(width=250, file=io.StringIO(), record=True)
    console.print(to_table(with_senders(world, ["[red]D1[/]"])))
    assert "[red]D1[/]" in console.export_text()


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_writes_bytes(world: LocalStore, suffix: str) -> None:
    content = FORMATS[suffix].write(answer(world, "handovers"), "zh")
    assert isinstance(content, bytes)
    assert len(content) > 100
