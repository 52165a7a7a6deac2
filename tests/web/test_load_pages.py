"""Loads are listed, made active and deleted; the report of each can be read and taken along."""

import csv
import io
import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from graph.tables import REFUSED
from tests.web.conftest import SiteOf, words_of
from web.loads.refused_files import refused_csv

Token = Callable[[FlaskClient], str]


@pytest.fixture
def loads(loaded: LocalStore) -> list[str]:
    return [load.load_id for load in reversed(loaded.loads())]


@pytest.fixture
def client(loaded: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(loaded).test_client()


def test_the_newest_load_stands_first_and_the_active_one_is_marked(
    client: FlaskClient, loads: list[str]
) -> None:
    words = words_of(client.get("/data").text)

    assert words.index(f"{loads[1]} 小世界.xlsx") < words.index(f"{loads[0]} 小世界.xlsx")
    assert f"批次 {loads[1]} 使用中；6 件办件，20 个环节。" in words
    assert words.count("使用中") == 2  # in the head, and in its row


def test_a_load_that_is_not_whole_is_named(
    client: FlaskClient, loads: list[str], loaded: LocalStore
) -> None:
    (loaded.home / "loads" / loads[0] / "manifest.json").write_text("{", "utf-8")

    words = words_of(client.get("/data").text)

    assert f"没有列出的批次：{loads[0]}。" in words and "xietu doctor" in words
    assert "不完整" not in client.get("/data?lang=en").text


def test_the_list_counts_nothing_that_the_overview_counts_otherwise(client: FlaskClient) -> None:
    head = words_of(client.get("/data").text.split("<thead>")[1].split("</thead>")[0])

    assert head == "批次 来源 装载时间 截至 办件 环节 读入行 拒收行 状态 操作"


def test_the_data_page_speaks_english(client: FlaskClient) -> None:
    page = client.get("/data?lang=en").text
    words = words_of(page)

    assert words_of(page.split("<thead>")[1].split("</thead>")[0]).startswith("Load Source")
    assert "a workbook (.xlsx .xls .xlsb .ods)" in words
    assert 'Texts that mean "not registered", one a line' in words
    assert [word for word in ("Person ", "Department ") if word not in words] == []
    assert "Persons" not in words


def test_a_load_is_called_by_one_word_on_every_page(client: FlaskClient, loads: list[str]) -> None:
    for address in ("/", "/data", "/queries/loads", f"/data/loads/{loads[0]}"):
        words = words_of(client.get(address).text)
        assert f"批次 {loads[1]}" in words
        assert not re.search(r"装载 L\d|[个份的条]装载[，。]|装载(清单|编号)", words)


def test_without_an_active_load_the_way_to_an_earlier_one_is_shown(
    client: FlaskClient, loaded: LocalStore, own_store: LocalStore, site_of: SiteOf
) -> None:
    loaded.delete(loaded.load().load_id)

    empty = client.get("/").text

    assert "或启用一个已有批次" in words_of(empty)
    assert 'href="/data"' in empty.split("或启用一个已有批次")[1].split("</li>")[0]
    assert "已有批次" not in site_of(own_store).test_client().get("/").text


def test_an_earlier_load_can_be_made_active(
    client: FlaskClient, loads: list[str], loaded: LocalStore, token: Token
) -> None:
    response = client.post(f"/data/loads/{loads[0]}/activate", data={"csrf_token": token(client)})

    assert response.status_code == 303
    assert loaded.load().load_id == loads[0]
    assert f"已启用 {loads[0]}" in words_of(client.get("/data").text)


def test_deleting_asks_first(
    client: FlaskClient, loads: list[str], loaded: LocalStore, token: Token
) -> None:
    asked = words_of(client.get(f"/data/loads/{loads[1]}/delete").text)
    still = [load.load_id for load in loaded.loads()]
    response = client.post(f"/data/loads/{loads[1]}/delete", data={"csrf_token": token(client)})

    assert f"要删除 {loads[1]} 吗？" in asked
    assert "这是正在使用的批次" in asked
    assert loads[1] in still
    assert response.status_code == 303
    assert [load.load_id for load in loaded.loads()] == [loads[0]]
    assert "还没有启用的数据" in words_of(client.get("/data").text)
    assert "还没有数据" in words_of(client.get("/").text)


def test_a_load_that_is_gone_is_not_found(client: FlaskClient, token: Token) -> None:
    for action in ("activate", "delete"):
        response = client.post(f"/data/loads/L0/{action}", data={"csrf_token": token(client)})
        assert response.status_code == 404


def test_the_import_report_counts_each_table_and_lists_what_was_refused(
    client: FlaskClient, loads: list[str]
) -> None:
    words = words_of(client.get(f"/data/loads/{loads[0]}").text)

    assert "读入 21 行，装载20行，拒收 1 行（4.8%）。先改“不是日期”，能收回 1 行。" in words
    assert "办件环节 21 20 0 1" in words
    assert "不是日期 1 请改为 2022-05-31 这样的日期" in words
    assert " 23 办结时间 2022-05-32 不是日期 请改为 2022-05-31 这样的日期" in words
    assert "未启用" in words


def test_the_import_report_speaks_english(client: FlaskClient, loads: list[str]) -> None:
    page = words_of(client.get(f"/data/loads/{loads[0]}?lang=en").text)
    text = client.get(f"/data/loads/{loads[0]}/refused.csv").data.decode("utf-8-sig")

    assert "21 rows read, 20 loaded, 1 refused (4.8%)." in page
    assert "not a date write a date like 2022-05-31" in page
    assert (
        text.splitlines()[1]
        == "办件环节,23,办结时间,2022-05-32,not a date,write a date like 2022-05-31"
    )


def test_many_refused_rows_are_turned_page_by_page_and_chosen_by_table(
    client: FlaskClient, loads: list[str], loaded: LocalStore
) -> None:
    words = {"reason": "错", "advice": "改", "reason_en": "wrong", "advice_en": "mend"}
    words |= {"kind": "错", "kind_en": "wrong", "root": "错", "root_en": "wrong"}
    rows = [
        {"table": table, "row": row, "column": "列", "value": f"@{row}", **words}
        for table in ("办件", "部门")
        for row in range(1, 151)
    ]
    path = loaded.home / "loads" / loads[0] / "refused.parquet"
    pq.write_table(pa.Table.from_pylist(rows, schema=REFUSED), path)
    address = f"/data/loads/{loads[0]}"

    first = client.get(address)
    last = words_of(client.get(f"{address}?skip=200").text)
    one = words_of(client.get(f"{address}?table=部门&skip=100").text)
    text = client.get(f"{address}/refused.csv").data.decode("utf-8-sig")

    assert "第 1—25 条，共 300 条。" in words_of(first.text)
    assert f'rel="next" href="{address}?skip=25#refused"' in first.text
    assert "第 201—225 条，共 300 条。" in last
    assert "第 101—125 条，共 150 条。" in one
    assert len(text.splitlines()) == 301
    assert ",'@150," in text


@pytest.mark.parametrize("skip", ["-1", "x", "1e3", "9" * 30])
def test_a_bad_place_in_the_report_is_refused(
    skip: str, client: FlaskClient, loads: list[str]
) -> None:
    assert client.get(f"/data/loads/{loads[0]}?skip={skip}").status_code == 400


def test_no_refused_value_becomes_a_formula_in_a_spreadsheet() -> None:
    values = ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"]
    texts = {**dict.fromkeys(REFUSED.names, "说明"), "row": -3, "cells": None, "at": None}
    rows = [{**texts, "value": value} for value in values]
    rows.append({**rows[0], "value": "1-2", "column": None})

    text = refused_csv(pa.Table.from_pylist(rows, schema=REFUSED), "zh").decode("utf-8-sig")
    read = list(csv.DictReader(io.StringIO(text, newline="")))

    assert [row["值"] for row in read] == [*(f"'{value}" for value in values), "1-2"]
    assert {row["行"] for row in read} == {"-3"}
    assert read[-1]["列"] == ""
