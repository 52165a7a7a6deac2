"""Two loads compared: the figures are those that the questions give of either load."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from graph.local_store import LocalStore
from loaders.importing import import_file
from loaders.read import Options
from queries.run import run_all
from tests.web.conftest import SiteOf, add_log, words_of
from web import figures

HEADER = "case,activity,department,end"
EARLIER = [
    "1,受理,窗口,2022-05-09 10:00",
    "1,审查,规划,2022-05-10 10:00",
    "2,受理,窗口,2022-05-09 11:00",
    "2,审查,住建,2022-05-16 11:00",
    "3,受理,文物,2022-05-09 11:00",
    "3,审查,窗口,2022-05-10 11:00",
]
LATER = [
    "1,受理,窗口,2022-05-09 10:00",
    "1,审查,规划,2022-05-17 15:00",
    "2,受理,窗口,2022-05-09 11:00",
    "2,审查,住建,2022-05-11 11:00",
    "3,受理,水务,2022-05-09 11:00",
    "3,审查,窗口,2022-05-12 11:00",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> LocalStore:
    folder = tmp_path_factory.mktemp("two")
    (folder / "home").mkdir()
    store = LocalStore(folder / "home")
    for name, lines in (("earlier", EARLIER), ("later", LATER)):
        (folder / name).mkdir()
        add_log(store, folder / name, lines)
    return store


@pytest.fixture(scope="module")
def ids(store: LocalStore) -> list[str]:
    return [load.load_id for load in reversed(store.loads())]


@pytest.fixture
def client(store: LocalStore, site_of: SiteOf) -> FlaskClient:
    return site_of(store).test_client()


def rows(page: str, caption: str) -> list[list[str]]:
    """Return the words of the cells of a table, row by row."""
    table = page.split(f'<caption class="hide">{caption}</caption>')[1].split("</table>")[0]
    body = table.split("</thead>")[1]
    found = re.findall(r"<tr.*?</tr>", body, flags=re.DOTALL)
    cells = [re.findall(r"<t[hd].*?</t[hd]>", row, flags=re.DOTALL) for row in found]
    return [[words_of(cell) for cell in row] for row in cells]


def asked(store: LocalStore, name: str, load_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run_all(store, name, {}, load_id).rows.to_pylist()
    return found


def waits(store: LocalStore, load_id: str) -> dict[str, dict[str, Any]]:
    return {
        f"{row['sender_name']} → {row['receiver_name']}": row
        for row in asked(store, "handovers", load_id)
    }


def test_each_pair_stands_with_the_waits_that_the_ranking_gives_of_either_load(
    client: FlaskClient, store: LocalStore, ids: list[str]
) -> None:
    page = client.get(f"/data/compare?a={ids[0]}&b={ids[1]}").text
    day = run_all(store, "overview", {}, ids[1]).seconds_a_day
    both = [waits(store, load_id) for load_id in ids]
    expected = {}
    for pair in both[0].keys() | both[1].keys():
        absent = {"total_wait": 0.0, "handoffs": 0}
        before, after = (found.get(pair, absent) for found in both)
        change = (after.get("total_wait") or 0) - (before.get("total_wait") or 0)
        expected[pair] = [
            f"{figures.days(before.get('total_wait'), day)} → "
            f"{figures.days(after.get('total_wait'), day)}",
            figures.signed(change / day),
            f"{figures.number(before.get('handoffs'))} → {figures.number(after.get('handoffs'))}",
            f"{figures.days(before.get('median_wait'), day)} → "
            f"{figures.days(after.get('median_wait'), day)}",
        ]

    rose, fell = (rows(page, f"等待{word}最多的交接对") for word in ("增加", "减少"))

    assert {row[0]: row[1:] for row in (*rose, *fell)} == expected
    assert [row[0] for row in rose] == ["窗口 → 规划", "水务 → 窗口"]
    assert [row[0] for row in fell] == ["窗口 → 住建", "文物 → 窗口"]
    assert rose[0][1:3] == ["1.0 → 6.6", "+5.6"]  # Mon 10:00 to Tue 10:00, and to Tue week 15:00


def test_each_measure_is_that_of_the_overview_of_either_load(
    client: FlaskClient, store: LocalStore, ids: list[str]
) -> None:
    page = client.get(f"/data/compare?a={ids[0]}&b={ids[1]}").text
    day = run_all(store, "overview", {}, ids[1]).seconds_a_day
    values = [
        {row["name"]: row["value"] for row in asked(store, "overview", load_id)} for load_id in ids
    ]

    shown = {row[0]: row[1:] for row in rows(page, "各项指标")}

    waiting = [each["waiting"] for each in values]
    assert shown["等待 工作日"] == [
        *(figures.days(value, day) for value in waiting),
        figures.signed((waiting[1] - waiting[0]) / day),
    ]
    for name, label in (("cases", "办件"), ("steps", "环节"), ("handoffs", "交接")):
        before, after = (int(each[name]) for each in values)
        change = figures.signed(after - before, 0)
        assert shown[label] == [figures.number(before), figures.number(after), change]
    risen = figures.days(waiting[1] - waiting[0], day)
    assert f"等待合计 增加{risen}个工作日" in words_of(page)


def test_departments_that_came_and_went_are_named(client: FlaskClient, ids: list[str]) -> None:
    page = words_of(client.get(f"/data/compare?a={ids[0]}&b={ids[1]}").text)

    assert "新增 水务 不再有 文物" in page


def test_swapped_loads_have_the_opposite_differences(client: FlaskClient, ids: list[str]) -> None:
    there = client.get(f"/data/compare?a={ids[0]}&b={ids[1]}").text
    back = client.get(f"/data/compare?a={ids[1]}&b={ids[0]}").text

    opposite = str.maketrans("+−", "−+")
    fell = {row[0]: row[2].translate(opposite) for row in rows(back, "等待减少最多的交接对")}
    assert {row[0]: row[2] for row in rows(there, "等待增加最多的交接对")} == fell


def test_loads_of_which_one_has_no_calendar_are_compared_in_calendar_time(
    store: LocalStore, site_of: SiteOf, ids: list[str], tmp_path: Path
) -> None:
    own = LocalStore(Path(shutil.copytree(store.home, tmp_path / "home")))
    (tmp_path / "log.csv").write_text("\n".join([HEADER, *LATER]), "utf-8")
    import_file(own, tmp_path / "log.csv", Options(calendar="none"))
    newest = own.loads()[0].load_id

    page = site_of(own).test_client().get(f"/data/compare?a={ids[0]}&b={newest}").text

    assert "两批的工作日历不同，所以都按自然时间计算。" in words_of(page)
    assert rows(page, "等待增加最多的交接对")[0][1:3] == ["1.0 → 8.2", "+7.2"]


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?a=L0&b=L1", 404), ("?a={0}", 200)])
def test_loads_that_cannot_be_compared_are_asked_for_again(
    query: str, status: int, client: FlaskClient, ids: list[str]
) -> None:
    page = client.get(f"/data/compare{query.format(*ids)}")

    assert page.status_code == status
    assert "等待合计" not in words_of(page.text)


def test_a_load_is_not_compared_with_itself(client: FlaskClient, ids: list[str]) -> None:
    page = client.get(f"/data/compare?a={ids[0]}&b={ids[0]}")

    assert page.status_code == 400
    assert "请选两个不同的批次。" in words_of(page.text)
